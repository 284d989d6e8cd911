// One deflate stream out of libdeflate, which only knows whole buffers: it is two to three times as fast as zlib's own streaming
// and leaves less. The content is compressed in pieces, each into a stream of its own. In all but the last one the final block's
// BFINAL bit (RFC 1951, 3.2.3) is cleared, and an empty stored block behind it fills up to the byte at which the next piece begins.
// Where the final block begins only decoding tells; zlib's inflate stops at each block.

#include <libdeflate.h>
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "codec/deflate.h"

namespace dropset {
namespace {

constexpr size_t kPiece = size_t{1} << 20;  // smaller ones cost size, larger ones gain nothing

// Bit positions in a deflate stream.
struct LastBlock {
  size_t begin = 0, end = 0;
};

class BlockFinder {
 public:
  BlockFinder() : ready_(inflateInit2(&state_, -15) == Z_OK), content_(new std::byte[kPiece]) {}
  ~BlockFinder() { inflateEnd(&state_); }
  BlockFinder(const BlockFinder&) = delete;
  BlockFinder& operator=(const BlockFinder&) = delete;

  // `deflated` is a whole stream of at most kPiece bytes of content.
  Result<LastBlock> Find(std::span<const std::byte> deflated) {
    if (!ready_ || inflateReset(&state_) != Z_OK) return Status(Code::kLimit, "no memory is left to deflate");
    state_.next_in = reinterpret_cast<const Bytef*>(deflated.data());
    state_.avail_in = static_cast<uInt>(deflated.size());
    state_.next_out = reinterpret_cast<Bytef*>(content_.get());
    state_.avail_out = kPiece;
    constexpr int kUnusedBits = 63, kInLastBlock = 64, kAtBoundary = 128;  // zlib.h on data_type
    LastBlock last;
    for (;;) {
      int code = inflate(&state_, Z_BLOCK);
      if (code != Z_OK || (state_.data_type & kAtBoundary) == 0)
        return Status(Code::kInternal, "what was deflated cannot be inflated");
      size_t at = (deflated.size() - state_.avail_in) * 8 - static_cast<size_t>(state_.data_type & kUnusedBits);
      if ((state_.data_type & kInLastBlock) != 0) {
        last.end = at;
        return last;
      }
      last.begin = at;
    }
  }

 private:
  z_stream state_ = {};
  bool ready_;
  std::unique_ptr<std::byte[]> content_;
};

class Deflating final : public Sink {
 public:
  Deflating(Sink& out, int level) : out_(out), compressor_(libdeflate_alloc_compressor(level), &libdeflate_free_compressor) {}

  Status Write(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      if (filled_ == kPiece) DROPSET_TRY(EndPiece());
      if (!piece_) piece_.reset(new std::byte[kPiece]);
      size_t length = std::min(bytes.size(), kPiece - filled_);
      std::memcpy(piece_.get() + filled_, bytes.data(), length);
      filled_ += length;
      bytes = bytes.subspan(length);
    }
    return {};
  }

  Status Close() override {
    DROPSET_ASSIGN(size_t size, Compress());
    return out_.Write(std::span(deflated_).first(size));
  }

 private:
  Result<size_t> Compress() {
    if (!compressor_) return Status(Code::kLimit, "no memory is left to deflate");
    deflated_.resize(libdeflate_deflate_compress_bound(compressor_.get(), filled_) + kJoint);
    size_t size =
        libdeflate_deflate_compress(compressor_.get(), piece_.get(), filled_, deflated_.data(), deflated_.size() - kJoint);
    if (size == 0) return Status(Code::kInternal, "deflate failed");
    return size;
  }

  // Writes the piece so that another one can follow.
  Status EndPiece() {
    DROPSET_ASSIGN(size_t size, Compress());
    if (!finder_) finder_ = std::make_unique<BlockFinder>();
    DROPSET_ASSIGN(LastBlock last, finder_->Find(std::span(deflated_).first(size)));
    deflated_[last.begin / 8] &= ~(std::byte{1} << (last.begin % 8));
    // The three bits of the stored block's header are zero, as is what pads it to a byte (3.2.4).
    size = (last.end + 3 + 7) / 8;
    if (last.end % 8 != 0) deflated_[last.end / 8] &= static_cast<std::byte>((1 << (last.end % 8)) - 1);
    for (size_t i = (last.end + 7) / 8; i < size; ++i) deflated_[i] = std::byte{0};
    for (int value : {0x00, 0x00, 0xFF, 0xFF}) deflated_[size++] = static_cast<std::byte>(value);  // its length and the complement
    filled_ = 0;
    return out_.Write(std::span(deflated_).first(size));
  }

  static constexpr size_t kJoint = 5;  // what EndPiece adds at most

  Sink& out_;
  std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor_;
  std::unique_ptr<BlockFinder> finder_;  // only where there is more than one piece
  std::unique_ptr<std::byte[]> piece_;
  size_t filled_ = 0;  // of piece_
  std::vector<std::byte> deflated_;
};

}  // namespace

std::unique_ptr<Sink> DeflateSink(Sink& out, int level) { return std::make_unique<Deflating>(out, level); }

}  // namespace dropset
