// COCO's files as they are written: which ones, ids, options (coco.md §3).
#include <algorithm>

#include "formats/coco/support.h"

namespace dropset::testing {
namespace {

using Texts = std::vector<std::string>;

Item Image(std::string id, std::string subset, EntryId entry = kNoEntry) {
  Sketch sketch(4, 4, std::move(id), std::move(subset));
  sketch.item.media.entry = entry;
  return std::move(sketch.item);
}

Texts Paths(const WrittenCoco& written) {
  Texts paths;
  for (const auto& [path, content] : written.bundle.files()) paths.push_back(path);
  return paths;
}

std::vector<int64_t> Ids(const WrittenCoco& written, const std::string& path, const char* section) {
  std::vector<int64_t> ids;
  for (const json& element : written.files.at(path)[section]) ids.push_back(element["id"]);
  return ids;
}

// coco.md §3.1.
TEST(CocoWriter, WritesTheTasksThatHaveSomethingToSay) {
  Sketch boxes;
  boxes.Bbox({0, 0, 1, 1});
  EXPECT_EQ(Paths(WriteCoco("coco", {boxes.item})),
            (Texts{"annotations/image_info_train.json", "annotations/instances_train.json", "annotations/stuff_train.json"}));
  EXPECT_EQ(Paths(WriteCoco("coco", {boxes.item}, {{"tasks", "instances, captions"}})),
            (Texts{"annotations/captions_train.json", "annotations/instances_train.json"}));
  EXPECT_EQ(Paths(WriteCoco("coco_labels", {boxes.item})), Texts{"annotations/labels_train.json"});
  const WrittenCoco nothing = WriteCoco("coco", {});
  EXPECT_TRUE(Paths(nothing).empty());
  EXPECT_EQ(nothing.bundle.folders, (Texts{"images", "annotations"}));
}

TEST(CocoWriter, HeadsAreTheReferences) {
  Sketch caption(6, 5, "d/猫");
  caption.Add(AnnotationType::kCaption, kNoLabel).caption = caption.item.AddText("a\n“b”");
  WrittenCoco written = WriteCoco("coco_captions", {caption.item});
  EXPECT_EQ(written.bundle.Text("annotations/captions_train.json"),
            R"({"licenses":[{"name":"","id":0,"url":""}],"info":{"contributor":"","date_created":"","description":"","url":"",)"
            R"("version":"","year":""},"categories":[],"images":[{"id":1,"width":6,"height":5,"file_name":"d/猫.jpg","license":0,)"
            R"("flickr_url":"","coco_url":"","date_captured":0}],"annotations":[{"id":1,"image_id":1,"category_id":0,)"
            R"("caption":"a\n“b”"}]})");
}

TEST(CocoWriter, KeypointCategoriesHaveNamesAndSkeletons) {
  Labels labels = LabelsNamed({"a", "b"});
  labels.labels[1].parent = "a";
  labels.points.emplace();
  labels.points->push_back({1, {{"nose", "tail"}, {{1, 2}}, {}}});
  Sketch points;
  points.Points({1, 2, 3, 4}, {2, 0}, 1);
  WrittenCoco written = WriteCoco("coco_person_keypoints", {points.item}, {}, labels);
  EXPECT_EQ(written.files["annotations/person_keypoints_train.json"]["categories"].dump(),
            R"([{"id":1,"keypoints":[],"name":"a","skeleton":[],"supercategory":""},)"
            R"({"id":2,"keypoints":["nose","tail"],"name":"b","skeleton":[[1,2]],"supercategory":"a"}])");
}

// decisions.md "Ids and labels": kept, also where two subsets use the same one; new ones follow the largest.
TEST(CocoWriter, KeepsIdsAndGivesNewOnesBehindThem) {
  std::vector<Item> items;
  for (const auto& [subset, image_id, id] :
       {std::tuple("train", 7, 5), {"train", 0, 0}, {"train", 0, 0}, {"val", 7, 3}, {"val", 0, 0}}) {
    Sketch sketch(4, 4, std::to_string(items.size()), subset);
    if (image_id) sketch.item.image_id = image_id;
    sketch.Bbox({0, 0, 1, 1}, 0, id, id);
    items.push_back(sketch.item);
  }
  const WrittenCoco kept = WriteCoco("coco_instances", items);
  EXPECT_EQ(Ids(kept, "annotations/instances_train.json", "images"), (std::vector<int64_t>{7, 8, 9}));
  EXPECT_EQ(Ids(kept, "annotations/instances_val.json", "images"), (std::vector<int64_t>{7, 10}));
  EXPECT_EQ(Ids(kept, "annotations/instances_train.json", "annotations"), (std::vector<int64_t>{5, 6, 7}));
  EXPECT_EQ(Ids(kept, "annotations/instances_val.json", "annotations"), (std::vector<int64_t>{3, 8}));
  const WrittenCoco fresh = WriteCoco("coco_instances", items, {{"reindex", "yes"}});
  EXPECT_EQ(Ids(fresh, "annotations/instances_train.json", "images"), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(Ids(fresh, "annotations/instances_val.json", "images"), (std::vector<int64_t>{4, 5}));
  EXPECT_EQ(Ids(fresh, "annotations/instances_val.json", "annotations"), (std::vector<int64_t>{4, 5}));
}

TEST(CocoWriter, TheSameObjectHasTheSameImageInAllTasks) {
  std::vector<Item> items;
  for (int k = 0; k < 3; ++k) {
    Sketch sketch(4, 4, std::to_string(k));
    if (k != 1) sketch.Bbox({0, 0, 1, 1});
    sketch.Add(AnnotationType::kLabel, 0);
    items.push_back(sketch.item);
  }
  WrittenCoco written = WriteCoco("coco", items);
  EXPECT_EQ(written.files["annotations/instances_train.json"]["annotations"][1]["image_id"], 3);
  EXPECT_EQ(written.files["annotations/labels_train.json"]["annotations"][2]["image_id"], 3);
}

TEST(CocoWriter, SavesImagesBySubsetOrMerged) {
  const std::vector<Item> items = {Image("a", "train", 0), Image("b/c", "train", 1), Image("a", "val", 2), Image("x", "val")};
  const OptionTexts save = {{"save-images", ""}};
  WrittenCoco apart = WriteCoco("coco_image_info", items, save);
  EXPECT_EQ(apart.bundle.copies,
            (std::map<std::string, EntryId>{{"images/train/a.jpg", 0}, {"images/train/b/c.jpg", 1}, {"images/val/a.jpg", 2}}));
  EXPECT_EQ(apart.Count("media-missing"), 1u);
  OptionTexts merge = save;
  merge["merge-images"] = "True";
  WrittenCoco merged = WriteCoco("coco_image_info", items, merge);
  EXPECT_EQ(merged.bundle.copies,
            (std::map<std::string, EntryId>{{"images/a.jpg", 0}, {"images/b/c.jpg", 1}, {"images/val/a.jpg", 2}}));
  const json images = merged.files["annotations/image_info_val.json"]["images"];
  EXPECT_EQ(images[0]["file_name"], "val/a.jpg");  // where it is
  EXPECT_EQ(images[1]["file_name"], "x.jpg");
  EXPECT_EQ(merged.Count("media-moved"), 1u);
  EXPECT_TRUE(WriteCoco("coco_image_info", items).bundle.copies.empty());
}

TEST(CocoWriter, ImageExtNamesImagesThatAreNotSavedToo) {
  WrittenCoco written = WriteCoco("coco_image_info", {Image("a", "train")}, {{"image-ext", "png"}});
  EXPECT_EQ(written.files["annotations/image_info_train.json"]["images"][0]["file_name"], "a.png");
}

TEST(CocoWriter, WritesTheLabelsWhenAsked) {
  EXPECT_EQ(
      WriteCoco("coco_panoptic", {Image("a", "train")}, {{"save-dataset-meta", ""}}).files["dataset_meta.json"]["labels"].size(),
      5u);
}

// A bug: a dataset of labels without annotations lost them without a word.
TEST(CocoWriter, CountsLabelsThatNoFileHolds) {
  const WrittenCoco written = WriteCoco("coco", {Image("a", "train")});
  EXPECT_EQ(Paths(written), Texts{"annotations/image_info_train.json"});
  EXPECT_GT(LineOf(written.report, "labels-dropped").count, 0u);
  EXPECT_EQ(LineOf(WriteCoco("coco_instances", {Image("a", "train")}).report, "labels-dropped").count, 0u);
}

TEST(CocoWriter, CountsWhatTheChosenTasksHaveNoPlaceFor) {
  Sketch sketch;
  sketch.Bbox({0, 0, 1, 1});
  sketch.Add(AnnotationType::kLabel, 0);
  EXPECT_EQ(WriteCoco("coco", {sketch.item}, {{"tasks", "labels"}}).Count("annotation-type-dropped"), 1u);
}

}  // namespace
}  // namespace dropset::testing
