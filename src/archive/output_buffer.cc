#include "archive/output_buffer.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace dropset {

std::span<std::byte> OutputBuffer::Room() {
  if (!buffer_) buffer_.reset(new std::byte[kOutputPiece]);
  return {buffer_.get() + filled_, kOutputPiece - filled_};
}

Status OutputBuffer::Write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::span<std::byte> room = Room();
    const size_t length = std::min(bytes.size(), room.size());
    if (length == kOutputPiece) {
      DROPSET_TRY(sink_.Write(bytes.first(length)));
      flushed_ += length;
    } else {
      if (bytes.data() != room.data()) std::memcpy(room.data(), bytes.data(), length);
      filled_ += length;
      if (length == room.size()) DROPSET_TRY(Flush());
    }
    bytes = bytes.subspan(length);
  }
  return {};
}

Status OutputBuffer::Patch(uint64_t offset, std::span<const std::byte> bytes) {
  if (offset > position() || bytes.size() > position() - offset) {
    return Status(Code::kInternal, "a patch reaches beyond what was written");
  }
  if (offset < flushed_) {
    size_t gone = static_cast<size_t>(std::min<uint64_t>(bytes.size(), flushed_ - offset));
    DROPSET_TRY(sink_.Patch(offset, bytes.first(gone)));
    offset += gone;
    bytes = bytes.subspan(gone);
  }
  if (!bytes.empty()) std::memcpy(buffer_.get() + (offset - flushed_), bytes.data(), bytes.size());
  return {};
}

Status OutputBuffer::Flush() {
  if (filled_ == 0) return {};
  DROPSET_TRY(sink_.Write(std::span(buffer_.get(), filled_)));
  flushed_ += filled_;
  filled_ = 0;
  return {};
}

}  // namespace dropset
