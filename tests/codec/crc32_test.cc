#include "codec/crc32.h"

#include <gtest/gtest.h>

#include <vector>

#include "codec/bytes.h"

namespace dropset {
namespace {

TEST(Crc32, IsTheOneOfZipAndPng) {
  EXPECT_EQ(Crc32(0, BytesOf("123456789")), 0xCBF43926u);
  EXPECT_EQ(Crc32(0, {}), 0u);
  EXPECT_EQ(Crc32(Crc32(0, BytesOf("1234")), BytesOf("56789")), 0xCBF43926u);
  EXPECT_EQ(Crc32(Crc32(0, BytesOf("123456789")), {}), 0xCBF43926u);
}

TEST(CombineCrc32, IsTheOneOfBothTexts) {
  EXPECT_EQ(CombineCrc32(Crc32(0, BytesOf("1234")), Crc32(0, BytesOf("56789")), 5), 0xCBF43926u);
  EXPECT_EQ(CombineCrc32(Crc32(0, BytesOf("1234")), 0, 0), Crc32(0, BytesOf("1234")));
  EXPECT_EQ(CombineCrc32(0, Crc32(0, BytesOf("1234")), 4), Crc32(0, BytesOf("1234")));
}

TEST(CombineCrc32, TakesLengthsOfManyGigabytes) {
  constexpr uint64_t kLength = (uint64_t{5} << 30) + 7;
  const uint32_t first = Crc32(0, BytesOf("first")), half = CombineCrc32(first, 0, kLength / 2);
  EXPECT_EQ(CombineCrc32(half, 0, kLength - kLength / 2), CombineCrc32(first, 0, kLength));
  EXPECT_NE(CombineCrc32(first, 0, kLength), CombineCrc32(first, 0, kLength & 0xFFFFFFFF));
}

// The definition: bit by bit.
uint32_t BitByBit(uint32_t crc, std::span<const std::byte> bytes) {
  crc = ~crc;
  for (const std::byte byte : bytes) {
    crc ^= std::to_integer<uint32_t>(byte);
    for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

TEST(Crc32, IsTheSameForManyBytesAtOnceWhateverTheirNumber) {
  std::vector<std::byte> bytes(100'000);
  uint32_t state = 1;
  for (std::byte& byte : bytes) byte = static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24);
  for (const size_t size : {32'767u, 32'768u, 32'769u, 36'786u, 49'152u, 53'170u, 53'171u, 100'000u}) {
    const auto some = std::span(bytes).first(size);
    EXPECT_EQ(Crc32(0, some), BitByBit(0, some)) << size;
    EXPECT_EQ(Crc32(0x12345678, some), BitByBit(0x12345678, some)) << size;
  }
}

}  // namespace
}  // namespace dropset
