#include "codec/lzma.h"

#include <gtest/gtest.h>

#include "codec/bytes.h"

namespace dropset {
namespace {

// "Dropset " forty times, as Python's zipfile writes it: with an end marker.
constexpr std::string_view kHex = "090405005d0000800000221c89e7342511e1325ef30de051d33bffffb84c0000";
// The same without the marker, as newer archivers write it.
constexpr std::string_view kWithoutMarkerHex = "090405005d0000010000221c89e7342511e1325ef30ddfb95000";

std::string Expected() {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Dropset ";
  return text;
}

// What the first `size` bytes are.
std::string Decompress(std::string bytes, size_t size, size_t piece = 1000) {
  std::unique_ptr<Stream> stream = ZipLzmaStream(StreamOf(std::move(bytes), piece), size);
  std::vector<std::byte> buffer(size);
  for (size_t filled = 0; filled < size;) {
    Result<size_t> length = stream->Read(std::span(buffer).subspan(filled, std::min(piece, size - filled)));
    if (!length.ok()) return std::string(CodeName(length.status().code()));
    if (*length == 0) return "short";
    filled += *length;
  }
  return TextOf(buffer);
}

TEST(Lzma, DecompressesWithAndWithoutEndMarker) {
  for (std::string_view hex : {kHex, kWithoutMarkerHex}) {
    for (size_t piece : {1, 10, 1000}) EXPECT_EQ(Decompress(FromHex(hex), 320, piece), Expected());
  }
  EXPECT_EQ(Drain(*ZipLzmaStream(StreamOf(FromHex(kHex)), 320)), Expected());
}

TEST(Lzma, RefusesDamage) {
  std::string bytes = FromHex(kHex);
  for (size_t length = 0; length < 20; ++length) EXPECT_EQ(Decompress(bytes.substr(0, length), 320), "truncated") << length;
  for (size_t i : {2, 3, 4}) {
    std::string damaged = bytes;
    damaged[i] = '\xFF';
    EXPECT_EQ(Decompress(damaged, 320), "corrupt") << i;
  }
  for (size_t i = 9; i < bytes.size(); ++i) {  // an error or other bytes, never a crash
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    Decompress(damaged, 320);
  }
}

TEST(Lzma, GivesDictionariesNoMoreThanTheContentNeeds) {
  std::string bytes = FromHex(kHex);
  bytes.replace(5, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(Decompress(bytes, 320), Expected());
  std::byte out[1];
  EXPECT_EQ(ZipLzmaStream(StreamOf(bytes), uint64_t{1} << 40)->Read(out).status().code(), Code::kLimit);
}

std::string Compress(std::string_view text, size_t piece) {
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink out(bytes);
  std::unique_ptr<Sink> sink = ZipLzmaSink(out, text.size());
  for (size_t at = 0; at < text.size(); at += piece) EXPECT_TRUE(sink->Write(BytesOf(text.substr(at, piece))).ok());
  EXPECT_TRUE(sink->Close().ok());
  return TextOf(*bytes);
}

TEST(Lzma, CompressesWhatItDecompresses) {
  EXPECT_EQ(Decompress(Compress(Expected(), 7), 320), Expected());
  EXPECT_EQ(Compress(Expected(), 7), Compress(Expected(), 1000));
  EXPECT_LT(Compress(Expected(), 7).size(), 50u);
  EXPECT_EQ(Drain(*ZipLzmaStream(StreamOf(Compress("", 1)), 0)), "");
  std::string large(3'000'000, '\0');
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * i >> (i % 17));
  EXPECT_TRUE(Decompress(Compress(large, 100'000), large.size(), 100'000) == large);
}

}  // namespace
}  // namespace dropset
