// Copies that are compressed anew, by a method that was asked for.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"

namespace dropset {
namespace {

constexpr Method kMethods[] = {Method::kStored, Method::kDeflated, Method::kBzip2, Method::kLzma};

std::string Repetitive() {
  std::string text;
  for (int i = 0; i < 90000; ++i) text += std::to_string(i % 977);
  return text;
}

std::unique_ptr<Archive> Zipped() {
  return ZipOf(RawZip{.entries = {{.name = "deflated", .content = Repetitive(), .method = 8},
                                  {.name = "nothing", .content = ""},
                                  {.name = "stored", .content = Repetitive()}}}
                   .Bytes());
}

template <class SinkType>
std::string CopyAllAs(const Archive& input, Method method) {
  SinkType sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, input, {});
  for (EntryId entry = 0; entry < input.entries().size(); ++entry) {
    EXPECT_EQ(Explain(bundle->CopyAs(input.entries()[entry].path, entry, method)), "ok");
  }
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  return sink.text;
}

TEST(ZipMethods, EachIsWrittenFromZipsAndFoldersToAnySink) {
  std::unique_ptr<Archive> zip = Zipped();
  std::unique_ptr<Archive> folder = FolderOf({{"deflated", Repetitive()}, {"nothing", ""}, {"stored", Repetitive()}});
  for (const Archive* input : {zip.get(), folder.get()}) {
    for (Method method : kMethods) {
      for (const std::string& bytes : {CopyAllAs<SeekableSink>(*input, method), CopyAllAs<PlainSink>(*input, method)}) {
        std::unique_ptr<Archive> output = ZipOf(bytes);
        ASSERT_EQ(output->entries().size(), 3u);
        for (EntryId entry = 0; entry < 3; ++entry) {
          EXPECT_EQ(output->OpenRaw(entry)->method, method);
          EXPECT_TRUE(*ReadEntry(*output, output->entries()[entry].path) == *ReadEntry(*input, input->entries()[entry].path));
        }
        if (method != Method::kStored) {
          EXPECT_LT(bytes.size(), 2 * Repetitive().size() / 4);
        }
      }
    }
  }
}

TEST(ZipMethods, WhatIsAddedLaterFollowsTheCopies) {
  std::unique_ptr<Archive> input = FolderOf({{"copy", "one"}});
  for (Method method : kMethods) {
    PlainSink plain;
    SeekableSink seekable;
    MemoryFolder folder;
    for (int target = 0; target < 3; ++target) {
      PlainSink& sink = target ? seekable : plain;
      std::unique_ptr<Bundle> bundle = target == 2 ? WriteFolder(folder, *input) : WriteZip(sink, *input, {});
      EXPECT_EQ(Explain(bundle->AddLater("later", SourceOf(Repetitive()), method)), "ok");
      EXPECT_EQ(Explain(bundle->AddLater("nothing", SourceOf(""), method)), "ok");
      EXPECT_EQ(bundle->AddLater("later", SourceOf("x"), method).code(), Code::kInvalid);
      EXPECT_EQ(bundle->Copy("later", 0).code(), Code::kInvalid);
      EXPECT_EQ(Explain(bundle->Copy("copy", 0)), "ok");
      EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
    }
    EXPECT_EQ(folder.files.back().first, "nothing");
    EXPECT_TRUE(folder.Text("later") == Repetitive());
    for (const std::string& bytes : {plain.text, seekable.text}) {
      std::unique_ptr<Archive> output = ZipOf(bytes);
      EXPECT_EQ(output->OpenRaw(output->Find("later"))->method, method);
      EXPECT_LT(output->Position(output->Find("copy")), output->Position(output->Find("later")));
      EXPECT_TRUE(*ReadEntry(*output, "later") == Repetitive());
      EXPECT_EQ(*ReadEntry(*output, "nothing"), "");
    }
  }
}

TEST(ZipMethods, WhatIsCompressedSoAlreadyIsCopiedRaw) {
  std::unique_ptr<Archive> input =
      ZipOf(RawZip{.entries = {{.name = "a", .content = "content", .method = 14, .flags = 2, .data = "never decoded"}}}.Bytes());
  SeekableSink sink;
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
  EXPECT_EQ(Explain(bundle->CopyAs("a", 0, Method::kLzma)), "ok");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  EXPECT_NE(sink.text.find("never decoded"), std::string::npos);
}

TEST(ZipMethods, DamageIsNoticedWhileItIsRecompressed) {
  for (Method method : {Method::kDeflated, Method::kBzip2}) {
    std::unique_ptr<Archive> input = ZipOf(RawZip{.entries = {{.name = "a.jpg", .content = "jpeg", .crc = 5}}}.Bytes());
    SeekableSink sink;
    std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {});
    EXPECT_EQ(Explain(bundle->CopyAs("a.jpg", 0, method)), "ok");
    EXPECT_EQ(FinishBundle(*bundle).place(), "a.zip: a.jpg");
  }
}

TEST(ZipMethods, AFolderHoldsAZipOfTheNameAskedFor) {
  std::unique_ptr<Archive> input = Zipped();
  MemoryFolder folder;
  std::unique_ptr<Bundle> bundle = WriteFolder(folder, *input);
  Result<Bundle*> zip = bundle->ZipNamed("images.zip");
  ASSERT_EQ(Explain(zip.status()), "ok");
  EXPECT_EQ(Explain((*zip)->CopyAs("x", input->Find("stored"), Method::kBzip2)), "ok");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  ASSERT_EQ(folder.files.size(), 1u);
  EXPECT_TRUE(*ReadEntry(*ZipOf(folder.Text("images.zip")), "x") == Repetitive());

  SeekableSink sink;
  std::unique_ptr<Bundle> itself = WriteZip(sink, *input, {});
  EXPECT_EQ(*itself->ZipNamed("images.zip"), itself.get());
}

TEST(ZipMethods, OtherToolsReadThem) {
  std::string name = (std::filesystem::temp_directory_path() / "dropset-zip-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  std::unique_ptr<Archive> input = Zipped();
  const std::pair<std::string, std::string> tools[] = {
      {"python3", "python3 -c \"import zipfile; z = zipfile.ZipFile('z.zip'); assert z.testzip() is None; z.read('deflated')\""},
      {"7z", "7z t z.zip"},
  };
  for (Method method : kMethods) {
    for (const std::string& bytes : {CopyAllAs<SeekableSink>(*input, method), CopyAllAs<PlainSink>(*input, method)}) {
      std::ofstream(name + "/z.zip", std::ios::binary) << bytes;
      for (const auto& [tool, command] : tools) {
        if (std::system(("command -v " + tool + " >/dev/null").c_str()) != 0) {
          std::printf("note: %s is not here, so nothing is tested with it\n", tool.c_str());
          continue;
        }
        EXPECT_EQ(std::system(("cd '" + name + "' && " + command + " >/dev/null 2>&1").c_str()), 0)
            << tool << " method " << static_cast<int>(method);
      }
    }
  }
  std::filesystem::remove_all(name);
}

}  // namespace
}  // namespace dropset
