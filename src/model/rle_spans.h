// Reading and writing a mask's runs as spans of set pixels.
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/rle.h"

namespace dropset {

// Pixels begin … end - 1, by their position in column-major order.
struct PixelSpan {
  uint32_t begin, end;
};

// The maximal spans of a mask in ascending order. Empty runs are passed over; runs beyond the mask's size are cut off, so
// that a view which breaks its contract cannot lead outside.
class SpanReader {
 public:
  explicit SpanReader(RleView mask) : runs_(mask.runs), total_(uint64_t{mask.height} * mask.width) {}

  bool Next(PixelSpan& span) {
    bool found = false;
    while (index_ + 1 < runs_.size() && (!found || runs_[index_] == 0)) {
      const uint64_t begin = std::min(position_ + runs_[index_], total_);
      const uint64_t end = std::min(begin + runs_[index_ + 1], total_);
      if (!found) span.begin = static_cast<uint32_t>(begin);
      span.end = static_cast<uint32_t>(end);
      found = found || begin < end;
      position_ = end;
      index_ += 2;
    }
    return found;
  }

 private:
  std::span<const uint32_t> runs_;
  uint64_t total_;
  uint64_t position_ = 0;
  size_t index_ = 0;
};

// Builds a mask from spans that come in ascending order and do not overlap; spans that touch become one.
class SpanWriter {
 public:
  SpanWriter(uint32_t height, uint32_t width) { mask_.height = height, mask_.width = width; }

  void Add(PixelSpan span) {
    if (span.begin == position_ && !mask_.runs.empty()) {
      mask_.runs.back() += span.end - span.begin;
    } else {
      mask_.runs.push_back(span.begin - position_);
      mask_.runs.push_back(span.end - span.begin);
    }
    position_ = span.end;
  }

  Rle Take() && {
    const uint32_t total = mask_.height * mask_.width;
    if (position_ < total || mask_.runs.empty()) mask_.runs.push_back(total - position_);
    return std::move(mask_);
  }

 private:
  Rle mask_;
  uint32_t position_ = 0;
};

}  // namespace dropset
