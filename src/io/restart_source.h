// A Source over bytes that can only be had in order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "io/source.h"

namespace dropset {

// Reads in order are cheap; whoever goes back pays for the way from the beginning. What is wanted is said by the streams, which
// know where their bytes lie.
class RestartSource final : public Source {
 public:
  using OpenStream = std::function<Result<std::unique_ptr<Stream>>()>;

  // `open` gives the same `size` bytes each time.
  RestartSource(uint64_t size, OpenStream open) : size_(size), open_(std::move(open)) {}
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override;

 private:
  Status Skip(uint64_t length) const;
  Status Fill(std::span<std::byte> out) const;

  uint64_t size_;
  OpenStream open_;
  mutable std::unique_ptr<Stream> stream_;
  mutable uint64_t at_ = 0;  // what stream_ gives next
};

}  // namespace dropset
