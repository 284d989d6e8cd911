#include "archive/read_ahead.h"

#include <gtest/gtest.h>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"
#include "base/limits.h"
#include "support/counting_source.h"

namespace dropset {
namespace {

std::string Pattern(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 2654435761u >> 13);
  return text;
}

TEST(ReadAhead, GivesTheSameBytes) {
  std::string text = Pattern(3'000'000);
  ReadAheadSource source(std::make_shared<CountingSource>(text));
  uint64_t offset = 1;
  for (size_t length : {10, 70000, 1, 600000, 30, 500000, 0, 100, 1000000, 5}) {
    for (uint64_t step : {0, 100000}) {
      offset = (offset * 31 + step) % (text.size() - length);
      std::string out(length, '\0');
      ASSERT_EQ(Explain(source.ReadAt(offset, std::as_writable_bytes(std::span(out.data(), out.size())))), "ok");
      EXPECT_TRUE(out == text.substr(static_cast<size_t>(offset), length)) << offset << " " << length;
    }
  }
  std::byte one[1];
  EXPECT_FALSE(source.ReadAt(text.size(), one).ok());
  EXPECT_FALSE(source.ReadAt(~uint64_t{0}, one).ok());
}

TEST(ReadAhead, ScatteredReadsStaySmall) {
  auto base = std::make_shared<CountingSource>(std::string(40'000'000, 'x'));
  ReadAheadSource source(base);
  std::byte out[100];
  for (uint64_t i = 0; i < 40; ++i) ASSERT_TRUE(source.ReadAt((i * 17 % 40) * 1'000'000, out).ok());
  EXPECT_LE(base->bytes, 40u * 65536);
}

TEST(ReadAhead, SourcesShareAWindowAndKeepTheirBytes) {
  auto window = std::make_shared<ReadWindow>();
  const std::string first = Pattern(400'000), second(400'000, 'x');
  ReadAheadSource a(std::make_shared<CountingSource>(first), window), b(std::make_shared<CountingSource>(second), window);
  for (uint64_t offset = 0; offset < 300'000; offset += 30'000) {
    std::string out(100, '\0');
    ASSERT_TRUE(a.ReadAt(offset, std::as_writable_bytes(std::span(out.data(), out.size()))).ok());
    EXPECT_EQ(out, first.substr(static_cast<size_t>(offset), 100));
    ASSERT_TRUE(b.ReadAt(offset, std::as_writable_bytes(std::span(out.data(), out.size()))).ok());
    EXPECT_EQ(out, std::string(100, 'x'));
  }
}

TEST(ReadAhead, PassesOnWhatIsWantedAndNotHeld) {
  auto base = std::make_shared<CountingSource>(std::string(3'000'000, 'x'));
  auto window = std::make_shared<ReadWindow>();
  ReadAheadSource source(base, window), other(base, window);
  source.Want(10, 2'000'000);
  std::byte out[100];
  ASSERT_TRUE(source.ReadAt(1000, out).ok());
  const uint64_t held = 1000 + base->bytes;
  source.Want(1500, 2'000'000);
  source.Want(1500, 100);
  source.Want(500, 2'000'000);
  other.Want(1500, 100);
  using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;
  EXPECT_EQ(base->wanted, (Ranges{{10, 2'000'010}, {held, 2'001'500}, {500, 2'000'500}, {1500, 1600}}));
}

TEST(ReadAhead, ReadsNothingBeyondWhatIsWanted) {
  constexpr size_t kEnd = 2'500'000;
  auto base = std::make_shared<CountingSource>(std::string(9'000'000, 'x'));
  ReadAheadSource source(base);
  source.Want(0, kEnd);
  source.Want(10'000, 10'000);  // inside: no news
  std::byte out[1000];
  for (uint64_t offset = 0; offset < kEnd; offset += sizeof out) ASSERT_TRUE(source.ReadAt(offset, out).ok());
  EXPECT_EQ(base->bytes, kEnd);
  EXPECT_LE(base->reads, 5u);
  for (uint64_t offset = kEnd; offset < 2 * kEnd; offset += sizeof out) ASSERT_TRUE(source.ReadAt(offset, out).ok());
  EXPECT_LE(base->reads, 10u);
}

// In a browser each read costs most of a millisecond: copying must not cost one for each entry.
TEST(ReadAhead, CopyingReadsLargePieces) {
  RawZip zip;
  for (int i = 0; i < 4000; ++i)
    zip.entries.push_back({.name = "f" + std::to_string(i * 7919 % 4001), .content = std::string(3000, 'x')});
  auto base = std::make_shared<CountingSource>(zip.Bytes());
  Result<std::unique_ptr<Archive>> archive = OpenZip(std::make_shared<ReadAheadSource>(base), "a.zip", {}, nullptr);
  ASSERT_EQ(Explain(archive.status()), "ok");
  EXPECT_LE(base->reads, 8u);
  base->reads = base->bytes = 0;
  PlainSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, **archive, {});
  for (EntryId entry = 0; entry < 4000; ++entry) {
    ASSERT_EQ(Explain(bundle->Copy((*archive)->entries()[entry].path, entry)), "ok");
  }
  ASSERT_EQ(Explain(FinishBundle(*bundle, kStepBudget)), "ok");
  EXPECT_LE(base->reads, 8u);
  EXPECT_LE(base->bytes, base->size());
}

}  // namespace
}  // namespace dropset
