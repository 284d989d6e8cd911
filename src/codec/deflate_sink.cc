// One deflate stream out of libdeflate, which only knows whole buffers: it is two to three times as fast as zlib's own streaming
// and leaves less. The content is compressed in pieces, all but the last one left open (cmake/libdeflate).

#include <libdeflate_open.h>

#include <algorithm>
#include <cstring>

#include "codec/deflate.h"

namespace dropset {
namespace {

constexpr size_t kPiece = size_t{1} << 20;           // smaller ones cost size, larger ones gain nothing
constexpr size_t kStoredBlock = size_t{0xFFFF} + 5;  // of level 0: content and header (RFC 1951, 3.2.4)

class Deflating final : public Sink {
 public:
  Deflating(Sink& out, int level)
      : out_(out), level_(level), compressor_(libdeflate_alloc_compressor(level), &libdeflate_free_compressor) {}

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

  Status Close() override { return EndPiece(true); }

 private:
  Status EndPiece(bool last = false) {
    if (!compressor_) return Status(Code::kLimit, "no memory is left to deflate");
    const auto compress = last || level_ == 0 ? libdeflate_deflate_compress : libdeflate_deflate_compress_open;
    deflated_.resize(libdeflate_deflate_compress_bound(compressor_.get(), filled_) + libdeflate_open_joint);
    const size_t size = compress(compressor_.get(), piece_.get(), filled_, deflated_.data(), deflated_.size());
    if (size == 0) return Status(Code::kInternal, "deflate failed");
    // Stored blocks are whole bytes, so the last one needs no other behind it, but its BFINAL bit (3.2.3) has to go.
    if (level_ == 0 && !last) deflated_[(size - 1) / kStoredBlock * kStoredBlock] &= ~std::byte{1};
    filled_ = 0;
    return out_.Write(std::span(deflated_).first(size));
  }

  Sink& out_;
  const int level_;
  std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor_;
  std::unique_ptr<std::byte[]> piece_;
  size_t filled_ = 0;  // of piece_
  std::vector<std::byte> deflated_;
};

}  // namespace

std::unique_ptr<Sink> DeflateSink(Sink& out, int level) { return std::make_unique<Deflating>(out, level); }

}  // namespace dropset
