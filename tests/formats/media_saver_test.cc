#include "formats/media_saver.h"

#include <gtest/gtest.h>

#include "formats/common_options.h"
#include "formats/format.h"
#include "media/decode.h"
#include "media/encode.h"
#include "support/memory_archive.h"

namespace dropset::testing {
namespace {

constexpr OptionRow kOptions[] = {common::kSaveMedia, common::kImageExt};
using IfTaken = MediaSaver::IfTaken;

std::string Picture(ImageKind kind, uint8_t first = 9) {
  auto file = EncodeImage({2, 1, 3, {first, 8, 7, 6, 5, 4}}, kind);
  return std::string(reinterpret_cast<const char*>(file->data()), file->size());
}

// A saver over files that are the input.
class Saving {
 public:
  explicit Saving(const Files& files, std::string image_ext = "") : input_(MakeArchive(files)), bundle_(input_.get()) {
    options_.emplace(*Options::Parse(kOptions, {{"save-media", ""}, {"image-ext", std::move(image_ext)}}));
    saver_.emplace(context_, bundle_, "format", *options_);
  }

  Item Image(std::string id, const std::string& path, std::string subset = "train") {
    Item item;
    item.id = std::move(id);
    item.subset = std::move(subset);
    item.media.kind = MediaKind::kImage;
    item.media.entry = input_->Find(path);
    item.media.extension = path.substr(path.find('.'));
    return item;
  }

  // The name that it got, or the error.
  std::string Save(const Item& item, std::string_view folder, IfTaken if_taken = IfTaken::kNumbered) {
    auto name = saver_->SaveImage(item, folder, if_taken);
    return name.ok() ? *name : name.status().Text();
  }

  uint64_t Count(std::string_view code) { return LineOf(report_, code).count; }
  MediaSaver& saver() { return *saver_; }
  Files files() { return bundle_.files(); }
  const MemoryBundle& bundle() { return bundle_; }

 private:
  std::unique_ptr<Archive> input_;
  MemoryScratch scratch_;
  Report report_;
  uint64_t planned_ = 0, read_ = 0, written_ = 0;
  Context context_{&scratch_, &report_, &*input_, &planned_, &read_, &written_};
  MemoryBundle bundle_;
  std::optional<Options> options_;
  std::optional<MediaSaver> saver_;
};

TEST(MediaSaver, CopiesUnderIdAndExtension) {
  Saving saving(Files{{"x/1.JPG", "one"}});
  EXPECT_EQ(saving.Save(saving.Image("d/a", "x/1.JPG"), "images/train/"), "d/a.JPG");
  EXPECT_EQ(saving.files(), (Files{{"images/train/d/a.JPG", "one"}}));
  EXPECT_EQ(saving.saver().encoded(), 0u);
}

TEST(MediaSaver, OneKindOfImageIsRenamedOnly) {
  Saving saving(Files{{"1.JPEG", "no image at all"}}, "jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "1.JPEG"), ""), "a.jpg");
  EXPECT_EQ(saving.files(), (Files{{"a.jpg", "no image at all"}}));
}

TEST(MediaSaver, AnotherKindIsEncodedAnew) {
  for (const auto& [extension, kind] : {std::pair(".png", ImageKind::kPng), std::pair(".bmp", ImageKind::kBmp)}) {
    Saving saving(Files{{"1.tga", Picture(ImageKind::kTga)}}, extension);
    EXPECT_EQ(saving.Save(saving.Image("a", "1.tga"), "x/"), std::string("a") + extension);
    EXPECT_EQ(saving.files(), (Files{{std::string("x/a") + extension, Picture(kind)}}));
    EXPECT_GT(saving.saver().encoded(), 0u);
  }
}

TEST(MediaSaver, ContentOfTheRightKindIsCopiedWhateverItsName) {
  Saving saving(Files{{"1.bmp", Picture(ImageKind::kPng)}}, ".png");
  EXPECT_EQ(saving.Save(saving.Image("a", "1.bmp"), ""), "a.png");
  EXPECT_EQ(saving.bundle().copies.count("a.png"), 1u);
}

TEST(MediaSaver, WhatCannotBeEncodedKeepsItsBytesAndItsExtension) {
  Saving saving(Files{{"1.gif", "GIF89a\1\0\1"}, {"2.jpg", "broken"}}, ".png");
  Item image = saving.Image("c.gif", "1.gif");
  image.id_is_file_name = true;
  EXPECT_EQ(saving.Save(saving.Image("a", "1.gif"), ""), "a.gif");
  EXPECT_EQ(saving.Save(saving.Image("b", "2.jpg"), ""), "b.jpg");
  EXPECT_EQ(saving.Save(image, ""), "c.gif");
  EXPECT_EQ(saving.bundle().copies.size(), 3u);
  EXPECT_EQ(saving.Count("image-not-encoded"), 3u);
  Saving unknown(Files{{"1.jpg", Picture(ImageKind::kJpeg)}}, ".webp");
  EXPECT_EQ(unknown.Save(unknown.Image("a", "1.jpg"), ""), "a.jpg");
  EXPECT_EQ(unknown.Count("image-not-encoded"), 1u);
}

TEST(MediaSaver, NamesThatAreTakenGetNumbers) {
  Saving saving(Files{{"1.jpg", "1"}, {"2.jpg", "2"}, {"3.jpg", "3"}, {"4.jpg", "4"}, {"5.tga", Picture(ImageKind::kTga)}}, ".jpg");
  EXPECT_EQ(saving.Save(saving.Image("a_2", "4.jpg"), "i/"), "a_2.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "1.jpg"), "i/"), "a.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "1.jpg"), "i/"), "a.jpg");  // the same file
  EXPECT_EQ(saving.Save(saving.Image("a", "2.jpg"), "i/"), "a_3.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "3.jpg"), "i/"), "a_4.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "5.tga"), "i/"), "a_5.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "2.jpg"), "j/"), "a.jpg");
  EXPECT_EQ(saving.Count("media-renamed"), 3u);
  EXPECT_EQ(saving.files()["i/a_3.jpg"], "2");
}

TEST(MediaSaver, OrLieInTheirSubsetsFolder) {
  Saving saving(Files{{"1.jpg", "1"}, {"2.jpg", "2"}, {"3.jpg", "3"}});
  EXPECT_EQ(saving.Save(saving.Image("a", "1.jpg"), "images/", IfTaken::kSubsetsFolder), "a.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "2.jpg", "val"), "images/", IfTaken::kSubsetsFolder), "val/a.jpg");
  EXPECT_EQ(saving.Save(saving.Image("a", "3.jpg", "val"), "images/", IfTaken::kSubsetsFolder), "val/a_2.jpg");
  EXPECT_EQ(saving.files(), (Files{{"images/a.jpg", "1"}, {"images/val/a.jpg", "2"}, {"images/val/a_2.jpg", "3"}}));
  EXPECT_EQ(saving.Count("media-moved"), 2u);
}

TEST(MediaSaver, NamesDoNotLeadOut) {
  Saving saving(Files{{"1.jpg", "1"}});
  EXPECT_EQ(saving.Save(saving.Image("../up", "1.jpg"), "i/"), "up.jpg");
  EXPECT_EQ(saving.Save(saving.Image("/abs/./c", "1.jpg"), "i/"), "abs/c.jpg");
  EXPECT_EQ(saving.Save(saving.Image(std::string("a\0b", 3), "1.jpg"), "i/"), "train/a?b: this is no name for a file: a?b.jpg");
}

TEST(MediaSaver, WhatTheInputLacksIsCountedAndNamed) {
  Saving saving(Files{{"1.jpg", "1"}}, ".png");
  EXPECT_EQ(saving.Save(saving.Image("a", "gone.jpg"), "i/"), "a.png");
  EXPECT_EQ(saving.Count("media-missing"), 1u);
  EXPECT_TRUE(saving.files().empty());
}

}  // namespace
}  // namespace dropset::testing
