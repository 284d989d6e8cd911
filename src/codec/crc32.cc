// Most bytes go through no table. A CRC is a remainder: adding (that is, XOR) multiples of its polynomial P to a message does not
// change it. P divides x^4018 + x^2091 + x^1837 + 1, hence also the same with all exponents times eight, since squares are linear
// here. So a byte may be cleared if it is added to those 1927, 2181 and 4018 bytes behind it, and only the last 4018 are left for
// zlib. The idea is Kadatch and Russell's ("Chorba: A novel CRC32 implementation", arXiv 2412.16398); this multiple is the one that
// keeps vectors from waiting for each other and its window within the first cache.
#include "codec/crc32.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace dropset {
namespace {

constexpr size_t kDegree = 4018;
constexpr size_t kNear = kDegree - 2091, kMiddle = kDegree - 1837, kFar = kDegree;  // bytes from one to those it is added to
constexpr size_t kBlock = size_t{1} << 14;
constexpr size_t kWorthwhile = size_t{1} << 15;  // for fewer, zlib's way is as fast

uint32_t ByTables(uint32_t crc, const uint8_t* bytes, size_t size) { return static_cast<uint32_t>(crc32_z(crc, bytes, size)); }

// `out` becomes the bytes of `in` with all that is added to them; out[-kFar] … out[-1] are the ones before. Compilers make vectors
// of it.
void Fold(const uint8_t* __restrict in, size_t size, uint8_t* out) {
  for (size_t k = 0; k < size; ++k) {
    out[k] = static_cast<uint8_t>(in[k] ^ *(out + k - kNear) ^ *(out + k - kMiddle) ^ *(out + k - kFar));
  }
}

}  // namespace

uint32_t Crc32(uint32_t crc, std::span<const std::byte> bytes) {
  if (bytes.empty()) return crc;  // zlib takes a null pointer for a request to begin anew
  const auto* in = reinterpret_cast<const uint8_t*>(bytes.data());
  if (bytes.size() < kWorthwhile) return ByTables(crc, in, bytes.size());
  std::array<uint8_t, kDegree + kBlock> window;  // the last kDegree folded bytes, and a block
  std::fill_n(window.begin(), kDegree, uint8_t{0});
  const uint32_t begin = ~crc;  // what a CRC begins with is added to the first four bytes: here those before which they are kFar
  for (size_t k = 0; k < sizeof begin; ++k) window[k] = static_cast<uint8_t>(begin >> (8 * k));
  for (size_t left = bytes.size() - kDegree; left > 0;) {
    const size_t size = std::min(left, kBlock);
    Fold(in, size, window.data() + kDegree);
    std::memmove(window.data(), window.data() + size, kDegree);
    in += size;
    left -= size;
  }
  std::array<uint8_t, kDegree> rest;
  std::copy_n(in, kDegree, rest.begin());
  for (const size_t distance : {kNear, kMiddle, kFar}) {
    for (size_t k = 0; k < distance; ++k) rest[k] ^= window[kDegree - distance + k];
  }
  return ByTables(~uint32_t{0}, rest.data(), rest.size());  // begins with nothing: that has been added
}

uint32_t CombineCrc32(uint32_t first, uint32_t second, uint64_t length) {
  constexpr auto kMost = z_off_t{1} << 30;  // zlib's lengths may have 32 bits
  for (; length > kMost; length -= kMost) first = static_cast<uint32_t>(crc32_combine(first, 0, kMost));
  return static_cast<uint32_t>(crc32_combine(first, second, static_cast<z_off_t>(length)));
}

}  // namespace dropset
