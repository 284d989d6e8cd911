// Deflate streams (RFC 1951), through zlib and libdeflate.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "io/sink.h"
#include "io/source.h"

namespace dropset {

class PieceHelper;  // codec/piece_helper.h

// Raw deflate → bytes. Reads `compressed` in large pieces. Code::kCorrupt for broken streams, kTruncated where it ends early.
std::unique_ptr<Stream> InflateStream(std::unique_ptr<Stream> compressed);

// Bytes → raw deflate into `out` (not owned), gathered into pieces of 1 MiB. Close ends the deflate stream and does not close
// `out`. Pieces of long streams are given to `helper` (which outlives the sink; null: none are), the bytes are the same.
std::unique_ptr<Sink> DeflateSink(Sink& out, int level, PieceHelper* helper = nullptr);

// A whole buffer at once, which is two to four times as fast. Empty if memory is short: never a deflate stream.
std::vector<std::byte> Deflate(std::span<const std::byte> bytes, int level);

}  // namespace dropset
