#include "archive/output_buffer.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace dropset {

Status OutputBuffer::Write(std::span<const std::byte> bytes) {
  if (bytes.empty()) return {};
  if (bytes.size() > kWriteBuffer - filled_) DROPSET_TRY(Flush());
  if (bytes.size() >= kWriteBuffer) {
    DROPSET_TRY(sink_.Write(bytes));
    flushed_ += bytes.size();
    return {};
  }
  if (!buffer_) buffer_.reset(new std::byte[kWriteBuffer]);
  std::memcpy(buffer_.get() + filled_, bytes.data(), bytes.size());
  filled_ += bytes.size();
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
