#include "codec/base64.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace dropset {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr uint8_t kNone = 0xFF;  // of a character that is not in the alphabet

constexpr std::array<uint8_t, 256> ValuesOfCharacters() {
  std::array<uint8_t, 256> values{};
  for (uint8_t& value : values) value = kNone;
  for (uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(kAlphabet[i])] = i;
  return values;
}

constexpr std::array<uint8_t, 256> kValues = ValuesOfCharacters();

uint32_t ValueOf(char character) { return kValues[static_cast<unsigned char>(character)]; }

// Three bytes of four characters, all in the alphabet; larger than 24 bits where one is not.
uint32_t Group(const char* text) {
  const uint32_t a = ValueOf(text[0]), b = ValueOf(text[1]), c = ValueOf(text[2]), d = ValueOf(text[3]);
  return a << 18 | b << 12 | c << 6 | d | ((a | b | c | d) & 0x80) << 24;
}

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
  out.resize(begin + (bytes.size() + 2) / 3 * 4, '=');
  char* to = out.data() + begin;
  const auto byte = [&bytes](size_t i) { return std::to_integer<uint32_t>(bytes[i]); };
  const auto put = [&to](uint32_t group, int characters) {
    for (int i = 0; i < characters; ++i) *to++ = kAlphabet[group >> (18 - 6 * i) & 0x3F];
  };
  size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) put(byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2), 4);
  if (bytes.size() - at == 1) put(byte(at) << 16, 2);
  if (bytes.size() - at == 2) put(byte(at) << 16 | byte(at + 1) << 8, 3);
}

bool DecodeBase64(std::string_view text, std::vector<std::byte>& bytes) {
  if (text.empty()) return true;
  if (text.size() % 4 != 0) return false;
  const size_t padding = text.substr(text.size() - 2) == "==" ? 2 : text.back() == '=' ? 1 : 0;
  char last[4] = {'A', 'A', 'A', 'A'};
  std::copy_n(text.end() - 4, 4 - padding, last);
  const uint32_t end = Group(last);
  if (end & (padding == 2 ? 0xFFFF : padding == 1 ? 0xFF : 0)) return false;  // bits that are left over

  const size_t begin = bytes.size();
  bytes.resize(begin + text.size() / 4 * 3);
  std::byte* to = bytes.data() + begin;
  uint32_t all = end;
  const auto put = [&to, &all](uint32_t group) {
    all |= group;
    for (int shift = 16; shift >= 0; shift -= 8) *to++ = static_cast<std::byte>(group >> shift);
  };
  for (size_t at = 0; at + 4 < text.size(); at += 4) put(Group(text.data() + at));
  put(end);
  const bool good = all >> 24 == 0;
  bytes.resize(good ? bytes.size() - padding : begin);
  return good;
}

std::unique_ptr<Stream> Base64Stream(std::unique_ptr<Stream> text) { return std::make_unique<DecodingStream>(std::move(text)); }

}  // namespace dropset
