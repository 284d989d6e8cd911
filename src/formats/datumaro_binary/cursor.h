// Takes primitives off the front of bytes in memory (datumaro_binary.md §3), never past their end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"

namespace dropset::datumaro_binary {

// The first error stays: from then on everything is 0 or empty and nothing moves, so loops are bounded by Count and status() is
// asked once.
class Cursor {
 public:
  // Errors name `place`, what the bytes are part of, and count bytes from `offset` there.
  Cursor(std::span<const std::byte> bytes, std::string place, uint64_t offset)
      : bytes_(bytes), place_(std::move(place)), offset_(offset) {}

  uint8_t U8();
  uint32_t U32();
  int32_t I32() { return static_cast<int32_t>(U32()); }
  int64_t I64();
  std::string_view String();  // STR: valid UTF-8
  std::string_view Block();   // a u32 length and so many bytes
  // A u32 count of elements of at least `size` bytes each, for which there is room.
  uint32_t Count(size_t size);
  // I32L, F32L: a u32 count and so many elements of four bytes, for LoadI32 and LoadF32.
  std::span<const std::byte> Elements();

  bool ok() const { return status_.ok(); }
  Status TakeStatus() { return std::move(status_); }
  // An error at what was taken last; for what only the caller can judge. Invalid returns it, Fail stops the cursor.
  Status Invalid(std::string message) const { return Error(Code::kInvalid, std::move(message), last_); }
  void Fail(std::string message);

  size_t position() const { return at_; }
  bool at_end() const { return at_ == bytes_.size(); }
  // Whether the error is that the bytes have ended.
  bool ran_out() const { return ran_out_; }

 private:
  const std::byte* Take(uint64_t size);  // null: an error
  Status Error(Code code, std::string message, size_t at) const;

  std::span<const std::byte> bytes_;
  std::string place_;
  uint64_t offset_;
  size_t at_ = 0, last_ = 0;
  bool ran_out_ = false;
  Status status_;
};

// Little-endian, from four bytes at least.
inline uint32_t LoadU32(const std::byte* bytes) {
  uint32_t value = 0;
  for (size_t k = 0; k < sizeof value; ++k) value |= std::to_integer<uint32_t>(bytes[k]) << (8 * k);
  return value;
}
inline int32_t LoadI32(const std::byte* bytes) { return static_cast<int32_t>(LoadU32(bytes)); }
inline float LoadF32(const std::byte* bytes) {
  const uint32_t bits = LoadU32(bytes);
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace dropset::datumaro_binary
