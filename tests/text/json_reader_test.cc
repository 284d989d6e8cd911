#include "text/json_reader.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "text/json_reading.h"

namespace dropset {
namespace {

using namespace std::string_view_literals;

TEST(JsonReader, WalksByDemand) {
  for (size_t piece : kPieces) {
    JsonReader json = Reader(
        "{\"id\": 7, \"name\":\"a\\tb\", \"score\": 0.25, \"crowd\":false, \"none\":null, \"list\":[1, \"x\", [2]], "
        "\"rest\":{\"y\":[]}}",
        piece);
    int64_t id = 0;
    std::string name;
    double score = 0;
    bool crowd = true;
    std::vector<JsonKind> kinds;
    std::string keys;
    EXPECT_EQ(json.Peek(), JsonKind::kObject);
    for (json.EnterObject(); json.NextMember();) {
      keys += std::string(json.key()) + " ";
      kinds.push_back(json.Peek());
      if (json.key() == "id") {
        json.ReadInteger(id);
      } else if (json.key() == "name") {
        json.ReadString(name);
      } else if (json.key() == "score") {
        json.ReadDouble(score);
      } else if (json.key() == "crowd") {
        json.ReadBool(crowd);
      } else if (json.key() == "none") {
        json.ReadNull();
      } else if (json.key() == "list") {
        for (json.EnterArray(); json.NextElement();) kinds.push_back(json.Peek()), json.Skip();
      } else {
        json.Skip();
      }
    }
    Status status = json.Finish();
    EXPECT_TRUE(status.ok()) << status.Text();
    EXPECT_EQ(keys, "id name score crowd none list rest ");
    EXPECT_EQ(id, 7);
    EXPECT_EQ(name, "a\tb");
    EXPECT_EQ(score, 0.25);
    EXPECT_FALSE(crowd);
    using K = JsonKind;
    EXPECT_EQ(kinds, (std::vector<K>{K::kNumber, K::kString, K::kNumber, K::kBool, K::kNull, K::kArray, K::kNumber, K::kString,
                                     K::kArray, K::kObject}));
  }
}

TEST(JsonReader, StringsAreDecoded) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {R"("")", ""},
      {R"("plain")", "plain"},
      {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
      {R"("x\u0041y\u00e4z\u20AC")", "xAy\xC3\xA4z\xE2\x82\xAC"},
      {R"("\ud83d\ude00\uDBFF\uDFFF\ud800\udc00")", "\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF\xF0\x90\x80\x80"},
      {R"("\u0000")", "\0"sv},
      {"\"\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80\"", "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80"},
  };
  for (auto [text, expected] : cases) {
    for (size_t piece : kPieces) {
      JsonReader json = Reader(text, piece);
      std::string_view value = "before";
      EXPECT_TRUE(json.ReadString(value)) << text;
      EXPECT_EQ(value, expected) << piece;
      EXPECT_TRUE(json.Finish().ok());
    }
  }
}

TEST(JsonReader, KeysMayBeEscapedLongOrEmpty) {
  std::string long_key(100, 'k');
  std::string text = "{\"\":1,\"a\\u0062\\n\":2,\"" + long_key + "\":3,\"\\u006b" + long_key + "\":4}";
  for (size_t piece : kPieces) {
    JsonReader json = Reader(text, piece);
    std::vector<std::string> keys;
    for (json.EnterObject(); json.NextMember();) {
      keys.emplace_back(json.key());
      json.Skip();
    }
    EXPECT_TRUE(json.Finish().ok());
    EXPECT_EQ(keys, (std::vector<std::string>{"", "ab\n", long_key, "k" + long_key}));
  }
}

// A document larger than several windows, whose tokens fall on every kind of boundary.
TEST(JsonReader, TokensCrossWindows) {
  std::mt19937 random(11);
  std::string text = "[";
  std::vector<std::string> strings;
  std::vector<double> numbers;
  while (text.size() < 3 * kReadWindow + 1000) {
    std::string value(random() % 60'000, 'a');
    value += "\xE2\x82\xAC";
    double number = static_cast<double>(random() % 1'000'000) / 100;
    std::string escaped = random() % 2 ? value + "\\u20ac\\ud83d\\ude00" : value;
    if (escaped != value) value += "\xE2\x82\xAC\xF0\x9F\x98\x80";
    text += "{\"" + escaped + "\" : \"" + escaped + "\"},";
    AppendDouble(text, number);
    text += " , ";
    strings.push_back(value);
    numbers.push_back(number);
  }
  text += "null]";
  for (size_t piece : {kWhole, size_t{4093}, kReadWindow - 1}) {
    JsonReader json = Reader(text, piece);
    ASSERT_TRUE(json.EnterArray());
    for (size_t k = 0; k < strings.size(); ++k) {
      double number = 0;
      std::string value;
      ASSERT_TRUE(json.NextElement() && json.EnterObject() && json.NextMember());
      ASSERT_TRUE(json.key() == strings[k]);
      ASSERT_TRUE(json.ReadString(value) && value == strings[k]) << k;
      ASSERT_FALSE(json.NextMember());
      ASSERT_TRUE(json.NextElement() && json.ReadDouble(number)) << json.status().Text();
      ASSERT_EQ(number, numbers[k]);
    }
    ASSERT_TRUE(json.NextElement() && json.ReadNull() && !json.NextElement());
    EXPECT_EQ(json.offset(), text.size());
    EXPECT_TRUE(json.Finish().ok());
  }
}

TEST(JsonReader, StringsMayBeLongerThanTheWindow) {
  for (std::string_view escape : {"", "\\n"}) {
    std::string value(5 * kReadWindow / 2, 'x');
    std::string text = "[1, \"" + value + std::string(escape) + "\", 2]";
    JsonReader json = Reader(text);
    std::string_view read;
    ASSERT_TRUE(json.EnterArray() && json.NextElement() && json.Skip() && json.NextElement() && json.ReadString(read));
    EXPECT_EQ(read.size(), value.size() + (escape.empty() ? 0 : 1));
    ASSERT_TRUE(json.NextElement() && json.Skip() && !json.NextElement());
    EXPECT_TRUE(json.Finish().ok());
  }
}

TEST(JsonReader, StringsHaveALimit) {
  JsonOptions options;
  options.string_limit = 10;
  for (size_t piece : kPieces) {
    EXPECT_TRUE(Skipped("[\"0123456789\", \"\\u00413456\"]", piece, options).ok());
    EXPECT_EQ(Skipped("[\"0123456789a\"]", piece, options).code(), Code::kLimit);
    EXPECT_EQ(Skipped("{\"0123456789a\":1}", piece, options).code(), Code::kLimit);
  }
  options.string_limit = kReadWindow;
  std::string huge = "\"" + std::string(9 * kReadWindow, 'x');
  EXPECT_EQ(Skipped(huge, kWhole, options).code(), Code::kLimit);
}

TEST(JsonReader, NumbersHaveALimit) {
  EXPECT_TRUE(Skipped("[0." + std::string(2000, '1') + "]", 7).ok());
  EXPECT_EQ(Skipped("[0." + std::string(3 * kReadWindow, '1') + "]").code(), Code::kLimit);
  EXPECT_EQ(Skipped("[" + std::string(3 * kReadWindow, '1'), 1000).code(), Code::kLimit);
}

TEST(JsonReader, NestingHasALimit) {
  auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(Skipped(nested(kJsonDepth)).ok());
  EXPECT_EQ(Skipped(nested(kJsonDepth + 1)).code(), Code::kLimit);
  EXPECT_EQ(Compact(nested(kJsonDepth + 1)).status().code(), Code::kLimit);
  EXPECT_EQ(Skipped(nested(kJsonDepth + 1)).Text(),
            "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]...: nested more than 512 deep");
  JsonOptions options;
  options.depth = 2;
  EXPECT_TRUE(Skipped("[{},[],{\"a\":1}]", kWhole, options).ok());
  EXPECT_EQ(Skipped("[[{}]]", kWhole, options).code(), Code::kLimit);
  EXPECT_EQ(Skipped(std::string(5'000'000, '['), kWhole).code(), Code::kLimit);
}

TEST(JsonReader, RawHasALimit) {
  std::string element = "\"" + std::string(1000, 'x') + "\",";
  std::string text = "[";
  while (text.size() <= kJsonRaw) text += element;
  EXPECT_EQ(Compact(text + "1]").status().code(), Code::kLimit);
  EXPECT_TRUE(Skipped(text + "1]").ok());
}

TEST(JsonReader, ContentErrorsCarryTheirPath) {
  std::string text = "{\"annotations\":[";
  for (int k = 0; k < 17; ++k) text += "{\"bbox\":[1,2,3,4]},";
  text += "{\"id\":1,\"bbox\":[1, 2,\"three\",4]}]}";
  for (size_t piece : kPieces) {
    JsonReader json = Reader(text, piece);
    std::vector<double> box;
    Status own;
    for (json.EnterObject(); json.NextMember();) {
      for (json.EnterArray(); json.NextElement();) {
        for (json.EnterObject(); json.NextMember();) {
          box.clear();
          if (json.key() != "bbox") {
            json.Skip();
          } else if (json.ReadDoubles(box)) {
            own = json.Invalid("too small");
          }
        }
      }
    }
    EXPECT_EQ(own.Text(), "annotations[16].bbox: too small");
    Status status = json.Finish();
    EXPECT_EQ(status.code(), Code::kInvalid);
    EXPECT_EQ(status.place(), "annotations[17].bbox[2]");
    EXPECT_EQ(status.message(), "expected a number, found a string");
  }
}

TEST(JsonReader, WrongKindsAreNamed) {
  auto message = [](std::string_view text, auto read) {
    JsonReader json = Reader(text);
    EXPECT_FALSE(read(json)) << text;
    return json.status().message();
  };
  EXPECT_EQ(message("[]", [](JsonReader& json) { return json.EnterObject(); }), "expected an object, found an array");
  EXPECT_EQ(message("{}", [](JsonReader& json) { return json.EnterArray(); }), "expected an array, found an object");
  EXPECT_EQ(message("null",
                    [](JsonReader& json) {
                      std::string text;
                      return json.ReadString(text);
                    }),
            "expected a string, found null");
  EXPECT_EQ(message("true",
                    [](JsonReader& json) {
                      double value;
                      return json.ReadDouble(value);
                    }),
            "expected a number, found a boolean");
  EXPECT_EQ(message("\"1\"",
                    [](JsonReader& json) {
                      int64_t value;
                      return json.ReadInteger(value);
                    }),
            "expected a number, found a string");
  EXPECT_EQ(message("1.5",
                    [](JsonReader& json) {
                      int64_t value;
                      return json.ReadInteger(value);
                    }),
            "expected an integer, found 1.5");
  EXPECT_EQ(message("9223372036854775808",
                    [](JsonReader& json) {
                      int64_t value;
                      return json.ReadInteger(value);
                    }),
            "an integer beyond 64 bits");
  EXPECT_EQ(message("0",
                    [](JsonReader& json) {
                      bool value;
                      return json.ReadBool(value);
                    }),
            "expected a boolean, found a number");
  EXPECT_EQ(message("0", [](JsonReader& json) { return json.ReadNull(); }), "expected null, found a number");
}

TEST(JsonReader, SyntaxErrorsCarryLineAndColumn) {
  for (size_t piece : kPieces) {
    EXPECT_EQ(Skipped("{\n  \"a\": [1,\n 2 x]}", piece).Text(), "a[1]: expected a comma or ], found x (line 3, column 4)");
    EXPECT_EQ(Skipped("[1,\n", piece).Text(), "[1]: the file ends where a value is expected (line 2, column 1)");
    EXPECT_EQ(Skipped("", piece).Text(), "the file ends where a value is expected (line 1, column 1)");
    EXPECT_EQ(Skipped("[1]\n\n x", piece).Text(), "expected the end of the file, found x (line 3, column 2)");
    EXPECT_EQ(Skipped("{\"a\":{1:2}}", piece).Text(), "a: expected a key in quotes, found 1 (line 1, column 7)");
    EXPECT_EQ(Skipped("[\n\"ab\\qc\"]", piece).Text(), "[0]: expected an escape sequence, found \\ (line 2, column 4)");
    EXPECT_EQ(Skipped("[\"\x01\"]", piece).Text(),
              "[0]: expected a string of UTF-8 without control characters, found byte 1 (line 1, column 3)");
  }
  // Lines and columns of text that has long left the buffer.
  std::string text = "[\n";
  for (int k = 0; k < 400'000; ++k) text += "12,\n";
  EXPECT_EQ(Skipped(text + "   ?").Text(), "[400000]: expected a value, found ? (line 400002, column 4)");
  std::string one_line(2 * kReadWindow, ' ');
  EXPECT_EQ(Skipped(one_line + "?").Text(),
            "expected a value, found ? (line 1, column " + std::to_string(one_line.size() + 1) + ")");
}

TEST(JsonReader, PathsOfLongKeysAreCutBetweenCharacters) {
  std::string key = std::string(31, 'k') + "\xC3\xA4 and more";
  Status status = Skipped("{\"" + key + "\":x}");
  EXPECT_EQ(status.place(), std::string(31, 'k'));
}

TEST(JsonReader, ErrorsAreSticky) {
  JsonReader json = Reader("{\"a\": 1 2, \"b\": true}");
  EXPECT_TRUE(json.EnterObject() && json.NextMember());
  double number = 0;
  EXPECT_TRUE(json.ReadDouble(number));
  EXPECT_FALSE(json.NextMember());
  ASSERT_FALSE(json.ok());
  std::string text = "kept";
  std::string_view view = "kept";
  int64_t integer = 5;
  bool flag = true;
  std::vector<double> numbers = {1};
  EXPECT_FALSE(json.NextMember() || json.NextElement() || json.EnterObject() || json.EnterArray() || json.ReadString(text) ||
               json.ReadString(view));
  EXPECT_FALSE(json.ReadDouble(number) || json.ReadInteger(integer) || json.ReadBool(flag) || json.ReadNull() ||
               json.ReadNumberText(view));
  EXPECT_FALSE(json.ReadDoubles(numbers) || json.Skip() || json.Raw(text));
  EXPECT_EQ(json.Peek(), JsonKind::kNone);
  EXPECT_EQ(text, "kept");
  EXPECT_EQ(view, "kept");
  EXPECT_EQ(integer, 5);
  EXPECT_EQ(number, 1);
  EXPECT_TRUE(flag);
  EXPECT_EQ(numbers, std::vector<double>{1});
  EXPECT_EQ(json.TakeStatus().Text(), "a: expected a comma or }, found 2 (line 1, column 9)");
  EXPECT_FALSE(json.ok());
  EXPECT_FALSE(json.Finish().ok());
}

TEST(JsonReader, ErrorsOfTheStreamAreHandedOn) {
  for (std::string_view text : {"", "[1, 2", "[\"ab", "{\"a\":", "[tr", "[1", "[-"}) {
    JsonOptions options;
    options.non_finite = true;
    JsonReader json(std::make_unique<PieceStream>(text, 2, Status(Code::kCorrupt, "bad block")), options);
    json.Skip();
    Status status = json.Finish();
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.code(), Code::kCorrupt) << text;
    EXPECT_EQ(status.message(), "bad block");
  }
}

TEST(JsonReader, FailedReadsLeaveTheOutputAlone) {
  bool flag = false;
  EXPECT_FALSE(Reader("tru").ReadBool(flag));
  EXPECT_FALSE(flag);
  int64_t integer = 5;
  EXPECT_FALSE(Reader("99999999999999999999").ReadInteger(integer));
  EXPECT_EQ(integer, 5);
}

TEST(JsonReader, IntegersCoverAllOf64Bits) {
  const std::vector<std::pair<std::string_view, int64_t>> cases = {{"0", 0},
                                                                   {"-0", 0},
                                                                   {"900100087038", 900100087038},
                                                                   {"999999999999999999", 999999999999999999},
                                                                   {"9223372036854775807", std::numeric_limits<int64_t>::max()},
                                                                   {"-9223372036854775808", std::numeric_limits<int64_t>::min()}};
  for (auto [text, expected] : cases) {
    int64_t value = -1;
    JsonReader json = Reader(text, 3);
    EXPECT_TRUE(json.ReadInteger(value)) << text;
    EXPECT_EQ(value, expected);
    EXPECT_TRUE(json.Finish().ok());
  }
}

std::string ArrayText(std::mt19937& random, std::vector<double>& values, bool non_finite) {
  constexpr const char* kBlanks[] = {"", "", "", " ", "\n", "\r\n\t ", "      "};
  auto blank = [&] { return kBlanks[random() % std::size(kBlanks)]; };
  std::string text = "[";
  size_t count = random() % 12;
  for (size_t k = 0; k < count; ++k) {
    double value = static_cast<double>(static_cast<int32_t>(random())) / (random() % 3 ? 100 : 1e9);
    text += blank();
    if (non_finite && random() % 4 == 0) {
      static constexpr const char* kWords[] = {"NaN", "Infinity", "-Infinity"};
      size_t word = random() % 3;
      text += kWords[word];
      constexpr double kInfinity = std::numeric_limits<double>::infinity();
      value = word == 0 ? std::nan("") : word == 1 ? kInfinity : -kInfinity;
    } else {
      AppendDouble(text, value);
    }
    text += blank();
    if (k + 1 < count) text += ',';
    values.push_back(value);
  }
  return text + blank() + "]";
}

TEST(JsonReader, TakesShortIntegersAndNothingElse) {
  for (size_t piece : kPieces) {
    JsonReader json = Reader("[7,-12,0,123456789012345, 01]", piece);
    std::vector<int64_t> values;
    json.EnterArray();
    while (json.NextElement()) {
      int64_t value = 0;
      if (!json.TakeShortInteger(value) && !json.ReadInteger(value)) break;
      values.push_back(value);
    }
    EXPECT_EQ(values, (std::vector<int64_t>{7, -12, 0, 123456789012345}));
    EXPECT_FALSE(json.ok());
  }
  for (std::string_view text : {"[1234567890123456]", "[1.5]", "[1e2]", "[\"1\"]", "[-]", "[null]", "[01]", "[--1]", "[1 ]"}) {
    JsonReader json = Reader(text);
    int64_t value = 5;
    EXPECT_TRUE(json.EnterArray() && json.NextElement());
    EXPECT_FALSE(json.TakeShortInteger(value)) << text;
    EXPECT_EQ(value, 5);
    EXPECT_TRUE(json.ok());
  }
}

TEST(JsonReader, ReadsArraysOfDoublesInAllSplits) {
  std::mt19937 random(13);
  for (int k = 0; k < 3000; ++k) {
    bool non_finite = k % 2;
    std::vector<double> expected;
    std::string text = " [" + ArrayText(random, expected, non_finite) + " , 5]";
    JsonOptions options;
    options.non_finite = non_finite;
    for (size_t piece : kPieces) {
      JsonReader json = Reader(text, piece, options);
      std::vector<double> values = {42};
      double behind = 0;
      ASSERT_TRUE(json.EnterArray() && json.NextElement() && json.ReadDoubles(values)) << text << json.status().Text();
      ASSERT_EQ(json.Path(), "[0]");
      ASSERT_TRUE(json.NextElement() && json.ReadDouble(behind) && !json.NextElement()) << text << json.status().Text();
      ASSERT_TRUE(json.Finish().ok());
      ASSERT_EQ(behind, 5);
      ASSERT_EQ(values.size(), expected.size() + 1) << text;
      ASSERT_EQ(values[0], 42);
      for (size_t i = 0; i < expected.size(); ++i) {
        ASSERT_TRUE(values[i + 1] == expected[i] || (std::isnan(values[i + 1]) && std::isnan(expected[i]))) << text;
      }
    }
  }
}

TEST(JsonReader, ReadDoublesRefusesWhatIsNotANumber) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"[1,2,[3]]", "[2]: expected a number, found an array"},
      {"[null]", "[0]: expected a number, found null"},
      {"[1,2 3]", "[1]: expected a comma or ], found 3 (line 1, column 6)"},
      {"[1,]", "[1]: expected a value, found ] (line 1, column 4)"},
      {"[1,2.]", "[1]: expected a number, found 2 (line 1, column 4)"},
      {"[1,\n01]", "[1]: expected a number, found 0 (line 2, column 1)"},
      {"[,1]", "[0]: expected a value, found , (line 1, column 2)"},
      {"[1,NaN]", "[1]: expected a value, found N (line 1, column 4)"},
      {"{}", "expected an array, found an object"}};
  for (auto [text, expected] : cases) {
    for (size_t piece : kPieces) {
      JsonReader json = Reader(text, piece);
      std::vector<double> values;
      EXPECT_FALSE(json.ReadDoubles(values));
      EXPECT_EQ(json.status().Text(), expected) << text << " in pieces of " << piece;
    }
  }
}

TEST(JsonReader, NonFiniteNumbersAreAnOption) {
  JsonOptions options;
  options.non_finite = true;
  for (size_t piece : kPieces) {
    Result<std::string> compact = Compact("[NaN, Infinity , -Infinity,-1, 1]", piece, options);
    ASSERT_TRUE(compact.ok()) << compact.status().Text();
    EXPECT_EQ(*compact, "[null,null,null,-1,1]");
    JsonReader json = Reader("{\"a\":-Infinity}", piece, options);
    double value = 0;
    EXPECT_TRUE(json.EnterObject() && json.NextMember());
    EXPECT_EQ(json.Peek(), JsonKind::kNumber);
    EXPECT_TRUE(json.ReadDouble(value) && std::isinf(value) && value < 0);
    for (std::string_view text : {"[Nan]", "[Inf]", "[-]", "[-I", "[-Infinit]", "[NaNs]", "[-NaN]", "[Infinity", "[+Infinity]"}) {
      EXPECT_FALSE(Skipped(text, piece, options).ok()) << text;
    }
  }
}

TEST(JsonReader, NumberTextIsAsWritten) {
  for (size_t piece : kPieces) {
    JsonReader json = Reader("[ -1.50E+02,7 ]", piece);
    std::string_view text;
    ASSERT_TRUE(json.EnterArray() && json.NextElement() && json.ReadNumberText(text));
    EXPECT_EQ(text, "-1.50E+02");
    ASSERT_TRUE(json.NextElement() && json.ReadNumberText(text));
    EXPECT_EQ(text, "7");
  }
}

}  // namespace
}  // namespace dropset
