#include "codec/bzip2.h"

#include <bzlib.h>

#include <algorithm>

#include "codec/decoding_stream.h"
#include "codec/encoding_sink.h"

namespace dropset {
namespace {

constexpr int kQuiet = 0;
constexpr int kLargestBlocks = 9, kDefaultWorkFactor = 0;
constexpr int kFast = 0;  // not its slower mode of half the memory

// bzip2 counts in unsigned int.
template <class T>
unsigned Clamp(std::span<T> bytes) {
  return static_cast<unsigned>(std::min<size_t>(bytes.size(), size_t{1} << 30));
}

class Bzip2Decoder final : public Decoder {
 public:
  Bzip2Decoder() : ready_(BZ2_bzDecompressInit(&state_, kQuiet, kFast) == BZ_OK) {}
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&state_); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  Result<Step> Decode(std::span<const std::byte> in, std::span<std::byte> out) override {
    if (!ready_) return NoMemory();
    state_.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(in.data()));  // the library only reads it
    state_.avail_in = Clamp(in);
    state_.next_out = reinterpret_cast<char*>(out.data());
    state_.avail_out = Clamp(out);
    int code = BZ2_bzDecompress(&state_);
    if (code == BZ_MEM_ERROR) return NoMemory();
    if (code != BZ_OK && code != BZ_STREAM_END) return Status(Code::kCorrupt, "the bzip2 data is damaged");
    return Step{Clamp(in) - state_.avail_in, Clamp(out) - state_.avail_out, code == BZ_STREAM_END};
  }

 private:
  static Status NoMemory() { return Status(Code::kLimit, "no memory is left to decompress bzip2"); }

  bz_stream state_ = {};
  bool ready_;
};

class Bzip2Encoder final : public Encoder {
 public:
  Bzip2Encoder() : ready_(BZ2_bzCompressInit(&state_, kLargestBlocks, kQuiet, kDefaultWorkFactor) == BZ_OK) {}
  ~Bzip2Encoder() override { BZ2_bzCompressEnd(&state_); }
  Bzip2Encoder(const Bzip2Encoder&) = delete;
  Bzip2Encoder& operator=(const Bzip2Encoder&) = delete;

  Result<Step> Encode(std::span<const std::byte> in, std::span<std::byte> out, bool last) override {
    if (!ready_) return Status(Code::kLimit, "no memory is left to compress with bzip2");
    state_.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(in.data()));  // the library only reads it
    state_.avail_in = Clamp(in);
    state_.next_out = reinterpret_cast<char*>(out.data());
    state_.avail_out = Clamp(out);
    const int code = BZ2_bzCompress(&state_, last ? BZ_FINISH : BZ_RUN);
    if (code < 0) return Status(Code::kInternal, "bzip2 does not compress");
    return Step{Clamp(in) - state_.avail_in, Clamp(out) - state_.avail_out, code == BZ_STREAM_END};
  }

 private:
  bz_stream state_ = {};
  bool ready_;
};

}  // namespace

std::unique_ptr<Stream> Bunzip2Stream(std::unique_ptr<Stream> compressed) {
  return DecodingStream(std::move(compressed), std::make_unique<Bzip2Decoder>());
}

std::unique_ptr<Sink> Bzip2Sink(Sink& out) { return EncodingSink(out, std::make_unique<Bzip2Encoder>()); }

}  // namespace dropset
