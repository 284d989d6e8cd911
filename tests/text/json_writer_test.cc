#include "text/json_writer.h"

#include <limits>
#include <string>
#include <vector>

#include "base/limits.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace dropset {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

std::string Number(double value) {
  std::string out;
  AppendJsonDouble(out, value);
  return out;
}

TEST(AppendJsonString, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("d/x y.jpg"), "\"d/x y.jpg\"");
  EXPECT_EQ(Quoted("\xC3\xA4\xF0\x9F\x98\x80\x7F"), "\"\xC3\xA4\xF0\x9F\x98\x80\x7F\"");
  EXPECT_EQ(Quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(Quoted("\b\t\n\f\r"), R"("\b\t\n\f\r")");
  EXPECT_EQ(Quoted(std::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
}

TEST(AppendJsonString, ReadsBackTheSame) {
  for (int c = 0; c < 128; ++c) {
    std::string text = "x" + std::string(3, static_cast<char>(c)) + "y" + std::string(1, static_cast<char>(c));
    EXPECT_EQ(nlohmann::json::parse(Quoted(text)).get<std::string>(), text) << c;
  }
}

TEST(AppendJsonDouble, WritesNumbersAndNull) {
  EXPECT_EQ(Number(1), "1.0");
  EXPECT_EQ(Number(-0.25), "-0.25");
  EXPECT_EQ(Number(1e16), "1e16");
  EXPECT_EQ(Number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(Number(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(Number(-std::numeric_limits<double>::infinity()), "null");
}

TEST(AppendJsonDoubles, EqualsOneByOne) {
  constexpr double kOdd[] = {0,
                             -0.0,
                             1.5,
                             -1.7976931348623157e308,
                             2.2250738585072014e-308,
                             1.0 / 3,
                             -0.00001234567890123456,
                             64000.25,
                             std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()};
  for (size_t count : {0u, 1u, 2u, 9u, 10u, 11u, 150u, 5000u}) {
    std::vector<double> values;
    std::string expected = "kept[";
    for (size_t k = 0; k < count; ++k) {
      values.push_back(kOdd[k % std::size(kOdd)]);
      expected += (k ? "," : "") + Number(values.back());
    }
    std::string out = "kept";
    AppendJsonDoubles(out, values);
    EXPECT_EQ(out, expected + "]");
  }
}

TEST(AppendJsonInteger, WritesTheExtremes) {
  std::string out = "[";
  AppendJsonInteger(out, std::numeric_limits<int64_t>::min());
  EXPECT_EQ(out, "[-9223372036854775808");
}

class RecordingSink final : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override {
    if (full) return Status(Code::kIo, "disk full");
    pieces.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  std::vector<std::string> pieces;
  bool full = false;
};

TEST(JsonOutput, HandsOnLargePieces) {
  RecordingSink sink;
  uint64_t written = 0;
  JsonOutput output(sink, written);
  std::string expected;
  for (int k = 0; k < 30'000; ++k) {
    std::string item = "{\"id\":" + std::to_string(k) + ",\"name\":\"a b c d\"},";
    output.text() += item;
    expected += item;
    ASSERT_TRUE(output.Flush().ok());
    ASSERT_LT(output.text().size(), kWriteBuffer);
  }
  ASSERT_TRUE(output.Flush(true).ok());
  std::string text;
  for (size_t k = 0; k < sink.pieces.size(); ++k) {
    text += sink.pieces[k];
    if (k + 1 < sink.pieces.size()) {
      EXPECT_GE(sink.pieces[k].size(), kWriteBuffer);
    }
  }
  EXPECT_GT(sink.pieces.size(), 2u);
  EXPECT_EQ(text, expected);
  ASSERT_TRUE(output.Flush(true).ok());
  EXPECT_EQ(written, expected.size());
}

TEST(JsonOutput, LongListsAreHandedOnBetweenTheirNumbers) {
  for (size_t count : {0u, 1u, 4096u, 4097u, 8192u, 500'000u}) {
    RecordingSink sink;
    uint64_t written = 0;
    JsonOutput output(sink, written);
    std::vector<double> values;
    for (size_t k = 0; k < count; ++k) values.push_back(static_cast<double>(k) / 8);
    std::string expected = "kept";
    AppendJsonDoubles(expected, values);
    output.text() = "kept";
    ASSERT_TRUE(output.Doubles(values).ok());
    EXPECT_LT(output.text().size(), 2 * kWriteBuffer);
    ASSERT_TRUE(output.Flush(true).ok());
    std::string text;
    for (const std::string& piece : sink.pieces) text += piece;
    EXPECT_EQ(text, expected);
  }
}

TEST(JsonOutput, ErrorsOfTheSinkAreHandedOn) {
  RecordingSink sink;
  sink.full = true;
  uint64_t written = 0;
  JsonOutput output(sink, written);
  output.text() = "x";
  EXPECT_TRUE(output.Flush().ok());
  EXPECT_EQ(output.Flush(true).code(), Code::kIo);
  EXPECT_EQ(output.Doubles(std::vector<double>(kWriteBuffer)).code(), Code::kIo);
}

}  // namespace
}  // namespace dropset
