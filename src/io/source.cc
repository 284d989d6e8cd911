#include "io/source.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace dropset {
namespace {

Status CheckRange(uint64_t size, uint64_t offset, size_t length) {
  if (offset > size || length > size - offset) {
    return Status(Code::kTruncated, "bytes " + std::to_string(offset) + " to " + std::to_string(offset + length) +
                                        " are wanted, but there are only " + std::to_string(size));
  }
  return {};
}

}  // namespace

MemorySource::MemorySource(std::string_view text) : bytes_(text.size()) {
  if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
}

Status MemorySource::ReadAt(uint64_t offset, std::span<std::byte> out) const {
  DROPSET_TRY(CheckRange(bytes_.size(), offset, out.size()));
  if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
  return {};
}

Status RangeSource::ReadAt(uint64_t offset, std::span<std::byte> out) const {
  DROPSET_TRY(CheckRange(size_, offset, out.size()));
  return base_->ReadAt(offset_ + offset, out);
}

Result<size_t> SourceStream::Read(std::span<std::byte> out) {
  size_t length = static_cast<size_t>(std::min<uint64_t>(out.size(), source_->size() - offset_));
  if (length == 0) return size_t{0};
  DROPSET_TRY(source_->ReadAt(offset_, out.first(length)));
  offset_ += length;
  if (!said_ && offset_ >= kReadWindow) {
    said_ = true;
    if (offset_ < source_->size()) source_->Want(offset_, source_->size() - offset_);
  }
  return length;
}

Result<std::string> ReadAll(Stream& stream, size_t limit) {
  std::string text;
  size_t filled = 0;
  for (;;) {
    if (text.size() - filled < 4096) text.resize(std::min(std::max<size_t>(filled * 2, 16384), limit + 1));
    if (filled > limit) return Status(Code::kLimit, "larger than " + std::to_string(limit) + " bytes");
    DROPSET_ASSIGN(size_t length, stream.Read(std::as_writable_bytes(std::span(text.data() + filled, text.size() - filled))));
    if (length == 0) break;
    filled += length;
  }
  text.resize(filled);
  return text;
}

}  // namespace dropset
