// A Stream over text that gives at most so many bytes per read, and can fail at its end.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "io/source.h"

namespace dropset {

class PieceStream final : public Stream {
 public:
  PieceStream(std::string_view text, size_t piece, Status end = {}) : text_(text), piece_(piece), end_(std::move(end)) {}

  Result<size_t> Read(std::span<std::byte> out) override {
    size_t length = std::min({out.size(), piece_, text_.size() - offset_});
    if (length == 0 && !out.empty() && !end_.ok()) return std::move(end_);
    if (length > 0) std::memcpy(out.data(), text_.data() + offset_, length);
    offset_ += length;
    return length;
  }

 private:
  std::string text_;
  size_t piece_;
  size_t offset_ = 0;
  Status end_;
};

}  // namespace dropset
