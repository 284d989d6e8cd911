// COCO files, read: names of files and images, categories, fields (coco.md §1, §2).
#include <algorithm>

#include "formats/coco/support.h"

namespace dropset::testing {
namespace {

constexpr char kImage[] = R"({"id":1,"file_name":"a.jpg","width":10,"height":8})";
constexpr char kBox[] = R"({"id":5,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[1,2,3,4]})";
constexpr char kCat[] = R"({"id":1,"name":"cat"})";

std::string Document(const std::string& annotations, const std::string& categories = kCat, const std::string& images = kImage) {
  return R"({"images":[)" + images + R"(],"annotations":[)" + annotations + R"(],"categories":[)" + categories + "]}";
}

ReadOutcome Read(const Files& files, std::string_view format = "coco", const OptionTexts& options = {}) {
  auto archive = MakeArchive(files);
  return ReadDataset(CocoFormat(format), *archive, options);
}

ReadOutcome ReadOne(const std::string& document, const OptionTexts& options = {}, std::string_view format = "coco_instances") {
  const std::string task(format.substr(format.find('_') + 1));
  return Read({{"annotations/" + task + "_train.json", document}}, format, options);
}

std::vector<std::string> Subsets(const ReadOutcome& read) {
  std::vector<std::string> subsets;
  for (const Item& item : read.items) subsets.push_back(item.subset);
  return subsets;
}

std::vector<std::string> Names(const ReadOutcome& read) {
  std::vector<std::string> names;
  for (const Label& label : read.labels.labels) names.push_back(label.name);
  return names;
}

std::vector<int32_t> LabelsOf(const ReadOutcome& read) {
  std::vector<int32_t> labels;
  for (const Annotation& a : read.items.at(0).annotations) labels.push_back(a.label);
  return labels;
}

using Texts = std::vector<std::string>;

// coco.md §1.2.
TEST(CocoLayout, TheSubsetIsWhatFollowsTheTask) {
  const std::pair<const char*, const char*> cases[] = {{"instances_train2017.json", "train2017"},
                                                       {"instances_a_b.c.json", "a_b.c"},
                                                       {"instances_.json", "default"},
                                                       {"instances_instances_x.json", "instances_x"},
                                                       {"deep/er/instances_val.json", "val"}};
  for (const auto& [path, subset] : cases) EXPECT_EQ(Subsets(Read({{path, Document(kBox)}})), Texts{subset}) << path;
}

TEST(CocoLayout, ASubFormatTakesALoneFileUnderAnyName) {
  for (const auto& [path, subset] : {std::pair("my_stuff_tr.json", "tr"), std::pair("annotations/abc.json", "default")}) {
    EXPECT_EQ(Subsets(Read({{path, Document(kBox)}}, "coco_stuff")), Texts{subset}) << path;
  }
}

TEST(CocoLayout, OneFileOfSeveralIsNamedByItsPath) {
  const Files files = {{"annotations/stuff.json", Document(kBox)},
                       {"annotations/other.json", Document("")},
                       {"annotations/instances_val.json", Document("")},
                       {"images/a.jpg", "x"}};
  for (const char* path : {"annotations/stuff.json", "annotations\\stuff.json", "wrapper/annotations/stuff.json"}) {
    const ReadOutcome read = Read(files, "coco_stuff", {{"path", path}});
    ASSERT_EQ(read.items.size(), 1u) << path << read.status.Text();
    EXPECT_EQ(read.items[0].annotations.size(), 1u);
    EXPECT_EQ(read.items[0].media.path, "images/a.jpg");
  }
  EXPECT_EQ(Subsets(Read(files, "coco", {{"path", "annotations/instances_val.json"}})), Texts{"val"});
  EXPECT_EQ(Read(files, "coco", {{"path", "annotations/stuff.json"}}).status.code(), Code::kUsage);
  EXPECT_EQ(Read(files, "coco_stuff", {{"path", "annotations/gone.json"}}).status.Text(),
            "input: annotations/gone.json: there is no such file");
}

TEST(CocoLayout, SaysWhatItLookedFor) {
  const ReadOutcome read = Read({{"annotations/x_train.json", "{}"}, {"y.json", "{}"}}, "coco_panoptic");
  EXPECT_EQ(read.status.code(), Code::kNotFound);
  EXPECT_NE(read.status.Text().find("annotations/panoptic_<subset>.json"), std::string::npos) << read.status.Text();
}

TEST(CocoLayout, ImagesAreFoundInEveryLayout) {
  const std::pair<const char*, const char*> cases[] = {{"annotations/instances_train.json", "images/train/a.jpg"},
                                                       {"annotations/instances_train.json", "images/a.jpg"},
                                                       {"annotations/instances_train.json", "train/a.jpg"},
                                                       {"annotations/instances_train.json", "a.jpg"},
                                                       {"train/_annotations.coco.json", "train/a.jpg"},
                                                       {"instances_train.json", "a.jpg"},
                                                       {"annotations/instances_train.json", "elsewhere/deep/a.jpg"}};
  for (const auto& [json, image] : cases) {
    const ReadOutcome read = Read({{json, Document(kBox)}, {image, "x"}});
    ASSERT_EQ(read.items.size(), 1u) << read.status.Text();
    EXPECT_NE(read.items[0].media.entry, kNoEntry) << json << " " << image;
    EXPECT_EQ(read.items[0].media.path, image);
    EXPECT_EQ(read.items[0].subset, "train");
  }
}

// coco.md §2.2, and decisions.md for the names that lead out and for `a.png`.
TEST(CocoImages, TheIdIsTheNameWithoutItsExtension) {
  const std::pair<const char*, const char*> cases[] = {{"x.tar.gz", "x.tar"},   {".hid", ".hid"},       {"noext", "noext"},
                                                       {"d/e.jpg", "d/e"},      {R"(d\\e.jpg)", "d/e"}, {"../up.jpg", "up"},
                                                       {"/abs/c.jpg", "abs/c"}, {"猫 x.png", "猫 x"}};
  for (const auto& [name, id] : cases) {
    const ReadOutcome read = ReadOne(Document("", kCat, R"({"id":1,"file_name":")" + std::string(name) + R"("})"));
    ASSERT_EQ(read.items.size(), 1u);
    EXPECT_EQ(read.items[0].id, id);
  }
  const ReadOutcome stems = ReadOne(Document("", kCat, R"({"id":1,"file_name":"a.jpg"},{"id":2,"file_name":"a.png"})"));
  ASSERT_EQ(stems.items.size(), 2u);
  EXPECT_EQ(stems.items[1].id, "a.png");
  EXPECT_TRUE(stems.items[1].id_is_file_name);
}

TEST(CocoImages, OnesThatCannotBeUnderstoodAreLeftOutOrAnErrorIfStrict) {
  for (const char* image :
       {R"({"file_name":"b.jpg"})", R"({"id":2})", R"({"id":"q","file_name":"b.jpg"})", R"({"id":2,"file_name":0})", "7"}) {
    const std::string document = Document(kBox, kCat, std::string(kImage) + "," + image);
    const ReadOutcome read = ReadOne(document);
    EXPECT_EQ(read.items.size(), 1u) << image;
    EXPECT_EQ(read.Count("image-skipped"), 1u) << image;
    const ReadOutcome strict = ReadOne(document, {{"strict", ""}});
    EXPECT_NE(strict.status.Text().find("images[1]"), std::string::npos) << strict.status.Text();
  }
}

TEST(CocoCategories, BecomeLabelsInTheOrderOfTheirIds) {
  const ReadOutcome read =
      ReadOne(Document(R"({"id":1,"image_id":1,"category_id":4,"bbox":[1,2,3,4],"iscrowd":0})",
                       R"({"id":4,"name":"c","supercategory":5},{"id":-1,"name":"a"},{"id":2,"name":"b","supercategory":null})"));
  EXPECT_EQ(Names(read), (Texts{"a", "b", "c"}));
  EXPECT_EQ(read.labels.labels[2].parent, "5");
  EXPECT_EQ(LabelsOf(read), std::vector<int32_t>{2});
}

TEST(CocoCategories, KeepTheirIdsWhenAsked) {
  const std::string categories = R"({"id":1,"name":"a"},{"id":2,"name":"b"},{"id":4,"name":"c"})";
  const ReadOutcome read = ReadOne(Document(kBox, categories), {{"keep-original-category-ids", ""}});
  EXPECT_EQ(Names(read), (Texts{"class-0", "a", "b", "class-3", "c"}));
  EXPECT_EQ(LabelsOf(read), std::vector<int32_t>{1});
  const ReadOutcome negative = ReadOne(Document("", R"({"id":-1,"name":"a"})"), {{"keep_original_category_ids", "True"}});
  EXPECT_EQ(negative.status.code(), Code::kInvalid);
}

TEST(CocoCategories, ThatAreThereTwiceAreUnitedAndCounted) {
  EXPECT_TRUE(ReadOne(Document(kBox, std::string(kCat) + "," + kCat)).report.lines().empty());
  const ReadOutcome two_names = ReadOne(Document(kBox, R"({"id":1,"name":"cat"},{"id":1,"name":"dog"})"));
  EXPECT_EQ(Names(two_names), (Texts{"cat", "dog"}));
  EXPECT_EQ(two_names.Count("category-id-reused"), 1u);
  const ReadOutcome two_ids = ReadOne(Document(kBox, R"({"id":1,"name":"cat"},{"id":2,"name":"cat"})"));
  EXPECT_EQ(Names(two_ids), Texts{"cat"});
  EXPECT_EQ(two_ids.Count("category-name-repeated"), 1u);
  EXPECT_EQ(ReadOne(Document(kBox, std::string(kCat) + R"(,{"id":2},{"name":"x"},{"id":3,"name":""},4)")).Count("category-skipped"),
            4u);
}

TEST(CocoCategories, ZeroIsALabelWhereItIsDeclared) {
  const std::string zero = R"({"id":5,"image_id":1,"category_id":0,"bbox":[1,2,3,4],"iscrowd":0})";
  EXPECT_EQ(LabelsOf(ReadOne(Document(zero, R"({"id":0,"name":"person"})"))), std::vector<int32_t>{0});
  EXPECT_EQ(LabelsOf(ReadOne(Document(zero, R"({"id":0,"name":"Background"})"))), std::vector<int32_t>{kNoLabel});
  EXPECT_EQ(LabelsOf(ReadOne(Document(zero))), std::vector<int32_t>{kNoLabel});
}

// coco.md §1.4.
TEST(CocoCategories, GiveWayToTheLabelsOfDatasetMeta) {
  for (const char* task : {"instances", "stuff"}) {
    const ReadOutcome read = Read({{"annotations/" + std::string(task) + "_train.json",
                                    R"({"images":[)" + std::string(kImage) + R"(],"annotations":[)" + kBox + "]}"},
                                   {"dataset_meta.json", R"({"labels":["x","y"],"label_map":{"0":"y","1":"z"}})"}});
    EXPECT_EQ(Names(read), (Texts{"x", "y", "z"}));
    EXPECT_EQ(LabelsOf(read), std::vector<int32_t>{0});
    EXPECT_TRUE(read.report.lines().empty());
  }
}

TEST(CocoAnnotations, OfEveryTask) {
  const ReadOutcome captions = ReadOne(Document(R"({"id":3,"image_id":1,"caption":"two\nlines","score":1})"), {}, "coco_captions");
  ASSERT_EQ(captions.items.at(0).annotations.size(), 1u);
  const Item& item = captions.items[0];
  EXPECT_EQ(item.Text(item.annotations[0].caption), "two\nlines");
  EXPECT_EQ(item.annotations[0].group, 3);
  EXPECT_TRUE(captions.labels.labels.empty());
  const ReadOutcome labels =
      ReadOne(Document(R"({"id":3,"image_id":1,"category_id":1},{"id":4,"image_id":1,"category_id":0})"), {}, "coco_labels");
  EXPECT_EQ(LabelsOf(labels), std::vector<int32_t>{0});
  EXPECT_EQ(labels.Count("undeclared-category"), 1u);
  EXPECT_TRUE(ReadOne(Document(kBox), {}, "coco_image_info").items.at(0).annotations.empty());
  const ReadOutcome keypoints =
      ReadOne(Document(R"({"id":3,"image_id":1,"category_id":1,"iscrowd":0,"bbox":[],"keypoints":[1,2,2,0,0,0],"segmentation":[]})",
                       R"({"id":1,"name":"cat","keypoints":["nose","tail"],"skeleton":[[2,1],[1,2],[1,2]]})"),
              {}, "coco_person_keypoints");
  ASSERT_EQ(keypoints.items.at(0).annotations.size(), 1u);
  EXPECT_EQ(keypoints.items[0].annotations[0].visibility.size, 2u);
  ASSERT_TRUE(keypoints.labels.points);
  EXPECT_EQ(keypoints.labels.points->at(0).second.joints.size(), 2u);
}

TEST(CocoAnnotations, MasksThatFallShortAreFilledUp) {
  const std::string mask =
      R"({"id":5,"image_id":1,"category_id":1,"iscrowd":1,"bbox":[0,0,1,1],"segmentation":{"counts":[0,9],"size":[8,10]}})";
  const ReadOutcome read = ReadOne(Document(mask));
  EXPECT_EQ(read.Count("field-mended"), 1u);
  const Item& item = read.items.at(0);
  const auto runs = item.Runs(item.annotations.at(0));
  EXPECT_EQ(std::vector<uint32_t>(runs.begin(), runs.end()), (std::vector<uint32_t>{0, 9, 71}));
  EXPECT_EQ(ReadOne(Document(mask), {{"strict", ""}}).status.code(), Code::kInvalid);
}

}  // namespace
}  // namespace dropset::testing
