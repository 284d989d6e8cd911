// libdeflate only knows whole buffers: it is two to three times as fast as zlib's own streaming and leaves less. So all pieces but
// the last one are left open (cmake/libdeflate).
#include "codec/piece_compressor.h"

#include <libdeflate_open.h>

namespace dropset {
namespace {

constexpr size_t kStoredBlock = size_t{0xFFFF} + 5;  // of level 0: content and header (RFC 1951, 3.2.4)

}  // namespace

PieceCompressor::PieceCompressor(int level)
    : level_(level), compressor_(libdeflate_alloc_compressor(level), &libdeflate_free_compressor) {}

Status PieceCompressor::Compress(std::span<const std::byte> piece, bool last, RawBytes& deflated) {
  if (!compressor_) return Status(Code::kLimit, "no memory is left to deflate");
  if (piece.empty() && !last) {  // libdeflate leaves no empty stream open
    deflated.clear();
    return {};
  }
  const auto compress = last || level_ == 0 ? libdeflate_deflate_compress : libdeflate_deflate_compress_open;
  deflated.resize(libdeflate_deflate_compress_bound(compressor_.get(), piece.size()) + libdeflate_open_joint);
  const size_t size = compress(compressor_.get(), piece.data(), piece.size(), deflated.data(), deflated.size());
  if (size == 0) return Status(Code::kInternal, "deflate failed");
  deflated.resize(size);
  // Stored blocks are whole bytes, so the last one needs no other behind it, but its BFINAL bit (3.2.3) has to go.
  if (level_ == 0 && !last) deflated[(size - 1) / kStoredBlock * kStoredBlock] &= ~std::byte{1};
  return {};
}

}  // namespace dropset
