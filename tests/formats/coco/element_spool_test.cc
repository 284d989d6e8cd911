#include "formats/coco/element_spool.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace dropset::coco {
namespace {

std::string TextOf(Buckets& buckets, const ElementSpool& spool) {
  auto bytes = buckets.Take(spool.bucket());
  EXPECT_TRUE(bytes.ok());
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

TEST(ElementSpool, PutsCommasBetweenElements) {
  MemoryScratch scratch;
  Buckets buckets(scratch, kSpoolMemory);
  uint64_t written = 0;
  ElementSpool one(buckets, written), other(buckets, written);
  for (int k = 0; k < 3; ++k) {
    one.Begin().text() += "{}";
    one.output().text() += '!';
  }
  other.Begin().text() += "[]";
  ASSERT_TRUE(one.Seal().ok() && one.Seal().ok() && other.Seal().ok());
  EXPECT_EQ(one.elements(), 3u);
  EXPECT_EQ(TextOf(buckets, one), "{}!,{}!,{}!");
  EXPECT_EQ(TextOf(buckets, other), "[]");
  EXPECT_EQ(written, 13u);
}

TEST(ElementSpool, TextGoesToTheBucketWhileItIsWritten) {
  MemoryScratch scratch;
  Buckets buckets(scratch, kSpoolMemory);
  uint64_t written = 0;
  ElementSpool spool(buckets, written);
  const std::vector<double> numbers(kWriteBuffer, 1.5);
  ASSERT_TRUE(spool.Begin().Doubles(numbers).ok());
  EXPECT_GT(buckets.size(spool.bucket()), 2 * kWriteBuffer);
  EXPECT_LT(spool.output().text().size(), 2 * kWriteBuffer);
}

}  // namespace
}  // namespace dropset::coco
