#include "archive/wanted_runs.h"

#include <gtest/gtest.h>

#include "archive/bundles.h"
#include "archive/nested.h"
#include "archive/read_ahead.h"
#include "archive/recoding.h"
#include "archive/zip_bytes.h"
#include "base/limits.h"
#include "support/counting_source.h"

namespace dropset {
namespace {

using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

constexpr size_t kEntry = 3000;
constexpr uint64_t kLongestExtra = 0xFFFF;  // what a run may reach further than its last entry

// Paths in `images/` in another order than the one in which they lie.
std::string NameOf(int i, int count) { return "images/" + std::to_string(1000 + i * 7 % count) + ".jpg"; }

// So many entries behind one another, `far` of `gap` bytes between two halves of them.
RawZip TwoHalves(int count, size_t gap) {
  RawZip zip;
  for (int i = 0; i < count; ++i) {
    if (i == count / 2) zip.entries.push_back({.name = "far", .content = std::string(gap, 'f')});
    zip.entries.push_back({.name = NameOf(i, count), .content = std::string(kEntry, 'x')});
  }
  return zip;
}

std::unique_ptr<Archive> Open(std::shared_ptr<const Source> source) {
  Result<std::unique_ptr<Archive>> archive = OpenZip(std::move(source), "a.zip", {}, nullptr);
  EXPECT_EQ(Explain(archive.status()), "ok");
  return archive.ok() ? *std::move(archive) : nullptr;
}

// Copies what lies in `images/`, in the order of paths, in small steps.
void CopyImages(const Archive& archive) {
  PlainSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, archive, {});
  for (EntryId entry = 0; entry < archive.entries().size(); ++entry) {
    const std::string& path = archive.entries()[entry].path;
    if (path.starts_with("images/")) {
      EXPECT_EQ(Explain(bundle->Copy(path, entry)), "ok");
    }
  }
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
}

// Where the entry begins, its header included.
uint64_t Begin(const Archive& archive, std::string_view path) { return archive.Position(archive.Find(path)).second; }

// Whether `range` goes from `begin` to `end`, or so much further as an entry's extra field may take.
bool Spans(std::pair<uint64_t, uint64_t> range, uint64_t begin, uint64_t end) {
  return range.first == begin && range.second >= end && range.second <= end + kLongestExtra;
}

TEST(WantedRuns, OfNeighboursCopiedAreSaidTogether) {
  constexpr int kCount = 400;
  auto base = std::make_shared<CountingSource>(TwoHalves(kCount, 5'000).Bytes());
  auto archive = Open(std::make_shared<ReadAheadSource>(base));
  base->wanted.clear();
  CopyImages(*archive);
  ASSERT_EQ(base->wanted.size(), 1u);
  const uint64_t end = Begin(*archive, NameOf(kCount - 1, kCount)) + kEntry;
  EXPECT_TRUE(Spans(base->wanted[0], 0, end)) << base->wanted[0].second;
}

TEST(WantedRuns, LeaveOutWhatLiesFarBetween) {
  constexpr int kCount = 400;
  constexpr size_t kFar = 8'000'000;
  auto base = std::make_shared<CountingSource>(TwoHalves(kCount, kFar).Bytes());
  auto archive = Open(std::make_shared<ReadAheadSource>(base));
  CopyImages(*archive);
  ASSERT_EQ(base->wanted.size(), 2u);
  const uint64_t far = Begin(*archive, "far"), second = Begin(*archive, NameOf(kCount / 2, kCount));
  EXPECT_GT(second, far + kFar);
  EXPECT_TRUE(Spans(base->wanted[0], 0, far));
  EXPECT_TRUE(Spans(base->wanted[1], second, Begin(*archive, NameOf(kCount - 1, kCount)) + kEntry));
}

TEST(WantedRuns, DoNotReachIntoTheCentralDirectory) {
  const std::string zip = TwoHalves(10, 1).Bytes();
  auto base = std::make_shared<CountingSource>(zip);
  CopyImages(*Open(base));
  ASSERT_EQ(base->wanted.size(), 1u);
  EXPECT_EQ(base->wanted[0].second, zip.find("PK\1\2"));
}

TEST(WantedRuns, OfAnOverlayAreSaidToEachMember) {
  const int kCount = 100;
  RawZip second = TwoHalves(kCount, 1);
  for (RawZipEntry& entry : second.entries) entry.name.insert(entry.name.rfind('/') + 1, "b");
  auto a = std::make_shared<CountingSource>(TwoHalves(kCount, 1).Bytes());
  auto b = std::make_shared<CountingSource>(second.Bytes());
  std::vector<Layer> layers;
  layers.push_back({FolderOf({{"images/one.jpg", "one"}, {"images/two.jpg", "two"}})});
  layers.push_back({Open(a)});
  layers.push_back({Open(b)});
  Result<std::unique_ptr<Archive>> all = Overlay(std::move(layers), "all", nullptr);
  ASSERT_EQ(Explain(all.status()), "ok");
  CopyImages(RecodedArchive(**all));
  for (const auto& base : {a, b}) {
    ASSERT_EQ(base->wanted.size(), 1u);
    EXPECT_EQ(base->wanted[0].first, 0u);
    EXPECT_GT(base->wanted[0].second, kCount * kEntry);
  }
}

TEST(WantedRuns, OfAnArchiveInsideAreSaidToTheOuterOne) {
  const int kCount = 100;
  const std::string inner = TwoHalves(kCount, 1).Bytes();
  RawZip outer;
  outer.entries.push_back({.name = "first", .content = std::string(70'000, 'x')});
  outer.entries.push_back({.name = "inner.zip", .content = inner});
  const std::string bytes = outer.Bytes();
  auto base = std::make_shared<CountingSource>(bytes);
  MemoryScratch scratch;
  ArchiveSet set(scratch);
  ASSERT_EQ(Explain(set.AddZip(base, "a.zip")), "ok");
  ASSERT_EQ(Explain(set.OpenInner()), "ok");
  Result<std::unique_ptr<Archive>> all = Overlay(set.LaidOver(), "all", nullptr);
  ASSERT_EQ(Explain(all.status()), "ok");
  base->wanted.clear();
  CopyImages(**all);
  ASSERT_EQ(base->wanted.size(), 1u);
  const uint64_t begin = bytes.find(inner);
  EXPECT_GE(base->wanted[0].first, begin);
  EXPECT_LE(base->wanted[0].second, begin + inner.find("PK\1\2"));
  EXPECT_GT(base->wanted[0].second, begin + kCount * kEntry);
}

TEST(WantedRuns, OfAFolderAreItsFiles) {
  std::vector<std::shared_ptr<CountingSource>> sources;
  std::vector<PlainFile> files;
  for (const char* path : {"images/1.jpg", "images/2.jpg", "loose"}) {
    sources.push_back(std::make_shared<CountingSource>(std::string(kEntry, 'x')));
    files.push_back({path, sources.back()});
  }
  Result<std::unique_ptr<Archive>> folder = OpenFolder(std::move(files), {}, "folder", nullptr);
  ASSERT_EQ(Explain(folder.status()), "ok");
  CopyImages(**folder);
  EXPECT_EQ(sources[0]->wanted, (Ranges{{0, kEntry}}));
  EXPECT_EQ(sources[1]->wanted, (Ranges{{0, kEntry}}));
  EXPECT_EQ(sources[2]->wanted, Ranges());
}

// All of them before the first is read; what the host does not take is said as before.
TEST(WantedRuns, OfAFolderAreSaidAheadToAHostThatReadsWholeFiles) {
  std::vector<std::shared_ptr<CountingSource>> sources;
  std::vector<PlainFile> files;
  for (const char* path : {"images/1.jpg", "images/2.jpg", "images/3.txt", "images/4.jpg", "loose"}) {
    sources.push_back(std::make_shared<CountingSource>(std::string(kEntry, 'x')));
    sources.back()->takes_whole = !std::string_view(path).ends_with("txt");
    files.push_back({path, sources.back()});
  }
  Result<std::unique_ptr<Archive>> folder = OpenFolder(std::move(files), {}, "folder", nullptr);
  ASSERT_EQ(Explain(folder.status()), "ok");
  std::vector<Layer> layers;
  layers.push_back({*std::move(folder)});
  layers.push_back({FolderOf({{"other", "x"}})});
  Result<std::unique_ptr<Archive>> all = Overlay(std::move(layers), "all", nullptr);
  ASSERT_EQ(Explain(all.status()), "ok");
  const RecodedArchive archive(**all);
  WantedRuns runs(archive);
  const auto entry = [&archive](size_t i) { return archive.Find("images/" + std::to_string(i + 1) + (i == 2 ? ".txt" : ".jpg")); };
  runs.Reach(0, 4, entry);
  const auto said = [&sources] {
    std::vector<int> counts;
    for (const auto& source : sources) counts.push_back(source->wanted_whole);
    return counts;
  };
  EXPECT_EQ(said(), (std::vector<int>{1, 1, 0, 0, 0}));
  for (size_t next : {1, 2, 3}) runs.Reach(next, 4, entry);
  EXPECT_EQ(said(), (std::vector<int>{1, 1, 0, 1, 0}));
  EXPECT_EQ(sources[0]->wanted, Ranges());
  EXPECT_EQ(sources[2]->wanted, (Ranges{{0, kEntry}}));
  WantedRuns heads(archive, kEntry - 1);
  heads.Reach(0, 1, entry);
  EXPECT_EQ(said(), (std::vector<int>{1, 1, 0, 1, 0}));
}

// Where only the beginnings are read, what counts is how far they lie apart.
TEST(WantedRuns, OfHeadsAreSaidWhereTheyLieClose) {
  constexpr uint64_t kHead = 1000;
  for (const size_t size : {size_t{100'000}, size_t{3'000'000}}) {
    RawZip zip;
    for (int i = 0; i < 4; ++i) zip.entries.push_back({.name = std::to_string(i), .content = std::string(size, 'x')});
    auto base = std::make_shared<CountingSource>(zip.Bytes());
    auto archive = Open(base);
    WantedRuns runs(*archive, kHead);
    for (size_t next = 0; next < 4; ++next) runs.Reach(next, 4, [](size_t i) { return static_cast<EntryId>(i); });
    EXPECT_EQ(base->wanted.size(), size == 100'000 ? 1u : 0u);
  }
}

}  // namespace
}  // namespace dropset
