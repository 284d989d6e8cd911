#include "formats/image_zip/image_zip.h"

#include <gtest/gtest.h>

#include "support/image_ids.h"
#include "support/memory_archive.h"

namespace dropset::testing {
namespace {

using Names = std::vector<std::string>;

TEST(ImageZipReader, TakesImagesByTheirExtension) {
  const Files files = {{"a.b.c.bmp", ""}, {"c.jpg/d.png", ""}, {"猫 x.JPG", ""}, {".jpg", ""}, {"a.jpg.txt", ""},
                       {"x/b.pnm", ""},   {"x.gif", ""},       {"x.heic", ""},   {"x.sr", ""}, {"noext", ""}};
  EXPECT_EQ(ImageIds(*MakeArchive(files)), (Names{"a.b.c|.bmp", "c.jpg/d|.png", "x|.sr", "x/b|.pnm", "猫 x|.JPG"}));
}

TEST(ImageZipReader, GivesEveryImageAnIdOfItsOwn) {
  EXPECT_EQ(ImageIds(*MakeArchive({{"1.jpg", ""}, {"1.png", ""}, {"1.PNG", ""}, {"1.x/a.jpg", ""}, {"2.png", ""}})),
            (Names{"1|.PNG", "1.jpg", "1.png", "1.x/a|.jpg", "2|.png"}));
  EXPECT_EQ(ImageIds(*MakeArchive({{"a.bmp", ""}, {"a.png", ""}, {"a.png.jpg", ""}, {"b.png.jpg", ""}})),
            (Names{"a|.bmp", "a.png", "a.png.jpg", "b.png|.jpg"}));
  EXPECT_EQ(ImageIds(*MakeArchive({{"a.png", ""}, {"a.png.jpg", ""}})), (Names{"a|.png", "a.png|.jpg"}));
}

TEST(ImageZipReader, KnowsWhichImageItReads) {
  const std::unique_ptr<Archive> archive = MakeArchive({{"a.jpg", ""}, {"x/b.png", ""}});
  Report report;
  Context context{};
  context.report = &report;
  auto reader = ImageZipFormat().read(ImageZipFormat(), *archive, Options(), context);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->Place(), "input");
  for (const char* path : {"a.jpg", "x/b.png"}) {
    Item item;
    ASSERT_TRUE((*reader)->Next(item).ok());
    EXPECT_EQ((*reader)->Place(), path);
  }
}

Item Image(std::string id, std::string subset, EntryId entry, std::string extension = ".jpg") {
  Item item;
  item.id = std::move(id);
  item.subset = std::move(subset);
  item.media.kind = MediaKind::kImage;
  item.media.entry = entry;
  item.media.extension = std::move(extension);
  return item;
}

TEST(ImageZipWriter, NamesOfTwoSubsetsDoNotMeet) {
  MemoryBundle bundle;
  Item missing = Image("m", "train", kNoEntry), none = Image("n", "train", 0);
  none.media = Media();
  WriteOutcome outcome = WriteDataset(ImageZipFormat(), {},
                                      {Image("a", "train", 0), Image("val/a", "train", 1), missing, none, Image("a", "val", 2),
                                       Image("../up", "val", 3, ".PNG"), Image("same", "val", 0)},
                                      bundle);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status.Text();
  EXPECT_EQ(bundle.copies,
            (std::map<std::string, EntryId>{{"a.jpg", 0}, {"val/a.jpg", 1}, {"val/a_2.jpg", 2}, {"up.PNG", 3}, {"same.jpg", 0}}));
  EXPECT_EQ(LineOf(outcome.report, "media-moved").count, 1u);
  EXPECT_EQ(LineOf(outcome.report, "media-missing").count, 1u);
  EXPECT_EQ(LineOf(outcome.report, "item-without-image").count, 1u);
}

}  // namespace
}  // namespace dropset::testing
