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

// Another source may come to lie at this address.
ReadAheadSource::~ReadAheadSource() {
  if (window_->owner_ == this) window_->owner_ = nullptr;
}

Status ReadAheadSource::ReadAt(uint64_t offset, std::span<std::byte> out) const {
  if (offset > size() || out.size() > size() - offset) return base_->ReadAt(offset, out);  // fails as the base does
  ReadWindow& window = *window_;
  if (window.owner_ != this) {
    window.owner_ = this;
    window.length_ = 0;
  }
  while (!out.empty()) {
    if (offset < window.begin_ || offset - window.begin_ >= window.length_) {
      if (out.size() >= kLarge) {
        window.next_ = offset + out.size();
        return base_->ReadAt(offset, out);
      }
      DROPSET_TRY(Fill(offset));
    }
    size_t at = static_cast<size_t>(offset - window.begin_);
    size_t length = std::min(out.size(), window.length_ - at);
    std::memcpy(out.data(), window.bytes_.get() + at, length);
    out = out.subspan(length);
    offset += length;
    window.next_ = offset;
  }
  return {};
}

void ReadAheadSource::Want(uint64_t offset, uint64_t size) const {
  const bool inside = offset >= wanted_begin_ && offset <= wanted_end_ && size <= wanted_end_ - offset;
  if (!inside) {
    wanted_begin_ = offset;
    wanted_end_ = offset + size;
  }
  const ReadWindow& window = *window_;
  if (window.owner_ == this && offset >= window.begin_ && offset - window.begin_ < window.length_) {
    const uint64_t held = std::min(size, window.begin_ + window.length_ - offset);
    offset += held;
    size -= held;
  }
  if (size > 0) base_->Want(offset, size);
}

Status ReadAheadSource::Fill(uint64_t offset) const {
  ReadWindow& window = *window_;
  bool near = offset >= window.next_ && offset - window.next_ <= kNear;
  size_t length = near ? std::max(std::min(window.length_ * kGrowth, kCopyWindow), kFirstWindow) : kFirstWindow;
  const bool wanted = offset >= wanted_begin_ && offset < wanted_end_;
  const uint64_t end = wanted ? std::min(wanted_end_, size()) : size();
  length = static_cast<size_t>(std::min<uint64_t>(length, end - offset));
  window.length_ = 0;  // should the read fail
  if (length > window.capacity_) {
    window.bytes_.reset(new std::byte[length]);
    window.capacity_ = length;
  }
  DROPSET_TRY(base_->ReadAt(offset, std::span(window.bytes_.get(), length)));
  window.begin_ = offset;
  window.length_ = length;
  return {};
}

}  // namespace dropset
