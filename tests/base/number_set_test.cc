#include "base/number_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace dropset {
namespace {

TEST(NumberSet, AgreesWithSet) {
  std::mt19937_64 random(1);
  for (uint64_t limit : {3u, 1000u, 100000u}) {
    NumberSet numbers;
    std::set<uint64_t> expected;
    for (int k = 0; k < 20000; ++k) {
      const uint64_t number = random() % limit << (k % 3 * 20);
      EXPECT_EQ(numbers.Insert(number), expected.insert(number).second);
    }
    numbers.Clear();
    EXPECT_TRUE(numbers.Insert(0));
    EXPECT_FALSE(numbers.Insert(0));
    EXPECT_TRUE(numbers.Insert(~uint64_t{0}));
    EXPECT_FALSE(numbers.Insert(~uint64_t{0}));
  }
}

}  // namespace
}  // namespace dropset
