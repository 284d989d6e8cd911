// images.meta (open_images.md §2.4), names of mask files (model.md §4.2), records and the table of images.
#include <gtest/gtest.h>

#include "formats/open_images/box_parts.h"
#include "formats/open_images/file_name.h"
#include "formats/open_images/image_table.h"
#include "formats/open_images/images_meta.h"
#include "formats/open_images/record.h"
#include "support/piece_stream.h"

namespace dropset::open_images {
namespace {

using Words = std::vector<std::string>;

Words Split(std::string_view line) {
  Words words;
  return SplitWords(line, words) ? words : Words{"(open quote)"};
}

TEST(ImagesMeta, SplitsLinesAsAShellDoes) {
  EXPECT_EQ(Split("a 123\t456"), (Words{"a", "123", "456"}));
  EXPECT_EQ(Split("'b c' 10 20 # x"), (Words{"b c", "10", "20"}));
  EXPECT_EQ(Split("a#b 1 2"), (Words{"a"}));
  EXPECT_EQ(Split(R"("q\"\\\n" \  x'y'"z")"), (Words{"q\"\\\\n", " ", "xyz"}));
  EXPECT_EQ(Split("'' \"\""), (Words{"", ""}));
  EXPECT_EQ(Split("'\"'\"'\"'#'"), (Words{"\"'#"}));
  EXPECT_EQ(Split("# comment"), Words());
  EXPECT_EQ(Split("'open"), (Words{"(open quote)"}));
}

TEST(ImagesMeta, QuotesSoThatItReadsBack) {
  for (std::string_view word : {"plain_@%+=:,./-9", "with space", "it's", "", "#x", "\\", "名前", "\"", "a'b'c"}) {
    std::string line;
    AppendQuoted(line, word);
    EXPECT_EQ(Split(line), (Words{std::string(word)})) << line;
  }
  std::string quoted;
  AppendQuoted(quoted, "it's");
  EXPECT_EQ(quoted, R"('it'"'"'s')");
}

TEST(ImagesMeta, ReadsLinesFromPieces) {
  ImagesMetaReader reader(std::make_unique<PieceStream>("\xEF\xBB\xBF# head\r\n\r\na 1 2\r\n'b c' 3 4 5\nx\nlast 5 6", 3));
  std::vector<std::string> read;
  for (ImageSize size;;) {
    auto line = reader.Next(size);
    ASSERT_TRUE(line.ok());
    if (*line == ImagesMetaReader::Line::kEnd) break;
    read.push_back(*line == ImagesMetaReader::Line::kBad
                       ? reader.TakeProblem().Text()
                       : size.id + " " + std::to_string(size.width) + "x" + std::to_string(size.height));
  }
  EXPECT_EQ(read, (Words{"a 2x1", "b c 4x3", "line 5: expected an id, a height and a width, found 1 words", "last 6x5"}));
}

TEST(BoxParts, DecimalPartsBecomeShortPixelsAndComeBack) {
  EXPECT_EQ(PixelsOf(0.148438, 683), 101.383154);
  EXPECT_EQ(PartOf(101.383154, 683), 0.148438);
  EXPECT_EQ(PartOf(1, 12), 1.0 / 12);
  EXPECT_EQ(PartOf(-1, 10), -0.1);
  for (uint32_t side : {1u, 3u, 427u, 1024u, 65'535u}) {
    for (int part = -1'000; part < 1'100'000; part += 997) {
      EXPECT_EQ(PartOf(PixelsOf(part / 1e6, side), side), part / 1e6) << part << " of " << side;
      const double odd = part / 1e6 + 1e-13;
      EXPECT_EQ(PixelsOf(PartOf(PixelsOf(odd, side), side), side), PixelsOf(odd, side)) << part << " of " << side;
    }
  }
}

TEST(FileName, KeepsWhatIsAscii) {
  EXPECT_EQ(MakeFileName("/m/0"), "m0");
  EXPECT_EQ(MakeFileName("d/x y"), "dx-y");
  EXPECT_EQ(MakeFileName("  A \t- b__C--d "), "a-b__c-d");
  EXPECT_EQ(MakeFileName("naïve-λ"), "naive-");
  EXPECT_EQ(MakeFileName("名前 кириллица"), "");
  EXPECT_EQ(MakeFileName("ÀÉîöñçšžłăệ ﬁ Ｘ１ x²½"),
            "aeionc"
            "sz"
            "ae"
            "-fi-x1-x212");
  EXPECT_EQ(MakeFileName("Ĳ\u00A0ǆ"), "ij-dz");
}

TEST(ImageTable, FindsIdsOfEveryKind) {
  ImageTable table;
  std::vector<std::string> ids = {"0123456789abcdef", "0123456789ABCDEF",     "0123456789abcde",  "x",
                                  "кириллица",        std::string(4096, 'y'), "ffffffffffffffff", "0000000000000000"};
  for (int k = 0; k < 2000; ++k) ids.push_back("image " + std::to_string(k));
  for (uint32_t k = 0; k < ids.size(); ++k) EXPECT_EQ(table.Add(ids[k], k), k);
  for (uint32_t k = 0; k < ids.size(); ++k) {
    EXPECT_EQ(table.Id(k), ids[k]);
    EXPECT_EQ(table.place(k), k);
    EXPECT_EQ(table.Find(ids[k], [](uint32_t) { return true; }), k) << ids[k];
  }
  EXPECT_EQ(table.Find("fffffffffffffffe", [](uint32_t) { return true; }), ImageTable::kNone);
  EXPECT_EQ(table.Find("x", [](uint32_t) { return false; }), ImageTable::kNone);
}

TEST(ImageTable, KeepsSizesOfAnyLargeness) {
  ImageTable table;
  for (uint32_t k = 0; k < 3; ++k) table.Add(std::to_string(k), 0);
  table.SetSize(0, 1024, 768);
  table.SetSize(1, 65535, 1);
  EXPECT_EQ(table.Size(0), std::pair(1024u, 768u));
  EXPECT_EQ(table.Size(1), std::pair(65535u, 1u));
  EXPECT_EQ(table.Size(2), std::pair(0u, 0u));
  table.SetSize(1, 3, 2'000'000'000);
  EXPECT_EQ(table.Size(1), std::pair(3u, 2'000'000'000u));
  table.SetSize(1, 3, 2);
  EXPECT_EQ(table.Size(1), std::pair(3u, 2u));
}

Record RoundTrip(const Record& record, size_t size) {
  std::vector<std::byte> bytes(3);  // records lie at any offset
  Encode(record, bytes);
  const auto encoded = std::span(bytes).subspan(3);
  EXPECT_EQ(HeadOf(encoded).size, encoded.size());
  EXPECT_EQ(HeadOf(encoded).image, record.image);
  EXPECT_EQ(encoded.size(), size);
  Record read;
  read.box_id = "stale";
  Decode(encoded, read);
  return read;
}

TEST(OpenImagesRecord, BoxesComeBackExactly) {
  Record box;
  box.kind = RecordKind::kBox;
  box.image = 70'000;
  box.label = 19'000;
  box.has_number = box.has_corners = true;
  box.number = 1;
  box.corners = {0.195312, 0.148438, 1, 0};
  box.answers = {Answer::kYes, Answer::kNo, Answer::kUnknown, Answer::kNo, Answer::kYes};
  Record read = RoundTrip(box, 32);
  EXPECT_EQ(read.corners, box.corners);
  EXPECT_EQ(read.answers, box.answers);
  EXPECT_EQ(read.number, 1);
  EXPECT_EQ(read.label, box.label);
  box.corners[0] = 0.2679999987284342;
  box.number = 0.3;
  read = RoundTrip(box, 56);
  EXPECT_EQ(read.corners, box.corners);
  EXPECT_EQ(read.number, 0.3);
}

TEST(OpenImagesRecord, LabelsMasksAndPixelsComeBack) {
  Record label;
  label.has_number = true;
  EXPECT_TRUE(RoundTrip(label, 24).has_number);
  label.has_number = false;
  EXPECT_FALSE(RoundTrip(label, 16).has_number);
  Record mask;
  mask.kind = RecordKind::kMask;
  mask.row = 5;
  mask.box_id = "b0x";
  Record read = RoundTrip(mask, 23);
  EXPECT_EQ(read.box_id, "b0x");
  EXPECT_EQ(read.row, 5u);
  EXPECT_FALSE(read.has_corners);
  Record pixels;
  pixels.kind = RecordKind::kPixels;
  pixels.mask_height = 3;
  pixels.mask_width = 2;
  pixels.runs = {1, 2, 3};
  read = RoundTrip(pixels, 40);
  EXPECT_EQ(read.runs, pixels.runs);
  EXPECT_EQ(read.mask_height, 3u);
  EXPECT_EQ(read.mask_width, 2u);
}

}  // namespace
}  // namespace dropset::open_images
