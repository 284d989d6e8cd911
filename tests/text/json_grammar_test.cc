// What texts the JSON reader takes, and what it refuses.
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

// In the manner of the y_ and n_ cases of public JSON test suites.
constexpr std::string_view kAccepted[] = {
    "[[]   ]",
    "[\"\"]",
    "[]",
    "[\"a\"]",
    "[false]",
    "[null, 1, \"1\", {}]",
    "[null]",
    "[1\n]",
    " [1]",
    "[1,null,null,null,2]",
    "[2] ",
    "[123e65]",
    "[0e+1]",
    "[0e1]",
    "[ 4]",
    "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "[20e1]",
    "[-0]",
    "[-123]",
    "[-1]",
    "[1E22]",
    "[1E-2]",
    "[1E+2]",
    "[123e45]",
    "[123.456e78]",
    "[1e-2]",
    "[1e+2]",
    "[123]",
    "[123.456789]",
    "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
    "{\"a\":\"b\",\"a\":\"b\"}",
    "{}",
    "{\"\":0}",
    "{\"foo\\u0000bar\": 42}",
    "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
    "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}",
    "{\"a\":[]}",
    "{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430\" }",
    "{\n\"a\": \"b\"\n}",
    "[\"\\u0060\\u012a\\u12AB\"]",
    "[\"\\uD801\\udc37\"]",
    "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    "[\"\\\\u0000\"]",
    "[\"\\\"\"]",
    "[\"a/*b*/c/*d//e\"]",
    "[\"\\\\a\"]",
    "[\"\\\\n\"]",
    "[\"\\u0012\"]",
    "[\"\\uFFFF\"]",
    "[\"asd\"]",
    "[ \"asd\"]",
    "[\"\\uDBFF\\uDFFF\"]",
    "[\"new\\u00A0line\"]",
    "[\"\xf4\x8f\xbf\xbf\"]",
    "[\"\xef\xbf\xbf\"]",
    "[\"\\u0000\"]",
    "[\"\\u002c\"]",
    "[\"\xcf\x80\"]",
    "[\"\xf0\x9b\xbf\xbf\"]",
    "\" \"",
    "[\"\xe2\x80\xa8\xe2\x80\xa9\"]",
    "[\"\\u0022\"]",
    "[\"\x7f\"]",
    "false",
    "42",
    "-0.1",
    "null",
    "\"asd\"",
    "true",
    "\"\"",
    "[\"a\"]\n",
    "[true]",
    " [] ",
    "\t\r\n[\t\r\n]\t\r\n",
    "\xEF\xBB\xBF{}",
    "0",
    "[1e400]"};

constexpr std::string_view kRefused[] = {"",
                                         " ",
                                         "[1 true]",
                                         "[a\xe5]",
                                         "[\"\": 1]",
                                         "[\"\"],",
                                         "[,1]",
                                         "[1,,2]",
                                         "[\"x\",,]",
                                         "[\"x\"]]",
                                         "[\"\",]",
                                         "[\"x\"",
                                         "[x",
                                         "[3[4]]",
                                         "[\xff]",
                                         "[1:2]",
                                         "[,]",
                                         "[-]",
                                         "[   , \"\"]",
                                         "[\"a\",\n4\n,1,",
                                         "[1,]",
                                         "[1,\n1\n,1",
                                         "[*]",
                                         "[\"\"",
                                         "[fals]",
                                         "[nul]",
                                         "[tru]",
                                         "[truth]",
                                         "[True]",
                                         "[++1234]",
                                         "[+1]",
                                         "[+Inf]",
                                         "[-01]",
                                         "[-1.0.]",
                                         "[-2.]",
                                         "[-NaN]",
                                         "[.-1]",
                                         "[.2e-3]",
                                         "[0.1.2]",
                                         "[0.3e+]",
                                         "[0.3e]",
                                         "[0.e1]",
                                         "[0E+]",
                                         "[0E]",
                                         "[0e+]",
                                         "[0e]",
                                         "[1.0e+]",
                                         "[1.0e-]",
                                         "[1.0e]",
                                         "[1 000.0]",
                                         "[1eE2]",
                                         "[2.e+3]",
                                         "[2.e3]",
                                         "[2.]",
                                         "[9.e+]",
                                         "[Inf]",
                                         "[NaN]",
                                         "[Infinity]",
                                         "[-Infinity]",
                                         "[0x1]",
                                         "[0x42]",
                                         "[1+2]",
                                         "[-foo]",
                                         "[- 1]",
                                         "[-012]",
                                         "[-.123]",
                                         "[-1x]",
                                         "[1ea]",
                                         "[1.]",
                                         "[.123]",
                                         "[1.2a-3]",
                                         "[1.8011670033376514H-308]",
                                         "[012]",
                                         "[00]",
                                         "[\"x\", truth]",
                                         "{[: \"x\"}\n",
                                         "{\"x\", null}",
                                         "{\"x\"::\"b\"}",
                                         "{\"a\":\"a\" 123}",
                                         "{key: 'value'}",
                                         "{\"a\" b}",
                                         "{:\"b\"}",
                                         "{\"a\" \"b\"}",
                                         "{\"a\":",
                                         "{\"a\"",
                                         "{1:1}",
                                         "{null:null,null:null}",
                                         "{\"id\":0,,,,,}",
                                         "{'a':0}",
                                         "{\"id\":0,}",
                                         "{\"a\":\"b\"}/**/",
                                         "{\"a\":\"b\"}//",
                                         "{\"a\":\"b\",,\"c\":\"d\"}",
                                         "{a: \"b\"}",
                                         "{\"a\":\"a",
                                         "{ \"foo\" : \"bar\", \"a\" }",
                                         "{\"a\":\"b\"}#",
                                         "[\"\\uD800\\\"]",
                                         "[\"\\uD800\\u\"]",
                                         "[\"\\uD800\\u1\"]",
                                         "[\"\\uD800\\u1x\"]",
                                         "[\"\\uD800\"]",
                                         "[\"\\uDC00\\uD800\"]",
                                         "[\"\\uD800\\n\"]",
                                         "[\"\\uD800\\uD800\"]",
                                         "[\xc3\xa9]",
                                         "[\"\\x00\"]",
                                         "[\"\\\\\\\"]",
                                         "[\"\\\xf0\x9f\x8c\x80\"]",
                                         "[\"\\\"]",
                                         "[\"\\u00A\"]",
                                         "[\"\\uD834\\uDd\"]",
                                         "[\"\\u\xe5\"]",
                                         "[\"\\a\"]",
                                         "[\"\\uqqqq\"]",
                                         "[\"\\U0041\"]",
                                         "[\"\xff\"]",
                                         "[\"\xc0\xaf\"]",
                                         "[\"\xed\xa0\x80\"]",
                                         "[\"\x80\"]",
                                         "[\"\xe2\x82\"]",
                                         "[\"\xf4\x90\x80\x80\"]",
                                         "[\\n]",
                                         "\"",
                                         "['single quote']",
                                         "abc",
                                         "[\"\\",
                                         "[\"a\na\"]",
                                         "[\"\t\"]",
                                         "\"\\UA66D\"",
                                         "<.>",
                                         "[<null>]",
                                         "[1]x",
                                         "[1]]",
                                         "]",
                                         "{\"a\":true} \"x\"",
                                         "[][]",
                                         "{}}",
                                         "{\"\":",
                                         "{\"a\":/*comment*/\"b\"}",
                                         "[\"",
                                         "[",
                                         "[{",
                                         "{\"a\":[1}",
                                         "[1}",
                                         "{]",
                                         "\"a",
                                         "nullx",
                                         "1 2",
                                         "--1",
                                         "{\"x\":1,\"x\"}",
                                         "\xEF\xBB{}",
                                         "\xEF\xBB\xBF",
                                         " \xEF\xBB\xBF{}",
                                         "[\f]",
                                         "[\v1]",
                                         "[\"a\0b\"]"sv,
                                         "[1\0]"sv,
                                         "\0"sv,
                                         "[]\0"sv};

TEST(JsonReader, AcceptsWhatTheStandardAllows) {
  for (std::string_view text : kAccepted) {
    for (size_t piece : kPieces) {
      EXPECT_EQ(Skipped(text, piece).ok() ? "" : Skipped(text, piece).Text(), "") << text << " in pieces of " << piece;
      EXPECT_TRUE(Compact(text, piece).ok()) << text;
    }
  }
}

TEST(JsonReader, RefusesEverythingElse) {
  for (std::string_view text : kRefused) {
    for (size_t piece : kPieces) {
      Status status = Skipped(text, piece);
      ASSERT_FALSE(status.ok()) << text << " in pieces of " << piece;
      EXPECT_TRUE(status.code() == Code::kInvalid || status.code() == Code::kTruncated) << status.Text();
      EXPECT_FALSE(Compact(text, piece).ok()) << text;
    }
  }
}

// A document with everything in it, 300-odd bytes.
constexpr std::string_view kMixed =
    "{\"info\": {\"year\": 2017, \"a\\u00e4\\ud83d\\ude00\\n\": null}, \"licenses\" :[ ] ,\r\n "
    "\"images\":[{\"id\":12,\"file_name\":\"d/\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80.jpg\","
    "\"ok\":true,\"no\":false}, {\"id\": -3, \"a key longer than thirty-two bytes, for paths\" : {\"x\":[[[]]]}}], "
    "\"bbox\": [1.5, 2e3 , -0.25E-2,17, 12345678901234567890, 0.1234567890123456789] ,\"e\":\"\"}";
constexpr std::string_view kMixedCompact =
    "{\"info\":{\"year\":2017,\"a\xC3\xA4\xF0\x9F\x98\x80\\n\":null},\"licenses\":[],\"images\":[{\"id\":12,\"file_name\":\"d/"
    "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80.jpg\","
    "\"ok\":true,\"no\":false},{\"id\":-3,\"a key longer than thirty-two bytes, for paths\":{\"x\":[[[]]]}}],"
    "\"bbox\":[1.5,2e3,-0.25E-2,17,12345678901234567890,0.1234567890123456789],\"e\":\"\"}";

TEST(JsonReader, RawIsTheTextWithoutWhiteSpace) {
  for (size_t piece : kPieces) {
    Result<std::string> compact = Compact(kMixed, piece);
    ASSERT_TRUE(compact.ok()) << compact.status().Text();
    EXPECT_EQ(*compact, kMixedCompact);
  }
}

TEST(JsonReader, RawAndSkipConsumeTheSame) {
  for (std::string_view value : kAccepted) {
    if (value.substr(0, 3) == "\xEF\xBB\xBF") continue;
    std::string text = "[" + std::string(value) + " , \"behind\"]";
    for (bool raw : {false, true}) {
      JsonReader json = Reader(text, 3);
      std::string out = "kept ", behind;
      ASSERT_TRUE(json.EnterArray() && json.NextElement() && (raw ? json.Raw(out) : json.Skip()) && json.NextElement() &&
                  json.ReadString(behind))
          << text;
      EXPECT_EQ(behind, "behind");
      EXPECT_FALSE(json.NextElement());
      EXPECT_TRUE(json.Finish().ok());
      if (raw) {
        EXPECT_EQ(out, "kept " + *Compact(value));
      }
    }
  }
}

TEST(JsonReader, EveryTruncationFails) {
  for (size_t length = 0; length < kMixed.size(); ++length) {
    for (size_t piece : {size_t{1}, size_t{5}, kWhole}) {
      Status status = Skipped(kMixed.substr(0, length), piece);
      ASSERT_FALSE(status.ok()) << length;
      ASSERT_EQ(status.code(), Code::kTruncated) << length << ": " << status.Text();
    }
  }
}

TEST(JsonReader, AgreesWithAnotherParserOnMutatedText) {
  std::mt19937 random(7);
  constexpr std::string_view kBytes = "{}[]:,\"\\ \n0123456789-+.eEutrfalsn/x\xC3\xA4\x80\xED\xA0";
  int accepted = 0;
  for (int k = 0; k < 60'000; ++k) {
    std::string text(kMixed.substr(0, 1 + random() % kMixed.size()));
    if (k % 2) text = std::string(kMixed);
    if (k % 3 == 0) text = std::string(kAccepted[random() % std::size(kAccepted)]);
    for (uint32_t edits = 1 + random() % 3; edits > 0 && !text.empty(); --edits) {
      size_t at = random() % text.size();
      char byte = kBytes[random() % kBytes.size()];
      switch (random() % 3) {
        case 0: text[at] = byte; break;
        case 1: text.insert(at, 1, byte); break;
        default: text.erase(at, 1);
      }
    }
    bool expected = nlohmann::json::accept(text);
    Status status = Skipped(text, 1 + random() % 40);
    // The other parser refuses numbers that overflow.
    if (!expected && status.ok() && text.find_first_of("eE") != std::string::npos) continue;
    ASSERT_EQ(status.ok(), expected) << text << "\n" << status.Text();
    accepted += expected;
  }
  EXPECT_GT(accepted, 2000);
}

}  // namespace
}  // namespace dropset
