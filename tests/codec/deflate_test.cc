#include "codec/deflate.h"

#include <gtest/gtest.h>

#include "codec/bytes.h"

namespace dropset {
namespace {

std::string Sample(size_t size) {
  std::string text;
  for (uint32_t i = 0; text.size() < size; ++i) text += std::to_string(i * 2654435761u % 1009) + (i % 7 == 0 ? "\n" : ",");
  return text.substr(0, size);
}

// Level 1 steps over bytes where nothing matches, up to where its window ends.
TEST(Deflate, RoundTripsWhatHardlyMatches) {
  uint32_t state = 1;
  std::string text;
  for (size_t k = 0; k < 300'000; ++k) text += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  text += text.substr(0, 1000) + text.substr(299'000);
  for (const size_t begin : {0, 1, 2, 3, 1000}) {
    const std::string part = text.substr(begin);
    EXPECT_EQ(Drain(*InflateStream(StreamOf(TextOf(Deflate(BytesOf(part), 1))))), part);
  }
}

TEST(Deflate, RoundTripsWholeAndStreamed) {
  for (size_t size : {0, 1, 1000, 100000, 1 << 20, (1 << 20) + 1, 3500000}) {
    std::string text = Sample(size);
    for (int level : {0, 1, 6}) {
      EXPECT_EQ(Drain(*InflateStream(StreamOf(TextOf(Deflate(BytesOf(text), level))))), text);
      auto bytes = std::make_shared<std::vector<std::byte>>();
      MemorySink memory(bytes);
      std::unique_ptr<Sink> sink = DeflateSink(memory, level);
      for (size_t at = 0; at < text.size(); at += 70001) {
        ASSERT_TRUE(sink->Write(BytesOf(text).subspan(at, std::min<size_t>(70001, text.size() - at))).ok());
      }
      ASSERT_TRUE(sink->Close().ok());
      EXPECT_EQ(Drain(*InflateStream(StreamOf(TextOf(*bytes)))), text);
      EXPECT_TRUE(level == 0 || size < 1000 || bytes->size() < size * 3 / 4);
    }
  }
}

// Pieces of every kind of last block: stored, with fixed codes, with its own codes; and every alignment of its end.
TEST(Deflate, JoinsPiecesAtAnyBit) {
  std::string text;
  uint32_t random = 1;
  for (int piece = 0; piece < 40; ++piece) {
    uint32_t values = uint32_t{1} << (piece % 9);
    for (int i = 0; i < (1 << 20); ++i) {
      random = random * 1664525 + 1013904223;
      text += static_cast<char>(i < piece * 5000 ? random >> 24 & (values - 1) : 'a' + i / 90000);
    }
  }
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink memory(bytes);
  std::unique_ptr<Sink> sink = DeflateSink(memory, 1);
  ASSERT_TRUE(sink->WriteText(text).ok() && sink->Close().ok());
  EXPECT_TRUE(Drain(*InflateStream(StreamOf(TextOf(*bytes)))) == text);
}

TEST(Inflate, ReadsIntoAnyBuffer) {
  std::string text = Sample(300000), deflated = TextOf(Deflate(BytesOf(text), 6));
  for (size_t piece : {1, 7, 4096, 1000000}) EXPECT_EQ(Drain(*InflateStream(StreamOf(deflated, piece)), piece), text);
}

TEST(Inflate, RefusesDamage) {
  std::string deflated = TextOf(Deflate(BytesOf(Sample(50000)), 6));
  for (size_t length = 0; length < deflated.size(); length += 97) {
    EXPECT_EQ(Drain(*InflateStream(StreamOf(deflated.substr(0, length)))).substr(0, 9), "truncated");
  }
  EXPECT_EQ(Drain(*InflateStream(StreamOf("\xFF\xFF\xFF"))).substr(0, 7), "corrupt");
  for (size_t i = 0; i < deflated.size(); i += 31) {  // an error or other bytes, never a crash
    std::string damaged = deflated;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    Drain(*InflateStream(StreamOf(damaged)));
  }
}

TEST(Inflate, LeavesWhatFollows) {
  EXPECT_EQ(Drain(*InflateStream(StreamOf(TextOf(Deflate(BytesOf("text"), 1)) + "behind"))), "text");
}

}  // namespace
}  // namespace dropset
