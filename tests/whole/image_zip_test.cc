// Archives of images, as they are opened, found and written.
#include "formats/image_zip/image_zip.h"

#include <gtest/gtest.h>

#include "archive/zip.h"
#include "convert/input_set.h"
#include "support/convert.h"
#include "support/image_ids.h"
#include "support/memory_archive.h"

namespace dropset::testing {
namespace {

using Names = std::vector<std::string>;

std::string Text(const Bytes& bytes) { return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()); }

Names Ids(const std::vector<Input>& inputs, std::string_view from = "image_zip") {
  Report report;
  MemoryScratch scratch;
  auto archive = OpenInputs(inputs, from, scratch, report);
  return archive.ok() ? ImageIds(**archive) : Names{archive.status().Text()};
}

Input Zip(std::string name, const Files& files) { return {std::move(name), std::make_shared<MemorySource>(ZipOf(files)), {}, {}}; }

Input Folder(const Files& files) {
  Input folder{"folder", nullptr, {}, {}};
  for (const auto& [path, content] : files) folder.files.push_back({path, std::make_shared<MemorySource>(content)});
  return folder;
}

Request To(std::string from, OptionTexts options = {}) {
  Request request;
  request.from = std::move(from);
  request.to = "image_zip";
  request.export_options = std::move(options);
  return request;
}

TEST(ImageZip, ReadsInTheOrderOfTheArchive) {
  EXPECT_EQ(Ids({Zip("a.zip", {{"b.jpg", "1"}, {"a/c.jpg", "2"}})}), (Names{"a/c|.jpg", "b|.jpg"}));
}

TEST(ImageZip, KeepsFoldersAndReadsSeveralArchives) {
  EXPECT_EQ(Ids({Zip("a.zip", {{"photos/1.jpg", "1"}})}), Names{"photos/1|.jpg"});
  EXPECT_EQ(
      Ids({Zip("a.zip", {{"1.jpg", "1"}}), Zip("b.zip", {{"1.jpg", "1"}, {"2.jpg", "2"}}), Zip("c.zip", {{"2.jpg", "other"}})}),
      (Names{"1|.jpg", "2|.jpg", "c/2|.jpg"}));
  const std::string one = Text(ZipOf({{"1.jpg", "1"}})), two = Text(ZipOf({{"x/2.jpg", "2"}}));
  EXPECT_EQ(Ids({Folder({{"1.zip", one}, {"2.zip", two}, {"loose.png", ""}})}), (Names{"1|.jpg", "x/2|.jpg"}));
  EXPECT_EQ(Ids({Zip("all.zip", {{"in/1.zip", one}, {"in/2.zip", two}})}), (Names{"1|.jpg", "x/2|.jpg"}));
}

TEST(ImageZip, IsFoundWhereNothingElseIs) {
  const std::string one = Text(ZipOf({{"photos/1.jpg", "1"}}));
  for (const Input& input : {Zip("a.zip", {{"photos/1.jpg", "1"}}), Folder({{"1.zip", one}}), Folder({{"x/1.zip", one}})}) {
    EXPECT_EQ(Ids({input}, ""), Names{"photos/1|.jpg"});
    Report report;
    MemoryScratch scratch;
    auto archive = OpenInputs({input}, {}, scratch, report);
    ASSERT_TRUE(archive.ok());
    auto found = Detect(**archive);
    ASSERT_TRUE(found.ok()) << found.status().Text();
    EXPECT_EQ(found->format->id, "image_zip");
  }
  for (const Files& files : {Files{{"a.jpg", ""}, {"a.xml", ""}}, Files{{"a.jpg", ""}, {"b.jpg", ""}, {"a.txt", ""}, {"b.txt", ""}},
                             Files{{"readme.txt", ""}}, Files{}}) {
    EXPECT_EQ(ImageZipFormat().detect(*MakeArchive(files)).confidence, 0);
  }
  const Files coco = {{"annotations/instances_a.json", R"({"images":[],"annotations":[],"categories":[]})"},
                      {"images/a/a.jpg", "x"}};
  auto archive = MakeArchive(coco);
  EXPECT_EQ((*Detect(*archive)).format->id, "coco");
}

Method MethodIn(const Bytes& zip) {
  auto archive = OpenZip(std::make_shared<MemorySource>(zip), "out.zip", {}, nullptr);
  return (*archive)->OpenRaw(0)->method;
}

TEST(ImageZip, WritesTheArchiveItself) {
  const Files files = {{"1.jpg", "one"}, {"a/b/3.PNG", "three"}};
  EXPECT_EQ(ConvertFiles(files, To("image_zip")), files);
  EXPECT_EQ(ConvertFiles(files, To("image_zip", {{"save_media", "True"}, {"name", "x.zip"}})), files);
  EXPECT_EQ(ConvertFiles({}, To("image_zip")), Files{});
}

TEST(ImageZip, CompressesAsItIsTold) {
  const Bytes zip = ZipOf({{"1.jpg", std::string(9000, 'x')}});
  ASSERT_EQ(MethodIn(zip), Method::kDeflated);
  const std::pair<std::string, Method> methods[] = {{"ZIP_STORED", Method::kStored},
                                                    {"zip_deflated", Method::kDeflated},
                                                    {"ZIP_BZIP2", Method::kBzip2},
                                                    {"ZIP_LZMA", Method::kLzma}};
  for (const auto& [name, method] : methods) {
    auto converted = Convert(zip, To("image_zip", {{"compression", name}}));
    ASSERT_TRUE(converted.ok()) << converted.status().Text();
    EXPECT_EQ(MethodIn(converted->zip), method);
    EXPECT_EQ(Unzip(converted->zip)["1.jpg"], std::string(9000, 'x'));
  }
  EXPECT_EQ(MethodIn(Convert(zip, To("image_zip"))->zip), Method::kStored);
  EXPECT_EQ(Convert(zip, To("image_zip", {{"compression", "ZIP_7"}})).status().code(), Code::kUsage);
}

}  // namespace
}  // namespace dropset::testing
