// Makes small reads that go forward cheap: in a browser one read costs 0.8 ms, whatever its size.
#pragma once

#include <memory>

#include "io/source.h"

namespace dropset {

// The bytes of `base` through one window. A read near the end of the last one is taken for a run through neighbouring entries, and
// the window grows up to kCopyWindow; any other read begins anew with a small one. Large reads go past the window.
class ReadAheadSource final : public Source {
 public:
  explicit ReadAheadSource(std::shared_ptr<const Source> base) : base_(std::move(base)) {}
  uint64_t size() const override { return base_->size(); }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override;

 private:
  Status Fill(uint64_t offset) const;

  std::shared_ptr<const Source> base_;
  mutable std::unique_ptr<std::byte[]> window_;  // holds [begin_, begin_ + length_) of base_
  mutable size_t capacity_ = 0;
  mutable uint64_t begin_ = 0;
  mutable size_t length_ = 0;
  mutable uint64_t next_ = 0;  // where the last read ended
};

}  // namespace dropset
