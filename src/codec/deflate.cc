#include "codec/deflate.h"

#include <libdeflate.h>
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>

#include "codec/decoding_stream.h"

namespace dropset {
namespace {

constexpr int kRawDeflate = -15;  // zlib's way to ask for no header and a window of 32 KiB

// zlib counts in unsigned int.
template <class T>
uInt Clamp(std::span<T> bytes) {
  return static_cast<uInt>(std::min<size_t>(bytes.size(), size_t{1} << 30));
}

class InflateDecoder final : public Decoder {
 public:
  InflateDecoder() : ready_(inflateInit2(&state_, kRawDeflate) == Z_OK) {}
  ~InflateDecoder() override { inflateEnd(&state_); }
  InflateDecoder(const InflateDecoder&) = delete;
  InflateDecoder& operator=(const InflateDecoder&) = delete;

  Result<Step> Decode(std::span<const std::byte> in, std::span<std::byte> out) override {
    if (!ready_) return Status(Code::kLimit, "no memory is left to inflate");
    state_.next_in = reinterpret_cast<const Bytef*>(in.data());
    state_.avail_in = Clamp(in);
    state_.next_out = reinterpret_cast<Bytef*>(out.data());
    state_.avail_out = Clamp(out);
    int code = inflate(&state_, Z_NO_FLUSH);
    if (code == Z_MEM_ERROR) return Status(Code::kLimit, "no memory is left to inflate");
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      return Status(Code::kCorrupt, std::string("the deflated data is damaged: ") + (state_.msg ? state_.msg : "bad stream"));
    }
    return Step{Clamp(in) - state_.avail_in, Clamp(out) - state_.avail_out, code == Z_STREAM_END};
  }

 private:
  z_stream state_ = {};
  bool ready_;
};

}  // namespace

std::unique_ptr<Stream> InflateStream(std::unique_ptr<Stream> compressed) {
  return DecodingStream(std::move(compressed), std::make_unique<InflateDecoder>());
}

std::vector<std::byte> Deflate(std::span<const std::byte> bytes, int level) {
  std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(libdeflate_alloc_compressor(level),
                                                                                           &libdeflate_free_compressor);
  if (!compressor) return {};
  std::vector<std::byte> out(libdeflate_deflate_compress_bound(compressor.get(), bytes.size()));
  out.resize(libdeflate_deflate_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace dropset
