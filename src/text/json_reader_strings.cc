// How JsonReader scans strings.
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/utf8.h"
#include "text/json_reader.h"

namespace dropset {
namespace {

constexpr ptrdiff_t kLongestEscape = 12;  // a pair of surrogates

// The first byte from `p` on that a string's fast scan does not pass over: a quote, a backslash, a control character or what is not
// ASCII. Eight at a time, by the tests for zero bytes of "Bit Twiddling Hacks": those can err above the first such byte only. Seven
// bytes behind a NUL must be readable.
inline const char* SkipPlain(const char* p) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
  auto below = [](uint64_t bytes, uint64_t limit) { return (bytes - kOnes * limit) & ~bytes; };
  for (;; p += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, p, sizeof bytes);
    const uint64_t others = (below(bytes, 0x20) | below(bytes ^ kOnes * '"', 1) | below(bytes ^ kOnes * '\\', 1) | bytes) & kHigh;
    if (others) return p + std::countr_zero(others) / 8;
  }
}

}  // namespace

// RFC 8259 §7. On return at_ is behind the closing quote and `value` lies in the buffer, or in decoded_ if it has escapes.
bool JsonReader::ScanString(std::string_view& value) {
  const char* p = at_ + 1;
  bool escaped = false;
  size_t copied = 0;  // offset from at_ of what is not in decoded_ yet
  for (;;) {
    p = SkipPlain(p);
    auto c = static_cast<unsigned char>(*p);
    if (c == '"') break;
    auto offset = static_cast<size_t>(p - at_);
    if (p == end_ || (c >= 0x80 && end_ - p < 4 && !at_end_) || (c == '\\' && end_ - p < kLongestEscape && !at_end_)) {
      if (offset > options_.string_limit + 1) return FailLimit(options_.string_limit);
      bool more = Fill();
      if (!status_.ok()) return false;
      p = at_ + offset;
      if (more || p != end_) continue;
      at_ = p;
      return FailSyntax("the end of a string");
    }
    if (c == '\\') {
      if (!escaped) decoded_.clear();
      decoded_.append(at_ + (escaped ? copied : 1), p);
      escaped = true;
      if (!ScanEscape(p)) return false;
      copied = static_cast<size_t>(p - at_);
    } else if (size_t length = c < 0x80 ? 0 : Utf8Length({p, static_cast<size_t>(end_ - p)}); length) {
      p += length;
    } else {
      return FailInString(p, "a string of UTF-8 without control characters");
    }
  }
  if (static_cast<size_t>(p - at_) > options_.string_limit + 1) return FailLimit(options_.string_limit);
  if (escaped) {
    decoded_.append(at_ + copied, p);
    value = decoded_;
  } else {
    value = std::string_view(at_ + 1, static_cast<size_t>(p - at_) - 1);
  }
  at_ = p + 1;
  return true;
}

// A broken character at p, unless it only lacks its end because the file ends there.
bool JsonReader::FailInString(const char* p, std::string_view expected) {
  auto rest = static_cast<size_t>(end_ - p);
  bool cut = at_end_ && rest < size_t{kLongestEscape} && !std::memchr(p, '"', rest);
  at_ = cut ? end_ : p;
  return FailSyntax(cut ? "the end of a string" : expected);
}

bool JsonReader::HexDigits(const char* p, char32_t& value) {
  value = 0;
  for (int k = 0; k < 4; ++k) {
    char c = p[k];
    char32_t digit = c >= '0' && c <= '9'   ? static_cast<char32_t>(c - '0')
                     : c >= 'a' && c <= 'f' ? static_cast<char32_t>(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? static_cast<char32_t>(c - 'A' + 10)
                                            : 16;
    if (digit == 16) return false;
    value = value << 4 | digit;
  }
  return true;
}

// One escape at p (at its backslash, kLongestEscape bytes or the rest of the text in the buffer) is appended to decoded_.
bool JsonReader::ScanEscape(const char*& p) {
  static constexpr std::string_view kShort = "\"\\/bfnrt", kMeaning = "\"\\/\b\f\n\r\t";
  if (size_t k = kShort.find(p[1]); k != std::string_view::npos && p[1] != 0) {
    decoded_.push_back(kMeaning[k]);
    p += 2;
    return true;
  }
  char32_t character, low;
  if (p[1] != 'u' || !HexDigits(p + 2, character)) return FailInString(p, "an escape sequence");
  p += 6;
  if (character >= 0xD800 && character < 0xDC00 && p[0] == '\\' && p[1] == 'u' && HexDigits(p + 2, low) && low >= 0xDC00 &&
      low < 0xE000) {
    character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    p += 6;
  }
  if (character >= 0xD800 && character < 0xE000) return FailInString(p - 6, "two halves of a surrogate pair");
  AppendUtf8(decoded_, character);
  return true;
}

}  // namespace dropset
