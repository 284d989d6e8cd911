#include <gtest/gtest.h>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"

namespace dropset {
namespace {

TEST(Folder, SortsAndNormalisesAndLeavesOutJunk) {
  uint64_t junk = 0;
  Result<std::unique_ptr<Archive>> archive =
      OpenFolder({{"b\\c.txt", SourceOf("c")}, {"a.txt", SourceOf("a")}, {".DS_Store", SourceOf("")}}, {"b", "empty/", "__MACOSX"},
                 "data", &junk);
  ASSERT_EQ(Explain(archive.status()), "ok");
  EXPECT_EQ(junk, 1u);
  ASSERT_EQ((*archive)->entries().size(), 2u);
  EXPECT_EQ((*archive)->entries()[0].path, "a.txt");
  EXPECT_EQ((*archive)->entries()[1].path, "b/c.txt");
  ASSERT_EQ((*archive)->folders().size(), 2u);
  EXPECT_EQ((*archive)->folders()[1], "empty");
  EXPECT_EQ(*ReadEntry(**archive, "b/c.txt"), "c");
  EXPECT_FALSE((*archive)->OpenRaw(0)->crc_known);
}

TEST(Folder, RefusesWhatEscapesOrRepeats) {
  EXPECT_EQ(OpenFolder({{"../a", SourceOf("")}}, {}, "data", nullptr).status().place(), "data: ../a");
  EXPECT_EQ(OpenFolder({{"../a", SourceOf("")}}, {}, "data", nullptr).status().code(), Code::kUnsafe);
  EXPECT_EQ(OpenFolder({}, {"/etc"}, "data", nullptr).status().code(), Code::kUnsafe);
  EXPECT_EQ(Explain(OpenFolder({{"a/b", SourceOf("")}, {"a\\b", SourceOf("")}}, {}, "data", nullptr).status()),
            "invalid data: a/b: two files have this path");
  EXPECT_EQ(OpenFolder({{"\xFF", SourceOf("")}}, {}, "data", nullptr).status().code(), Code::kInvalid);
}

TEST(FolderWriter, InflatesCopiesAndWritesTheRest) {
  std::unique_ptr<Archive> input = ZipOf(
      RawZip{.entries = {{.name = "a.txt", .content = std::string(5000, 'a'), .method = 8}, {.name = "b.jpg", .content = "jpeg"}}}
          .Bytes());
  MemoryFolder folder;
  std::unique_ptr<Bundle> bundle = WriteFolder(folder, *input);
  EXPECT_EQ(Explain(bundle->AddText("ann/x.json", "{}")), "ok");
  EXPECT_EQ(Explain(bundle->AddFolder("images")), "ok");
  EXPECT_EQ(Explain(bundle->Copy("images/b.jpg", 1)), "ok");
  EXPECT_EQ(Explain(bundle->Copy("images/a.txt", 0)), "ok");
  EXPECT_EQ(Explain(bundle->Copy("images/a.txt", 0)), "ok");
  EXPECT_EQ(bundle->AddText("images/a.txt", "").code(), Code::kInvalid);
  Result<std::unique_ptr<Sink>> file = bundle->Create("y");
  ASSERT_EQ(Explain(file.status()), "ok");
  EXPECT_EQ(Explain((*file)->WriteText("yy")), "ok");
  EXPECT_EQ(Explain((*file)->Close()), "ok");
  EXPECT_EQ(Explain(bundle->Finish()), "internal the folder is finished before its copies are made");
  EXPECT_EQ(Explain(FinishBundle(*bundle)), "ok");
  EXPECT_EQ(folder.Text("ann/x.json"), "{}");
  EXPECT_EQ(folder.Text("y"), "yy");
  EXPECT_EQ(folder.Text("images/a.txt"), std::string(5000, 'a'));
  EXPECT_EQ(folder.Text("images/b.jpg"), "jpeg");
  EXPECT_EQ(folder.files.size(), 4u);
  EXPECT_EQ(folder.folders, std::vector<std::string>{"images"});
}

TEST(FolderWriter, NoticesDamagedMedia) {
  std::unique_ptr<Archive> input = ZipOf(RawZip{.entries = {{.name = "a.jpg", .content = "jpeg", .crc = 5}}}.Bytes());
  MemoryFolder folder;
  std::unique_ptr<Bundle> bundle = WriteFolder(folder, *input);
  EXPECT_EQ(Explain(bundle->Copy("a.jpg", 0)), "ok");
  Status status = FinishBundle(*bundle);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.code(), Code::kCorrupt);
  EXPECT_EQ(status.place(), "a.zip: a.jpg");
}

Result<std::unique_ptr<Archive>> OverlayOf(std::unique_ptr<Archive> a, std::unique_ptr<Archive> b) {
  return Overlay({Layer{std::move(a)}, Layer{std::move(b)}}, "both", nullptr);
}

TEST(Overlay, UnitesArchives) {
  std::unique_ptr<Archive> zip = ZipOf(
      RawZip{.entries = {{.name = "images/"}, {.name = "images/1.jpg", .content = "one"}, {.name = "LICENSE", .content = "MIT"}}}
          .Bytes());
  std::unique_ptr<Archive> folder = FolderOf({{"annotations/x.json", "{}"}, {"LICENSE", "MIT"}, {"images/0.jpg", "zero"}});
  Result<std::unique_ptr<Archive>> both = OverlayOf(std::move(zip), std::move(folder));
  ASSERT_EQ(Explain(both.status()), "ok");
  ASSERT_EQ((*both)->entries().size(), 4u);
  EXPECT_EQ(*ReadEntry(**both, "annotations/x.json"), "{}");
  EXPECT_EQ(*ReadEntry(**both, "images/0.jpg"), "zero");
  EXPECT_EQ(*ReadEntry(**both, "images/1.jpg"), "one");
  EXPECT_EQ(*ReadEntry(**both, "LICENSE"), "MIT");
  EXPECT_EQ((*both)->folders().size(), 1u);
  EXPECT_EQ((*both)->name(), "both");
  EXPECT_NE((*both)->Position((*both)->Find("images/0.jpg")).first, (*both)->Position((*both)->Find("images/1.jpg")).first);
}

TEST(Overlay, RefusesDifferentContentOfOnePath) {
  for (std::string other : {"two", "other length"}) {
    std::string text = Explain(OverlayOf(FolderOf({{"x", "one"}}, "first"), FolderOf({{"x", other}}, "second")).status());
    EXPECT_EQ(text, "invalid x: it is in first and in second, with different content; give only one of them");
  }
  std::string zip = RawZip{.entries = {{.name = "x", .content = "two"}}}.Bytes();
  EXPECT_EQ(OverlayOf(ZipOf(zip), FolderOf({{"x", "one"}})).status().code(), Code::kInvalid);
  EXPECT_TRUE(OverlayOf(ZipOf(zip), FolderOf({{"x", "two"}})).ok());
  EXPECT_TRUE(OverlayOf(ZipOf(zip), ZipOf(zip)).ok());
}

std::string Wrapper(std::vector<std::pair<std::string, std::string>> files, std::string* paths = nullptr) {
  std::unique_ptr<Archive> archive = FolderOf(std::move(files));
  std::string wrapper = StepIntoWrapper(*archive);
  for (const Entry& entry : archive->entries()) {
    if (paths != nullptr) *paths += entry.path + "=" + *ReadEntry(*archive, entry.path) + " ";
  }
  return wrapper;
}

TEST(Wrapper, IsSteppedInto) {
  std::string paths;
  EXPECT_EQ(Wrapper({{"coco/2017/a/x", "1"}, {"coco/2017/b/y", "2"}, {"coco/2017/z", "3"}}, &paths), "coco/2017/");
  EXPECT_EQ(paths, "a/x=1 b/y=2 z=3 ");
  EXPECT_EQ(Wrapper({{"a/x", "1"}, {"b/x", "1"}}), "");
  EXPECT_EQ(Wrapper({{"a/x", "1"}, {"x", "1"}}), "");
  EXPECT_EQ(Wrapper({{"a", "1"}}), "");
  EXPECT_EQ(Wrapper({}), "");
}

TEST(Wrapper, ExplicitFoldersCount) {
  auto open = [](std::vector<std::string> folders) {
    return *OpenFolder({{"top/images/a.jpg", SourceOf("a")}}, std::move(folders), "data", nullptr);
  };
  std::unique_ptr<Archive> archive = open({"top", "top/images", "top/labels"});
  EXPECT_EQ(StepIntoWrapper(*archive), "top/");
  ASSERT_EQ(archive->folders().size(), 2u);
  EXPECT_EQ(archive->folders()[0], "images");
  EXPECT_EQ(archive->folders()[1], "labels");
  EXPECT_EQ(StepIntoWrapper(*open({"other"})), "");
}

TEST(Wrapper, WorksOnZips) {
  std::unique_ptr<Archive> archive =
      ZipOf(RawZip{.entries = {{.name = "w/b", .content = "b"}, {.name = "w/a", .content = "a"}}}.Bytes());
  EXPECT_EQ(StepIntoWrapper(*archive), "w/");
  EXPECT_EQ(*ReadEntry(*archive, "a"), "a");
  EXPECT_EQ(*ReadEntry(*archive, "b"), "b");
  archive->RestorePrefix("w/");
  EXPECT_EQ(*ReadEntry(*archive, "w/a"), "a");
}

}  // namespace
}  // namespace dropset
