#include "codec/png.h"
#include "formats/coco/support.h"

namespace dropset::testing {
namespace {

std::string Png(uint32_t width, uint32_t height, int channels, std::vector<uint8_t> samples) {
  auto file = EncodePng({width, height, channels, std::move(samples)}, PngContent::kAreas);
  EXPECT_TRUE(file.ok());
  return std::string(reinterpret_cast<const char*>(file->data()), file->size());
}

constexpr char kSegments[] = R"({"id":7,"category_id":1,"iscrowd":0},{"id":66051,"category_id":2,"iscrowd":1})";

// One image of 2 × 1 pixels.
Files Panoptic(const std::string& png, const std::string& segments = kSegments) {
  Files files = {
      {"annotations/panoptic_val.json",
       R"({"images":[{"id":1,"file_name":"a.jpg","width":2,"height":1}],"annotations":[{"image_id":1,"file_name":"a.png",)"
       R"("segments_info":[)" +
           segments + R"(]}],"categories":[{"id":1,"name":"x"},{"id":2,"name":"y"}]})"}};
  if (!png.empty()) files["annotations/panoptic_val/a.png"] = png;
  return files;
}

ReadOutcome Read(const Files& files, const OptionTexts& options = {}) {
  auto archive = MakeArchive(files);
  return ReadDataset(CocoFormat("coco_panoptic"), *archive, options);
}

// id:runs of each mask.
std::string Masks(const ReadOutcome& read) {
  std::string text;
  for (const Item& item : read.items) {
    for (const Annotation& a : item.annotations) {
      text += std::to_string(a.id) + ":";
      for (uint32_t run : item.Runs(a)) text += std::to_string(run) + ",";
      EXPECT_EQ(a.type, AnnotationType::kMask);
      EXPECT_EQ(a.group, a.id);
    }
  }
  return text;
}

// 66051 = 3 + 2 · 256 + 1 · 65536.
TEST(CocoPanoptic, ReadsIdsFromColours) {
  EXPECT_EQ(Masks(Read(Panoptic(Png(2, 1, 3, {7, 0, 0, 3, 2, 1})))), "7:0,1,1,66051:1,1,");
  EXPECT_EQ(Masks(Read(Panoptic(Png(2, 1, 4, {7, 0, 0, 0, 3, 2, 1, 255})))), "7:0,1,1,66051:1,1,");
  const std::string grey = R"({"id":460551,"category_id":1,"iscrowd":0},{"id":592137,"category_id":1,"iscrowd":0})";
  EXPECT_EQ(Masks(Read(Panoptic(Png(2, 1, 1, {7, 9}), grey))), "460551:0,1,1,592137:1,1,");  // red, green and blue are equal
  const ReadOutcome read = Read(Panoptic(Png(2, 1, 3, {7, 0, 0, 3, 2, 1})));
  EXPECT_TRUE(read.report.lines().empty());
  EXPECT_EQ(read.items[0].annotations[1].label, 1);
  EXPECT_EQ(read.items[0].annotations[1].attributes.is_crowd, Crowd::kYes);
}

struct Trouble {
  const char* what;
  Files files;
  const char* code;
  const char* masks;
};

TEST(CocoPanoptic, WhatDoesNotFitIsCountedOrAnErrorIfStrict) {
  const std::string good = Png(2, 1, 3, {7, 0, 0, 3, 2, 1});
  const Trouble troubles[] = {
      {"no PNG", Panoptic(""), "panoptic-png-missing", ""},
      {"no PNG at all", Panoptic("text"), "panoptic-png-unreadable", ""},
      {"cut", Panoptic(good.substr(0, good.size() - 25)), "panoptic-png-unreadable", ""},
      {"another size", Panoptic(Png(1, 2, 3, {7, 0, 0, 3, 2, 1})), "panoptic-png-size", "7:0,1,1,66051:1,1,"},
      {"an undeclared id", Panoptic(Png(2, 1, 3, {7, 0, 0, 9, 9, 9}), R"({"id":7,"category_id":1,"iscrowd":0})"),
       "panoptic-id-undeclared", "7:0,1,1,"},
      {"a segment without pixels", Panoptic(Png(2, 1, 3, {7, 0, 0, 0, 0, 0})), "segment-without-pixels", "7:0,1,1,"},
      {"an id beyond 24 bits", Panoptic(good, std::string(kSegments) + R"(,{"id":16777223,"category_id":1,"iscrowd":0})"),
       "segment-without-pixels", "7:0,1,1,66051:1,1,"},
      {"a segment without id", Panoptic(good, std::string(kSegments) + R"(,{"category_id":1,"iscrowd":0})"), "annotation-skipped",
       "7:0,1,1,66051:1,1,"},
      {"a segment without category", Panoptic(good, R"({"id":7,"iscrowd":0},{"id":66051,"category_id":2,"iscrowd":1})"),
       "annotation-skipped", "66051:1,1,"},
  };
  for (const Trouble& trouble : troubles) {
    const ReadOutcome read = Read(trouble.files);
    EXPECT_TRUE(read.status.ok()) << trouble.what << ": " << read.status.Text();
    EXPECT_EQ(read.Count(trouble.code), 1u) << trouble.what;
    EXPECT_EQ(Masks(read), trouble.masks) << trouble.what;
    const ReadOutcome strict = Read(trouble.files, {{"strict", ""}});
    EXPECT_EQ(strict.status.code(), Code::kInvalid) << trouble.what;
    EXPECT_NE(strict.status.place(), "") << trouble.what;
  }
}

TEST(CocoPanoptic, OneOfItsEntriesMayBeNoObject) {
  Files files = Panoptic(Png(2, 1, 3, {7, 0, 0, 3, 2, 1}));
  std::string& text = files["annotations/panoptic_val.json"];
  text.insert(text.find("{\"image_id\""), R"("no object",{"file_name":"a.png","segments_info":[]},)");
  const ReadOutcome read = Read(files);
  EXPECT_EQ(read.Count("annotation-skipped"), 2u);
  EXPECT_EQ(Masks(read), "7:0,1,1,66051:1,1,");
}

// decisions.md "Ids and labels": panoptic repeats what the others outline.
TEST(CocoPanoptic, IsLeftOutBesideInstancesUnlessAskedFor) {
  Files files = Panoptic(Png(2, 1, 3, {7, 0, 0, 3, 2, 1}));
  files["annotations/instances_val.json"] = R"({"images":[],"annotations":[],"categories":[]})";
  auto archive = MakeArchive(files);
  ReadOutcome both = ReadDataset(CocoFormat("coco"), *archive);
  EXPECT_EQ(both.Count("panoptic-left-out"), 1u);
  EXPECT_EQ(Masks(both), "");
  EXPECT_EQ(Masks(ReadDataset(CocoFormat("coco"), *archive, {{"tasks", "panoptic"}})), "7:0,1,1,66051:1,1,");
}

PngImage PictureIn(const WrittenCoco& written, const std::string& path) {
  const std::string file = written.bundle.Text(path);
  auto image = DecodePng(std::as_bytes(std::span(file)));
  EXPECT_TRUE(image.ok());
  return image.ok() ? *std::move(image) : PngImage();
}

TEST(CocoPanoptic, WritesColoursAndSegments) {
  Sketch sketch(3, 2, "d/a");
  sketch.Mask({"100", "100"}, 1, 0, 66051).attributes.is_crowd = Crowd::kYes;
  sketch.Mask({"010", "000"}, kNoLabel);
  WrittenCoco written = WriteCoco("coco_panoptic", {sketch.item});
  const json file = written.files["annotations/panoptic_train.json"];
  EXPECT_EQ(file["annotations"].dump(),
            R"([{"file_name":"d/a.png","image_id":1,"segments_info":[{"area":2.0,"bbox":[0.0,0.0,1.0,2.0],"category_id":2,)"
            R"("id":66051,"iscrowd":1},{"area":1.0,"bbox":[1.0,0.0,1.0,1.0],"category_id":0,"id":1,"iscrowd":0}]}])");
  EXPECT_EQ(file["categories"][0]["isthing"], 0);
  const PngImage image = PictureIn(written, "annotations/panoptic_train/d/a.png");
  EXPECT_EQ(image.color, PngColor::kRgb);
  EXPECT_EQ(image.samples, (std::vector<uint8_t>{3, 2, 1, 1, 0, 0, 0, 0, 0, 3, 2, 1, 0, 0, 0, 0, 0, 0}));
}

TEST(CocoPanoptic, GivesSegmentsIdsOfTheirOwnThatFit) {
  Sketch sketch(4, 1);
  for (int64_t id : {5, 5, 1 << 24, 0}) {
    std::string row = "0000";
    row[sketch.item.annotations.size()] = '1';
    sketch.Mask({row}, 0, 0, id);
  }
  WrittenCoco written = WriteCoco("coco_panoptic", {sketch.item});
  std::vector<int> ids;
  for (const json& s : written.files["annotations/panoptic_train.json"]["annotations"][0]["segments_info"]) ids.push_back(s["id"]);
  EXPECT_EQ(ids, (std::vector<int>{5, 1, 2, 3}));
  EXPECT_EQ(written.Count("segment-renumbered"), 2u);
}

TEST(CocoPanoptic, CountsWhatOnePictureCannotHold) {
  Sketch sketch(2, 1);
  sketch.Mask({"11"}, 0, 0, 1);
  sketch.Mask({"01"}, 0, 0, 2);
  sketch.Mask({"111"}, 0, 0, 3);
  WrittenCoco written = WriteCoco("coco_panoptic", {sketch.item});
  EXPECT_EQ(PictureIn(written, "annotations/panoptic_train/1.png").samples, (std::vector<uint8_t>{1, 0, 0, 2, 0, 0}));
  EXPECT_EQ(written.Count("panoptic-overlap"), 1u);
  EXPECT_EQ(written.Count("mask-size-dropped"), 1u);
}

}  // namespace
}  // namespace dropset::testing
