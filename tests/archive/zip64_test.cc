#include <gtest/gtest.h>

#include "archive/bundles.h"
#include "archive/sparse.h"
#include "archive/zip_bytes.h"
#include "base/limits.h"

namespace dropset {
namespace {

constexpr uint64_t kFourGiB = uint64_t{1} << 32;

Result<std::unique_ptr<Archive>> OpenSparse(const std::shared_ptr<SparseBlocks>& data) {
  return OpenZip(std::make_shared<SparseSource>(data), "large.zip", {}, nullptr);
}

Status WriteZeros(Sink& sink, uint64_t count) {
  std::vector<std::byte> zeros(kCopyWindow);
  while (count > 0) {
    size_t length = static_cast<size_t>(std::min<uint64_t>(count, zeros.size()));
    DROPSET_TRY(sink.Write(std::span(zeros).first(length)));
    count -= length;
  }
  return {};
}

void Check(const Archive& archive) {
  ASSERT_EQ(archive.entries().size(), 2u);
  EntryId large = archive.Find("large.json"), small = archive.Find("small.txt");
  EXPECT_EQ(archive.entries()[large].size, kFourGiB + 5);
  EXPECT_EQ(archive.entries()[large].compressed_size, kFourGiB + 5);
  EXPECT_GT(archive.Position(small).second, kFourGiB);
  EXPECT_EQ(*ReadEntry(archive, "small.txt"), "behind four gigabytes");
}

// An entry that grows beyond 4 GiB while it is written, one behind it, and both copied raw.
TEST(Zip64, SizesAndOffsetsBeyondFourGiB) {
  std::unique_ptr<Archive> nothing = FolderOf({});
  auto first = std::make_shared<SparseBlocks>(), second = std::make_shared<SparseBlocks>();
  SparseSink first_sink(first), second_sink(second);
  std::unique_ptr<Bundle> bundle = WriteZip(first_sink, *nothing, {0});
  Result<std::unique_ptr<Sink>> file = bundle->Create("large.json");
  ASSERT_EQ(Explain(file.status()), "ok");
  ASSERT_EQ(Explain(WriteZeros(**file, kFourGiB + 5)), "ok");
  ASSERT_EQ(Explain((*file)->Close()), "ok");
  ASSERT_EQ(Explain(bundle->AddText("small.txt", "behind four gigabytes")), "ok");
  ASSERT_EQ(Explain(bundle->Finish()), "ok");
  Result<std::unique_ptr<Archive>> archive = OpenSparse(first);
  ASSERT_EQ(Explain(archive.status()), "ok");
  Check(**archive);

  bundle = WriteZip(second_sink, **archive, {0});
  for (EntryId entry : {0u, 1u}) ASSERT_EQ(Explain(bundle->Copy((*archive)->entries()[entry].path, entry)), "ok");
  ASSERT_EQ(Explain(FinishBundle(*bundle, kStepBudget)), "ok");
  Result<std::unique_ptr<Archive>> copy = OpenSparse(second);
  ASSERT_EQ(Explain(copy.status()), "ok");
  Check(**copy);
  EXPECT_EQ((*copy)->OpenRaw(0)->crc, (*archive)->OpenRaw(0)->crc);
}

TEST(Zip64, OfAFileThatGetsItsHeadLast) {
  std::unique_ptr<Archive> nothing = FolderOf({});
  for (const std::string head : {"", "a head", "one as long as it may be: 40 bytes long."}) {
    auto blocks = std::make_shared<SparseBlocks>();
    SparseSink sink(blocks);
    std::unique_ptr<Bundle> bundle = WriteZip(sink, *nothing, {0});
    auto file = bundle->CreateHeaded("large.json", 40);
    ASSERT_TRUE(file.ok() && *file);
    ASSERT_EQ(Explain(WriteZeros(**file, kFourGiB + 5 - head.size())), "ok");
    ASSERT_EQ(Explain((*file)->PutHead(std::as_bytes(std::span(head.data(), head.size())))), "ok");
    ASSERT_EQ(Explain((*file)->Close()), "ok");
    ASSERT_EQ(Explain(bundle->AddText("small.txt", "behind four gigabytes")), "ok");
    ASSERT_EQ(Explain(bundle->Finish()), "ok");
    Result<std::unique_ptr<Archive>> archive = OpenSparse(blocks);
    ASSERT_EQ(Explain(archive.status()), "ok");
    Check(**archive);
    std::string begin(head.size(), '?');
    auto content = (*archive)->Open((*archive)->Find("large.json"));
    ASSERT_EQ(*(*content)->Read(std::as_writable_bytes(std::span(begin.data(), begin.size()))), head.size());
    EXPECT_EQ(begin, head);
  }
}

TEST(Zip64, MoreThan65535Entries) {
  std::unique_ptr<Archive> nothing = FolderOf({});
  SeekableSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *nothing, {1});
  for (int i = 0; i < 70000; ++i) ASSERT_EQ(Explain(bundle->AddText("f/" + std::to_string(i), std::to_string(i))), "ok");
  ASSERT_EQ(Explain(bundle->Finish()), "ok");
  std::unique_ptr<Archive> archive = ZipOf(sink.text);
  ASSERT_EQ(archive->entries().size(), 70000u);
  for (int i : {0, 1, 65534, 65535, 65536, 69999}) EXPECT_EQ(*ReadEntry(*archive, "f/" + std::to_string(i)), std::to_string(i));

  // Writers without ZIP64 let the number of entries overflow.
  size_t end64 = sink.text.rfind("PK\6\6"), end = sink.text.rfind("PK\5\6");
  std::string old = sink.text.substr(0, end64) + sink.text.substr(end);
  old.replace(end64 + 8, 4, Le16(70000 - 65536) + Le16(70000 - 65536));
  EXPECT_EQ(ZipOf(old)->entries().size(), 70000u);
}

TEST(Zip64, IsNotUsedWhereNothingNeedsIt) {
  std::unique_ptr<Archive> input = FolderOf({{"a", "1"}});
  SeekableSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {1});
  Result<std::unique_ptr<Sink>> file = bundle->Create("b");
  ASSERT_EQ(Explain((*file)->WriteText("2")), "ok");
  ASSERT_EQ(Explain((*file)->Close()), "ok");
  ASSERT_EQ(Explain(bundle->Copy("a", 0)), "ok");
  ASSERT_EQ(Explain(FinishBundle(*bundle)), "ok");
  EXPECT_EQ(sink.text.find("PK\6\6"), std::string::npos);
  EXPECT_EQ(sink.text.find(Le16(1) + Le16(16)), std::string::npos);  // the extra field
}

}  // namespace
}  // namespace dropset
