// Numbers ↔ text, exactly and fast; no locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dropset {

// A JSON number (RFC 8259 §6) read from text that ends in a byte which cannot continue a number (a NUL, say).
struct ScannedNumber {
  const char* end;  // behind it, or where it stopped being one
  bool valid;
  bool is_integer;  // neither fraction nor exponent
  bool negative;
  bool short_decimal;  // value == ±mantissa / 10^fraction_digits, correctly rounded by one division
  int fraction_digits;
  uint64_t mantissa;  // its digits as one integer; valid if short_decimal, or if is_integer and it has at most 19 digits
  int digits;
};
ScannedNumber ScanNumber(const char* begin);

// The correctly rounded value of a number that ScanNumber accepted, [begin, scanned.end).
double NumberValue(const char* begin, const ScannedNumber& scanned);

// Both in one for the numbers that files are full of: at most 15 digits, no exponent. Returns the number's end; null if there is
// no such number at `p`, which then needs ScanNumber. Inline, because a call and a
// struct for every number cost a third of the speed.
const char* ScanShortDecimal(const char* p, double& value);

// Any text of a decimal number, with surrounding blanks as Python's float() takes it; false if it is none. No NaN, no infinity.
bool ParseDouble(std::string_view text, double& value);
bool ParseInteger(std::string_view text, int64_t& value);  // optional sign, digits, surrounding blanks

// The shortest text that reads back the same, in orjson's style (model.md §7): `1.0`, `0.1`, `1e16`, `1e-6`. Finite values only.
void AppendDouble(std::string& out, double value);
// The same into memory with room for kLongestDouble bytes; returns the text's end.
char* WriteDouble(char* to, double value);
constexpr size_t kLongestDouble = 32;
// The same for numbers below 1000 with at most two decimals; null for others. Inline for the same reason.
char* WriteHundredths(char* to, double value);
// The shortest digits that read back the same as a float32, as a double: 350.8999938964844f gives 350.9.
double ShortestFloat(float value);
void AppendInteger(std::string& out, int64_t value);

// Whether the shortest text of `value` has at most 9 decimals and 15 digits (decisions.md, "boxes"). Then
// `*scaled` / 10^`*decimals` is that text.
bool ShortDecimal(double value, int64_t* scaled, int* decimals);

// a − b as people expect it (decisions.md, "boxes"): on the scaled integers where both texts are short, else on the doubles.
double DecimalDifference(double a, double b);
double DecimalSum(double a, double b);

// Rounded to `decimals` (0 … 15) by its exact binary value, ties to even, as `%.*f` does.
double RoundDecimals(double value, int decimals);

}  // namespace dropset

#include "base/short_decimals.h"
