// Pieces of one deflate stream (RFC 1951), each compressed without a look at the others.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/status.h"
#include "io/raw_bytes.h"

struct libdeflate_compressor;

namespace dropset {

constexpr size_t kDeflatePiece = size_t{1} << 20;  // bytes; smaller ones cost size, larger ones gain nothing

class PieceCompressor {
 public:
  // `level`: 0 to 9; 0 stores.
  explicit PieceCompressor(int level);

  // Fills `deflated` with what `piece` becomes, whole bytes: pieces behind each other are one stream, which the `last` one ends. It
  // depends on the piece and the level alone. Code::kLimit where memory is short.
  Status Compress(std::span<const std::byte> piece, bool last, RawBytes& deflated);

 private:
  int level_;
  std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor_;
};

}  // namespace dropset
