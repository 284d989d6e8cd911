#include "convert/input_set.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "archive/zip.h"
#include "io/sink.h"

namespace dropset {
namespace {

using Files = std::map<std::string, std::string>;

constexpr const char* kCoco =
    R"({"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [], "categories": [{"id": 1, "name": "cat"}]})";

std::shared_ptr<const Source> BytesOf(std::string_view text) { return std::make_shared<MemorySource>(text); }

std::vector<PlainFile> PlainFiles(const Files& files) {
  std::vector<PlainFile> plain;
  for (const auto& [path, text] : files) plain.push_back({path, BytesOf(text)});
  return plain;
}

Input Folder(const Files& files) { return {"folder", nullptr, PlainFiles(files), {}}; }

Input Zip(std::string name, const Files& files) {
  auto nothing = OpenFolder({}, {}, "nothing", nullptr);
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink sink(bytes);
  auto bundle = WriteZip(sink, **nothing, {});
  for (const auto& [path, text] : files) EXPECT_TRUE(bundle->AddText(path, text).ok());
  EXPECT_TRUE(*bundle->CopyNoted(1));
  EXPECT_TRUE(bundle->Finish().ok());
  return {std::move(name), std::make_shared<MemorySource>(*bytes), {}, {}};
}

std::vector<std::string> Open(const std::vector<Input>& inputs, std::string_view from = {}) {
  Report report;
  MemoryScratch scratch;
  auto archive = OpenInputs(inputs, from, scratch, report);
  if (!archive.ok()) return {archive.status().Text()};
  std::vector<std::string> paths;
  for (const Entry& entry : (*archive)->entries()) paths.push_back(entry.path);
  return paths;
}

using Paths = std::vector<std::string>;

TEST(InputSet, OpensZipsAndFolders) {
  const Files files = {{"annotations/instances_a.json", kCoco}, {"images/a/a.jpg", "x"}};
  const Paths paths = {"annotations/instances_a.json", "images/a/a.jpg"};
  EXPECT_EQ(Open({Zip("a.zip", files)}), paths);
  EXPECT_EQ(Open({Folder(files)}), paths);
}

// A bug: images of one name in several archives of images were refused as contradicting each other, unless image_zip was named.
TEST(InputSet, KeepsArchivesOfImagesApartThatContradictEachOther) {
  const std::vector<Input> images = {Zip("first.zip", {{"1.png", "a"}}), Zip("second.zip", {{"1.png", "b"}})};
  EXPECT_EQ(Open(images), (Paths{"1.png", "second/1.png"}));
  const std::vector<Input> datasets = {Zip("first.zip", {{"annotations/instances_a.json", kCoco}, {"1.png", "a"}}),
                                       Zip("second.zip", {{"annotations/instances_a.json", kCoco}, {"1.png", "b"}})};
  EXPECT_NE(Open(datasets).at(0).find("different content"), std::string::npos);
}

TEST(InputSet, LaysSeveralOverEachOther) {
  EXPECT_EQ(Open({Zip("a.zip", {{"annotations/instances_a.json", kCoco}}), Folder({{"images/a/a.jpg", "x"}})}),
            (Paths{"annotations/instances_a.json", "images/a/a.jpg"}));
}

TEST(InputSet, StepsIntoWrappingFolders) {
  EXPECT_EQ(Open({Zip("a.zip", {{"x/y/annotations/instances_a.json", kCoco}, {"x/y/images/a/a.jpg", "x"}})}),
            (Paths{"annotations/instances_a.json", "images/a/a.jpg"}));
}

TEST(InputSet, LeavesTheFolderThatADatasetConsistsOf) {
  const Files alone = {{"annotations/instances_a.json", kCoco}};
  EXPECT_EQ(Open({Zip("a.zip", alone)}), Paths{"annotations/instances_a.json"});
  EXPECT_EQ(Open({Zip("a.zip", alone)}, "coco_instances"), Paths{"annotations/instances_a.json"});
  EXPECT_EQ(Open({Zip("a.zip", {{"x/annotations/instances_a.json", kCoco}})}), Paths{"annotations/instances_a.json"});
}

TEST(InputSet, LeavesAFolderThatNamesASubset) {
  const Files roboflow = {{"train/_annotations.coco.json", kCoco}, {"train/a.jpg", "x"}};
  EXPECT_EQ(Open({Zip("a.zip", roboflow)}), (Paths{"train/_annotations.coco.json", "train/a.jpg"}));
}

TEST(InputSet, TakesAFileThatIsNoZipAsAFolderOfOne) {
  EXPECT_EQ(Open({Input{"things.json", BytesOf(kCoco), {}, {}}}), Paths{"things.json"});
}

TEST(InputSet, RefusesADamagedZipUnderAnyName) {
  EXPECT_EQ(Open({Input{"text.zip", BytesOf("no zip"), {}, {}}}).front().substr(0, 9), "text.zip:");
  EXPECT_EQ(Open({Input{"upload", BytesOf("PK\3\4 and then nothing"), {}, {}}}).front().substr(0, 7), "upload:");
}

TEST(InputSet, CountsJunkOnceHoweverOftenItIsOpened) {
  const Files files = {{"annotations/instances_a.json", kCoco}, {"annotations/.DS_Store", "x"}};
  Report report;
  MemoryScratch scratch;
  ASSERT_TRUE(OpenInputs({Zip("a.zip", files)}, {}, scratch, report).ok());
  ASSERT_EQ(report.lines().size(), 1u);
  EXPECT_EQ(report.lines()[0].code, "junk-ignored");
  EXPECT_EQ(report.lines()[0].count, 1u);
}

TEST(InputSet, NeedsAnInput) {
  Report report;
  MemoryScratch scratch;
  EXPECT_EQ(OpenInputs({}, {}, scratch, report).status().code(), Code::kUsage);
}

}  // namespace
}  // namespace dropset
