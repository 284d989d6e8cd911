#include "codec/base64.h"

#include <sodium.h>

#include <algorithm>

#include "base/limits.h"

namespace dropset {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE;

class DecodingStream final : public Stream {
 public:
  explicit DecodingStream(std::unique_ptr<Stream> text) : text_(std::move(text)) {}

  Result<size_t> Read(std::span<std::byte> out) override {
    if (out.empty()) return size_t{0};
    while (at_ == bytes_.size()) {
      DROPSET_ASSIGN(const bool more, Refill());
      if (!more) return size_t{0};
    }
    const size_t length = std::min(out.size(), bytes_.size() - at_);
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(at_), length, out.begin());
    at_ += length;
    return length;
  }

 private:
  // Decodes the whole groups of four characters that are there; the rest waits at the piece's front.
  Result<bool> Refill() {
    piece_.resize(kWriteBuffer);
    DROPSET_ASSIGN(const size_t length, text_->Read(std::as_writable_bytes(std::span(piece_)).subspan(waiting_)));
    if (length == 0) {
      if (waiting_ != 0) return Status(Code::kCorrupt, "the Base64 text ends within a group");
      return false;
    }
    const size_t filled = waiting_ + length, whole = filled / 4 * 4;
    bytes_.clear();
    at_ = 0;
    // Padding ends the text: nothing may follow it.
    if (padded_ || !DecodeBase64(std::string_view(piece_).substr(0, whole), bytes_)) {
      return Status(Code::kCorrupt, "it is no Base64 text");
    }
    padded_ = whole > 0 && piece_[whole - 1] == '=';
    std::copy(piece_.begin() + static_cast<ptrdiff_t>(whole), piece_.begin() + static_cast<ptrdiff_t>(filled), piece_.begin());
    waiting_ = filled - whole;
    return true;
  }

  std::unique_ptr<Stream> text_;
  std::string piece_;
  size_t waiting_ = 0;  // characters at the front of piece_ that make no group yet
  bool padded_ = false;
  std::vector<std::byte> bytes_;
  size_t at_ = 0;  // in bytes_
};

}  // namespace

void AppendBase64(std::string& out, std::span<const std::byte> bytes) {
  const size_t begin = out.size();
  out.resize(begin + sodium_base64_encoded_len(bytes.size(), kVariant));  // with room for a NUL
  sodium_bin2base64(out.data() + begin, out.size() - begin, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    kVariant);
  out.pop_back();
}

bool DecodeBase64(std::string_view text, std::vector<std::byte>& bytes) {
  if (text.size() < 4) return text.empty();  // no buffer to decode to, and libsodium declares its pointers as never null
  const size_t begin = bytes.size();
  bytes.resize(begin + text.size() / 4 * 3);
  size_t length = 0;
  const bool good = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data() + begin), bytes.size() - begin, text.data(),
                                      text.size(), nullptr, &length, nullptr, kVariant) == 0;
  bytes.resize(begin + (good ? length : 0));
  return good;
}

std::unique_ptr<Stream> Base64Stream(std::unique_ptr<Stream> text) { return std::make_unique<DecodingStream>(std::move(text)); }

}  // namespace dropset
