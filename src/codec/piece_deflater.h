// Where pieces of deflate streams are compressed while the core goes on: in other threads, which the core knows nothing of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/raw_bytes.h"

namespace dropset {

// Never waits, never fails: whoever gives a piece away keeps it, and compresses it after all where no answer comes in time.
class PieceDeflater {
 public:
  virtual ~PieceDeflater() = default;
  // Takes a copy of `piece`, for what PieceCompressor makes of one that is not the last. The piece's ticket; 0: not taken.
  virtual uint32_t Begin(int level, std::span<const std::byte> piece) = 0;
  // Whether the answer is there: it fills `deflated`, and the ticket is spent.
  virtual bool Take(uint32_t ticket, RawBytes& deflated) = 0;
  // The answer is not wanted any more: the ticket is spent.
  virtual void Drop(uint32_t ticket) = 0;
};

}  // namespace dropset
