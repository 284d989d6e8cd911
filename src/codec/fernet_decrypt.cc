#include <algorithm>

#include "base/limits.h"
#include "codec/base64.h"
#include "codec/fernet.h"
#include "codec/fernet_layout.h"

namespace dropset {
namespace {

// The last two blocks (of which the first may be the IV) and the HMAC.
constexpr size_t kTail = 2 * kAesBlock + kHmacSize;

Status NoToken() { return Status(Code::kCorrupt, "it is no Fernet token"); }

AesBlock BlockAt(std::span<const std::byte> bytes, size_t at) {
  AesBlock block;
  std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(at), kAesBlock, block.begin());
  return block;
}

Status CheckSize(uint64_t raw_size) {
  if (raw_size >= fernet::kSmallest && (raw_size - fernet::kOverhead) % kAesBlock == 0) return {};
  return NoToken();
}

// Ends the check of a token of `raw_size` bytes; `hmac` has all but its `tail`. Returns the text's size.
Result<uint64_t> FinishVerify(HmacSha256& hmac, std::span<const std::byte> tail, uint64_t raw_size, const FernetKey& key) {
  hmac.Update(tail.first(kTail - kHmacSize));
  if (!hmac.Matches(tail.last<kHmacSize>())) {
    return Status(Code::kEncrypted, "the token was made with another key, or was changed since");
  }
  AesBlock last = BlockAt(tail, kAesBlock);
  AesCbc(key.encryption(), BlockAt(tail, 0), AesCbc::Direction::kDecrypt).Run(last);
  const auto padding = std::to_integer<size_t>(last.back());
  const bool good =
      padding >= 1 && padding <= kAesBlock &&
      std::all_of(last.end() - static_cast<ptrdiff_t>(padding), last.end(), [&](std::byte b) { return b == last.back(); });
  if (!good) return Status(Code::kCorrupt, "the token's padding is wrong");
  return raw_size - fernet::kOverhead - padding;
}

// Fills `out` or fails.
Status ReadExactly(Stream& stream, std::span<std::byte> out) {
  for (size_t filled = 0; filled < out.size();) {
    DROPSET_ASSIGN(const size_t length, stream.Read(out.subspan(filled)));
    if (length == 0) return Status(Code::kIo, "the token has changed while it was read");
    filled += length;
  }
  return {};
}

class DecryptingStream final : public Stream {
 public:
  DecryptingStream(std::unique_ptr<Stream> raw, std::shared_ptr<const FernetKey> key, uint64_t size)
      : raw_(std::move(raw)), key_(std::move(key)), left_(size) {}

  Result<size_t> Read(std::span<std::byte> out) override {
    if (at_ == blocks_.size() && left_ > 0) DROPSET_TRY(Refill());
    const size_t length = std::min(out.size(), blocks_.size() - at_);
    std::copy_n(blocks_.begin() + static_cast<ptrdiff_t>(at_), length, out.begin());
    at_ += length;
    return length;
  }

 private:
  Status Refill() {
    if (!aes_) {
      std::array<std::byte, fernet::kHeader> header;
      DROPSET_TRY(ReadExactly(*raw_, header));
      aes_ =
          std::make_unique<AesCbc>(key_->encryption(), BlockAt(header, fernet::kHeader - kAesBlock), AesCbc::Direction::kDecrypt);
    }
    static_assert(kWriteBuffer % kAesBlock == 0);
    const auto text = static_cast<size_t>(std::min<uint64_t>(left_, kWriteBuffer));
    blocks_.resize((text + kAesBlock - 1) / kAesBlock * kAesBlock);
    at_ = 0;
    DROPSET_TRY(ReadExactly(*raw_, blocks_));
    aes_->Run(blocks_);
    blocks_.resize(text);  // without the padding
    left_ -= text;
    return {};
  }

  std::unique_ptr<Stream> raw_;
  std::shared_ptr<const FernetKey> key_;
  uint64_t left_;  // of the text, not yet in blocks_
  std::unique_ptr<AesCbc> aes_;
  std::vector<std::byte> blocks_;
  size_t at_ = 0;  // in blocks_
};

}  // namespace

Result<uint64_t> FernetVerify(std::unique_ptr<Stream> token, const FernetKey& key) {
  std::unique_ptr<Stream> raw = Base64Stream(std::move(token));
  HmacSha256 hmac(key.signing());
  std::vector<std::byte> buffer(kTail + kWriteBuffer);
  size_t held = 0;  // at the buffer's front, the newest bytes
  uint64_t size = 0;
  for (;;) {
    DROPSET_ASSIGN(const size_t length, raw->Read(std::span(buffer).subspan(held)));
    if (length == 0) break;
    held += length;
    size += length;
    if (size == held && buffer[0] != fernet::kVersion) return NoToken();
    if (held <= kTail) continue;
    const size_t older = held - kTail;
    hmac.Update(std::span(buffer).first(older));
    std::copy(buffer.begin() + static_cast<ptrdiff_t>(older), buffer.begin() + static_cast<ptrdiff_t>(held), buffer.begin());
    held = kTail;
  }
  DROPSET_TRY(CheckSize(size));
  return FinishVerify(hmac, std::span(buffer).first(kTail), size, key);
}

std::unique_ptr<Stream> FernetDecrypt(std::unique_ptr<Stream> token, std::shared_ptr<const FernetKey> key, uint64_t plain_size) {
  return std::make_unique<DecryptingStream>(Base64Stream(std::move(token)), std::move(key), plain_size);
}

Result<std::vector<std::byte>> FernetDecrypt(std::string_view token, const FernetKey& key) {
  std::vector<std::byte> raw;
  if (!DecodeBase64(token, raw) || !CheckSize(raw.size()).ok() || raw[0] != fernet::kVersion) return NoToken();
  HmacSha256 hmac(key.signing());
  hmac.Update(std::span(raw).first(raw.size() - kTail));
  DROPSET_ASSIGN(const uint64_t size, FinishVerify(hmac, std::span(raw).last(kTail), raw.size(), key));
  const std::span<std::byte> blocks = std::span(raw).subspan(fernet::kHeader, raw.size() - fernet::kOverhead);
  AesCbc(key.encryption(), BlockAt(raw, fernet::kHeader - kAesBlock), AesCbc::Direction::kDecrypt).Run(blocks);
  std::copy_n(blocks.begin(), static_cast<size_t>(size), raw.begin());
  raw.resize(static_cast<size_t>(size));
  return raw;
}

}  // namespace dropset
