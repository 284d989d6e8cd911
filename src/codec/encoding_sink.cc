#include "codec/encoding_sink.h"

#include <algorithm>

#include "base/limits.h"

namespace dropset {
namespace {

constexpr size_t kPiece = size_t{1} << 16;

class Encoding final : public Sink {
 public:
  Encoding(Sink& out, std::unique_ptr<Encoder> encoder) : out_(out), encoder_(std::move(encoder)), buffer_(new std::byte[kPiece]) {}

  Status Write(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      DROPSET_ASSIGN(const Encoder::Step step, encoder_->Encode(bytes, Room(), false));
      bytes = bytes.subspan(step.consumed);
      DROPSET_TRY(Took(step.produced));
    }
    return {};
  }

  Status Close() override {
    for (bool ended = false; !ended;) {
      DROPSET_ASSIGN(const Encoder::Step step, encoder_->Encode({}, Room(), true));
      ended = step.ended;
      DROPSET_TRY(Took(step.produced));
    }
    return out_.Write(std::span(buffer_.get(), filled_));
  }

 private:
  std::span<std::byte> Room() { return std::span(buffer_.get(), kPiece).subspan(filled_); }

  Status Took(size_t produced) {
    filled_ += produced;
    if (filled_ < kPiece) return {};
    filled_ = 0;
    return out_.Write(std::span(buffer_.get(), kPiece));
  }

  Sink& out_;
  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<std::byte[]> buffer_;
  size_t filled_ = 0;  // of buffer_; never all of it between calls
};

}  // namespace

std::unique_ptr<Sink> EncodingSink(Sink& out, std::unique_ptr<Encoder> encoder) {
  return std::make_unique<Encoding>(out, std::move(encoder));
}

}  // namespace dropset
