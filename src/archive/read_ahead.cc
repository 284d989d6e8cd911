#include "archive/read_ahead.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace dropset {
namespace {

constexpr size_t kFirstWindow = size_t{1} << 16;
constexpr size_t kGrowth = 4;
constexpr size_t kLarge = size_t{1} << 18;     // what reads in a call of their own lose nothing
constexpr uint64_t kNear = uint64_t{1} << 18;  // a gap that is read through rather than jumped over

}  // namespace

Status ReadAheadSource::ReadAt(uint64_t offset, std::span<std::byte> out) const {
  if (offset > size() || out.size() > size() - offset) return base_->ReadAt(offset, out);  // fails as the base does
  while (!out.empty()) {
    if (offset < begin_ || offset - begin_ >= length_) {
      if (out.size() >= kLarge) {
        next_ = offset + out.size();
        return base_->ReadAt(offset, out);
      }
      DROPSET_TRY(Fill(offset));
    }
    size_t at = static_cast<size_t>(offset - begin_);
    size_t length = std::min(out.size(), length_ - at);
    std::memcpy(out.data(), window_.get() + at, length);
    out = out.subspan(length);
    offset += length;
    next_ = offset;
  }
  return {};
}

Status ReadAheadSource::Fill(uint64_t offset) const {
  bool near = offset >= next_ && offset - next_ <= kNear;
  size_t wanted = near && length_ != 0 ? std::min(length_ * kGrowth, kCopyWindow) : kFirstWindow;
  wanted = static_cast<size_t>(std::min<uint64_t>(wanted, size() - offset));
  length_ = 0;  // should the read fail
  if (wanted > capacity_) {
    window_.reset(new std::byte[wanted]);
    capacity_ = wanted;
  }
  DROPSET_TRY(base_->ReadAt(offset, std::span(window_.get(), wanted)));
  begin_ = offset;
  length_ = wanted;
  return {};
}

}  // namespace dropset
