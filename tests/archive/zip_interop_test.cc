// Dropset's zips in the hands of others.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"

namespace dropset {
namespace {

class ZipInterop : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "dropset-zip-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  int Run(const std::string& command) {
    return std::system(("cd '" + folder_.string() + "' && " + command + " >/dev/null 2>&1").c_str());
  }

  std::filesystem::path folder_;
};

// With every kind of entry; all that a reader unpacks must be there, byte for byte.
std::string WriteZipWithAll(bool seekable, int level) {
  SeekableSink seekable_sink;
  PlainSink plain_sink;
  PlainSink& sink = seekable ? seekable_sink : plain_sink;
  std::unique_ptr<Archive> input = ZipOf(RawZip{
      .entries = {{.name = "old.txt", .content = std::string(9999, 'o'), .method = 8}, {.name = "old.jpg", .content = "jpeg"}}}
                                             .Bytes());
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *input, {level});
  EXPECT_TRUE(bundle->AddText("small.json", "{\"a\": [1, 2, 3]}").ok());
  EXPECT_TRUE(bundle->AddText("many.json", std::string(5000, '7')).ok());
  EXPECT_TRUE(bundle->AddFolder("empty").ok());
  Result<std::unique_ptr<Sink>> file = bundle->Create("stream/large.json");
  for (int i = 0; i < 100000; ++i) EXPECT_TRUE((*file)->WriteText(std::to_string(i) + ",").ok());
  EXPECT_TRUE((*file)->Close().ok());
  auto headed = bundle->CreateHeaded("headed.bin", 50000);
  EXPECT_TRUE(headed.ok() && (*headed != nullptr) == seekable);
  const std::string_view head = "head ";
  if (*headed) {
    EXPECT_TRUE((*headed)->WriteText("body").ok());
    EXPECT_TRUE((*headed)->PutHead(std::as_bytes(std::span(head.data(), head.size()))).ok());
    EXPECT_TRUE((*headed)->Close().ok());
  } else {
    EXPECT_TRUE(bundle->AddText("headed.bin", "head body").ok());
  }
  EXPECT_TRUE(bundle->Add("caf\xC3\xA9.png", SourceOf("png"), true).ok());
  EXPECT_TRUE(bundle->Copy("images/old.txt", input->Find("old.txt")).ok());
  EXPECT_TRUE(bundle->Copy("images/old.jpg", input->Find("old.jpg")).ok());
  EXPECT_TRUE(FinishBundle(*bundle).ok());
  return sink.text;
}

TEST_P(ZipInterop, OtherToolsReadWhatIsWritten) {
  const std::pair<std::string, std::string> tools[] = {
      {"unzip", "unzip -tqq z.zip"},
      {"python3",
       "python3 -c \"import zipfile; z = zipfile.ZipFile('z.zip'); assert z.testzip() is None; assert len(z.namelist()) == 8; "
       "assert z.read('caf\\u00e9.png') == b'png'; assert z.read('headed.bin') == b'head body'; assert "
       "len(z.read('stream/large.json')) == 588890\""},
      {"jar", "jar xf z.zip && test $(cat stream/large.json images/old.txt headed.bin | wc -c) -eq 598898 && test -d empty"},
      {"7z", "7z t z.zip"},
  };
  for (int level : {0, 1, 9}) {
    std::ofstream(folder_ / "z.zip", std::ios::binary) << WriteZipWithAll(GetParam(), level);
    for (const auto& [tool, command] : tools) {
      if (Run("command -v " + tool) != 0) {
        if (level == 0) std::printf("note: %s is not here, so nothing is tested with it\n", tool.c_str());
        continue;
      }
      EXPECT_EQ(Run(command), 0) << tool << " at level " << level;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sinks, ZipInterop, testing::Bool(), [](const auto& info) { return info.param ? "Seekable" : "Plain"; });

}  // namespace
}  // namespace dropset
