#include "text/number_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hundredths.h"
#include "base/numbers.h"
#include "support/piece_stream.h"
#include "text/json_reader.h"

namespace dropset {
namespace {

#if defined(__SSSE3__)  // elsewhere no list is read at all

// What is read of `text`, with enough behind it that nothing is left for want of bytes.
struct List {
  explicit List(const std::string& text, size_t room = 64) : values(room) {
    const std::string padded = text + std::string(kNumberListAhead, '\0');
    const char* p = padded.data();
    values.resize(ReadNumberList(p, padded.data() + padded.size(), values.data(), room));
    rest = std::string(p, text.size() - static_cast<size_t>(p - padded.data()));
  }
  std::vector<double> values;
  std::string rest;
};

using Values = std::vector<double>;

TEST(NumberList, ReadsUpToTheBracket) {
  EXPECT_EQ(List("12.5,0.25,7,123456]],9]").values, (Values{12.5, 0.25, 7, 123456}));
  EXPECT_EQ(List("12.5,0.25,7,123456]],9]").rest, "]],9]");
  EXPECT_EQ(List(" 12.5, 0.25, 7]").values, (Values{12.5, 0.25, 7}));
  EXPECT_EQ(List("0]").values, Values{0});
}

// They are more than the numbers that a block can hold, and were written behind the place for these. Found by fuzzing.
TEST(NumberList, CommasAloneAreLeft) {
  for (const std::string& commas : {std::string(64, ','), "1" + std::string(70, ','), "1.5,2" + std::string(64, ',') + "3]"}) {
    const List list(commas);
    EXPECT_TRUE(list.values.empty());
    EXPECT_EQ(list.rest, commas);
  }
}

// All texts of hundredths, of the three ways to write them, have the value that the careful way gives them.
TEST(NumberList, ValuesAreCorrectlyRounded) {
  uint32_t number = 0;
  while (number < 99'999'999) {
    std::string text;
    std::vector<std::string> numbers;
    for (int k = 0; k < 8; ++k, number += number / 3'000 + 1) {
      const std::string integer = std::to_string(number / 100 % 100'000), fraction = std::to_string(100 + number % 100).substr(1);
      numbers.push_back(k % 3 == 0 ? integer : k % 3 == 1 ? integer + '.' + fraction : integer + '.' + fraction[0]);
      text += numbers.back() + (k < 7 ? "," : "]");
    }
    const List list(text);
    ASSERT_EQ(list.values.size(), numbers.size()) << text;
    for (size_t k = 0; k < numbers.size(); ++k) {
      const double expected = NumberValue(numbers[k].data(), ScanNumber(numbers[k].c_str()));
      ASSERT_EQ(BitsOf(list.values[k]), BitsOf(expected)) << numbers[k];
    }
  }
}

// Nothing of the bytes that are looked at together is read, whichever of them it is that is not understood.
TEST(NumberList, LeavesAllElseAlone) {
  for (const std::string other :
       {"-1", "01",  "00", "1.",  ".5",  "1.234", "1234567",    "1e5", "1E2", "1.2.3", "",   " ",
        "1 ", "1 2", "x",  "1\n", "\n1", "null",  "1234567890", "[1",  "1/2", "1:2",   "+1", "12345.678"}) {
    for (const std::string before : {"", "1,", "1,22.5,333.75,"}) {
      EXPECT_EQ(List(before + other + "]").values, Values{}) << before << other;
      EXPECT_EQ(List(before + other + ",5]").rest, before + other + ",5]");
    }
  }
  EXPECT_EQ(List("1,2, 3]").values, Values{});  // blanks behind some commas only
  EXPECT_EQ(List("1").values, Values{});
}

TEST(NumberList, StopsWhereTheBytesOrTheRoomEnd) {
  std::string text;
  for (int k = 0; k < 100; ++k) text += std::to_string(k) + ",";
  const List list(text);
  ASSERT_GE(list.values.size(), 32u);
  ASSERT_LE(list.values.size(), 64u);
  for (size_t k = 0; k < list.values.size(); ++k) EXPECT_EQ(list.values[k], static_cast<double>(k));
  EXPECT_EQ(list.rest, text.substr(text.find("," + std::to_string(list.values.size()) + ",")));

  const std::string few = "1,2,3]";
  const char* p = few.data();
  double values[64];
  EXPECT_EQ(ReadNumberList(p, few.data() + few.size(), values, 64), 0u);
  EXPECT_EQ(p, few.data());
}

#endif

TEST(JsonReader, ReadDoublesSaysWhetherAllAreHundredths) {
  const std::vector<std::pair<std::string, bool>> cases = {
      {"[]", true},       {"[1.25, -2, 640, 0.01]", true}, {"[1e2]", true}, {"[2684354.55]", true},
      {"[1.255]", false}, {"[1,2,0.125]", false},          {"[-0]", false}, {"[1e9]", false},
      {"[1e999]", false}, {"[0.1e-3, 1]", false}};
  std::string list;  // long enough that a list is read at once
  for (int k = 0; k < 40; ++k) list += "12.5,0.25,7,";
  for (const std::string& padding : {std::string(), list}) {
    for (auto [text, expected] : cases) {
      if (text.size() > 2) text.insert(1, padding);
      for (size_t piece : {1, 7, 1000}) {
        std::vector<double> values;
        bool hundredths = true;
        JsonReader json(std::make_unique<PieceStream>(text, piece));
        ASSERT_TRUE(json.ReadDoubles(values, nullptr, &hundredths)) << text;
        EXPECT_EQ(hundredths, expected) << text << " in pieces of " << piece;
        hundredths = false;
        JsonReader again(std::make_unique<PieceStream>(text, piece));
        ASSERT_TRUE(again.ReadDoubles(values, nullptr, &hundredths));
        EXPECT_FALSE(hundredths) << "what was said of other arrays holds";
      }
    }
  }
}

}  // namespace
}  // namespace dropset
