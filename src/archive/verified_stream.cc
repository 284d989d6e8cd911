#include "archive/verified_stream.h"

#include <algorithm>

#include "codec/crc32.h"

namespace dropset {
namespace {

class Placed final : public Stream {
 public:
  Placed(std::unique_ptr<Stream> content, std::string place) : content_(std::move(content)), place_(std::move(place)) {}

  Result<size_t> Read(std::span<std::byte> out) override {
    Result<size_t> length = content_->Read(out);
    if (!length.ok()) return length.TakeStatus().At(place_);
    return length;
  }

 private:
  std::unique_ptr<Stream> content_;
  std::string place_;
};

class Verified final : public Stream {
 public:
  Verified(std::unique_ptr<Stream> content, uint64_t size, uint32_t crc) : content_(std::move(content)), left_(size), crc_(crc) {}

  // The CRC is checked together with the last bytes, so that a reader that knows the size and stops there is told too.
  Result<size_t> Read(std::span<std::byte> out) override {
    size_t wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), left_));
    size_t length = 0;
    if (wanted != 0) {
      DROPSET_ASSIGN(length, content_->Read(out.first(wanted)));
      if (length == 0) return Status(Code::kTruncated, "the content ends " + std::to_string(left_) + " bytes too early");
    }
    found_ = Crc32(found_, out.first(length));
    left_ -= length;
    if (left_ == 0 && found_ != crc_) {
      return Status(Code::kCorrupt,
                    "the content is damaged: its CRC-32 is not the one that the archive gives; unpack the archive "
                    "with a tool that can repair it, or get it again");
    }
    return length;
  }

 private:
  std::unique_ptr<Stream> content_;
  uint64_t left_;
  uint32_t crc_, found_ = 0;
};

}  // namespace

std::unique_ptr<Stream> VerifiedStream(std::unique_ptr<Stream> content, uint64_t size, uint32_t crc, std::string place) {
  return PlacedStream(std::make_unique<Verified>(std::move(content), size, crc), std::move(place));
}

std::unique_ptr<Stream> PlacedStream(std::unique_ptr<Stream> content, std::string place) {
  return std::make_unique<Placed>(std::move(content), std::move(place));
}

}  // namespace dropset
