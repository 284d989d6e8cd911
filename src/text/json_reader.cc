// Invariants: [at_, end_) is unread text and *end_ is a NUL, which no token contains, so scanning loops need no bound: a NUL at
// end_ means "fill and try again", anywhere else a syntax error. A token is consumed (at_ moved) only when it is complete in
// the buffer; Fill moves it to the buffer's front, so pointers into the buffer do not survive a Fill.
#include "text/json_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/utf8.h"
#include "text/json_writer.h"

namespace dropset {
namespace {

constexpr size_t kPadding = 32;  // readable bytes behind end_: keys are copied 32 bytes at a time
constexpr ptrdiff_t kLongestNumber{kJsonNumber};
constexpr ptrdiff_t kLongestEscape = 12;  // a pair of surrogates

// Bytes that a string's fast scan may pass over: everything but quote, backslash, control characters and what is not ASCII.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (int c = 0x20; c < 0x80; ++c) plain[static_cast<size_t>(c)] = c != '"' && c != '\\';
  return plain;
}();

inline bool Blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool Plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

}  // namespace

JsonReader::JsonReader(std::unique_ptr<Stream> stream, JsonOptions options) : stream_(std::move(stream)), options_(options) {
  capacity_ = std::max<size_t>(options_.window, kPadding);
  buffer_.reset(new char[capacity_ + kPadding]);
  std::memset(buffer_.get(), 0, kPadding);
  at_ = end_ = buffer_.get();
  frames_.reserve(16);
  while (end_ - at_ < 3 && Fill()) {
  }
  if (end_ - at_ >= 3 && std::string_view(at_, 3) == "\xEF\xBB\xBF") at_ += 3;  // a byte order mark
}

bool JsonReader::Fill() {
  if (!status_.ok() || at_end_) return false;
  auto kept = static_cast<size_t>(end_ - at_);
  if (kept > options_.string_limit + kPadding) return FailLimit(options_.string_limit);
  const char* begin = buffer_.get();
  for (const char* p = begin; (p = static_cast<const char*>(std::memchr(p, '\n', static_cast<size_t>(at_ - p)))); ++p) {
    ++lines_;
    line_begin_ = consumed_ + static_cast<uint64_t>(p + 1 - begin);
  }
  consumed_ += static_cast<uint64_t>(at_ - begin);
  if (kept > capacity_ / 2) {
    capacity_ *= 2;
    std::unique_ptr<char[]> larger(new char[capacity_ + kPadding]);
    std::memcpy(larger.get(), at_, kept);
    buffer_ = std::move(larger);
  } else if (at_ != begin) {
    std::memmove(buffer_.get(), at_, kept);
  }
  at_ = buffer_.get();
  char* end = buffer_.get() + kept;
  auto read = stream_->Read(std::as_writable_bytes(std::span(end, capacity_ - kept)));
  size_t length = read.ok() ? *read : 0;
  end_ = end + length;
  std::memset(end + length, 0, kPadding);
  at_end_ = length == 0;
  if (!read.ok()) status_ = read.TakeStatus();
  return length > 0;
}

inline int JsonReader::Skim() {
  for (;;) {
    auto c = static_cast<unsigned char>(*at_);
    if (c > ' ') return c;
    if (Blank(*at_)) {
      ++at_;
    } else if (at_ != end_) {
      return c;
    } else if (!Fill()) {
      return -1;
    }
  }
}

JsonKind JsonReader::Peek() {
  if (!status_.ok()) return JsonKind::kNone;
  switch (int c = Skim()) {
    case '{': return JsonKind::kObject;
    case '[': return JsonKind::kArray;
    case '"': return JsonKind::kString;
    case 't':
    case 'f': return JsonKind::kBool;
    case 'n': return JsonKind::kNull;
    default:
      if (c == '-' || (c >= '0' && c <= '9') || (options_.non_finite && (c == 'N' || c == 'I'))) return JsonKind::kNumber;
      FailSyntax("a value");
      return JsonKind::kNone;
  }
}

bool JsonReader::Enter(char bracket, bool array) {
  if (!status_.ok()) return false;
  if (Skim() != bracket) return FailKind(array ? "an array" : "an object");
  if (frames_.size() >= options_.depth) {
    return Fail(Code::kLimit, "nested more than " + std::to_string(options_.depth) + " deep");
  }
  ++at_;
  Frame& frame = frames_.emplace_back();
  frame.array = array;
  frame.first = true;
  frame.key_size = 0;
  frame.index = 0;
  return true;
}

bool JsonReader::EnterObject() { return Enter('{', false); }
bool JsonReader::EnterArray() { return Enter('[', true); }

bool JsonReader::Separate(Frame& frame, char close) {
  int c = Skim();
  if (c == close) {
    ++at_;
    frames_.pop_back();
    return false;
  }
  if (frame.first) {
    frame.first = false;
    return true;
  }
  if (c != ',') return FailSyntax(close == ']' ? "a comma or ]" : "a comma or }");
  ++at_;
  ++frame.index;
  return true;
}

bool JsonReader::NextElement() {
  if (!status_.ok()) return false;
  return Separate(frames_.back(), ']');
}

bool JsonReader::NextMember() {
  if (!status_.ok()) return false;
  Frame& frame = frames_.back();
  if (!Separate(frame, '}')) return false;
  if (Skim() != '"') return FailSyntax("a key in quotes");
  std::string_view key;
  if (!ScanString(key)) return false;
  if (key.size() <= sizeof frame.key) {
    // A fixed-size copy is two vector moves; both a buffer and `decoded_` have that many readable bytes.
    if (key.data() == decoded_.data()) {
      std::memcpy(frame.key, key.data(), key.size());
    } else {
      std::memcpy(frame.key, key.data(), sizeof frame.key);
    }
    frame.key_size = static_cast<uint8_t>(key.size());
    key_ = std::string_view(frame.key, key.size());
  } else {
    std::memcpy(frame.key, key.data(), sizeof frame.key);
    frame.key_size = sizeof frame.key;
    while ((key[frame.key_size] & 0xC0) == 0x80) --frame.key_size;  // not through a character
    long_key_.assign(key);
    key_ = long_key_;
  }
  if (Skim() != ':') return FailSyntax("a colon");
  ++at_;
  return true;
}

// RFC 8259 §7. On return at_ is behind the closing quote and `value` lies in the buffer, or in decoded_ if it has escapes.
bool JsonReader::ScanString(std::string_view& value) {
  const char* p = at_ + 1;
  bool escaped = false;
  size_t copied = 0;  // offset from at_ of what is not in decoded_ yet
  for (;;) {
    while (Plain(*p)) ++p;
    auto c = static_cast<unsigned char>(*p);
    if (c == '"') break;
    auto offset = static_cast<size_t>(p - at_);
    if (p == end_ || (c >= 0x80 && end_ - p < 4 && !at_end_) || (c == '\\' && end_ - p < kLongestEscape && !at_end_)) {
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

bool JsonReader::ReadString(std::string_view& value) {
  if (!status_.ok()) return false;
  if (Skim() != '"') return FailKind("a string");
  return ScanString(value);
}

bool JsonReader::ReadString(std::string& value) {
  std::string_view text;
  if (!ReadString(text)) return false;
  value.assign(text);
  return true;
}

bool JsonReader::ScanNumberToken(ScannedNumber& number) {
  if (!status_.ok()) return false;
  int c = Skim();
  if (c != '-' && !(c >= '0' && c <= '9')) return FailKind("a number");
  // A number that reaches the end of the buffer may go on behind it.
  while (number = ScanNumber(at_), number.end == end_ && !at_end_ && end_ - at_ <= kLongestNumber) {
    Fill();
    if (!status_.ok()) return false;
  }
  if (number.end - at_ > kLongestNumber) return FailLimit(kJsonNumber);
  if (number.valid) return true;
  if (number.end == end_) at_ = end_;  // the file ends within it
  return FailSyntax("a number");
}

bool JsonReader::ScanWord(std::string_view word) {
  while (static_cast<size_t>(end_ - at_) < word.size() && Fill()) {
  }
  if (!status_.ok()) return false;
  std::string_view found(at_, std::min(word.size(), static_cast<size_t>(end_ - at_)));
  if (found == word) {
    at_ += word.size();
    return true;
  }
  if (word.substr(0, found.size()) == found) at_ = end_;  // the file ends within it
  return FailSyntax(word);
}

// Whether NaN or an infinity comes next, and is taken.
bool JsonReader::NonFiniteNext() {
  if (!options_.non_finite || !status_.ok()) return false;
  int c = Skim();
  if (c == '-' && end_ - at_ < 2) Fill();
  return c == 'N' || c == 'I' || (c == '-' && at_[1] == 'I');
}

bool JsonReader::ScanNonFinite(double& value) {
  bool negative = *at_ == '-';
  if (negative) ++at_;
  bool nan = *at_ == 'N';
  if (!ScanWord(nan ? "NaN" : "Infinity")) return false;
  value = nan ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  if (negative) value = -value;
  return true;
}

bool JsonReader::ReadDouble(double& value) {
  if (!status_.ok()) return false;
  Skim();
  double short_value;
  if (const char* end = ScanShortDecimal(at_, short_value); end && end != end_) {
    value = short_value;
    at_ = end;
    return true;
  }
  if (NonFiniteNext()) return ScanNonFinite(value);
  ScannedNumber number;
  if (!ScanNumberToken(number)) return false;
  value = NumberValue(at_, number);
  at_ = number.end;
  return true;
}

bool JsonReader::ReadInteger(int64_t& value) {
  ScannedNumber number;
  if (!ScanNumberToken(number)) return false;
  if (!number.is_integer) {
    std::string found(at_, static_cast<size_t>(std::min(number.end - at_, ptrdiff_t{40})));
    return Fail(Code::kInvalid, "expected an integer, found " + found);
  }
  if (number.digits <= 18) {
    auto magnitude = static_cast<int64_t>(number.mantissa);
    value = number.negative ? -magnitude : magnitude;
  } else if (!ParseInteger({at_, static_cast<size_t>(number.end - at_)}, value)) {
    return Fail(Code::kInvalid, "an integer beyond 64 bits");
  }
  at_ = number.end;
  return true;
}

bool JsonReader::ReadNumberText(std::string_view& text) {
  if (NonFiniteNext()) {
    double value;
    if (!ScanNonFinite(value)) return false;
    text = std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    return true;
  }
  ScannedNumber number;
  if (!ScanNumberToken(number)) return false;
  text = std::string_view(at_, static_cast<size_t>(number.end - at_));
  at_ = number.end;
  return true;
}

bool JsonReader::ReadBool(bool& value) {
  if (!status_.ok()) return false;
  int c = Skim();
  if (c != 't' && c != 'f') return FailKind("a boolean");
  if (!ScanWord(c == 't' ? "true" : "false")) return false;
  value = c == 't';
  return true;
}

bool JsonReader::ReadNull() {
  if (!status_.ok()) return false;
  if (Skim() != 'n') return FailKind("null");
  return ScanWord("null");
}

// Reads "number, number, …" at at_ as far as the buffer holds whole numbers, and stops behind the last one; false if there is none.
// Appends them to `values` unless that is null.
bool JsonReader::NumbersInBuffer(Frame& frame, std::vector<double>* values) {
  const char* p = at_;
  uint64_t count = 0;
  for (;;) {
    while (Blank(*p)) ++p;
    double value = 0;
    const char* end = ScanShortDecimal(p, value);
    if (!end) {
      ScannedNumber number = ScanNumber(p);
      if (!number.valid || number.end - p > kLongestNumber) break;
      end = number.end;
      if (values) value = NumberValue(p, number);
    }
    if (end == end_) break;
    if (values) values->push_back(value);
    ++count;
    p = at_ = end;
    if (*p++ != ',') break;
  }
  if (count > 1) frame.index += count - 1;
  return count > 0;
}

bool JsonReader::ReadDoubles(std::vector<double>& values, uint64_t* others) {
  if (!EnterArray()) return false;
  while (NextElement()) {
    if (NumbersInBuffer(frames_.back(), &values)) continue;
    if (others && Peek() != JsonKind::kNumber) {
      Skip();
      ++*others;
      continue;
    }
    double value;
    if (!ReadDouble(value)) return false;
    values.push_back(value);
  }
  return status_.ok();
}

bool JsonReader::Skip() { return Walk(nullptr); }

bool JsonReader::Raw(std::string& out) { return Walk(&out); }

// Consumes one value, appending its compact text to `out` unless that is null. Nesting is bounded by options_.depth.
bool JsonReader::Walk(std::string* out) {
  const size_t depth = frames_.size();
  const size_t begin = out ? out->size() : 0;
  bool comma = false;
  do {
    if (frames_.size() > depth) {
      Frame& frame = frames_.back();
      bool array = frame.array;
      if (!(array ? NextElement() : NextMember())) {
        if (!status_.ok()) return false;
        if (out) out->push_back(array ? ']' : '}');
        comma = true;
        continue;
      }
      if (array && !out && NumbersInBuffer(frame, nullptr)) continue;
      if (out && comma) out->push_back(',');
      if (out && !array) {
        AppendJsonString(*out, key_);
        out->push_back(':');
      }
    }
    comma = true;
    std::string_view text;
    bool yes;
    switch (Peek()) {
      case JsonKind::kObject:
      case JsonKind::kArray:
        if (out) out->push_back(*at_);
        if (!Enter(*at_, *at_ == '[')) return false;
        comma = false;
        break;
      case JsonKind::kString:
        if (!ReadString(text)) return false;
        if (out) AppendJsonString(*out, text);
        break;
      case JsonKind::kNumber:
        if (!ReadNumberText(text)) return false;
        if (out) out->append(text.back() == 'N' || text.back() == 'y' ? "null" : text);
        break;
      case JsonKind::kBool:
        if (!ReadBool(yes)) return false;
        if (out) out->append(yes ? "true" : "false");
        break;
      case JsonKind::kNull:
        if (!ReadNull()) return false;
        if (out) out->append("null");
        break;
      case JsonKind::kNone: return false;
    }
    if (out && out->size() - begin > kJsonRaw) return Fail(Code::kLimit, "larger than " + std::to_string(kJsonRaw) + " bytes");
  } while (frames_.size() > depth);
  return true;
}

Status JsonReader::Finish() {
  if (!status_.ok()) return TakeStatus();
  if (Skim() >= 0) FailSyntax("the end of the file");
  return status_.ok() ? Status() : TakeStatus();
}

}  // namespace dropset
