// An archive of more than 6 GB, 65,535 entries and 4 GiB in one entry, which exists only as the few bytes that are no zeros.
#include <gtest/gtest.h>

#include "archive/folder.h"
#include "archive/sparse.h"
#include "archive/zip.h"
#include "base/limits.h"
#include "convert/input_set.h"
#include "support/convert.h"

namespace dropset::testing {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30;
constexpr int kSmall = 66'000;
constexpr uint64_t kLarge[] = {4 * kGiB + 5, 2 * kGiB};  // the first is larger than 4 GiB, and what follows lies behind

class ZeroSource final : public Source {
 public:
  explicit ZeroSource(uint64_t size) : size_(size) {}
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t, std::span<std::byte> out) const override {
    std::memset(out.data(), 0, out.size());
    return {};
  }

 private:
  uint64_t size_;
};

std::string Name(int k) { return (k < kSmall ? "small" : "large") + std::to_string(k) + ".jpg"; }
std::string Content(int k) { return "photo " + std::to_string(k); }

std::string Annotations() {
  std::string images, annotations;
  for (int k = 0; k < kSmall + 2; ++k) {
    const std::string id = std::to_string(k + 1), comma = k == 0 ? "" : ",";
    images += comma + R"({"id":)" + id + R"(,"file_name":")" + Name(k) + R"(","width":64,"height":48})";
    annotations += comma + R"({"id":)" + id + R"(,"image_id":)" + id +
                   R"(,"category_id":1,"bbox":[1,2,3,4],"area":12,"iscrowd":0,"segmentation":[]})";
  }
  return R"({"images":[)" + images + R"(],"annotations":[)" + annotations + R"(],"categories":[{"id":1,"name":"cat"}]})";
}

// The large files first, so that all others lie beyond 4 GiB.
Status WriteInput(const std::shared_ptr<SparseBlocks>& data) {
  SparseSink sink(data);
  DROPSET_ASSIGN(std::unique_ptr<Archive> nothing, OpenFolder({}, {}, "nothing", nullptr));
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *nothing, {});
  auto add = [&bundle](int k, std::shared_ptr<const Source> bytes) {
    return bundle->Add("images/train/" + Name(k), std::move(bytes), true);
  };
  for (int k = 0; k < 2; ++k) DROPSET_TRY(add(kSmall + k, std::make_shared<ZeroSource>(kLarge[k])));
  for (int k = 0; k < kSmall; ++k) DROPSET_TRY(add(k, std::make_shared<MemorySource>(Content(k))));
  DROPSET_TRY(bundle->AddText("annotations/instances_train.json", Annotations()));
  return bundle->Finish();
}

Status ConvertSparse(const std::shared_ptr<SparseBlocks>& from, const std::shared_ptr<SparseBlocks>& to) {
  std::vector<Input> inputs(1);
  inputs[0].name = "large.zip";
  inputs[0].file = std::make_shared<SparseSource>(from);
  MemoryScratch scratch;
  Report opening;
  DROPSET_ASSIGN(std::shared_ptr<Archive> archive, OpenInputs(inputs, "", scratch, opening));
  SparseSink sink(to);
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *archive, {});
  DROPSET_ASSIGN(std::unique_ptr<Conversion> conversion,
                 Conversion::Start(*archive, *bundle, scratch, Request{"", "datumaro", {}, {{"save-media", ""}}}));
  for (;;) {
    DROPSET_ASSIGN(Poll poll, conversion->Step(kStepBudget));
    EXPECT_LE(conversion->progress().done, conversion->progress().total);
    if (poll == Poll::kEnd) break;
  }
  EXPECT_EQ(conversion->progress().items, kSmall + 2u);
  EXPECT_GT(conversion->progress().done, 6 * kGiB);
  EXPECT_TRUE(conversion->report().lines().empty());
  return {};
}

TEST(SixGigabytes, AreConvertedWithTheirMedia) {
  auto input = std::make_shared<SparseBlocks>(), output = std::make_shared<SparseBlocks>();
  Status written = WriteInput(input);
  ASSERT_TRUE(written.ok()) << written.Text();
  ASSERT_GT(input->size, 6'000'000'000u);
  Status converted = ConvertSparse(input, output);
  ASSERT_TRUE(converted.ok()) << converted.Text();

  auto archive = OpenZip(std::make_shared<SparseSource>(output), "out.zip", {}, nullptr);
  ASSERT_TRUE(archive.ok()) << archive.status().Text();
  ASSERT_EQ((*archive)->entries().size(), kSmall + 3u);
  for (int k = 0; k < kSmall + 2; ++k) {
    const EntryId entry = (*archive)->Find("images/train/" + Name(k));
    ASSERT_NE(entry, kNoEntry) << Name(k);
    const uint64_t size = k < kSmall ? Content(k).size() : kLarge[k - kSmall];
    ASSERT_EQ((*archive)->entries()[entry].size, size) << Name(k);
    if (k >= kSmall || k % 1000) continue;
    auto stream = (*archive)->Open(entry);
    ASSERT_TRUE(stream.ok()) << stream.status().Text();
    EXPECT_EQ(*ReadAll(**stream, 100), Content(k));
    EXPECT_GT((*archive)->Position(entry).second, 4 * kGiB);
  }
}

}  // namespace
}  // namespace dropset::testing
