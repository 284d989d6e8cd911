// Copies that are recoded: whoever does that, and whenever, the output is the same.
#include "archive/recoded_ahead.h"

#include <gtest/gtest.h>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"
#include "base/limits.h"
#include "codec/bytes.h"
#include "codec/fernet.h"
#include "support/fake_helper.h"

namespace dropset {
namespace {

using testing::FakeHelper;

const std::shared_ptr<const FernetKey>& Key() {
  static const auto key = FernetKey::FromText("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  return key;
}

Result<std::shared_ptr<const Source>> Made(std::string_view text) {
  return std::shared_ptr<const Source>(std::make_shared<MemorySource>(text));
}

class Encryption final : public Recoding {
 public:
  Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> content) const override {
    std::vector<std::byte> bytes(content->size());
    DROPSET_TRY(content->ReadAt(0, bytes));
    return Made(FernetEncrypt(bytes, *Key(), {}));
  }
  uint32_t Begin(PieceHelper& helper, std::span<const std::byte> content) const override {
    return helper.Encrypt(*Key(), {}, content);
  }
};

class Decryption final : public Recoding {
 public:
  Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> content) const override {
    std::vector<std::byte> bytes(content->size());
    DROPSET_TRY(content->ReadAt(0, bytes));
    DROPSET_ASSIGN(const std::vector<std::byte> plain, FernetDecrypt(TextOf(bytes), *Key()));
    return Made(TextOf(plain));
  }
  uint32_t Begin(PieceHelper& helper, std::span<const std::byte> content) const override { return helper.Decrypt(*Key(), content); }
};

// No helper can do it.
class Reversal final : public Recoding {
 public:
  Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> content) const override {
    std::vector<std::byte> bytes(content->size());
    DROPSET_TRY(content->ReadAt(0, bytes));
    std::reverse(bytes.begin(), bytes.end());
    return Made(TextOf(bytes));
  }
};

using Files = std::vector<std::pair<std::string, std::string>>;

constexpr int kHelped = 43;  // all but the plain ones, those that none can do and the empty one

// Tokens and images in turns, one that needs no recoding now and then, one that is empty.
Files Mixed() {
  Files files;
  for (int i = 0; i < 60; ++i) {
    std::string content(static_cast<size_t>(i) * 700, static_cast<char>('a' + i % 26));
    const std::string number = std::to_string(1000 + i);
    if (i % 7 == 6)
      files.push_back({number + ".plain", content});
    else if (i % 7 == 5)
      files.push_back({number + ".reversed", content});
    else if (i % 2)
      files.push_back({number + ".token", FernetEncrypt(BytesOf(content), *Key(), {})});
    else
      files.push_back({number + ".image", content});
  }
  return files;
}

Status NoteAll(Bundle& bundle, const Archive& input) {
  for (EntryId entry = 0; entry < input.entries().size(); ++entry) {
    const std::string& path = input.entries()[entry].path;
    std::shared_ptr<const Recoding> recoding;
    if (path.ends_with(".token")) recoding = std::make_shared<Decryption>();
    if (path.ends_with(".image")) recoding = std::make_shared<Encryption>();
    if (path.ends_with(".reversed")) recoding = std::make_shared<Reversal>();
    DROPSET_TRY(recoding ? bundle.CopyRecoded("out/" + path, entry, recoding, {}) : bundle.Copy("out/" + path, entry));
  }
  return {};
}

std::string ZipWith(const Archive& input, PieceHelper* helper) {
  SeekableSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, input, {.helper = helper});
  EXPECT_EQ(Explain(NoteAll(*bundle, input)), "ok");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  return sink.text;
}

class RecodedAheadTest : public ::testing::TestWithParam<std::vector<int>> {};

TEST_P(RecodedAheadTest, TheZipIsTheSame) {
  std::unique_ptr<Archive> input = FolderOf(Mixed());
  FakeHelper helper(GetParam());
  EXPECT_TRUE(ZipWith(*input, &helper) == ZipWith(*input, nullptr));
  EXPECT_GE(helper.asked(), kHelped);
  EXPECT_EQ(helper.open(), 0u);
}

TEST_P(RecodedAheadTest, TheFolderIsTheSame) {
  std::unique_ptr<Archive> input = FolderOf(Mixed());
  FakeHelper helper(GetParam());
  MemoryFolder folders[2];
  for (int helped : {0, 1}) {
    std::unique_ptr<Bundle> bundle = WriteFolder(folders[helped], *input, helped ? &helper : nullptr);
    EXPECT_EQ(Explain(NoteAll(*bundle, *input)), "ok");
    EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  }
  ASSERT_EQ(folders[1].files.size(), folders[0].files.size());
  for (size_t i = 0; i < folders[0].files.size(); ++i) {
    EXPECT_EQ(folders[1].files[i].first, folders[0].files[i].first);
    EXPECT_TRUE(*folders[1].files[i].second == *folders[0].files[i].second) << folders[0].files[i].first;
  }
  EXPECT_EQ(helper.open(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Delays, RecodedAheadTest,
                         ::testing::Values(std::vector<int>{0}, std::vector<int>{3}, std::vector<int>{0, FakeHelper::kRefuse, 5},
                                           std::vector<int>{FakeHelper::kRefuse}, std::vector<int>{FakeHelper::kNever},
                                           std::vector<int>{FakeHelper::kNever, 0}));

TEST(RecodedAhead, TakesWhatHelpersMade) {
  std::unique_ptr<Archive> input = FolderOf(Mixed());
  FakeHelper helper({0});
  ZipWith(*input, &helper);
  EXPECT_EQ(helper.taken(), kHelped);
}

TEST(RecodedAhead, LargeFilesAreStreamed) {
  std::unique_ptr<Archive> input =
      FolderOf({{"1.image", "x"}, {"2.image", std::string(kRecodedFile + 1, 'x')}, {"3.image", std::string(100, 'x')}});
  FakeHelper helper({0});
  EXPECT_TRUE(ZipWith(*input, &helper) == ZipWith(*input, nullptr));
  EXPECT_EQ(helper.taken(), 2);
}

TEST(RecodedAhead, HoldsABoundedNumberOfBytesAndFiles) {
  Files large, many;
  for (int i = 0; i < 5; ++i) large.push_back({std::to_string(100 + i) + ".image", std::string(kRecodedFile / 2, 'x')});
  for (int i = 0; i < 1000; ++i) many.push_back({std::to_string(1000 + i) + ".image", "x"});
  for (const auto& [files, most] :
       {std::pair(large, size_t{2 * kRecodedAhead / kRecodedFile}), std::pair(many, kRecodedFilesAhead)}) {
    FakeHelper helper({FakeHelper::kNever});
    std::unique_ptr<Archive> input = FolderOf(files);
    EXPECT_TRUE(ZipWith(*input, &helper) == ZipWith(*input, nullptr));
    EXPECT_EQ(helper.most_open(), most);
  }
}

// Copies that are noted while others are under way do not get in between.
TEST(RecodedAhead, CopiesMayBeNotedLater) {
  std::unique_ptr<Archive> input = FolderOf(Mixed());
  for (const std::vector<int>& delays :
       {std::vector<int>{2}, {FakeHelper::kRefuse}, {FakeHelper::kRefuse, FakeHelper::kRefuse, 1}}) {
    FakeHelper helper(delays);
    SeekableSink sink;
    std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {.helper = &helper});
    const EntryId entries[] = {44, 42, 2, 4};
    for (EntryId entry : entries) {
      EXPECT_EQ(Explain(bundle->CopyRecoded("first/" + std::to_string(entry), entry, std::make_shared<Encryption>(), {})), "ok");
      if (entry % 4 == 2) {
        EXPECT_EQ(Explain(bundle->CopyNoted(1).status()), "ok");
      }
    }
    EXPECT_EQ(Explain(NoteAll(*bundle, *input)), "ok");
    EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
    for (EntryId entry : entries) {
      const std::string token = *ReadEntry(*ZipOf(sink.text), "first/" + std::to_string(entry));
      EXPECT_TRUE(TextOf(*FernetDecrypt(token, *Key())) == Mixed()[entry].second);
    }
  }
}

// An error comes when it is the turn of its file, wherever it was met.
TEST(RecodedAhead, ErrorsKeepTheirPlace) {
  Files files = Mixed();
  files[15].second[40] = files[15].second[40] == 'A' ? 'B' : 'A';
  ASSERT_TRUE(files[15].first.ends_with(".token"));
  std::unique_ptr<Archive> input = FolderOf(files);
  std::string errors[2];
  size_t written[2];
  for (int helped : {0, 1}) {
    FakeHelper helper({0, FakeHelper::kRefuse});
    MemoryFolder folder;
    std::unique_ptr<Bundle> bundle = WriteFolder(folder, *input, helped ? &helper : nullptr);
    EXPECT_EQ(Explain(NoteAll(*bundle, *input)), "ok");
    errors[helped] = Explain(FinishBundle(*bundle));
    written[helped] = folder.files.size();
    bundle.reset();
    EXPECT_EQ(helper.open(), 0u);
  }
  EXPECT_EQ(errors[1], errors[0]);
  EXPECT_EQ(errors[1].find("encrypted folder: 1015.token: "), 0u) << errors[1];
  EXPECT_EQ(written[1], written[0]);
}

}  // namespace
}  // namespace dropset
