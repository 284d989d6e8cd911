#include "codec/bzip2.h"

#include <gtest/gtest.h>

#include "codec/bytes.h"

namespace dropset {
namespace {

// "Dropset " forty times, as Python's zipfile writes it.
constexpr std::string_view kHex =
    "425a683931415926535977b119c10000279580400004000200dc002000310c080a55069faa613a130984f84e0984c27e2ee48a70a120ef"
    "623382";

std::string Expected() {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Dropset ";
  return text;
}

TEST(Bzip2, Decompresses) {
  for (size_t piece : {1, 10, 1000}) EXPECT_EQ(Drain(*Bunzip2Stream(StreamOf(FromHex(kHex), piece)), piece), Expected());
}

TEST(Bzip2, RefusesDamage) {
  std::string bytes = FromHex(kHex);
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_EQ(Drain(*Bunzip2Stream(StreamOf(bytes.substr(0, length)))).substr(0, 9), "truncated") << length;
  }
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    std::string text = Drain(*Bunzip2Stream(StreamOf(damaged)));  // some bits mean nothing; what has a meaning has a checksum
    EXPECT_TRUE(text == Expected() || text.rfind("corrupt", 0) == 0 || text.rfind("truncated", 0) == 0) << i << text;
  }
}

std::string Compress(std::string_view text, size_t piece) {
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink out(bytes);
  std::unique_ptr<Sink> sink = Bzip2Sink(out);
  for (size_t at = 0; at < text.size(); at += piece) EXPECT_TRUE(sink->Write(BytesOf(text.substr(at, piece))).ok());
  EXPECT_TRUE(sink->Close().ok());
  return TextOf(*bytes);
}

TEST(Bzip2, CompressesAsPythonDoes) {
  EXPECT_EQ(Compress(Expected(), 7), FromHex(kHex));
  EXPECT_EQ(Drain(*Bunzip2Stream(StreamOf(Compress("", 1)))), "");
  std::string large(3'000'000, '\0');
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * i >> (i % 17));
  EXPECT_TRUE(Drain(*Bunzip2Stream(StreamOf(Compress(large, 100'000)))) == large);
}

}  // namespace
}  // namespace dropset
