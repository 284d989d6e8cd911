#include "codec/fernet.h"

#include <sodium.h>

#include <algorithm>

#include "codec/base64.h"
#include "codec/fernet_layout.h"
#include "codec/hmac.h"

namespace dropset {
namespace {

constexpr size_t kPiece = 3 * kAesBlock << 10;  // of text, encrypted at once
constexpr int kKeyText = sodium_base64_VARIANT_URLSAFE;

// Invariant: raw_ begins at a multiple of three of the token's bytes, so that every piece but the last is whole groups of Base64.
class EncryptingStream final : public Stream {
 public:
  EncryptingStream(std::unique_ptr<Stream> plain, const FernetKey& key, const FernetSeed& seed)
      : plain_(std::move(plain)), hmac_(key.signing()), aes_(key.encryption(), seed.iv, AesCbc::Direction::kEncrypt) {
    const auto header = fernet::Header(seed);
    raw_.assign(header.begin(), header.end());
    hmac_.Update(raw_);
  }

  Result<size_t> Read(std::span<std::byte> out) override {
    while (at_ == text_.size() && !ended_) DROPSET_TRY(Refill());
    const size_t length = std::min(out.size(), text_.size() - at_);
    std::copy_n(std::as_bytes(std::span(text_)).begin() + static_cast<ptrdiff_t>(at_), length, out.begin());
    at_ += length;
    return length;
  }

 private:
  Status Refill() {
    const size_t begin = raw_.size();
    raw_.insert(raw_.end(), rest_.begin(), rest_.end());
    size_t end = raw_.size();
    raw_.resize(end + kPiece);
    while (end < raw_.size() && !ended_) {
      DROPSET_ASSIGN(const size_t length, plain_->Read(std::span(raw_).subspan(end)));
      ended_ = length == 0;
      end += length;
    }
    raw_.resize(end);
    const size_t over = (end - begin) % kAesBlock;
    if (ended_) {
      raw_.resize(end + kAesBlock - over, static_cast<std::byte>(kAesBlock - over));
    } else {
      rest_.assign(raw_.end() - static_cast<ptrdiff_t>(over), raw_.end());
      raw_.resize(end - over);
    }
    const std::span<std::byte> blocks = std::span(raw_).subspan(begin);
    aes_.Run(blocks);
    hmac_.Update(blocks);
    if (ended_) {
      const auto tag = hmac_.Finish();
      raw_.insert(raw_.end(), tag.begin(), tag.end());
    }
    const size_t whole = ended_ ? raw_.size() : raw_.size() / 3 * 3;
    text_.clear();
    at_ = 0;
    AppendBase64(text_, std::span(raw_).first(whole));
    raw_.erase(raw_.begin(), raw_.begin() + static_cast<ptrdiff_t>(whole));
    return {};
  }

  std::unique_ptr<Stream> plain_;
  HmacSha256 hmac_;
  AesCbc aes_;
  std::vector<std::byte> raw_;   // of the token, not yet in text_
  std::vector<std::byte> rest_;  // of the text, no whole block yet
  bool ended_ = false;
  std::string text_;
  size_t at_ = 0;  // in text_
};

}  // namespace

std::array<std::byte, fernet::kHeader> fernet::Header(const FernetSeed& seed) {
  std::array<std::byte, kHeader> header;
  header[0] = kVersion;
  for (size_t i = 0; i < 8; ++i) header[1 + i] = static_cast<std::byte>(seed.time >> (56 - 8 * i));
  std::copy(seed.iv.begin(), seed.iv.end(), header.end() - kAesBlock);
  return header;
}

FernetKey::FernetKey(std::span<const std::byte, kBytes> bytes) { std::copy(bytes.begin(), bytes.end(), bytes_.begin()); }

FernetKey::~FernetKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

std::shared_ptr<const FernetKey> FernetKey::FromText(std::string_view text) {
  std::array<std::byte, kBytes> bytes;
  size_t length = 0;
  const bool good = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), kBytes, text.data(), text.size(), nullptr,
                                      &length, nullptr, kKeyText) == 0;
  auto key = good && length == kBytes ? std::make_shared<FernetKey>(bytes) : nullptr;
  sodium_memzero(bytes.data(), kBytes);
  return key;
}

std::string FernetKey::Text() const {
  std::string text(kCharacters + 1, '\0');  // and a NUL
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes_.data()), kBytes, kKeyText);
  text.pop_back();
  return text;
}

uint64_t FernetTokenSize(uint64_t plain_size) {
  const uint64_t raw = fernet::kOverhead + (plain_size / kAesBlock + 1) * kAesBlock;
  return (raw + 2) / 3 * 4;
}

std::unique_ptr<Stream> FernetEncrypt(std::unique_ptr<Stream> plain, const FernetKey& key, const FernetSeed& seed) {
  return std::make_unique<EncryptingStream>(std::move(plain), key, seed);
}

std::string FernetEncrypt(std::span<const std::byte> plain, const FernetKey& key, const FernetSeed& seed) {
  const std::string_view text(reinterpret_cast<const char*>(plain.data()), plain.size());
  EncryptingStream stream(std::make_unique<SourceStream>(std::make_shared<MemorySource>(text)), key, seed);
  std::string token(static_cast<size_t>(FernetTokenSize(plain.size())), '\0');
  for (size_t at = 0; at < token.size();) at += *stream.Read(std::as_writable_bytes(std::span(token)).subspan(at));
  return token;
}

}  // namespace dropset
