// Gathers small writes, so that a host sees large ones only.
#pragma once

#include <memory>
#include <span>

#include "base/status.h"
#include "io/sink.h"

namespace dropset {

// Hands what is written to `sink` in pieces of kOutputPiece that begin at multiples of it, and knows the position: 0 at the
// beginning. (Larger writes cost up to four times as much system time on ext4, smaller ones more calls.)
class OutputBuffer final : public Sink {
 public:
  explicit OutputBuffer(Sink& sink) : sink_(sink) {}
  // Bytes that were put at the front of Room() are not copied.
  Status Write(std::span<const std::byte> bytes) override;
  // Where the next bytes may be put, at least one; valid until the next call of anything else.
  std::span<std::byte> Room();
  bool seekable() const override { return sink_.seekable(); }
  // Changes bytes that are still here in place, whatever the sink can.
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override;
  // Hands on what is held. Closes nothing.
  Status Flush();

  uint64_t position() const { return flushed_ + filled_; }

 private:
  Sink& sink_;
  std::unique_ptr<std::byte[]> buffer_;  // holds the bytes [flushed_, flushed_ + filled_) of the output; never full
  size_t filled_ = 0;
  uint64_t flushed_ = 0;
};

}  // namespace dropset
