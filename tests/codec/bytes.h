// Texts as bytes and streams.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/source.h"

namespace dropset {

inline std::span<const std::byte> BytesOf(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }
inline std::string TextOf(std::span<const std::byte> bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// Gives at most `piece` bytes at a time.
class PiecesStream final : public Stream {
 public:
  PiecesStream(std::string text, size_t piece) : text_(std::move(text)), piece_(piece) {}
  Result<size_t> Read(std::span<std::byte> out) override {
    size_t length = std::min({out.size(), piece_, text_.size() - at_});
    std::copy_n(BytesOf(text_).begin() + static_cast<ptrdiff_t>(at_), length, out.begin());
    at_ += length;
    return length;
  }

 private:
  std::string text_;
  size_t piece_, at_ = 0;
};

inline std::unique_ptr<Stream> StreamOf(std::string text, size_t piece = ~size_t{0}) {
  return std::make_unique<PiecesStream>(std::move(text), piece);
}

// All of a stream, read `piece` bytes at a time, or "code: message" of its error.
inline std::string Drain(Stream& stream, size_t piece = 65536) {
  std::string text;
  std::vector<std::byte> buffer(piece);
  for (;;) {
    Result<size_t> length = stream.Read(buffer);
    if (!length.ok()) return std::string(CodeName(length.status().code())) + ": " + length.status().Text();
    if (*length == 0) return text;
    text += TextOf(std::span(buffer).first(*length));
  }
}

// "ff00" → two bytes.
inline std::string FromHex(std::string_view hex) {
  std::string text;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) text += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return text;
}

}  // namespace dropset
