// .datum files that are broken, cut, or lie: a located error, or a counted skip; datumaro_binary.md §5.2.
#include <iterator>
#include <limits>
#include <random>

#include "formats/datumaro_binary/support.h"

namespace dropset::testing {
namespace {

const std::string kNull = U32(0x7fffffff);

// Errors name the file, and a byte or part of it.
void ExpectError(const ReadOutcome& read, Code code, const std::string& part) {
  ASSERT_FALSE(read.status.ok()) << part;
  EXPECT_EQ(read.status.code(), code) << read.status.Text();
  EXPECT_TRUE(read.status.place().starts_with("annotations/s.datum")) << read.status.Text();
  EXPECT_NE(read.status.Text().find(part), std::string::npos) << read.status.Text();
}

ReadOutcome ReadBlob(const std::string& blob) {
  DatumParts parts;
  parts.blobs = {blob};
  return ReadDatum(Datum(parts));
}

TEST(DatumaroBinaryBadInput, TheSignatureMustBeThere) {
  std::string datum = Datum(Sample(Era::kLong));
  datum[0] = 'S';
  ExpectError(ReadDatum(datum), Code::kInvalid, "byte 0: it does not begin with the signature");
  ExpectError(ReadDatum("signature"), Code::kInvalid, "signature");
  ExpectError(ReadDatum(""), Code::kInvalid, "signature");
}

TEST(DatumaroBinaryBadInput, OnlyVersion10IsRead) {
  DatumParts parts = Sample(Era::kLong);
  parts.version = R"({"dm_format_version":"2.0","media_encryption":false})";
  ExpectError(ReadDatum(Datum(parts)), Code::kUnsupported, "version: dm_format_version: expected version 1.0, found 2.0");
  parts.version = R"({"dm_format_version":"legacy","media_encryption":false})";
  EXPECT_TRUE(ReadDatum(Datum(parts)).status.ok());
}

TEST(DatumaroBinaryBadInput, SectionsAreJsonObjects) {
  for (const char* text : {"[1]", "null", "7", "{", "{}{}", "{\"a\":\xff}", "nonsense"}) {
    for (auto [member, name] : {std::pair(&DatumParts::version, "version"),
                                {&DatumParts::infos, "infos"},
                                {&DatumParts::categories, "categories"},
                                {&DatumParts::media_type, "media type"}}) {
      DatumParts parts = Sample(Era::kLong);
      parts.*member = text;
      ReadOutcome read = ReadDatum(Datum(parts));
      ASSERT_FALSE(read.status.ok()) << name << ' ' << text;
      EXPECT_TRUE(read.status.place().starts_with(std::string("annotations/s.datum: ") + name)) << read.status.Text();
    }
  }
}

TEST(DatumaroBinaryBadInput, TextsAreAsLongAsTheirSections) {
  std::string datum = Datum(Sample(Era::kLong));
  datum[25] = '\x39';  // the version's section: one more than its text and length
  ExpectError(ReadDatum(datum), Code::kInvalid, "version: byte ");
  datum[25] = '\x37';
  ExpectError(ReadDatum(datum), Code::kTruncated, "version: byte ");
}

TEST(DatumaroBinaryBadInput, LengthsBeyondTheFileAreRefusedBeforeAnythingIsAllocated) {
  const std::string front = "signature:datumaro_binary";
  ExpectError(ReadDatum(front + U32(0xffffffff)), Code::kTruncated, "version: byte 29");
  std::string datum = Datum(Sample(Era::kLong));
  const size_t table = datum.find(U32(1) + U32(0x99));
  datum.replace(table, 4, U32(0x7fffffff));
  ExpectError(ReadDatum(datum), Code::kTruncated, "blob sizes: byte " + std::to_string(table + 4));
}

TEST(DatumaroBinaryBadInput, BlobSizesThatLieAreRefused) {
  std::string datum = Datum(Sample(Era::kLong));
  const size_t size = datum.find(U32(1) + U32(0x99)) + 4;
  std::string more = datum, negative = datum, fewer = datum;
  more.replace(size, 4, U32(0x9a));
  ExpectError(ReadDatum(more), Code::kTruncated, "blob sizes");
  negative.replace(size, 4, U32(0xffffff67));
  ExpectError(ReadDatum(negative), Code::kInvalid, "blob sizes: byte " + std::to_string(size) + ": a blob of -153 bytes");
  fewer.replace(size, 4, U32(0x98));
  ExpectError(ReadDatum(fewer), Code::kTruncated, "items[1]: byte ");
}

TEST(DatumaroBinaryBadInput, UnknownNumbersAreNamedWithTheirPlace) {
  ExpectError(ReadBlob(ItemBytes("i", "s", U32(3) + Str("x"), {})), Code::kInvalid, "there is no media kind 3");
  ExpectError(ReadBlob(ItemBytes("i", "s", "", {Annotated(Era::kLong, 12, "", U32(0))})), Code::kInvalid,
              "there is no annotation type 12");
  ExpectError(ReadBlob(ItemBytes("i", "s", U32(6) + Str("p") + U32(1) + U32(4) + Str("xxxxxxxxxxxxxxxx") + U32(1) + U32(1), {})),
              Code::kInvalid, "expected an image, found media kind 4");
  ReadOutcome read = ReadBlob(ItemBytes("i", "s", "", {}) + ItemBytes("j", "s", U32(9), {}));
  ExpectError(read, Code::kInvalid, "items[1]: byte ");
  EXPECT_EQ(read.items.size(), 1u);
}

TEST(DatumaroBinaryBadInput, TextsAreUtf8) {
  ExpectError(ReadBlob(ItemBytes("\xff", "s", "", {})), Code::kInvalid, "the text is not UTF-8");
  ExpectError(ReadBlob(ItemBytes("i", "s\xc0", "", {})), Code::kInvalid, "the text is not UTF-8");
  ExpectError(ReadBlob(ItemBytes("i", "s", "", {Annotated(Era::kLong, 7, "", Str("\xed\xa0\x80"))})), Code::kInvalid,
              "the text is not UTF-8");
}

TEST(DatumaroBinaryBadInput, AttributesAreJsonObjects) {
  for (const char* text : {"[1]", "7", "{\"a\":}", "{}x"}) {
    ExpectError(ReadBlob(ItemBytes("i", "s", "", {}, text)), Code::kInvalid, "attributes that are no JSON object");
    ExpectError(ReadBlob(ItemBytes("i", "s", "", {Annotated(Era::kLong, 1, text, U32(0))})), Code::kInvalid,
                "attributes that are no JSON object");
  }
}

// What is wrong with one annotation only is left out and counted; its end is known.
TEST(DatumaroBinaryBadInput, AnnotationsThatMakeNoSenseAreCounted) {
  const std::string none;
  for (const std::string& bad : {
           Annotated(Era::kLong, 1, "", kNull),
           Annotated(Era::kLong, 2, "", kNull + U32(0) + U32(2) + U32(3) + Str("0700")),
           Annotated(Era::kLong, 2, "", kNull + U32(0) + U32(0) + U32(3) + Str("")),
           Annotated(Era::kLong, 2, "", kNull + U32(0) + U32(0xffffffff) + U32(3) + Str("06")),
           Annotated(Era::kLong, 3, "", kNull + U32(0) + Floats({1, 2}) + U32(2) + U32(0) + U32(0)),
           Annotated(Era::kLong, 3, "", kNull + U32(0) + Floats({1, 2}) + U32(1) + U32(3)),
           Annotated(Era::kLong, 3, "", kNull + U32(0) + Floats({1, 2, 3}) + U32(1) + U32(2)),
           Annotated(Era::kLong, 4, "", kNull + U32(0) + Floats({1, 2, 3, 4})),
           Annotated(Era::kLong, 5, "", kNull + U32(0) + Floats({1, 2, 3})),
           Annotated(Era::kLong, 6, "", kNull + U32(0) + Floats({1, 2, 3, std::numeric_limits<float>::quiet_NaN()})),
           Annotated(Era::kLong, 6, "", kNull + U32(0) + Floats({1, 2, 3})),
           Annotated(Era::kLong, 8, "", kNull + Floats({1, 2, 3})),
           Annotated(Era::kLong, 11, "", kNull + U32(0) + Floats({1, 2, 3, 4, 5, 6})),
           Annotated(Era::kLong, 16, "", kNull + U32(0) + Floats({1, 2})),
       }) {
    const std::string good = Annotated(Era::kLong, 1, "", U32(0));
    ReadOutcome read = ReadAnnotations({good, bad, good});
    ASSERT_TRUE(read.status.ok()) << read.status.Text();
    EXPECT_EQ(read.items.at(0).annotations.size(), 2u);
    EXPECT_EQ(read.Count("annotation-skipped"), 1u);
    EXPECT_NE(LineOf(read.report, "annotation-skipped").example.find("annotations/s.datum: i: annotations[1]: byte "),
              std::string::npos)
        << LineOf(read.report, "annotation-skipped").example;
    EXPECT_FALSE(ReadAnnotations({good, bad, good}, {{"strict", ""}}).status.ok());
  }
}

TEST(DatumaroBinaryBadInput, ItemsWithoutAnIdAreCounted) {
  ReadOutcome read = ReadBlob(ItemBytes("", "s", "", {}) + ItemBytes("a", "s", "", {}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.Count("item-skipped"), 1u);
}

TEST(DatumaroBinaryBadInput, UnknownMediaTypesCountAsImages) {
  DatumParts parts = Sample(Era::kLong);
  parts.media_type = R"({"media_type":3})";
  ReadOutcome read = ReadDatum(Datum(parts));
  ASSERT_TRUE(read.status.ok());
  EXPECT_EQ(read.labels.media_type, 2);
  EXPECT_EQ(read.Count("field-mended"), 1u);
}

// A file with something of every part.
DatumParts Rich(Era era) {
  DatumParts parts = Sample(era);
  parts.infos = R"({"a":[1,"x"]})";
  const std::string point_cloud = U32(6) + Str("p.pcd") + U32(1) + U32(2) + Str("r.png") + U32(2) + U32(3);
  parts.blobs.push_back(ItemBytes(
      "x", "s", point_cloud,
      {Annotated(era, 2, "", kNull + U32(0) + U32(2) + U32(3) + Str("06")),
       Annotated(era, 3, "", kNull + U32(0) + Floats({1, 2}) + U32(1) + U32(2)),
       Annotated(era, 7, R"({"score":0.5})", Str("caption")), Annotated(era, 4, "", kNull + U32(1) + Floats({1, 2, 3, 4, 5, 6})),
       Annotated(era, 8, "", kNull + Floats({1, 2, 3, 4, 5, 6, 7, 8, 9}))},
      R"({"id":3,"k":"v"})"));
  parts.blobs.push_back(ItemBytes("v", "s", U32(5) + Str("v.mp4") + U32(1) + U32(0) + U32(4), {}) +
                        ItemBytes("f", "s", U32(4) + Str("v.mp4") + U32(1), {}));
  return parts;
}

TEST(DatumaroBinaryBadInput, AFileThatIsCutAnywhereIsNeverTakenForAWholeOne) {
  for (Era era : {Era::kShort, Era::kLong}) {
    const std::string datum = Datum(Rich(era));
    ASSERT_TRUE(ReadDatum(datum).status.ok()) << ReadDatum(datum).status.Text();
    for (size_t size = 0; size < datum.size(); ++size) {
      ReadOutcome read = ReadDatum(datum.substr(0, size));
      ASSERT_FALSE(read.status.ok()) << size;
      ASSERT_TRUE(read.status.place().starts_with("annotations/s.datum: ")) << read.status.Text();
      ASSERT_EQ(read.status.code(), size < 25 ? Code::kInvalid : Code::kTruncated) << size << ' ' << read.status.Text();
    }
  }
}

TEST(DatumaroBinaryBadInput, MutatedFilesAreReadOrRefusedWithAPlace) {
  std::mt19937 random(5);
  int refused = 0;
  constexpr int kMutations = 100'000;
  const std::string seeds[] = {Datum(Rich(Era::kLong)), Datum(Rich(Era::kShort)), Datum(Rich(Era::kRc1))};
  for (int round = 0; round < kMutations; ++round) {
    std::string datum = seeds[random() % std::size(seeds)];
    for (unsigned changes = 1 + random() % 3; changes > 0; --changes) {
      const size_t at = random() % datum.size();
      constexpr unsigned char kTelling[] = {0, 1, 0x7f, 0x80, 0xff, '{', '"'};
      switch (random() % 4) {
        case 0: datum[at] = static_cast<char>(kTelling[random() % std::size(kTelling)]); break;
        case 1: datum[at] ^= static_cast<char>(1 << random() % 8); break;
        case 2: datum.erase(at, 1 + random() % 8); break;
        default: datum.insert(at, datum.substr(random() % datum.size(), random() % 16)); break;
      }
    }
    ReadOutcome read = ReadDatum(datum);
    if (read.status.ok()) continue;
    ++refused;
    ASSERT_TRUE(read.status.place().starts_with("annotations/s.datum")) << read.status.Text();
  }
  EXPECT_GT(refused, kMutations / 10);
  EXPECT_LT(refused, kMutations);
}

}  // namespace
}  // namespace dropset::testing
