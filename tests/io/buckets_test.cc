#include "io/buckets.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "base/limits.h"

namespace {

// Bytes that operator new has given out and that were not given back, in the whole program.
size_t allocated = 0;
constexpr size_t kHead = alignof(std::max_align_t);

}  // namespace

void* operator new(size_t size) {
  void* block = std::malloc(size + kHead);
  if (!block) throw std::bad_alloc();
  *static_cast<size_t*>(block) = size;
  allocated += size;
  return static_cast<char*>(block) + kHead;
}

void operator delete(void* pointer) noexcept {
  if (!pointer) return;
  void* block = static_cast<char*>(pointer) - kHead;
  allocated -= *static_cast<size_t*>(block);
  std::free(block);
}

void operator delete(void* pointer, size_t) noexcept { operator delete(pointer); }

namespace dropset {
namespace {

// Takes bytes without keeping them in memory that counts.
class NowhereScratch final : public Scratch {
 public:
  Result<std::unique_ptr<Sink>> Create() override { return std::unique_ptr<Sink>(std::make_unique<Nowhere>()); }
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink>) override { return Status(Code::kInternal, "not kept"); }

 private:
  class Nowhere final : public Sink {
    Status Write(std::span<const std::byte>) override { return {}; }
  };
};

std::string Piece(uint32_t bucket, int round) { return std::to_string(bucket) + ":" + std::to_string(round) + ";"; }

Status AppendText(Buckets& buckets, uint32_t bucket, std::string_view text) {
  return buckets.Append(bucket, std::as_bytes(std::span(text.data(), text.size())));
}

TEST(Buckets, EachKeepsItsBytesInOrderHoweverOftenTheySpill) {
  MemoryScratch scratch;
  Buckets buckets(scratch, 4096);
  std::vector<std::string> expected(50);
  for (uint32_t k = 0; k < expected.size(); ++k) ASSERT_EQ(buckets.Create(), k);
  for (int round = 0; round < 500; ++round) {
    for (uint32_t k = 0; k < expected.size(); ++k) {
      expected[k] += Piece(k, round);
      ASSERT_TRUE(AppendText(buckets, k, Piece(k, round)).ok());
    }
  }
  for (uint32_t k = 0; k < expected.size(); ++k) {
    ASSERT_EQ(buckets.size(k), expected[k].size());
    auto stream = buckets.Open(k);
    ASSERT_TRUE(stream.ok());
    EXPECT_EQ(*ReadAll(**stream, expected[k].size()), expected[k]);
    auto bytes = buckets.Take(k);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()), expected[k]);
  }
}

TEST(Buckets, ReadingOneLeavesTheOthersOpen) {
  MemoryScratch scratch;
  Buckets buckets(scratch, 16);
  const uint32_t a = buckets.Create(), b = buckets.Create();
  ASSERT_TRUE(AppendText(buckets, a, "what was written first, and spilled").ok());
  ASSERT_TRUE(AppendText(buckets, b, "one").ok());
  ASSERT_TRUE(buckets.Take(a).ok());
  ASSERT_TRUE(AppendText(buckets, b, " and then another that spills too").ok());
  EXPECT_EQ(*ReadAll(**buckets.Open(b), 100), "one and then another that spills too");
}

TEST(Buckets, LargePiecesKeepTheirPlaceAmongSmallOnes) {
  MemoryScratch scratch;
  Buckets buckets(scratch, 64 << 10);
  const uint32_t one = buckets.Create(), other = buckets.Create();
  std::string expected[2];
  for (int round = 0; round < 6; ++round) {
    const std::string large(kSpillWrite + static_cast<size_t>(round), static_cast<char>('a' + round));
    for (const std::string& piece : {Piece(one, round), large, large, std::string(1000, '.')}) {
      for (const uint32_t bucket : {one, other}) {
        expected[bucket] += piece;
        ASSERT_TRUE(AppendText(buckets, bucket, piece).ok());
      }
    }
  }
  for (const uint32_t bucket : {one, other}) EXPECT_EQ(*ReadAll(**buckets.Open(bucket), expected[bucket].size()), expected[bucket]);
}

TEST(Buckets, MemoryStaysNearTheLimit) {
  constexpr size_t kLimit = size_t{1} << 20;
  NowhereScratch scratch;
  Buckets buckets(scratch, kLimit);
  for (int k = 0; k < 64; ++k) buckets.Create();
  const std::string piece(1000, 'x');
  const size_t before = allocated;
  for (int round = 0; round < 500; ++round) {  // 32 MB
    for (uint32_t k = 0; k < 64; ++k) ASSERT_TRUE(AppendText(buckets, k, piece).ok());
    ASSERT_LT(allocated - before, 2 * kLimit) << "after " << (round + 1) * 64 << " pieces";
  }
}

// As when annotations that preceded their images are handed out to their buckets.
TEST(Buckets, OneCanBeReadWhileOthersGrowAndSpill) {
  for (int pieces : {10, 1000, 20'000}) {
    MemoryScratch scratch;
    Buckets buckets(scratch, 64 << 10);
    const uint32_t one = buckets.Create(), other = buckets.Create();
    std::string expected, grown, read;
    for (int round = 0; round < pieces; ++round) {
      expected += Piece(one, round);
      ASSERT_TRUE(AppendText(buckets, one, Piece(one, round)).ok());
    }
    auto stream = buckets.Open(one);
    ASSERT_TRUE(stream.ok());
    std::string piece(777, ' ');
    for (;;) {
      auto length = (*stream)->Read(std::as_writable_bytes(std::span(piece)));
      ASSERT_TRUE(length.ok());
      if (*length == 0) break;
      read.append(piece, 0, *length);
      ASSERT_TRUE(AppendText(buckets, other, piece).ok());
      grown += piece;
    }
    EXPECT_EQ(read, expected);
    EXPECT_EQ(*ReadAll(**buckets.Open(other), grown.size()), grown);
  }
}

TEST(Buckets, ManySmallOnesTakeLittleMemory) {
  constexpr size_t kEach = 1024;
  NowhereScratch scratch;
  const size_t before = allocated;
  Buckets buckets(scratch, size_t{64} << 20);
  for (uint32_t k = 0; k < 10'000; ++k) ASSERT_TRUE(AppendText(buckets, buckets.Create(), Piece(k, 0)).ok());
  EXPECT_LT(allocated - before, 10'000 * kEach);
}

class FailingScratch final : public Scratch {
 public:
  Result<std::unique_ptr<Sink>> Create() override { return Status(Code::kIo, "no space is left"); }
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink>) override { return Status(Code::kInternal, "never made"); }
};

TEST(Buckets, SayWhenScratchFails) {
  FailingScratch scratch;
  Buckets buckets(scratch, 1000);
  const uint32_t bucket = buckets.Create();
  ASSERT_TRUE(AppendText(buckets, bucket, "fits").ok());
  EXPECT_EQ(AppendText(buckets, bucket, std::string(2000, 'x')).code(), Code::kIo);
}

}  // namespace
}  // namespace dropset
