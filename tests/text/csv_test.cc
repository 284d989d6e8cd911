#include "text/csv.h"

#include <gtest/gtest.h>

#include "support/piece_stream.h"

namespace dropset {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Reading {
  Rows rows;
  std::vector<uint64_t> lines;
  Status status;
};

Reading Read(std::string_view text, size_t window = 64, size_t piece = 3) {
  Reading reading;
  CsvReader csv(std::make_unique<PieceStream>(text, piece), window);
  while (csv.Next()) {
    reading.rows.emplace_back(csv.cells().begin(), csv.cells().end());
    reading.lines.push_back(csv.line());
  }
  reading.status = csv.TakeStatus();
  EXPECT_TRUE(!reading.status.ok() || csv.offset() == text.size());
  return reading;
}

// Rows must not depend on where reads and the buffer end.
void ExpectRows(std::string_view text, const Rows& rows) {
  for (size_t window : {1, 2, 3, 5, 7, 16, 1000}) {
    for (size_t piece : {1, 2, 5, 1000}) {
      Reading reading = Read(text, window, piece);
      EXPECT_TRUE(reading.status.ok()) << reading.status.Text();
      EXPECT_EQ(reading.rows, rows) << "window " << window << ", pieces of " << piece;
    }
  }
}

TEST(Csv, SplitsRowsAtEitherLineEnd) {
  ExpectRows("a,b\nc,d\n", {{"a", "b"}, {"c", "d"}});
  ExpectRows("a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}});
  ExpectRows("a,b\rc,d", {{"a", "b"}, {"c", "d"}});
  ExpectRows("", {});
}

TEST(Csv, KeepsEmptyCellsAndDropsEmptyLines) { ExpectRows("a,,\n\r\n\n,\n\n", {{"a", "", ""}, {"", ""}}); }

TEST(Csv, UndoesQuotes) {
  ExpectRows("\"a, \"\"b\"\"\",c\n", {{"a, \"b\"", "c"}});
  ExpectRows("\"\",\"\"\"\"\n\"x\r\ny\",1", {{"", "\""}, {"x\r\ny", "1"}});
  ExpectRows("\"last\"", {{"last"}});
}

TEST(Csv, TakesQuotesInsideACellAsText) {
  ExpectRows("a\"b\"c,d\n", {{"a\"b\"c", "d"}});
  ExpectRows("\"a\"b\"c,d\n", {{"ab\"c", "d"}});
}

TEST(Csv, SkipsTheUtf8Mark) {
  ExpectRows("\xEF\xBB\xBFImageID,x\n1,2\n", {{"ImageID", "x"}, {"1", "2"}});
  ExpectRows("\xEF\xBB\xBF\"a\"\n", {{"a"}});
}

TEST(Csv, CountsLines) { EXPECT_EQ(Read("a\n\n\"x\ny\"\r\nb\n").lines, (std::vector<uint64_t>{1, 3, 5})); }

TEST(Csv, NamesTheLineOfAQuoteThatDoesNotEnd) {
  Reading reading = Read("a\nb,\"c\nd\n");
  EXPECT_EQ(reading.status.Text(), "line 2: a quoted cell does not end");
  EXPECT_EQ(reading.rows, (Rows{{"a"}}));
}

TEST(Csv, LimitsTheRow) {
  std::string text = "a\n\"" + std::string(2 * kCsvRow, 'x') + "\"\n";
  Reading reading = Read(text, 1000, 100'000);
  ASSERT_FALSE(reading.status.ok());
  EXPECT_EQ(reading.status.code(), Code::kLimit);
  EXPECT_EQ(reading.status.place(), "line 2");
}

TEST(Csv, PassesTheStreamsErrorOn) {
  CsvReader csv(std::make_unique<PieceStream>("a,b\nc", 100, Status(Code::kCorrupt, "wrong CRC").At("x.zip: y.csv")));
  while (csv.Next()) {
  }
  EXPECT_EQ(csv.TakeStatus().Text(), "x.zip: y.csv: wrong CRC");
}

TEST(Csv, QuotesOnlyWhatNeedsIt) {
  std::string out;
  for (std::string_view text : {"plain", "a, \"b\"", "two\nlines", "", "naïve-λ"}) {
    AppendCsvCell(out, text);
    out += '|';
  }
  EXPECT_EQ(out, "plain|\"a, \"\"b\"\"\"|\"two\nlines\"||naïve-λ|");
}

TEST(Csv, WritesNumbersAsPythonDoes) {
  const std::pair<double, std::string_view> kNumbers[] = {{0, "0.0"},
                                                          {1, "1.0"},
                                                          {-0.5, "-0.5"},
                                                          {0.1, "0.1"},
                                                          {0.0001, "0.0001"},
                                                          {1e-5, "1e-05"},
                                                          {1.25e-5, "1.25e-05"},
                                                          {-1e-5, "-1e-05"},
                                                          {1e-6, "1e-06"},
                                                          {2.5e-10, "2.5e-10"},
                                                          {1e15, "1000000000000000.0"},
                                                          {1e16, "1e+16"},
                                                          {1.5e300, "1.5e+300"},
                                                          {0.08333333333333333, "0.08333333333333333"}};
  for (auto [value, text] : kNumbers) {
    std::string out;
    AppendPythonDouble(out, value);
    EXPECT_EQ(out, text);
  }
}

}  // namespace
}  // namespace dropset
