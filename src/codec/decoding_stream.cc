#include "codec/decoding_stream.h"

#include <algorithm>

#include "base/limits.h"

namespace dropset {
namespace {

// Archives hold hundreds of thousands of tiny entries and a few giant ones: the first piece is small, the later ones are large.
constexpr size_t kFirstPiece = size_t{1} << 14;
constexpr size_t kPieceGrowth = 8;

class Decoding final : public Stream {
 public:
  Decoding(std::unique_ptr<Stream> compressed, std::unique_ptr<Decoder> decoder)
      : compressed_(std::move(compressed)), decoder_(std::move(decoder)) {}

  Result<size_t> Read(std::span<std::byte> out) override {
    size_t filled = 0;
    while (filled < out.size() && !ended_) {
      DROPSET_ASSIGN(Decoder::Step step, decoder_->Decode(input_, out.subspan(filled)));
      input_ = input_.subspan(step.consumed);
      filled += step.produced;
      ended_ = step.ended;
      if (step.consumed == 0 && step.produced == 0 && !ended_) DROPSET_TRY(Refill());
    }
    return filled;
  }

 private:
  // Invariant: input_ is the part of buffer_ that the decoder has not consumed.
  Status Refill() {
    if (!input_.empty()) return Status(Code::kCorrupt, "the compressed data cannot be decoded");
    if (size_ < kReadWindow) {
      size_ = size_ == 0 ? kFirstPiece : std::min(size_ * kPieceGrowth, kReadWindow);
      buffer_.reset(new std::byte[size_]);  // deliberately not zeroed
    }
    DROPSET_ASSIGN(size_t length, compressed_->Read(std::span(buffer_.get(), size_)));
    if (length == 0) return Status(Code::kTruncated, "the compressed data ends too early");
    input_ = std::span(buffer_.get(), length);
    return {};
  }

  std::unique_ptr<Stream> compressed_;
  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<std::byte[]> buffer_;
  size_t size_ = 0;
  std::span<const std::byte> input_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Stream> DecodingStream(std::unique_ptr<Stream> compressed, std::unique_ptr<Decoder> decoder) {
  return std::make_unique<Decoding>(std::move(compressed), std::move(decoder));
}

}  // namespace dropset
