#include "base/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <tuple>

#include "base/hundredths.h"
#include "double-conversion/double-conversion.h"
#include "fast_float/fast_float.h"

namespace dropset {
namespace {

using double_conversion::DoubleToStringConverter;
using short_decimals::kPairs;

constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr uint64_t kExactIntegers = uint64_t{1} << 53;  // every integer up to here is a double
constexpr int kPlainBelow = 16;  // orjson: decimal point positions written without an exponent: -5 < kk <= 16
constexpr int kPlainAbove = -5;

inline bool IsDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Digits d1…dn of 0.d1d2… × 10^point.
struct Digits {
  char text[20];
  int size;
  int point;
};

Digits Shortest(double magnitude, DoubleToStringConverter::DtoaMode mode) {
  Digits digits;
  bool sign;
  DoubleToStringConverter::DoubleToAscii(magnitude, mode, 0, digits.text, sizeof digits.text, &sign, &digits.size, &digits.point);
  return digits;
}

char* Write(char* to, const char* text, int size) {
  std::memcpy(to, text, static_cast<size_t>(size));
  return to + size;
}

char* WriteDigits(char* to, const Digits& digits) {
  auto [text, size, point] = std::tuple(digits.text, digits.size, digits.point);
  if (point > kPlainBelow || point <= kPlainAbove) {
    *to++ = text[0];
    if (size > 1) {
      *to++ = '.';
      to = Write(to, text + 1, size - 1);
    }
    *to++ = 'e';
    return std::to_chars(to, to + 8, point - 1).ptr;
  }
  if (point <= 0) return Write(Write(to, "0.0000", 2 - point), text, size);
  if (size <= point) {
    to = std::fill_n(Write(to, text, size), point - size, '0');
    return Write(to, ".0", 2);
  }
  to = Write(to, text, point);
  *to++ = '.';
  return Write(to, text + point, size - point);
}

// An integer below 10^8.
inline char* WriteSmall(char* to, uint32_t number) {
  int size = 1;
  for (uint32_t limit = 10; number >= limit; limit *= 10) ++size;
  char* const end = to + size;
  for (to = end; number >= 100; number /= 100) {
    to -= 2;
    std::memcpy(to, kPairs.data() + number % 100 * 2, 2);
  }
  if (number >= 10) {
    std::memcpy(to - 2, kPairs.data() + number * 2, 2);
  } else {
    to[-1] = static_cast<char>('0' + number);
  }
  return end;
}

// The common case of annotations: at most four decimals; null for others. Exact, because a short decimal that reads back the same
// is the shortest text (any double below 2^43 / 10^4 has at most one such).
inline char* WriteShort(char* to, double magnitude) {
  if (!(magnitude < 1e8)) return nullptr;
  double scaled = magnitude * 10000.0;
  auto units = static_cast<uint64_t>(scaled + 0.5);
  if (static_cast<double>(units) / 10000.0 != magnitude) return nullptr;
  auto integer = static_cast<uint32_t>(units / 10000);
  auto fraction = static_cast<uint32_t>(units - uint64_t{integer} * 10000);
  to = WriteSmall(to, integer);
  const char* high = kPairs.data() + fraction / 100 * 2;
  const char* low = kPairs.data() + fraction % 100 * 2;
  to[0] = '.';
  std::memcpy(to + 1, high, 2);
  std::memcpy(to + 3, low, 2);
  return to + (low[1] != '0' ? 5 : low[0] != '0' ? 4 : high[1] != '0' ? 3 : 2);
}

double Combine(double a, double b, int sign) {
  if (IsHundredths(a) && IsHundredths(b)) {
    const double sum = static_cast<double>(ToHundredths(a)) + sign * static_cast<double>(ToHundredths(b));
    if (std::fabs(sum) < kHundredthsEnd) return FromHundredths(sum);
  }
  int64_t x, y;
  int dx, dy;
  if (!ShortDecimal(a, &x, &dx) || !ShortDecimal(b, &y, &dy)) return a + sign * b;
  int decimals = dx > dy ? dx : dy;
  double left = static_cast<double>(x) * kPowersOfTen[static_cast<size_t>(decimals - dx)];
  double right = static_cast<double>(y) * kPowersOfTen[static_cast<size_t>(decimals - dy)];
  double scaled = left + sign * right;
  // Integers below 2^53 add exactly. Beyond, one number is so much larger than the other (both have at most 15 digits) that
  // nothing cancels, and the doubles' own sum is as good.
  constexpr auto kExact = static_cast<double>(kExactIntegers);
  if (std::fabs(left) > kExact || std::fabs(right) > kExact || std::fabs(scaled) > kExact) return a + sign * b;
  return scaled / kPowersOfTen[static_cast<size_t>(decimals)];
}

}  // namespace

ScannedNumber ScanNumber(const char* begin) {
  ScannedNumber n{};
  const char* p = begin;
  uint64_t mantissa = 0;
  auto digits = [&p, &mantissa] {
    const char* first = p;
    for (; IsDigit(*p); ++p) mantissa = mantissa * 10 + static_cast<uint64_t>(*p - '0');
    return static_cast<int>(p - first);
  };
  n.negative = *p == '-';
  if (n.negative) ++p;
  const char* integer = p;
  n.digits = digits();
  n.valid = n.digits == 1 || (n.digits > 1 && *integer != '0');
  n.is_integer = n.valid;
  if (n.valid && *p == '.') {
    ++p;
    n.fraction_digits = digits();
    n.digits += n.fraction_digits;
    n.valid = n.fraction_digits > 0;
    n.is_integer = false;
  }
  n.mantissa = mantissa;
  n.short_decimal = n.digits <= 19 && mantissa <= kExactIntegers;
  if (n.valid && (*p | 0x20) == 'e') {
    n.is_integer = n.short_decimal = false;
    ++p;
    if (*p == '+' || *p == '-') ++p;
    n.valid = digits() > 0;
  }
  n.end = p;
  return n;
}

double NumberValue(const char* begin, const ScannedNumber& n) {
  if (n.short_decimal) {
    double value = static_cast<double>(n.mantissa);
    if (n.fraction_digits) value /= kPowersOfTen[static_cast<size_t>(n.fraction_digits)];
    return n.negative ? -value : value;
  }
  double value = 0;
  fast_float::from_chars(begin, n.end, value);
  return value;
}

bool ParseDouble(std::string_view text, double& value) {
  text = Trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  // from_chars would also take "nan" and "inf".
  size_t first = !text.empty() && text.front() == '-' ? 1 : 0;
  if (text.size() == first || !(IsDigit(text[first]) || text[first] == '.')) return false;
  double parsed;
  auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), parsed);
  if (end != text.data() + text.size() || !std::isfinite(parsed)) return false;
  value = parsed;
  return true;
}

bool ParseInteger(std::string_view text, int64_t& value) {
  text = Trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  int64_t parsed;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  value = parsed;
  return true;
}

char* WriteDouble(char* to, double value) {
  if (std::signbit(value)) *to++ = '-';
  const double magnitude = std::fabs(value);
  char* end = WriteShort(to, magnitude);
  return end ? end : WriteDigits(to, Shortest(magnitude, DoubleToStringConverter::SHORTEST));
}

void AppendDouble(std::string& out, double value) {
  char text[kLongestDouble];
  out.append(text, static_cast<size_t>(WriteDouble(text, value) - text));
}

double ShortestFloat(float value) {
  if (!std::isfinite(value) || value == 0) return static_cast<double>(value);
  // Up to 2^16 floats lie closer to each other than hundredths do: no text is as short as that of the hundredth that gives one.
  if (std::fabs(value) < 65536.0f) {
    const double hundredth = std::rint(static_cast<double>(value) * 100.0) / 100.0;
    if (static_cast<float>(hundredth) == value) return hundredth;
  }
  Digits digits = Shortest(std::fabs(static_cast<double>(value)), DoubleToStringConverter::SHORTEST_SINGLE);
  char text[40];
  char* end = text;
  if (value < 0) *end++ = '-';
  std::memcpy(end, digits.text, static_cast<size_t>(digits.size));
  end += digits.size;
  *end++ = 'e';
  end = std::to_chars(end, text + sizeof text, digits.point - digits.size).ptr;
  double result = 0;
  fast_float::from_chars(text, end, result);
  return result;
}

void AppendInteger(std::string& out, int64_t value) {
  char text[24];
  out.append(text, static_cast<size_t>(std::to_chars(text, text + sizeof text, value).ptr - text));
}

bool ShortDecimal(double value, int64_t* scaled, int* decimals) {
  double magnitude = std::fabs(value);
  if (!(magnitude < 1e15)) return false;
  // Most coordinates have at most four decimals; the digits of the rest are counted.
  int64_t units = magnitude < 1e8 ? static_cast<int64_t>(magnitude * 10000.0 + 0.5) : 0;
  if (static_cast<double>(units) / 10000.0 == magnitude) {
    int places = 4;
    while (places > 0 && units % 10 == 0) {
      units /= 10;
      --places;
    }
    *scaled = std::signbit(value) ? -units : units;
    *decimals = places;
    return true;
  }
  Digits digits = Shortest(magnitude, DoubleToStringConverter::SHORTEST);
  int places = digits.size - digits.point;
  if (digits.size > 15 || places > 9) return false;
  int64_t integer = 0;
  for (int k = 0; k < digits.size; ++k) integer = integer * 10 + (digits.text[k] - '0');
  for (; places < 0; ++places) integer *= 10;
  *scaled = std::signbit(value) ? -integer : integer;
  *decimals = places;
  return true;
}

double DecimalDifference(double a, double b) { return Combine(a, b, -1); }
double DecimalSum(double a, double b) { return Combine(a, b, 1); }

double RoundDecimals(double value, int decimals) {
  if (!std::isfinite(value) || std::fabs(value) >= 1e15) return value;
  char text[64];
  double_conversion::StringBuilder builder(text, sizeof text);
  DoubleToStringConverter::EcmaScriptConverter().ToFixed(value, decimals, &builder);
  char* last = text + builder.position() - 1;
  // ToFixed rounds ties (an odd integer / 2^(decimals + 1)) away from zero; one step back leads to the even neighbour.
  bool tie = std::fabs(std::fmod(std::ldexp(value, decimals + 1), 2)) == 1;
  if (tie && (*last - '0') % 2 != 0) --*last;
  double rounded = 0;
  fast_float::from_chars(text, last + 1, rounded);
  return rounded;
}

}  // namespace dropset
