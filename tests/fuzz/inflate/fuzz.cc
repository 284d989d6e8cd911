// Compressed streams. The first byte chooses the method and the sizes of pieces, the rest is the stream; what it holds goes through
// the compressor and comes back.
#include "codec/bzip2.h"
#include "codec/deflate.h"
#include "codec/lzma.h"
#include "fuzz/target.h"
#include "io/sink.h"

namespace dropset::fuzz {
namespace {

constexpr size_t kMost = size_t{1} << 20;  // of what a stream inflates to

enum Kind { kDeflate, kBzip2, kLzma };

std::unique_ptr<Stream> Decompressor(Kind kind, const Bytes& bytes, uint64_t size) {
  auto stream = std::make_unique<SourceStream>(std::make_shared<MemorySource>(bytes));
  if (kind == kBzip2) return Bunzip2Stream(std::move(stream));
  if (kind == kLzma) return ZipLzmaStream(std::move(stream), size);
  return InflateStream(std::move(stream));
}

std::unique_ptr<Sink> Compressor(Kind kind, Sink& out, uint64_t size, int level) {
  if (kind == kBzip2) return Bzip2Sink(out);
  if (kind == kLzma) return ZipLzmaSink(out, size);
  return DeflateSink(out, level);
}

void RoundTrip(Kind kind, const Bytes& bytes, size_t piece, int level) {
  auto packed = std::make_shared<Bytes>();
  MemorySink out(packed);
  auto sink = Compressor(kind, out, bytes.size(), level);
  for (size_t at = 0; at < bytes.size(); at += piece) {
    RequireOk(sink->Write(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at))), "compressing fails");
  }
  RequireOk(sink->Close(), "compressing fails at its end");
  const Drained back = Drain(*Decompressor(kind, *packed, bytes.size()), ~size_t{0}, piece);
  RequireOk(back.status, "what was compressed cannot be read");
  Require(back.bytes == bytes, "what was compressed comes back as something else");
}

void Inflate(std::span<const std::byte> input) {
  const uint8_t choice = TakeByte(input);
  const auto kind = static_cast<Kind>(choice % 3);
  const size_t piece = choice & 0x40 ? 7 : size_t{1} << 16;
  const int level = choice >> 3 & 7;
  const Bytes compressed(input.begin(), input.end());
  const Drained drained = Drain(*Decompressor(kind, compressed, kMost), kMost, piece);
  RequireExplained(drained.status);
  if (drained.bytes.size() <= kMost / 16) RoundTrip(kind, drained.bytes, piece, level);
}

const Target kTarget("inflate", Inflate);

}  // namespace
}  // namespace dropset::fuzz
