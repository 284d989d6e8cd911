#include "base/numbers.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dropset {
namespace {

using Random = std::mt19937_64;

std::string DoubleText(double value) {
  std::string text;
  AppendDouble(text, value);
  return text;
}

uint64_t Bits(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double FromBits(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// A JSON number of every shape: few and many digits, leading zeros of the fraction, exponents small and huge.
std::string RandomNumber(Random& random) {
  auto below = [&](uint64_t n) { return random() % n; };
  auto digits = [&](uint64_t count) {
    std::string text;
    for (; count > 0; --count) text.push_back(static_cast<char>('0' + below(below(4) ? 10 : 2)));
    return text;
  };
  std::string text = below(2) ? "-" : "";
  if (below(3) == 0) {
    text += '0';
  } else {
    text += static_cast<char>('1' + below(9));
    text += digits(below(4) ? below(8) : below(40));
  }
  if (below(4)) text += '.' + std::string(below(5) ? 0 : below(30), '0') + digits(1 + (below(4) ? below(6) : below(40)));
  if (below(4) == 0) {
    static constexpr const char* kSigns[] = {"e", "E", "e+", "E-", "e-"};
    text += kSigns[below(5)] + std::to_string(below(3) ? below(40) : below(400));
  }
  return text;
}

TEST(ScanNumber, AcceptsWhatTheGrammarAllows) {
  for (std::string text :
       {"0", "-0", "7", "10", "123456789012345678901234567890", "0.5", "-0.00", "1e5", "1E+5", "0e-0", "1.5e300"}) {
    ScannedNumber number = ScanNumber(text.c_str());
    EXPECT_TRUE(number.valid) << text;
    EXPECT_EQ(number.end, text.c_str() + text.size()) << text;
    EXPECT_EQ(number.is_integer, text.find_first_of(".eE") == std::string::npos) << text;
    EXPECT_EQ(number.negative, text[0] == '-') << text;
  }
}

TEST(ScanNumber, RefusesEverythingElse) {
  for (const char* text :
       {"", "-", "+1", ".5", "-.5", "01", "-01", "00", "1.", "1.e5", "1e", "1e+", "1e-", "--1", "e5", "x", "NaN", "Infinity"}) {
    EXPECT_FALSE(ScanNumber(text).valid) << text;
  }
}

TEST(ScanNumber, StopsBehindTheNumber) {
  const char* text = "12.5,13";
  EXPECT_EQ(ScanNumber(text).end, text + 4);
  const char* integer = "12 ";
  EXPECT_EQ(ScanNumber(integer).end, integer + 2);
}

TEST(ScanNumber, GivesTheDigitsOfIntegers) {
  ScannedNumber number = ScanNumber("9999999999999999999");
  EXPECT_TRUE(number.is_integer);
  EXPECT_EQ(number.digits, 19);
  EXPECT_EQ(number.mantissa, 9999999999999999999u);
}

TEST(NumberValue, EqualsStrtodOnAMillionTexts) {
  Random random(1);
  for (int k = 0; k < 1'000'000; ++k) {
    std::string text = RandomNumber(random);
    ScannedNumber number = ScanNumber(text.c_str());
    ASSERT_TRUE(number.valid) << text;
    ASSERT_EQ(number.end, text.c_str() + text.size()) << text;
    ASSERT_EQ(Bits(NumberValue(text.c_str(), number)), Bits(std::strtod(text.c_str(), nullptr))) << text;
  }
}

TEST(ScanShortDecimal, AgreesWithStrtodOrDeclines) {
  Random random(6);
  int taken = 0;
  for (int k = 0; k < 300'000; ++k) {
    std::string text = RandomNumber(random);
    double value = 0;
    const char* end = ScanShortDecimal(text.c_str(), value);
    if (!end) continue;
    ++taken;
    ASSERT_EQ(end, text.c_str() + text.size()) << text;
    ASSERT_EQ(Bits(value), Bits(std::strtod(text.c_str(), nullptr))) << text;
  }
  EXPECT_GT(taken, 100'000);
  for (const char* text : {"", "-", "01", ".5", "1.", "-.5", "1e5", "1.5E3", "1234567890123456", "0.1234567890123456", "x"}) {
    double value;
    EXPECT_EQ(ScanShortDecimal(text, value), nullptr) << text;
  }
}

TEST(WriteHundredths, AgreesWithWriteDoubleOrDeclines) {
  auto text_of = [](double value) {
    char text[kLongestDouble];
    char* end = WriteHundredths(text, value);
    return end ? std::string(text, end) : std::string();
  };
  for (int k = 0; k < 100'000; ++k) {
    for (double value : {k / 100.0, -k / 100.0}) {
      std::string expected;
      AppendDouble(expected, value);
      ASSERT_EQ(text_of(value), expected);
    }
  }
  EXPECT_EQ(text_of(-0.0), "-0.0");
  for (double value : {1000.0, 999.999, 0.001, 1e300, -1e9, 4.295e7, std::nextafter(0.5, 1),
                       std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_EQ(text_of(value), "") << value;
  }
}

TEST(NumberValue, RoundsTiesAndExtremesCorrectly) {
  for (const char* text :
       {"9007199254740993", "9007199254740992.5", "900719925474099.35", "4.9e-324", "2.4703282292062327e-324", "1e400", "-1e400",
        "1e-400", "1.7976931348623157e308", "1.7976931348623159e308", "0.000000000000000000001", "8.5", "-0.0",
        "2.2250738585072011e-308", "123456789012345678", "0.1234567890123456789"}) {
    EXPECT_EQ(Bits(NumberValue(text, ScanNumber(text))), Bits(std::strtod(text, nullptr))) << text;
  }
}

TEST(ParseDouble, TakesWhatPythonsFloatTakes) {
  const std::vector<std::pair<const char*, double>> cases = {
      {"1", 1}, {" 1.5\t\n", 1.5}, {"+2", 2}, {"-2.", -2}, {".5", 0.5}, {"-.5", -0.5}, {"1e3", 1000}, {"007", 7}, {"1E-2", 0.01}};
  for (auto [text, expected] : cases) {
    double value = -1;
    EXPECT_TRUE(ParseDouble(text, value)) << text;
    EXPECT_EQ(value, expected) << text;
  }
}

TEST(ParseDouble, RefusesEverythingElse) {
  for (const char* text : {"", " ", "+", "-", ".", "+-1", "-+1", "++1", "1 2", "1x", "0x10", "nan", "inf", "-inf", "-nan", "1e",
                           "1e999", "1,5", "e5"}) {
    double value = 5;
    EXPECT_FALSE(ParseDouble(text, value)) << text;
    EXPECT_EQ(value, 5) << text;
  }
}

TEST(ParseInteger, CoversAllOf64BitsAndNoMore) {
  const std::vector<std::pair<const char*, int64_t>> cases = {{"0", 0},
                                                              {" -12 ", -12},
                                                              {"+7", 7},
                                                              {"007", 7},
                                                              {"9223372036854775807", std::numeric_limits<int64_t>::max()},
                                                              {"-9223372036854775808", std::numeric_limits<int64_t>::min()}};
  for (auto [text, expected] : cases) {
    int64_t value = -1;
    EXPECT_TRUE(ParseInteger(text, value)) << text;
    EXPECT_EQ(value, expected) << text;
  }
  for (const char* text : {"", " ", "-", "+", "+-1", "1.0", "1e3", "0x1", "1 2", "9223372036854775808", "-9223372036854775809"}) {
    int64_t value = 5;
    EXPECT_FALSE(ParseInteger(text, value)) << text;
    EXPECT_EQ(value, 5) << text;
  }
}

TEST(AppendDouble, WritesTheStyleOfOrjson) {
  const std::vector<std::pair<double, const char*>> cases = {{0, "0.0"},
                                                             {-0.0, "-0.0"},
                                                             {1, "1.0"},
                                                             {-1.5, "-1.5"},
                                                             {0.1, "0.1"},
                                                             {100, "100.0"},
                                                             {350.8999938964844, "350.8999938964844"},
                                                             {1e-4, "0.0001"},
                                                             {1e-5, "0.00001"},
                                                             {1.25e-5, "0.0000125"},
                                                             {1e-6, "1e-6"},
                                                             {1.5e-7, "1.5e-7"},
                                                             {-1.25e-10, "-1.25e-10"},
                                                             {99999999.9999, "99999999.9999"},
                                                             {123456789.125, "123456789.125"},
                                                             {1e15, "1000000000000000.0"},
                                                             {9007199254740993.0, "9007199254740992.0"},
                                                             {1234567890123456.7, "1234567890123456.8"},
                                                             {1e16, "1e16"},
                                                             {1.2345678901234568e16, "1.2345678901234568e16"},
                                                             {1e22, "1e22"},
                                                             {1e100, "1e100"},
                                                             {5e-324, "5e-324"},
                                                             {1.7976931348623157e308, "1.7976931348623157e308"}};
  for (auto [value, expected] : cases) EXPECT_EQ(DoubleText(value), expected);
}

// The fewest digits with which printf's text still reads back the same.
int FewestDigits(double value) {
  char text[40];
  for (int digits = 1;; ++digits) {
    std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
    if (digits == 17 || std::strtod(text, nullptr) == value) return digits;
  }
}

int SignificantDigits(std::string text) {
  text = text.substr(0, text.find('e'));
  std::string digits;
  for (char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return static_cast<int>(digits.find_last_not_of('0') + 1);
}

TEST(AppendDouble, RoundTripsWithTheFewestDigits) {
  Random random(2);
  for (int k = 0; k < 60'000; ++k) {
    double value = FromBits(random());
    if (k % 3 == 0) value = static_cast<double>(random() % 100'000'000) / std::pow(10, static_cast<double>(random() % 9));
    if (k % 3 == 1) value = static_cast<double>(static_cast<float>(random() % 64000) / 100.0f);
    if (!std::isfinite(value)) continue;
    std::string text = DoubleText(value);
    ASSERT_LE(text.size(), kLongestDouble);
    ASSERT_EQ(Bits(std::strtod(text.c_str(), nullptr)), Bits(value)) << text;
    ASSERT_TRUE(ScanNumber(text.c_str()).valid) << text;
    ASSERT_FALSE(ScanNumber(text.c_str()).is_integer) << text;
    if (value != 0) {
      ASSERT_LE(SignificantDigits(text), FewestDigits(value)) << text;
    }
  }
}

TEST(AppendDouble, WritesShortDecimalsAsTheyAre) {
  for (int decimals = 0; decimals <= 5; ++decimals) {
    double power = std::pow(10, decimals);
    for (int64_t k = 1; k < 2'000'000'000'000; k += k / 97 + 1) {
      char expected[64];
      std::snprintf(expected, sizeof expected, "%.*f", std::max(decimals, 1), static_cast<double>(k) / power);
      std::string trimmed = expected;
      while (trimmed.back() == '0' && trimmed[trimmed.size() - 2] != '.') trimmed.pop_back();
      ASSERT_EQ(DoubleText(static_cast<double>(k) / power), trimmed);
    }
  }
}

TEST(ShortestFloat, GivesEveryTwoDecimalNumberBack) {
  for (int k = 0; k < 13'000'000; k += k < 700'000 ? 1 : 17) {
    double expected = static_cast<double>(k) / 100;
    ASSERT_EQ(Bits(ShortestFloat(static_cast<float>(expected))), Bits(expected)) << k;
    ASSERT_EQ(ShortestFloat(-static_cast<float>(expected)), -expected) << k;
  }
}

TEST(ShortestFloat, RoundTripsAndKeepsSpecials) {
  Random random(3);
  for (int k = 0; k < 200'000; ++k) {
    auto bits = static_cast<uint32_t>(random());
    float value;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) {
      ASSERT_EQ(static_cast<float>(ShortestFloat(value)), value);
    }
  }
  EXPECT_EQ(ShortestFloat(350.8999938964844f), 350.9);
  EXPECT_EQ(ShortestFloat(1e30f), 1e30);
  EXPECT_EQ(ShortestFloat(std::numeric_limits<float>::denorm_min()), 1e-45);
  EXPECT_TRUE(std::signbit(ShortestFloat(-0.0f)));
  EXPECT_TRUE(std::isnan(ShortestFloat(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_EQ(ShortestFloat(-std::numeric_limits<float>::infinity()), -std::numeric_limits<double>::infinity());
}

TEST(AppendInteger, WritesTheExtremes) {
  std::string text;
  for (int64_t value : {int64_t{0}, int64_t{-7}, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    AppendInteger(text, value);
    text.push_back(' ');
  }
  EXPECT_EQ(text, "0 -7 9223372036854775807 -9223372036854775808 ");
}

TEST(ShortDecimal, GivesTheShortestTextAsAnInteger) {
  struct Case {
    double value;
    int64_t scaled;
    int decimals;
  };
  for (Case c : {Case{0, 0, 0}, Case{10.86, 1086, 2}, Case{-4.02, -402, 2}, Case{100, 100, 0}, Case{0.000000001, 1, 9},
                 Case{123456.123456789, 123456123456789, 9}, Case{999999999999999, 999999999999999, 0},
                 Case{99999999.9999, 999999999999, 4}, Case{1e14, 100000000000000, 0}}) {
    int64_t scaled = -1;
    int decimals = -1;
    ASSERT_TRUE(ShortDecimal(c.value, &scaled, &decimals)) << c.value;
    EXPECT_EQ(scaled, c.scaled) << c.value;
    EXPECT_EQ(decimals, c.decimals) << c.value;
  }
}

TEST(ShortDecimal, RefusesLongTexts) {
  int64_t scaled;
  int decimals;
  for (double value : {0.0000000001, 1234567.123456789, 1.0 / 3, 1e15, -1e300, 350.8999938964844 + 1e-13, 1234567890123456.0}) {
    EXPECT_FALSE(ShortDecimal(value, &scaled, &decimals)) << value;
  }
  EXPECT_FALSE(ShortDecimal(std::numeric_limits<double>::infinity(), &scaled, &decimals));
  EXPECT_FALSE(ShortDecimal(std::numeric_limits<double>::quiet_NaN(), &scaled, &decimals));
}

TEST(DecimalDifference, IsWhatPeopleExpect) {
  EXPECT_EQ(DecimalDifference(10.86, 4.02), 6.84);
  EXPECT_EQ(DecimalSum(0.1, 0.2), 0.3);
  EXPECT_EQ(DecimalDifference(0.3, 0.1), 0.2);
  EXPECT_EQ(DecimalDifference(-1.1, 2.2), -3.3);
  EXPECT_EQ(DecimalDifference(1000000.5, 999999.123456789), 1.376543211);
  EXPECT_EQ(DecimalDifference(5, 5), 0);
  Random random(4);
  for (int k = 0; k < 200'000; ++k) {
    auto a = static_cast<int64_t>(random() % 2'000'000'000) - 1'000'000'000, b = static_cast<int64_t>(random() % 2'000'000'000);
    ASSERT_EQ(DecimalDifference(static_cast<double>(a) / 1e6, static_cast<double>(b) / 1e4),
              static_cast<double>(a - b * 100) / 1e6);
    ASSERT_EQ(DecimalSum(static_cast<double>(a) / 1e6, static_cast<double>(b) / 1e4), static_cast<double>(a + b * 100) / 1e6);
  }
}

TEST(DecimalDifference, FallsBackToTheDoubles) {
  double third = 1.0 / 3;
  EXPECT_EQ(DecimalDifference(third, 0.1), third - 0.1);
  EXPECT_EQ(DecimalSum(1e20, 0.1), 1e20);
  EXPECT_EQ(DecimalDifference(999999999999999, 0.000000001), 999999999999999 - 0.000000001);
  EXPECT_TRUE(std::isnan(DecimalDifference(std::numeric_limits<double>::quiet_NaN(), 1)));
}

TEST(RoundDecimals, RoundsTiesAsPythonDoes) {
  EXPECT_EQ(RoundDecimals(0.5, 0), 0);
  EXPECT_EQ(RoundDecimals(1.5, 0), 2);
  EXPECT_EQ(RoundDecimals(2.5, 0), 2);
  EXPECT_EQ(RoundDecimals(-2.5, 0), -2);
  EXPECT_EQ(RoundDecimals(0.125, 2), 0.12);
  EXPECT_EQ(RoundDecimals(0.375, 2), 0.38);
  EXPECT_EQ(RoundDecimals(1.005, 2), 1.0);
  EXPECT_EQ(RoundDecimals(2.675, 2), 2.67);
  EXPECT_EQ(RoundDecimals(1.2345678, 4), 1.2346);
  EXPECT_EQ(RoundDecimals(1e300, 2), 1e300);
  EXPECT_EQ(RoundDecimals(-7, 15), -7);
  EXPECT_TRUE(std::isinf(RoundDecimals(std::numeric_limits<double>::infinity(), 3)));
}

TEST(RoundDecimals, EqualsPrintf) {
  Random random(5);
  for (int k = 0; k < 200'000; ++k) {
    auto decimals = static_cast<int>(random() % 16);
    // Half of the numbers have few binary places, so that true ties are frequent.
    double value = k % 2 ? static_cast<double>(random() % 1'000'000'000) / static_cast<double>(uint64_t{1} << random() % 20)
                         : static_cast<double>(random()) / 1e10 * (random() % 2 ? 1e-6 : -1);
    if (std::fabs(value) >= 1e15) continue;
    char text[80];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    ASSERT_EQ(RoundDecimals(value, decimals), std::strtod(text, nullptr)) << text << " " << decimals;
  }
}

}  // namespace
}  // namespace dropset
