// What JsonReader says when it fails, and where.
#include <algorithm>
#include <cstring>

#include "text/json_reader.h"

namespace dropset {

std::string_view KindName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kObject: return "an object";
    case JsonKind::kArray: return "an array";
    case JsonKind::kString: return "a string";
    case JsonKind::kNumber: return "a number";
    case JsonKind::kBool: return "a boolean";
    case JsonKind::kNull: return "null";
    case JsonKind::kNone: break;
  }
  return "nothing";
}

std::string JsonReader::WhereInText() const {
  uint64_t line = lines_ + 1, begin = line_begin_;
  for (const char* p = buffer_.get(); (p = static_cast<const char*>(std::memchr(p, '\n', static_cast<size_t>(at_ - p)))); ++p) {
    ++line;
    begin = consumed_ + static_cast<uint64_t>(p + 1 - buffer_.get());
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(offset() - begin + 1);
}

bool JsonReader::Fail(Code code, std::string message) {
  if (status_.ok()) status_ = Status(code, std::move(message)).At(Path());
  return false;
}

bool JsonReader::FailLimit(size_t limit) { return Fail(Code::kLimit, "longer than " + std::to_string(limit) + " bytes"); }

bool JsonReader::FailSyntax(std::string_view expected) {
  if (!status_.ok()) return false;
  if (at_ == end_) {
    return Fail(Code::kTruncated, "the file ends where " + std::string(expected) + " is expected (" + WhereInText() + ")");
  }
  std::string found(at_, std::min<size_t>(static_cast<size_t>(end_ - at_), 1));
  auto byte = static_cast<unsigned char>(found[0]);
  if (byte < 0x20 || byte > 0x7E) found = "byte " + std::to_string(byte);
  return Fail(Code::kInvalid, "expected " + std::string(expected) + ", found " + found + " (" + WhereInText() + ")");
}

bool JsonReader::FailKind(std::string_view expected) {
  JsonKind found = Peek();
  if (!status_.ok()) return false;
  return Fail(Code::kInvalid, "expected " + std::string(expected) + ", found " + std::string(KindName(found)));
}

Status JsonReader::Invalid(std::string message) const { return Status(Code::kInvalid, std::move(message)).At(Path()); }

Status JsonReader::TakeStatus() {
  Status taken = std::move(status_);
  status_ = Status(Code::kInternal, "the reader has failed before");
  return taken;
}

std::string JsonReader::Path() const {
  constexpr size_t kShown = 16;
  std::string path;
  for (const Frame& frame : frames_) {
    if (frame.first) break;
    if (&frame - frames_.data() == kShown) return path + "...";
    if (frame.array) {
      path += '[' + std::to_string(frame.index) + ']';
    } else {
      if (!path.empty() && frame.key_size > 0) path += '.';
      path.append(frame.key, frame.key_size);
    }
  }
  return path;
}

}  // namespace dropset
