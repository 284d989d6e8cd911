#include "io/raw_bytes.h"

#include <gtest/gtest.h>

namespace dropset {
namespace {

TEST(RawBytes, KeepsWhatWasWritten) {
  RawBytes bytes(3, std::byte{7});
  bytes.resize(100'000);
  EXPECT_EQ(bytes.size(), 100'000u);
  for (size_t k = 0; k < 3; ++k) EXPECT_EQ(bytes[k], std::byte{7});
  for (std::byte& byte : bytes) byte = std::byte{1};
  const RawBytes copy = bytes;
  bytes.resize(2);
  bytes.resize(3, std::byte{9});
  EXPECT_EQ(bytes, (RawBytes{std::byte{1}, std::byte{1}, std::byte{9}}));
  EXPECT_EQ(copy.back(), std::byte{1});
}

}  // namespace
}  // namespace dropset
