// What the decompressors share: pulling compressed pieces and pushing them through a decoder.
#pragma once

#include <memory>
#include <span>

#include "base/status.h"
#include "io/source.h"

namespace dropset {

// A decompressor that goes from buffer to buffer.
class Decoder {
 public:
  struct Step {
    size_t consumed = 0, produced = 0;
    bool ended = false;  // the compressed data says that it ends here
  };
  virtual ~Decoder() = default;
  // Consumes from the front of `in`, fills the front of `out` (not empty). No progress at all means: more input is needed.
  virtual Result<Step> Decode(std::span<const std::byte> in, std::span<std::byte> out) = 0;
};

// What `decoder` makes of `compressed`. Input that ends before the decoder does is Code::kTruncated; input behind its end is left.
std::unique_ptr<Stream> DecodingStream(std::unique_ptr<Stream> compressed, std::unique_ptr<Decoder> decoder);

}  // namespace dropset
