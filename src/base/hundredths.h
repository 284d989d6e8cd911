// Whole hundredths, such as most coordinates are, as doubles.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

namespace dropset {

// 1/100 in two parts: (0x147AE14 + 0.48) / 2^31.
inline constexpr double kHundredth = 0x147AE14p-31, kHundredthRest = 0.48 * 0x1p-31;

inline constexpr double kHundredthsEnd = 1 << 28;

// The double nearest to number / 100, for a whole `number` below kHundredthsEnd, without a division, which takes several times as
// long. The first product is exact, since that factor has 25 bits. The second is so much smaller that its own rounding cannot
// change the sum's: hundredths that are no double keep at least a two hundredth of the last place from where that would change.
inline double FromHundredths(double number) { return number * kHundredth + number * kHundredthRest; }

inline uint64_t BitsOf(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Whether all of `values` are FromHundredths of 32-bit integers: `take(k, integer)` is called for each, of no use if one of them is
// not. Without a branch per number, so that compilers make vectors of it: adding 1.5 × 2^52 leaves the nearest integer in a
// double's low bits.
template <class Take>
bool ToHundredths(std::span<const double> values, Take take) {
  uint64_t different = 0;
  for (size_t k = 0; k < values.size(); ++k) {
    const double shifted = values[k] * 100 + 0x1.8p52;
    const auto number = static_cast<int32_t>(static_cast<uint32_t>(BitsOf(shifted)));
    different |= BitsOf(values[k]) ^ BitsOf(FromHundredths(number));
    take(k, number);
  }
  return different == 0;
}

}  // namespace dropset
