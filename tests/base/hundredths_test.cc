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

TEST(ToHundredths, TakesNothingElse) {
  auto takes = [](double value) {
    const double values[] = {1.25, value, -7};
    int32_t hundredths[3];
    if (!ToHundredths(values, [&](size_t k, int32_t number) { hundredths[k] = number; })) return false;
    EXPECT_EQ(hundredths[0], 125);
    EXPECT_EQ(FromHundredths(hundredths[1]), value);
    EXPECT_EQ(hundredths[2], -700);
    return true;
  };
  for (double value : {0.0, 0.01, -0.29, 640.0, -123456.78, 2684354.55}) EXPECT_TRUE(takes(value)) << value;
  for (double value : {-0.0, 0.001, 1 / 3.0, std::nextafter(0.29, 1), 1e8, 1e300, std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(takes(value)) << value;
  }
}

}  // namespace
}  // namespace dropset
