// What the compressors share: taking pieces in, pushing what an encoder makes of them out.
#pragma once

#include <memory>
#include <span>

#include "base/status.h"
#include "io/sink.h"

namespace dropset {

// A compressor that goes from buffer to buffer.
class Encoder {
 public:
  struct Step {
    size_t consumed = 0, produced = 0;
    bool ended = false;  // `last` was said, and all is out
  };
  virtual ~Encoder() = default;
  // Consumes from the front of `in`, fills the front of `out` (not empty). `last`: nothing follows `in`, which is empty then.
  virtual Result<Step> Encode(std::span<const std::byte> in, std::span<std::byte> out, bool last) = 0;
};

// What is written goes through `encoder` into `out` (not owned). Close ends the compressed stream and does not close `out`.
std::unique_ptr<Sink> EncodingSink(Sink& out, std::unique_ptr<Encoder> encoder);

}  // namespace dropset
