#include <gtest/gtest.h>

#include "archive/folder.h"
#include "archive/zip.h"
#include "archive/zip_bytes.h"
#include "codec/deflate.h"

namespace dropset {
namespace {

// A sink that cannot seek.
class PlainSink final : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  std::string text;
};

class SeekableSink final : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  bool seekable() const override { return true; }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override {
    text.replace(static_cast<size_t>(offset), bytes.size(), reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  std::string text;
};

std::unique_ptr<Archive> FolderOf(std::vector<std::pair<std::string, std::string>> files) {
  std::vector<PlainFile> plain;
  for (auto& [path, text] : files) plain.push_back({path, SourceOf(text)});
  Result<std::unique_ptr<Archive>> archive = OpenFolder(std::move(plain), {}, "folder", nullptr);
  return *std::move(archive);
}

std::unique_ptr<Archive> ZipOf(std::string_view bytes) {
  Result<std::unique_ptr<Archive>> archive = OpenBytes(bytes);
  EXPECT_EQ(Explain(archive.status()), "ok");
  return archive.ok() ? *std::move(archive) : FolderOf({});
}

std::string Numbers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += std::to_string(i * 7919 % 100003) + ",";
  return text;
}

// One of everything that a bundle can be given.
template <class SinkType>
std::string WriteAll(const Archive& input, int level) {
  SinkType sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, input, {level});
  EXPECT_EQ(Explain(bundle->AddText("small.json", Numbers(1000))), "ok");
  EXPECT_EQ(Explain(bundle->AddFolder("empty")), "ok");
  Result<std::unique_ptr<Sink>> file = bundle->Create("dir/gro\xC3\x9F.json");
  EXPECT_EQ(Explain(file.status()), "ok");
  for (int i = 0; i < 30; ++i) EXPECT_EQ(Explain((*file)->WriteText(Numbers(20000))), "ok");
  EXPECT_EQ(Explain((*file)->Close()), "ok");
  for (EntryId entry = 0; entry < input.entries().size(); ++entry) {
    EXPECT_EQ(Explain(bundle->Copy("copied/" + input.entries()[entry].path, entry)), "ok");
  }
  EXPECT_EQ(Explain(bundle->Add("media.bin", SourceOf("not compressed"), true)), "ok");
  for (;;) {
    Result<bool> done = bundle->CopyNoted(1000);
    EXPECT_EQ(Explain(done.status()), "ok");
    if (!done.ok() || *done) break;
  }
  EXPECT_EQ(Explain(bundle->Finish()), "ok");
  return sink.text;
}

void CheckAll(const std::string& bytes, const Archive& input) {
  std::unique_ptr<Archive> archive = ZipOf(bytes);
  EXPECT_EQ(archive->entries().size(), input.entries().size() + 3);
  ASSERT_EQ(archive->folders().size(), 1u);
  EXPECT_EQ(archive->folders()[0], "empty");
  EXPECT_EQ(*ReadEntry(*archive, "small.json"), Numbers(1000));
  EXPECT_EQ(*ReadEntry(*archive, "media.bin"), "not compressed");
  std::string large;
  for (int i = 0; i < 30; ++i) large += Numbers(20000);
  EXPECT_TRUE(*ReadEntry(*archive, "dir/gro\xC3\x9F.json") == large);
  for (const Entry& entry : input.entries()) EXPECT_EQ(*ReadEntry(*archive, "copied/" + entry.path), *ReadEntry(input, entry.path));
}

TEST(ZipWriter, RoundTripsFoldersAndZipsOnAnySinkAndLevel) {
  std::unique_ptr<Archive> folder = FolderOf({{"a.jpg", "jpeg bytes"}, {"b/c.png", std::string(300000, 'x')}, {"empty.txt", ""}});
  std::string zipped =
      RawZip{.entries = {{.name = "one.jpg", .content = "first"}, {.name = "b/two.json", .content = Numbers(5000), .method = 8}}}
          .Bytes();
  std::unique_ptr<Archive> zip = ZipOf(zipped);
  for (const Archive* input : {folder.get(), zip.get()}) {
    for (int level : {0, 1, 6, 9}) {
      CheckAll(WriteAll<PlainSink>(*input, level), *input);
      CheckAll(WriteAll<SeekableSink>(*input, level), *input);
      EXPECT_EQ(WriteAll<SeekableSink>(*input, level), WriteAll<SeekableSink>(*input, level));
    }
  }
}

}  // namespace
}  // namespace dropset
