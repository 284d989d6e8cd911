// open_images.md §3; decisions.md.
#include "formats/open_images/support.h"

namespace dropset::open_images {
namespace {

constexpr std::string_view kCr = "\r\n";

// An item of 10 × 20 pixels to which annotations are added.
struct Made {
  Item item;

  explicit Made(std::string id = "i", std::string subset = "train") {
    item.id = std::move(id);
    item.subset = std::move(subset);
    item.media.kind = MediaKind::kImage;
    item.media.width = 10;
    item.media.height = 20;
  }
  Annotation& Add(AnnotationType type, int32_t label, int64_t group = 0, std::string_view attributes = {}) {
    Annotation& a = item.annotations.emplace_back();
    a.type = type;
    a.label = label;
    a.group = group;
    a.attributes.others = item.AddText(attributes);
    return a;
  }
  Annotation& Box(double x, double y, double w, double h, int32_t label = 0, int64_t group = 0, std::string_view attributes = {}) {
    Annotation& a = Add(AnnotationType::kBbox, label, group, attributes);
    a.coords = item.AddCoords(std::vector<double>{x, y, w, h});
    return a;
  }
  Annotation& Mask(int32_t label = 0, int64_t group = 0, std::string_view attributes = {}) {
    Annotation& a = Add(AnnotationType::kMask, label, group, attributes);
    a.mask_height = a.mask_width = 2;
    a.runs = item.AddRuns(std::vector<uint32_t>{1, 2, 1});
    return a;
  }
};

Labels ThreeLabels() {
  Labels labels;
  labels.labels = {{"/m/0", "", {}}, {"/m/1", "/m/0", {}}, {"/m/2", "nobody", {}}};
  return labels;
}

struct Written {
  Files files;
  Report report;
  std::string File(const std::string& name) const {
    auto found = files.find("annotations/" + name);
    return found == files.end() ? "(none)" : found->second;
  }
  uint64_t Lost(std::string_view code) const { return LineOf(report, code).count; }
};

Written WriteItems(const std::vector<Item>& items, const OptionTexts& options = {}, const Labels& labels = ThreeLabels()) {
  Written written;
  MemoryBundle bundle;
  WriteOutcome outcome = WriteDataset(OpenImagesFormat(), labels, items, bundle, options);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status.Text();
  written.files = bundle.files();
  written.report = std::move(outcome.report);
  return written;
}

// The rows of a CSV file, without its header.
std::string Rows(const std::string& text) {
  return text.find(kCr) == std::string::npos ? text : text.substr(text.find(kCr) + kCr.size());
}

TEST(OpenImagesWriter, WritesClassesAndHierarchyAlways) {
  Written written = WriteItems({});
  EXPECT_EQ(written.File("class-descriptions.csv"), "/m/0,/m/0\r\n/m/1,/m/1\r\n/m/2,/m/2\r\n");
  EXPECT_EQ(written.File("bbox_labels_600_hierarchy.json"),
            "{\n    \"LabelName\": \"/m/3\",\n    \"Subcategory\": [\n        {\n            \"LabelName\": \"/m/0\",\n"
            "            \"Subcategory\": [\n                {\n                    \"LabelName\": \"/m/1\"\n                }\n"
            "            ]\n        }\n    ]\n}\n");
  EXPECT_EQ(written.Lost("label-parent-dropped"), 1u);  // nobody
  EXPECT_EQ(written.files.size(), 2u);
  EXPECT_EQ(WriteItems({}, {}, Labels()).File("bbox_labels_600_hierarchy.json"),
            "{\n    \"LabelName\": \"/m/0\",\n    \"Subcategory\": []\n}\n");
}

TEST(OpenImagesWriter, ParentsInACircleAreCounted) {
  Labels labels;
  labels.labels = {{"a", "b", {}}, {"b", "a", {}}, {"c", "c", {}}};
  Written written = WriteItems({}, {}, labels);
  EXPECT_EQ(written.Lost("label-parent-dropped"), 3u);
}

TEST(OpenImagesWriter, WritesOnlyTheFilesThatHaveRows) {
  Made made;
  Written written = WriteItems({made.item, Made("j", "val").item});
  EXPECT_EQ(written.File("train-images-with-rotation.csv"),
            "ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,"
            "Thumbnail300KURL,Rotation\r\ni,train,,,,,,,,,,\r\n");
  EXPECT_EQ(Rows(written.File("val-images-with-rotation.csv")), "j,val,,,,,,,,,,\r\n");
  EXPECT_EQ(written.files.size(), 4u);
}

TEST(OpenImagesWriter, WritesScoresAsTheyAre) {
  Made made;
  made.Add(AnnotationType::kLabel, 0);
  for (double score : {1.0, 0.7, 0.0, 1e-5}) {
    Attributes& attributes = made.Add(AnnotationType::kLabel, 1).attributes;
    attributes.has_score = true;
    attributes.score = score;
  }
  made.item.annotations[1].attributes.score_is_integer = true;
  made.Add(AnnotationType::kLabel, 1, 0, R"("score":"0.25")");
  EXPECT_EQ(Rows(WriteItems({made.item}).File("train-annotations-human-imagelabels.csv")),
            "i,,/m/0,1\r\ni,,/m/1,1\r\ni,,/m/1,0.7\r\ni,,/m/1,0.0\r\ni,,/m/1,1e-05\r\ni,,/m/1,0.25\r\n");
}

TEST(OpenImagesWriter, WritesBoxesInPartsOfTheImage) {
  Made made;
  made.Box(1, 5, 2, 10, 0, 0, R"("occluded":true,"truncated":false,"is_inside":1,"is_depiction":"0")");
  made.Box(-1, 0, 12, 20, 1);
  Written written = WriteItems({made.item});
  EXPECT_EQ(Rows(written.File("train-annotations-bbox.csv")),
            "i,,/m/0,1,0.1,0.3,0.25,0.75,1,0,-1,0,1\r\ni,,/m/1,1,-0.1,1.1,0.0,1.0,-1,-1,-1,-1,-1\r\n");
  EXPECT_EQ(written.File("images.meta"), "# <image name> <height> <width>\n\ni 20 10\n");
  EXPECT_EQ(written.Lost("attributes-dropped"), 0u);
}

TEST(OpenImagesWriter, CountsWhatHasNoPlace) {
  Made made;
  made.Box(1, 5, 2, 10, 0, 0, R"("occluded":"yes","color":"red")");
  made.Box(1, 5, 2, 10, kNoLabel);
  made.Add(AnnotationType::kLabel, 7);
  made.Add(AnnotationType::kLabel, 1, 0, R"("x":1)");
  made.Mask(0).attributes.has_score = true;
  Made unsized("j");
  unsized.item.media = Media();
  unsized.Box(1, 1, 1, 1);
  Written written = WriteItems({made.item, unsized.item});
  EXPECT_EQ(written.Lost("attributes-dropped"), 2u);
  EXPECT_EQ(written.Lost("label-missing"), 2u);
  EXPECT_EQ(written.Lost("score-dropped"), 1u);
  EXPECT_EQ(written.Lost("image-size-unknown"), 1u);
  EXPECT_EQ(Rows(written.File("train-annotations-bbox.csv")), "i,,/m/0,1,0.1,0.3,0.25,0.75,-1,-1,-1,-1,-1\r\n");
}

TEST(OpenImagesWriter, CountsGroupsThatNoRowTells) {
  Made object, two_boxes("two"), other_label("other"), alone("alone");
  object.Box(1, 1, 2, 2, 1, 3);
  object.Mask(1, 3);
  object.Mask(1, 3);
  two_boxes.Box(1, 1, 2, 2, 1, 3);
  two_boxes.Box(2, 2, 2, 2, 1, 3);
  other_label.Box(1, 1, 2, 2, 1, 3);
  other_label.Mask(0, 3);
  alone.Mask(1, 7);
  EXPECT_EQ(WriteItems({object.item, alone.item}).Lost("group-dropped"), 0u);
  EXPECT_EQ(WriteItems({two_boxes.item, other_label.item}).Lost("group-dropped"), 2u);
}

TEST(OpenImagesWriter, CountsSizesThatNothingTells) {
  Made boxed, bare("j");
  boxed.Box(1, 1, 2, 2);
  EXPECT_EQ(WriteItems({boxed.item}).Lost("image-size-dropped"), 0u);
  EXPECT_EQ(WriteItems({bare.item}).Lost("image-size-dropped"), 1u);
}

TEST(OpenImagesWriter, MasksNameTheirBoxAndGetFreeIds) {
  Made made("d/x y");
  made.Mask(1, 4, R"("predicted_iou":0.5)");
  made.Mask(0, 0, R"("box_id":"00000000")");
  made.Box(1, 5, 2, 10, 1, 4);
  made.Box(2, 5, 2, 10, 1, 4);
  made.Mask(2, 0, R"("box_id":"../x")");
  Written written = WriteItems({made.item});
  EXPECT_EQ(Rows(written.File("train-annotations-object-segmentation.csv")),
            "dx-y_m0_00000000.png,d/x y,/m/0,00000000,,,,,,\r\n"
            "dx-y_m2_00000001.png,d/x y,/m/2,00000001,,,,,,\r\n"
            "dx-y_m1_00000002.png,d/x y,/m/1,00000002,0.1,0.3,0.25,0.75,0.5,\r\n");
  EXPECT_EQ(written.File("images.meta"), "# <image name> <height> <width>\n\n'd/x y' 20 10\n");
  auto png = DecodePng(std::as_bytes(std::span(written.files["masks/train/dx-y_m0_00000000.png"])));
  ASSERT_TRUE(png.ok());
  EXPECT_EQ(png->depth, 8);
  EXPECT_EQ(png->samples, (std::vector<uint8_t>{0, 1, 1, 0}));
}

TEST(OpenImagesWriter, MasksOfOneNameStayApart) {
  Made one("кириллица"), two("名前");
  one.Mask();
  two.Mask();
  Written written = WriteItems({one.item, two.item});
  EXPECT_EQ(written.files.count("masks/train/_m0_00000000.png"), 1u);
  EXPECT_EQ(written.files.count("masks/train/_m0_00000000_2.png"), 1u);
  EXPECT_EQ(Rows(written.File("train-annotations-object-segmentation.csv")),
            "_m0_00000000.png,кириллица,/m/0,00000000,,,,,,\r\n_m0_00000000_2.png,名前,/m/0,00000000,,,,,,\r\n");
}

TEST(OpenImagesWriter, RowsFollowGroups) {
  Made made;
  made.Box(1, 0, 1, 1, 0, 2);
  made.Box(2, 0, 1, 1, 0, 1);
  made.Box(3, 0, 1, 1, 0, 0);
  const std::string rows = Rows(WriteItems({made.item}).File("train-annotations-bbox.csv"));
  EXPECT_LT(rows.find(",0.3,"), rows.find(",0.2,"));
  EXPECT_LT(rows.find(",0.2,"), rows.find(",0.1,"));
}

TEST(OpenImagesWriter, QuotesLabels) {
  Labels labels;
  labels.labels = {{"a, \"b\"", "", {}}};
  Made made;
  made.Add(AnnotationType::kLabel, 0);
  Written written = WriteItems({made.item}, {}, labels);
  EXPECT_EQ(written.File("class-descriptions.csv"), "\"a, \"\"b\"\"\",\"a, \"\"b\"\"\"\r\n");
  EXPECT_EQ(Rows(written.File("train-annotations-human-imagelabels.csv")), "i,,\"a, \"\"b\"\"\",1\r\n");
}

TEST(OpenImagesWriter, SubsetsThatAreNoFileNamesGetAnother) {
  Written written = WriteItems({Made("i", "a/b").item, Made("j", "a_b").item});
  EXPECT_EQ(Rows(written.File("a_b-images-with-rotation.csv")), "i,a_b,,,,,,,,,,\r\n");
  EXPECT_EQ(Rows(written.File("a_b_-images-with-rotation.csv")), "j,a_b_,,,,,,,,,,\r\n");
  EXPECT_EQ(written.Lost("subset-renamed"), 2u);
}

TEST(OpenImagesWriter, ReadsBackWhatItWrote) {
  const Files files =
      Dataset({{"train-annotations-bbox.csv", Text(kBoxHeader,
                                                   "a,x,/m/1,0.7,0.125,0.8,0,0.55,1,0,1,-1,-1\n"
                                                   "a,x,/m/0,1,0.2,1,0.3,0.5,-1,-1,-1,-1,-1\n")},
               {"train-annotations-human-imagelabels.csv", Text(kLabelHeader, "b,v,/m/1,0\n")},
               {"train-annotations-object-segmentation.csv", Text(kMaskHeader, "x.png,a,/m/0,77,0.2,1,0.3,0.5,0.5,\n")},
               {"masks/train/x.png", MaskPng(10, 20, std::vector<uint8_t>(200, 1))},
               {"images/train/a.jpg", "picture"}});
  const Files once = Rewrite(files, {{"save_media", ""}, {"save_dataset_meta", ""}});
  EXPECT_EQ(Rewrite(once, {{"save_media", ""}, {"save_dataset_meta", ""}}), once);
  EXPECT_EQ(once.at("images/train/a.jpg"), "picture");
  EXPECT_EQ(once.count("dataset_meta.json"), 1u);
  ReadOutcome before = Read(files), after = Read(once);
  ASSERT_EQ(before.items.size(), after.items.size());
  for (size_t k = 0; k < before.items.size(); ++k) {
    const Item &a = before.items[k], &b = after.items[k];
    ASSERT_EQ(a.annotations.size(), b.annotations.size());
    for (size_t n = 0; n < a.annotations.size(); ++n) {
      EXPECT_EQ(a.annotations[n].type, b.annotations[n].type);
      EXPECT_EQ(a.annotations[n].label, b.annotations[n].label);
      EXPECT_EQ(a.annotations[n].group, b.annotations[n].group);
      EXPECT_EQ(AttributesOf(a, n), AttributesOf(b, n));
      EXPECT_EQ(a.annotations[n].attributes.score, b.annotations[n].attributes.score);
      EXPECT_EQ(RunsOf(a, n), RunsOf(b, n));
    }
  }
}

}  // namespace
}  // namespace dropset::open_images
