#include "io/restart_source.h"

#include <algorithm>
#include <vector>

#include "base/limits.h"

namespace dropset {

Status RestartSource::ReadAt(uint64_t offset, std::span<std::byte> out) const {
  if (offset > size_ || out.size() > size_ - offset) return Status(Code::kTruncated, "a read beyond the end");
  if (out.empty()) return {};
  if (!stream_ || offset < at_) {
    DROPSET_ASSIGN(stream_, open_());
    at_ = 0;
  }
  Status status = Skip(offset - at_);
  if (status.ok()) status = Fill(out);
  if (!status.ok() || at_ == size_) stream_.reset();
  return status;
}

Status RestartSource::Skip(uint64_t length) const {
  std::vector<std::byte> passed(static_cast<size_t>(std::min<uint64_t>(length, kReadWindow)));
  while (length > 0) {
    const auto piece = static_cast<size_t>(std::min<uint64_t>(length, passed.size()));
    DROPSET_TRY(Fill(std::span(passed).first(piece)));
    length -= piece;
  }
  return {};
}

Status RestartSource::Fill(std::span<std::byte> out) const {
  while (!out.empty()) {
    DROPSET_ASSIGN(const size_t length, stream_->Read(out));
    if (length == 0) return Status(Code::kTruncated, "the content has become shorter");
    at_ += length;
    out = out.subspan(length);
  }
  return {};
}

}  // namespace dropset
