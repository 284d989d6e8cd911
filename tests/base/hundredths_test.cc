#include "base/hundredths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dropset {
namespace {

TEST(FromHundredths, IsTheNearestDouble) {
  constexpr int kEnd = 1 << 28;
  for (int number = 0; number < kEnd; number += number < 1'000'000 ? 1 : 997) {
    ASSERT_EQ(FromHundredths(number), number / 100.0) << number;
    ASSERT_EQ(FromHundredths(-number), number / -100.0) << number;
  }
  EXPECT_EQ(FromHundredths(kEnd - 1), (kEnd - 1) / 100.0);
}

TEST(ToHundredths, GivesThemBack) {
  EXPECT_EQ(ToHundredths(1.25), 125);
  EXPECT_EQ(ToHundredths(-7), -700);
  for (const int32_t number : {0, 1, -29, 64000, -12345678, (1 << 28) - 1}) EXPECT_EQ(ToHundredths(FromHundredths(number)), number);
}

TEST(IsHundredths, TakesNothingElse) {
  for (double value : {0.0, 0.01, -0.29, 640.0, -123456.78, 2684354.55}) EXPECT_TRUE(IsHundredths(value)) << value;
  for (double value : {-0.0, 0.001, 1 / 3.0, std::nextafter(0.29, 1), 1e8, 1e300, std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(IsHundredths(value)) << value;
  }
}

}  // namespace
}  // namespace dropset
