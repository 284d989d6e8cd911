// Numbers differ too much in length for branches to be foreseen. So the commas of 64 bytes are found first, by vectors. The
// characters of each number between two of them are moved to fixed places by one shuffle, which its length and its dot choose. Then
// its eight digits, with those of three others, become an integer, its hundredths, without a branch.
#include "text/number_list.h"

#include "base/hundredths.h"

#if defined(__SSSE3__)  // x86, and WebAssembly by way of Emscripten's headers
#include <tmmintrin.h>

#include <array>
#include <bit>
#include <cstdint>
#endif

namespace dropset {

#if defined(__SSSE3__)

namespace {

constexpr unsigned kBlock = 64;                              // bytes
constexpr unsigned kLongest = 8;                             // characters of a number, and its digits when hundredths are filled up
constexpr unsigned kDecimals = 2;                            // the most
constexpr unsigned kDotPlaces = kDecimals + 1;               // the dot is one of so many last characters
constexpr uint64_t kBlockBits = ~uint64_t{0} >> kDotPlaces;  // so that the bits of dots can be shifted

// Which character goes to each of eight places, hundredths last, by a number's length, less 1, and by the bits of its last
// characters that are dots. A place without one becomes a zero. Where there is no such number, the character behind it is taken,
// which is no digit.
using Places = std::array<uint8_t, 16>;
alignas(16) constexpr auto kPlaces = [] {
  constexpr uint8_t kZero = 0x80;
  std::array<std::array<Places, 1u << kDotPlaces>, kLongest> all{};
  for (unsigned length = 1; length <= kLongest; ++length) {
    for (unsigned dots = 0; dots < 1u << kDotPlaces; ++dots) {
      Places& places = all[length - 1][dots];
      places.fill(kZero);
      const unsigned decimals = dots == 0 ? 0 : dots == 0b010 ? 1 : 2;
      const unsigned behind = decimals ? decimals + 1 : 0;
      if ((dots != 0 && dots != 0b010 && dots != 0b001) || length <= behind || length - behind > kLongest - kDecimals) {
        places[0] = static_cast<uint8_t>(length);
        continue;
      }
      const unsigned integer = length - behind;
      for (unsigned k = 0; k < integer; ++k) places[kLongest - kDecimals - integer + k] = static_cast<uint8_t>(k);
      for (unsigned k = 0; k < decimals; ++k) places[kLongest - kDecimals + k] = static_cast<uint8_t>(integer + 1 + k);
    }
  }
  return all;
}();

const __m128i* Vector(const void* p) { return static_cast<const __m128i*>(p); }

// The bytes of a block that are `c`: bit k for text[k].
uint64_t Match(const char* text, char c) {
  uint64_t bits = 0;
  const __m128i cs = _mm_set1_epi8(c);
  for (unsigned k = 0; k < kBlock; k += 16) {
    const int some = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(Vector(text + k)), cs));
    bits |= uint64_t{static_cast<uint32_t>(some)} << k;
  }
  return bits;
}

// Of two numbers' digits: 16-bit pairs, then 32-bit fours.
__m128i Fours(__m128i digits) {
  const __m128i first = _mm_and_si128(digits, _mm_set1_epi16(0xFF)), second = _mm_srli_epi16(digits, 8);
  const __m128i pairs = _mm_add_epi16(_mm_mullo_epi16(first, _mm_set1_epi16(10)), second);
  return _mm_madd_epi16(pairs, _mm_set1_epi32(100 | 1 << 16));
}

// The values of four numbers from their digits.
void Values(__m128i first_two, __m128i second_two, double* values) {
  const __m128i fours = _mm_packs_epi32(Fours(first_two), Fours(second_two));
  const __m128i hundredths = _mm_madd_epi16(fours, _mm_set1_epi32(10000 | 1 << 16));
  for (const __m128i two : {hundredths, _mm_unpackhi_epi64(hundredths, hundredths)}) {
    const __m128d number = _mm_cvtepi32_pd(two);
    _mm_storeu_pd(values, _mm_add_pd(_mm_mul_pd(number, _mm_set1_pd(kHundredth)), _mm_mul_pd(number, _mm_set1_pd(kHundredthRest))));
    values += 2;
  }
}

}  // namespace

size_t ReadNumberList(const char*& p, const char* end, double* values, size_t room) {
  alignas(16) std::array<std::array<uint8_t, kLongest>, kNumberListRoom + 4> digits;
  const char* block = p;
  double* to = values;
  double* const last = values + room;
  bool more = true;
  while (more && end - block >= static_cast<ptrdiff_t>(kNumberListAhead) && last - to >= static_cast<ptrdiff_t>(kNumberListRoom)) {
    block += *block == ' ';
    const uint64_t brackets = Match(block, ']') & kBlockBits;
    uint64_t ends = (Match(block, ',') | brackets) & kBlockBits & (brackets ^ (brackets - 1));  // up to the first bracket
    if (!ends || ends & ends << 1) break;  // none, or nothing between two: there are no more than kNumberListRoom
    const uint64_t read = ~uint64_t{0} >> std::countl_zero(ends);  // the bytes up to the last end
    const uint64_t dots = Match(block, '.') & read;
    const unsigned blank = block[std::countr_zero(ends) + 1] == ' ';  // one behind each comma, or none: any other is no digit
    if (blank && (Match(block, ' ') & read) != (ends << 1 & read)) break;
    const uint64_t begins = (ends << (1 + blank) | 1) & read;
    if (Match(block, '0') & begins & ~((dots | ends) >> 1)) break;  // 01

    size_t count = 0;
    unsigned begin = 0, at = 0, excess = 0;
    for (; ends; ends &= ends - 1) {
      at = static_cast<unsigned>(std::countr_zero(ends));
      const unsigned length = at - begin;
      excess |= length - 1;
      const Places& places = kPlaces[(length - 1) % kLongest][(dots << kDotPlaces) >> at & ((1u << kDotPlaces) - 1)];
      const __m128i number = _mm_xor_si128(_mm_loadu_si128(Vector(block + begin)), _mm_set1_epi8('0'));
      _mm_storel_epi64(reinterpret_cast<__m128i*>(digits[count++].data()), _mm_shuffle_epi8(number, *Vector(places.data())));
      begin = at + 1 + blank;
    }
    if (excess >= kLongest) break;
    for (size_t k = 0; k < 4; ++k) digits[count + k].fill(0);
    __m128i largest = _mm_setzero_si128();
    for (size_t k = 0; k < count; k += 4) {
      const __m128i first_two = *Vector(digits[k].data()), second_two = *Vector(digits[k + 2].data());
      largest = _mm_max_epu8(largest, _mm_max_epu8(first_two, second_two));
      Values(first_two, second_two, to + k);
    }
    // Only digits stay below 128 when 118 is added, without wrapping around.
    if (_mm_movemask_epi8(_mm_adds_epu8(largest, _mm_set1_epi8(0x80 - 10)))) break;
    to += count;
    p = block + at;
    more = *p == ',';
    block = p + 1;
  }
  return static_cast<size_t>(to - values);
}

#else

size_t ReadNumberList(const char*&, const char*, double*, size_t) { return 0; }

#endif

}  // namespace dropset
