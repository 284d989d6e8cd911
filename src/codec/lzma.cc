#include "codec/lzma.h"

#include <lzma.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "codec/decoding_stream.h"
#include "codec/encoding_sink.h"

namespace dropset {
namespace {

// APPNOTE 5.8.8: version of the SDK (2), size of the properties (2), properties: lc, lp and pb (1), dictionary size (4).
constexpr size_t kPropertiesSize = 5;
constexpr size_t kHeader = 4 + kPropertiesSize;
constexpr uint8_t kSdkMajor = 9, kSdkMinor = 4;  // written, as Python's zipfile does

class LzmaDecoder final : public Decoder {
 public:
  explicit LzmaDecoder(uint64_t size) : size_(size) {}
  ~LzmaDecoder() override { lzma_end(&state_); }
  LzmaDecoder(const LzmaDecoder&) = delete;
  LzmaDecoder& operator=(const LzmaDecoder&) = delete;

  Result<Step> Decode(std::span<const std::byte> in, std::span<std::byte> out) override {
    if (held_ < kHeader) {
      size_t taken = std::min(in.size(), kHeader - held_);
      std::copy_n(in.begin(), taken, header_.begin() + static_cast<ptrdiff_t>(held_));
      held_ += taken;
      if (held_ == kHeader) DROPSET_TRY(Start());
      return Step{taken, 0, false};
    }
    state_.next_in = reinterpret_cast<const uint8_t*>(in.data());
    state_.avail_in = in.size();
    state_.next_out = reinterpret_cast<uint8_t*>(out.data());
    state_.avail_out = out.size();
    lzma_ret code = lzma_code(&state_, LZMA_RUN);
    if (code == LZMA_MEM_ERROR) return NoMemory();
    if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR) return Damaged();
    return Step{in.size() - state_.avail_in, out.size() - state_.avail_out, code == LZMA_STREAM_END};
  }

 private:
  static Status NoMemory() { return Status(Code::kLimit, "no memory is left to decompress LZMA"); }
  static Status Damaged() { return Status(Code::kCorrupt, "the LZMA data is damaged"); }

  Status Start() {
    auto byte = [this](size_t i) { return std::to_integer<uint32_t>(header_[i]); };
    if ((byte(2) | byte(3) << 8) != kPropertiesSize || byte(4) >= 9 * 5 * 5) return Damaged();
    lzma_options_lzma options = {};
    options.lc = byte(4) % 9;
    options.lp = byte(4) / 9 % 5;
    options.pb = byte(4) / 45;
    uint64_t dictionary = byte(5) | byte(6) << 8 | byte(7) << 16 | static_cast<uint64_t>(byte(8)) << 24;
    // Nothing refers further back than the content is long.
    dictionary = std::max<uint64_t>(std::min(dictionary, size_), LZMA_DICT_SIZE_MIN);
    if (dictionary > kLzmaDictionary) {
      return Status(Code::kLimit, "LZMA with a dictionary of " + std::to_string(dictionary) + " bytes, " +
                                      std::to_string(kLzmaDictionary) + " are allowed; zip the files again with deflate");
    }
    options.dict_size = static_cast<uint32_t>(dictionary);
    lzma_filter filters[] = {{LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
    lzma_ret code = lzma_raw_decoder(&state_, filters);
    if (code == LZMA_MEM_ERROR) return NoMemory();
    return code == LZMA_OK ? Status() : Damaged();
  }

  uint64_t size_;
  lzma_stream state_ = LZMA_STREAM_INIT;
  std::array<std::byte, kHeader> header_ = {};
  size_t held_ = 0;  // of header_
};

class LzmaEncoder final : public Encoder {
 public:
  explicit LzmaEncoder(uint64_t size) : size_(size) {}
  ~LzmaEncoder() override { lzma_end(&state_); }
  LzmaEncoder(const LzmaEncoder&) = delete;
  LzmaEncoder& operator=(const LzmaEncoder&) = delete;

  Result<Step> Encode(std::span<const std::byte> in, std::span<std::byte> out, bool last) override {
    if (!started_) return Start(out);
    state_.next_in = reinterpret_cast<const uint8_t*>(in.data());
    state_.avail_in = in.size();
    state_.next_out = reinterpret_cast<uint8_t*>(out.data());
    state_.avail_out = out.size();
    const lzma_ret code = lzma_code(&state_, last ? LZMA_FINISH : LZMA_RUN);
    if (code != LZMA_OK && code != LZMA_STREAM_END) return Status(Code::kInternal, "LZMA does not compress");
    return Step{in.size() - state_.avail_in, out.size() - state_.avail_out, code == LZMA_STREAM_END};
  }

 private:
  // The first piece of output has room for the header.
  Result<Step> Start(std::span<std::byte> out) {
    started_ = true;
    lzma_options_lzma options = {};
    const bool known = !lzma_lzma_preset(&options, LZMA_PRESET_DEFAULT);
    options.dict_size = static_cast<uint32_t>(std::clamp<uint64_t>(size_, LZMA_DICT_SIZE_MIN, kLzmaWrittenDictionary));
    const lzma_filter filters[] = {{LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
    std::array<uint8_t, kHeader> header = {kSdkMajor, kSdkMinor, kPropertiesSize, 0};
    const lzma_ret code = lzma_raw_encoder(&state_, filters);
    if (code == LZMA_MEM_ERROR) return Status(Code::kLimit, "no memory is left to compress with LZMA");
    if (!known || code != LZMA_OK || lzma_properties_encode(filters, header.data() + 4) != LZMA_OK) {
      return Status(Code::kInternal, "LZMA does not start");
    }
    std::copy_n(reinterpret_cast<const std::byte*>(header.data()), kHeader, out.begin());
    return Step{0, kHeader, false};
  }

  uint64_t size_;
  lzma_stream state_ = LZMA_STREAM_INIT;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<Stream> ZipLzmaStream(std::unique_ptr<Stream> compressed, uint64_t size) {
  return DecodingStream(std::move(compressed), std::make_unique<LzmaDecoder>(size));
}

std::unique_ptr<Sink> ZipLzmaSink(Sink& out, uint64_t size) { return EncodingSink(out, std::make_unique<LzmaEncoder>(size)); }

}  // namespace dropset
