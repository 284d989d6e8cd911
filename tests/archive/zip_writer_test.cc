#include <gtest/gtest.h>

#include <random>

#include "archive/bundles.h"
#include "archive/folder.h"
#include "archive/zip.h"
#include "archive/zip_bytes.h"
#include "codec/deflate.h"
#include "support/fake_helper.h"

namespace dropset {
namespace {

std::string Numbers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += std::to_string(int64_t{i} * 7919 % 100003) + ",";
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
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Explain((*file)->WriteText(Numbers(60000))), "ok");
  EXPECT_EQ(Explain((*file)->Close()), "ok");
  for (EntryId entry = 0; entry < input.entries().size(); ++entry) {
    EXPECT_EQ(Explain(bundle->Copy("copied/" + input.entries()[entry].path, entry)), "ok");
  }
  EXPECT_EQ(Explain(bundle->Add("media.bin", SourceOf("not compressed"), true)), "ok");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
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
  for (int i = 0; i < 4; ++i) large += Numbers(60000);
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
    for (int level : {0, 1, 9}) {
      CheckAll(WriteAll<PlainSink>(*input, level), *input);
      CheckAll(WriteAll<SeekableSink>(*input, level), *input);
      EXPECT_EQ(WriteAll<SeekableSink>(*input, level), WriteAll<SeekableSink>(*input, level));
    }
  }
}

// Where it gives pieces away: in files that it opens, and in copies that it compresses.
TEST(ZipWriter, WritesTheSameBytesWherePiecesAreDeflatedElsewhere) {
  const std::string large = Numbers(1'300'000);  // seven pieces
  std::unique_ptr<Archive> input = FolderOf({{"copied.txt", large}});
  auto write = [&](PieceHelper* helper) {
    SeekableSink sink;
    std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {.helper = helper});
    for (const char* name : {"first.json", "second.json"}) {
      Result<std::unique_ptr<Sink>> file = bundle->Create(name);
      EXPECT_EQ(Explain((*file)->WriteText(large)), "ok");
      EXPECT_EQ(Explain((*file)->Close()), "ok");
    }
    EXPECT_EQ(Explain(bundle->CopyAs("copied.txt", 0, Method::kDeflated)), "ok");
    EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
    return sink.text;
  };
  testing::FakeHelper helper({0, 2, testing::FakeHelper::kRefuse});
  const std::string text = write(&helper);
  EXPECT_TRUE(text == write(nullptr));
  EXPECT_TRUE(*ReadEntry(*ZipOf(text), "second.json") == large);
  EXPECT_GE(helper.asked(), 6);
  EXPECT_GE(helper.taken(), 3);
  EXPECT_EQ(helper.open(), 0u);
}

TEST(ZipWriter, RefusesPathsThatCannotBe) {
  std::unique_ptr<Archive> input = FolderOf({{"a", "1"}, {"b", "2"}});
  PlainSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
  for (std::string path : {"", "/a", "a//b", "./a", "a/", "../a", "a\\b", "C:/a", "\xFF"}) {
    Status status = bundle->AddText(path, "x");
    EXPECT_EQ(status.ok() ? Code::kInternal : status.code(), Code::kInvalid) << path;
  }
  EXPECT_EQ(bundle->AddText(std::string(kPathBytes + 1, 'a'), "x").message(),
            "the name has 4097 bytes, 4096 are allowed; shorten it");
  EXPECT_EQ(Explain(bundle->AddText("d/x", "x")), "ok");
  EXPECT_EQ(Explain(bundle->AddText("d/x", "x")), "invalid d/x: two files of the output would have this path");
  EXPECT_EQ(Explain(bundle->AddText("d", "x")), "invalid d: this path of the output is a folder already");
  EXPECT_EQ(Explain(bundle->AddText("d/x/y", "x")), "invalid d/x/y: a folder on this path of the output is a file already");
  EXPECT_EQ(Explain(bundle->AddFolder("d/x")), "invalid d/x: this path of the output is a file already");
  EXPECT_EQ(Explain(bundle->AddFolder("d")), "ok");
  EXPECT_EQ(Explain(bundle->AddFolder("d")), "ok");
  EXPECT_EQ(Explain(bundle->Copy("c", 0)), "ok");
  EXPECT_EQ(Explain(bundle->Copy("c", 0)), "ok");
  EXPECT_EQ(Explain(bundle->Copy("c", 1)), "invalid c: two files of the input would have this path in the output: a and b");
  EXPECT_EQ(Explain(bundle->Copy("d/x", 0)), "invalid d/x: two files of the output would have this path");
  EXPECT_EQ(Explain(bundle->Finish()), "internal the zip is finished before its copies are made");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  std::unique_ptr<Archive> output = ZipOf(sink.text);
  EXPECT_EQ(output->entries().size(), 2u);
  EXPECT_EQ(*ReadEntry(*output, "c"), "1");
}

TEST(ZipWriter, OneFileIsOpenAtATime) {
  std::unique_ptr<Archive> input = FolderOf({});
  PlainSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
  Result<std::unique_ptr<Sink>> file = bundle->Create("a");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(Explain(bundle->AddText("b", "x")), "internal a: the file is still open");
  EXPECT_EQ(Explain(bundle->Finish()), "internal a: the file is still open");
  EXPECT_EQ(Explain((*file)->Close()), "ok");
  EXPECT_EQ(Explain((*file)->WriteText("late")), "internal this file of the zip is closed");
  EXPECT_EQ(Explain(bundle->Finish()), "ok");
  EXPECT_EQ(Explain(bundle->AddText("b", "x")), "internal the zip is finished");
}

Status PutTextHead(HeadedSink& file, std::string_view head) {
  return file.PutHead(std::as_bytes(std::span(head.data(), head.size())));
}

TEST(ZipWriter, AFileMayGetItsHeadLast) {
  std::unique_ptr<Archive> input = FolderOf({});
  std::mt19937 random(1);
  for (const auto& [level, head] :
       {std::pair<int, size_t>{0, 0}, {0, 1}, {0, 1000}, {0, 60000}, {1, 0}, {1, 1}, {6, 1000}, {1, 60000}, {9, 60000}}) {
    SeekableSink sink;
    std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {level});
    EXPECT_EQ(Explain(bundle->AddText("before", "b")), "ok");
    auto file = bundle->CreateHeaded("headed", std::max<size_t>(head, 1000));
    ASSERT_TRUE(file.ok() && *file);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(Explain((*file)->WriteText(Numbers(60000))), "ok");
    std::string text(head, 'h');
    for (char& c : text) c = static_cast<char>(random());  // so that deflate makes it larger
    EXPECT_EQ(Explain(PutTextHead(**file, text)), "ok");
    EXPECT_EQ(Explain((*file)->Close()), "ok");
    EXPECT_EQ(Explain(bundle->AddText("behind", "x")), "ok");
    EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
    std::unique_ptr<Archive> output = ZipOf(sink.text);
    EXPECT_TRUE(*ReadEntry(*output, "headed") == text + Numbers(60000) + Numbers(60000) + Numbers(60000) + Numbers(60000));
    EXPECT_EQ(*ReadEntry(*output, "before") + *ReadEntry(*output, "behind"), "bx");
  }
}

TEST(ZipWriter, NoFileGetsItsHeadLastWhereThatCannotBe) {
  std::unique_ptr<Archive> input = FolderOf({});
  PlainSink plain;
  SeekableSink seekable;
  struct Case {
    PlainSink& sink;
    int level;
    size_t most;
  };
  for (const Case& c : {Case{plain, 0, 10}, Case{plain, 1, 10}, Case{seekable, 0, 65536}}) {
    std::unique_ptr<Bundle> bundle = WriteZip(c.sink, *input, {c.level});
    auto file = bundle->CreateHeaded("headed", c.most);
    ASSERT_EQ(Explain(file.status()), "ok");
    EXPECT_EQ(*file, nullptr);
    EXPECT_EQ(Explain(bundle->AddText("headed", "the name is free")), "ok");
  }
  std::unique_ptr<Bundle> bundle = WriteZip(seekable, *input, {0});
  auto file = bundle->CreateHeaded("headed", 3);
  ASSERT_TRUE(file.ok() && *file);
  EXPECT_EQ(Explain(PutTextHead(**file, std::string(2000, '4'))), "internal a file's head is larger than was said");
}

// Media are copied as they lie in their container, whatever the method, in its order.
TEST(ZipWriter, CopiesRawBytesInInputOrder) {
  RawZipEntry deflated{.name = "z.json", .content = Numbers(500), .method = 8};
  RawZipEntry lzma{.name = "m.bin", .content = "whatever", .method = 14, .flags = 2, .data = "not decoded while copying"};
  std::unique_ptr<Archive> input = ZipOf(RawZip{.entries = {deflated, lzma, {.name = "a.jpg", .content = "jpeg"}}}.Bytes());
  SeekableSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
  for (EntryId entry = 0; entry < 3; ++entry) EXPECT_EQ(Explain(bundle->Copy(input->entries()[entry].path, entry)), "ok");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  std::unique_ptr<Archive> output = ZipOf(sink.text);
  ASSERT_EQ(output->entries().size(), 3u);
  EXPECT_LT(output->Position(output->Find("z.json")), output->Position(output->Find("m.bin")));
  EXPECT_LT(output->Position(output->Find("m.bin")), output->Position(output->Find("a.jpg")));
  for (EntryId entry = 0; entry < 3; ++entry) {
    RawEntry before = *input->OpenRaw(entry), after = *output->OpenRaw(entry);
    EXPECT_EQ(before.method, after.method);
    EXPECT_EQ(before.method_flags, after.method_flags);
    EXPECT_EQ(before.crc, after.crc);
    EXPECT_EQ(before.size, after.size);
    ASSERT_EQ(before.bytes->size(), after.bytes->size());
    std::vector<std::byte> raw_before(before.bytes->size()), raw_after(before.bytes->size());
    EXPECT_TRUE(before.bytes->ReadAt(0, raw_before).ok() && after.bytes->ReadAt(0, raw_after).ok());
    EXPECT_EQ(raw_before, raw_after);
  }
}

TEST(ZipWriter, MarksNamesInUtf8) {
  std::unique_ptr<Archive> input = FolderOf({});
  PlainSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
  EXPECT_EQ(Explain(bundle->AddText("\xC3\xA9", "x")), "ok");
  EXPECT_EQ(Explain(bundle->AddText("e", "x")), "ok");
  EXPECT_EQ(Explain(bundle->Finish()), "ok");
  EXPECT_EQ(sink.text.substr(6, 2), Le16(1 << 11));
  size_t second = sink.text.find("PK\3\4", 4);
  EXPECT_EQ(sink.text.substr(second + 6, 2), Le16(0));
}

// Fails after `left` bytes, like a disk that fills up.
class FullSink final : public Sink {
 public:
  explicit FullSink(size_t left) : left_(left) {}
  Status Write(std::span<const std::byte> bytes) override {
    if (bytes.size() > left_) return Status(Code::kIo, "no space left");
    left_ -= bytes.size();
    return {};
  }

 private:
  size_t left_;
};

TEST(ZipWriter, PassesOnThatTheOutputFails) {
  std::unique_ptr<Archive> input = FolderOf({{"a", std::string(700000, 'a')}});
  for (size_t left : {0, 1000, 300000, 600000}) {
    FullSink sink(left);
    std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
    EXPECT_EQ(Explain(bundle->Copy("a", 0)), "ok");
    EXPECT_EQ(Explain(FinishBundle(*bundle)), "io no space left");
  }
}

}  // namespace
}  // namespace dropset
