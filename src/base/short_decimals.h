// The inline parts of numbers.h: the numbers that annotation files are full of, such as 123.45.
#pragma once

#include <array>
#include <cmath>
#include <cstring>

#include "base/hundredths.h"
#include "base/numbers.h"

namespace dropset {

namespace short_decimals {

inline constexpr std::array<double, 16> kPowers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

inline uint32_t Digit(char c) { return static_cast<uint32_t>(static_cast<unsigned char>(c)) - '0'; }  // 10 or more: none

// Up to seven digits and two decimals, without a sign: 32 bits and three ways out. Null for others.
[[gnu::always_inline]] inline const char* ScanHundredths(const char* p, double& value) {
  const char* const first = p;
  uint32_t mantissa = 0;
  for (; Digit(*p) < 10; ++p) {
    if (p - first == 7) return nullptr;
    mantissa = mantissa * 10 + Digit(*p);
  }
  if (p == first || (p - first > 1 && *first == '0')) return nullptr;
  if (*p != '.') {
    value = static_cast<int32_t>(mantissa);
  } else if (const uint32_t tenths = Digit(p[1]); tenths > 9) {
    return nullptr;
  } else if (const uint32_t hundredths = Digit(p[2]); hundredths > 9) {
    value = static_cast<int32_t>(mantissa * 10 + tenths) / 10.0;
    p += 2;
  } else if (Digit(p[3]) > 9) {
    value = static_cast<int32_t>(mantissa * 100 + tenths * 10 + hundredths) / 100.0;
    p += 3;
  } else {
    return nullptr;
  }
  return (*p | 0x20) == 'e' ? nullptr : p;
}

// "00", "01", … "99".
inline constexpr std::array<char, 200> kPairs = [] {
  std::array<char, 200> pairs{};
  for (size_t k = 0; k < pairs.size(); ++k) pairs[k] = static_cast<char>('0' + (k % 2 ? k / 2 % 10 : k / 20));
  return pairs;
}();

// "0.", "1.", … "999.", each in four bytes.
inline constexpr std::array<char, 4000> kIntegers = [] {
  std::array<char, 4000> texts{};
  for (size_t number = 0; number < 1000; ++number) {
    size_t at = number * 4;
    if (number >= 100) texts[at++] = static_cast<char>('0' + number / 100);
    if (number >= 10) texts[at++] = static_cast<char>('0' + number / 10 % 10);
    texts[at++] = static_cast<char>('0' + number % 10);
    texts[at] = '.';
  }
  return texts;
}();

}  // namespace short_decimals

[[gnu::always_inline]] inline const char* ScanShortDecimal(const char* p, double& value) {
  using short_decimals::Digit;
  const bool negative = *p == '-';
  p += negative;
  if (const char* end = short_decimals::ScanHundredths(p, value)) {
    if (negative) value = -value;
    return end;
  }
  const char* const first = p;
  uint64_t mantissa = 0;
  for (; Digit(*p) < 10; ++p) mantissa = mantissa * 10 + Digit(*p);
  auto digits = p - first;
  if (digits == 0 || (digits > 1 && *first == '0')) return nullptr;
  ptrdiff_t decimals = 0;
  if (*p == '.') {
    const char* const point = p++;
    for (; Digit(*p) < 10; ++p) mantissa = mantissa * 10 + Digit(*p);
    decimals = p - point - 1;
    if (decimals == 0) return nullptr;
  }
  if (digits + decimals > 15 || (*p | 0x20) == 'e') return nullptr;
  value = static_cast<double>(static_cast<int64_t>(mantissa)) / short_decimals::kPowers[static_cast<size_t>(decimals)];
  if (negative) value = -value;
  return p;
}

inline char* WriteHundredths(char* to, double value) {
  const double magnitude = std::abs(value);
  // Adding 2^52 leaves the nearest integer in a double's low bits.
  const double shifted = magnitude * 100 + 0x1p52;
  uint64_t bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  const auto hundredths = static_cast<uint32_t>(bits);
  if (!(magnitude < 1000) || FromHundredths(hundredths) != magnitude) return nullptr;
  const uint32_t integer = hundredths / 100, fraction = hundredths % 100;
  *to = '-';
  to += std::signbit(value);
  std::memcpy(to, short_decimals::kIntegers.data() + 4 * integer, 4);
  to += 2 + (integer >= 10) + (integer >= 100);
  const char* pair = short_decimals::kPairs.data() + 2 * fraction;
  std::memcpy(to, pair, 2);
  return to + 1 + (pair[1] != '0');
}

}  // namespace dropset
