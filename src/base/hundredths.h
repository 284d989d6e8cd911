// Whole hundredths, such as most coordinates are, as doubles.
#pragma once

#include <cstdint>
#include <cstring>

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

// The whole hundredths nearest to `value`, which must be within 32 bits of them: adding 1.5 × 2^52 leaves the nearest integer in a
// double's low bits.
inline int32_t ToHundredths(double value) { return static_cast<int32_t>(static_cast<uint32_t>(BitsOf(value * 100 + 0x1.8p52))); }

// Whether `value` is FromHundredths of a 32-bit integer, bit by bit (-0 is not).
inline bool IsHundredths(double value) { return BitsOf(value) == BitsOf(FromHundredths(ToHundredths(value))); }

}  // namespace dropset
