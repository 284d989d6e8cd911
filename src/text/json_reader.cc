// Invariants: [at_, end_) is unread text and *end_ is a NUL, which no token contains, so scanning loops need no bound: a NUL at
// end_ means "fill and try again", anywhere else a syntax error. A token is consumed (at_ moved) only when it is complete in
// the buffer; Fill moves it to the buffer's front, so pointers into the buffer do not survive a Fill.
#include "text/json_reader.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "text/json_writer.h"
#include "text/number_list.h"

namespace dropset {
namespace {

constexpr size_t kPadding = 32;  // readable bytes behind end_: keys are copied 32 bytes at a time
constexpr ptrdiff_t kLongestNumber{kJsonNumber};

inline bool Blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Line feeds. Counts of single blocks fit in bytes, of which a vector holds many.
size_t CountLines(const char* begin, const char* end) {
  constexpr ptrdiff_t kBlock = 128;
  size_t lines = 0;
  for (; end - begin >= kBlock; begin += kBlock) {
    uint8_t of_block = 0;
    for (ptrdiff_t k = 0; k < kBlock; ++k) of_block = static_cast<uint8_t>(of_block + (begin[k] == '\n'));
    lines += of_block;
  }
  return lines + static_cast<size_t>(std::count(begin, end, '\n'));
}

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
  const char* begin = buffer_.get();
  if (const size_t lines = CountLines(begin, at_)) {
    lines_ += lines;
    const char* last = at_;
    while (last[-1] != '\n') --last;
    line_begin_ = consumed_ + static_cast<uint64_t>(last - begin);
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
  ExpectedKeys::Member* const expected = expected_keys_.Find(frames_.size(), frame.first ? 0 : frame.index + 1);
  if (expected && expected->StandsAt(at_)) {
    std::memcpy(frame.key, expected->key(), sizeof frame.key);
    frame.key_size = expected->key_size;
    key_ = std::string_view(frame.key, frame.key_size);
    if (!frame.first) ++frame.index;
    frame.first = false;
    at_ += expected->size;
    return true;
  }
  const uint64_t begin = offset();
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
  if (*at_ == ' ') ++at_;
  const auto size = static_cast<size_t>(offset() - begin);
  if (expected && size <= static_cast<size_t>(at_ - buffer_.get())) ExpectedKeys::Learn(*expected, {at_ - size, size}, key_);
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

bool JsonReader::TakeShortInteger(int64_t& value) {
  if (!status_.ok()) return false;
  Skim();
  const char* p = at_;
  const bool negative = *p == '-';
  p += negative;
  const char* const first = p;
  int64_t magnitude = 0;
  for (; static_cast<unsigned char>(*p - '0') < 10 && p - first < 15; ++p) magnitude = magnitude * 10 + (*p - '0');
  // A comma or a bracket: the number is complete, and no fraction or exponent follows.
  if (p == first || (*p != ',' && *p != '}' && *p != ']') || (*first == '0' && p - first > 1)) return false;
  value = negative ? -magnitude : magnitude;
  at_ = p;
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
// Appends them to `values` unless that is null; `hundredths` becomes false if one of those is none.
bool JsonReader::NumbersInBuffer(Frame& frame, std::vector<double>* values, bool& hundredths) {
  double piece[128];  // appended as a whole: asking the vector for room costs more than reading a number
  constexpr size_t kFull = std::size(piece) - kNumberListRoom;
  uint64_t count = 0;
  const char* p = at_;  // behind the comma
  for (bool more = true; more;) {
    size_t filled = ReadNumberList(p, end_, piece, std::size(piece));
    if (filled > 0) {
      at_ = p;
      more = *p++ == ',';
    }
    // What is no list comes in crowds, too: none is tried before the piece is full.
    while (more && filled <= kFull) {
      while (Blank(*p)) ++p;
      double value = 0;
      const char* end = ScanShortDecimal(p, value);
      if (!end) {
        const ScannedNumber number = ScanNumber(p);
        more = number.valid && number.end - p <= kLongestNumber;
        if (!more) break;
        end = number.end;
        if (values) value = NumberValue(p, number);
      }
      more = end != end_;
      if (!more) break;
      hundredths = hundredths && IsHundredths(value);
      piece[filled++] = value;
      p = at_ = end;
      more = *p++ == ',';
    }
    if (values) values->insert(values->end(), piece, piece + filled);
    count += filled;
  }
  if (count > 1) frame.index += count - 1;
  return count > 0;
}

bool JsonReader::ReadDoubles(std::vector<double>& values, uint64_t* others, bool* hundredths) {
  if (!EnterArray()) return false;
  bool all_hundredths = hundredths != nullptr;
  while (NextElement()) {
    if (NumbersInBuffer(frames_.back(), &values, all_hundredths)) continue;
    if (others && Peek() != JsonKind::kNumber) {
      Skip();
      ++*others;
      continue;
    }
    double value;
    if (!ReadDouble(value)) return false;
    all_hundredths = all_hundredths && IsHundredths(value);
    values.push_back(value);
  }
  if (hundredths) *hundredths &= all_hundredths;
  return status_.ok();
}

bool JsonReader::Skip() { return Walk(nullptr); }

bool JsonReader::Raw(std::string& out) { return Walk(&out); }

// Consumes one value, appending its compact text to `out` unless that is null. Nesting is bounded by options_.depth.
bool JsonReader::Walk(std::string* out) {
  const size_t depth = frames_.size();
  const size_t begin = out ? out->size() : 0;
  bool comma = false, hundredths = false;
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
      if (array && !out && NumbersInBuffer(frame, nullptr, hundredths)) continue;
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
