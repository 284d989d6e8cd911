#include "formats/datumaro_binary/cursor.h"

#include "base/utf8.h"

namespace dropset::datumaro_binary {

const std::byte* Cursor::Take(uint64_t size) {
  if (!ok()) return nullptr;
  last_ = at_;
  const size_t left = bytes_.size() - at_;
  if (size > left) {
    ran_out_ = true;
    status_ = Error(Code::kTruncated, "expected " + std::to_string(size) + " bytes, found " + std::to_string(left), at_);
    return nullptr;
  }
  const std::byte* const taken = bytes_.data() + at_;
  at_ += static_cast<size_t>(size);
  return taken;
}

uint8_t Cursor::U8() {
  const std::byte* const byte = Take(1);
  return byte ? std::to_integer<uint8_t>(*byte) : 0;
}

uint32_t Cursor::U32() {
  const std::byte* const bytes = Take(4);
  return bytes ? LoadU32(bytes) : 0;
}

int64_t Cursor::I64() {
  const std::byte* const bytes = Take(8);
  return bytes ? static_cast<int64_t>(LoadU32(bytes) | uint64_t{LoadU32(bytes + 4)} << 32) : 0;
}

std::string_view Cursor::Block() {
  const size_t begin = at_;
  const uint32_t size = U32();
  const std::byte* const bytes = Take(size);
  last_ = begin;
  return bytes ? std::string_view(reinterpret_cast<const char*>(bytes), size) : std::string_view();
}

std::string_view Cursor::String() {
  const std::string_view text = Block();
  if (ValidUtf8(text)) return text;
  Fail("the text is not UTF-8");
  return {};
}

uint32_t Cursor::Count(size_t size) {
  const size_t begin = at_;
  const uint32_t count = U32();
  if (uint64_t{count} * size <= bytes_.size() - at_) return count;
  Take(uint64_t{count} * size);  // fails
  at_ = begin;
  return 0;
}

std::span<const std::byte> Cursor::Elements() {
  const size_t begin = at_;
  const uint64_t size = uint64_t{U32()} * 4;
  const std::byte* const bytes = Take(size);
  last_ = begin;
  return bytes ? std::span(bytes, static_cast<size_t>(size)) : std::span<const std::byte>();
}

void Cursor::Fail(std::string message) {
  if (ok()) status_ = Invalid(std::move(message));
}

Status Cursor::Error(Code code, std::string message, size_t at) const {
  return Status(code, std::move(message)).At("byte " + std::to_string(offset_ + at) + place_);
}

}  // namespace dropset::datumaro_binary
