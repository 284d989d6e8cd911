#include "formats/datumaro_binary/input.h"

#include <algorithm>

#include "base/limits.h"

namespace dropset::datumaro_binary {
namespace {

std::string At(uint64_t offset) { return "byte " + std::to_string(offset); }

}  // namespace

// Grows with what has come: also where the archive's word on the file's size cannot be relied on, no more is held than that.
Status Input::Read(uint64_t size, uint64_t limit, Bytes& out) {
  out.clear();
  if (size > remaining()) {
    return Status(Code::kTruncated, "expected " + std::to_string(size) + " bytes, found " + std::to_string(remaining()))
        .At(At(offset_));
  }
  if (size > limit) {
    return Status(Code::kLimit, std::to_string(size) + " bytes in one piece; at most " + std::to_string(limit) + " are read")
        .At(At(offset_));
  }
  while (out.size() < size) {
    const size_t begin = out.size();
    out.resize(begin + static_cast<size_t>(std::min<uint64_t>(size - begin, std::max(begin, kReadWindow))));
    DROPSET_TRY(Fill(std::span(out).subspan(begin)));
  }
  return {};
}

Status Input::Fill(std::span<std::byte> out) {
  while (!out.empty()) {
    DROPSET_ASSIGN(const size_t length, stream_->Read(out));
    if (length == 0) return Status(Code::kTruncated, "the file ends early").At(At(offset_));
    offset_ += length;
    out = out.subspan(length);
  }
  return {};
}

Result<uint32_t> Input::ReadU32() {
  Bytes bytes;
  DROPSET_TRY(Read(4, 4, bytes));
  uint32_t value = 0;
  for (size_t k = 0; k < 4; ++k) value |= std::to_integer<uint32_t>(bytes[k]) << (8 * k);
  return value;
}

Status Input::ReadBlock(uint64_t limit, Bytes& out) {
  DROPSET_ASSIGN(const uint32_t size, ReadU32());
  return Read(size, limit, out);
}

Status Input::Skip(uint64_t size) {
  Bytes passed;
  while (size > 0) {
    const uint64_t piece = std::min<uint64_t>(size, kReadWindow);
    DROPSET_TRY(Read(piece, piece, passed));
    size -= piece;
  }
  return {};
}

}  // namespace dropset::datumaro_binary
