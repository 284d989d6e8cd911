// The numbers of an array many at a time: those that annotation files are full of, such as 123.45.
#pragma once

#include <cstddef>

namespace dropset {

constexpr size_t kNumberListAhead = 80;  // bytes of text that must be there
constexpr size_t kNumberListRoom = 32;   // values that must have room

// Reads "12.5,0.25,7]" or "12.5, 0.25, 7]" from `p`: numbers of at most eight characters, with at most six digits before the dot
// and two behind it, without sign and exponent. Takes some 60 bytes at a time as long as there are kNumberListAhead before `end`
// and room for kNumberListRoom values; stops before those among which is anything else, and behind the last number before a
// bracket. Returns how many it has read, correctly rounded, each of them IsHundredths; `p` then is at the comma or bracket behind
// the last one, else where it was.
size_t ReadNumberList(const char*& p, const char* end, double* values, size_t room);

}  // namespace dropset
