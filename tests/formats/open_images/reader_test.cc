// open_images.md §2 and the tests of its §6; decisions.md.
#include "formats/open_images/support.h"

namespace dropset::open_images {
namespace {

using Ids = std::vector<std::string>;

Ids IdsOf(const ReadOutcome& read) {
  Ids ids;
  for (const Item& item : read.items) ids.push_back(item.subset + "/" + item.id);
  return ids;
}

Ids NamesOf(const ReadOutcome& read) {
  Ids names;
  for (const Label& label : read.labels.labels) names.push_back(label.name);
  return names;
}

TEST(OpenImagesReader, LabelsKeepTheirScoreAndOrder) {
  ReadOutcome read =
      Read(Dataset({{"train-annotations-human-imagelabels.csv", Text(kLabelHeader, "b,v,/m/1,0.25\na,v,/m/0,1\nb,v,/m/0,0\n")}}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(IdsOf(read), (Ids{"train/a", "train/b"}));
  const auto& annotations = read.items[1].annotations;
  ASSERT_EQ(annotations.size(), 2u);
  EXPECT_EQ(annotations[0].label, 1);
  EXPECT_EQ(annotations[0].attributes.score, 0.25);
  EXPECT_EQ(annotations[1].label, 0);
  EXPECT_TRUE(annotations[1].attributes.has_score);
  EXPECT_EQ(annotations[1].attributes.score, 0);
  EXPECT_TRUE(annotations[1].attributes.score_is_integer);
  EXPECT_FALSE(annotations[0].attributes.score_is_integer);
}

TEST(OpenImagesReader, BoxesAreScaledAndKeepWhatIsKnown) {
  ReadOutcome read = ReadBoxes("a,x,/m/1,0.7,0.1,0.8,0,0.55,1,0,2,-1,-1\na,x,/m/0,1,0.2,1,0.3,0.5,-1,-1,-1,-1,-1\n");
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  const Item& item = read.items[0];
  ASSERT_EQ(item.annotations.size(), 2u);
  EXPECT_EQ(item.annotations[0].type, AnnotationType::kBbox);
  EXPECT_TRUE(item.annotations[0].bbox_corners);
  EXPECT_EQ(CoordsOf(item, 0), (std::vector<double>{0.1 * 10, 0, 0.8 * 10, 0.55 * 20}));
  EXPECT_EQ(AttributesOf(item, 0), R"("occluded":true,"truncated":false,"is_group_of":true)");
  EXPECT_EQ(item.annotations[0].attributes.score, 0.7);
  EXPECT_EQ(item.annotations[0].group, 1);
  EXPECT_EQ(AttributesOf(item, 1), "");
  EXPECT_EQ(item.annotations[1].group, 2);
}

TEST(OpenImagesReader, SizesComeFromTheImageWhereNothingElseGivesThem) {
  const Files files = Dataset({{"train-annotations-bbox.csv", Text(kBoxHeader, "b,x,/m/0,1,0.25,0.5,0.5,1,-1,-1,-1,-1,-1\n")},
                               {"images/train/b.png", MaskPng(8, 4, std::vector<uint8_t>(32))},
                               {"images/train/a.png", MaskPng(1, 1, {0})}});
  ReadOutcome read = Read(files);
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items[0].media.width, 10u);  // images.meta's
  EXPECT_EQ(CoordsOf(read.items[1], 0), (std::vector<double>{2, 2, 4, 4}));
  EXPECT_EQ(read.items[1].media.path, "images/train/b.png");
  EXPECT_EQ(read.bytes_read, read.bytes_planned);
}

TEST(OpenImagesReader, BoxesOfImagesOfUnknownSizeAreCounted) {
  const std::string_view row = "b,x,/m/0,1,0.25,0.5,0.5,1,-1,-1,-1,-1,-1\n";
  ReadOutcome read = ReadBoxes(row);
  EXPECT_TRUE(read.items[1].annotations.empty());
  EXPECT_EQ(read.Count("image-size-unknown"), 1u);
  EXPECT_NE(LineOf(read.report, "image-size-unknown").message.find("images.meta"), std::string::npos);
  EXPECT_FALSE(ReadBoxes(row, {{"strict", ""}}).status.ok());
}

TEST(OpenImagesReader, MasksAreResizedToTheImage) {
  ReadOutcome read = Read(Dataset({{"images.meta", "a 4 4 extra\n"},
                                   {"train-annotations-object-segmentation.csv", Text(kMaskHeader, "x.png,a,/m/2,77,,,,,0.5,\n")},
                                   {"masks/train/x.png", MaskPng(3, 2, {0, 1, 0, 1, 0, 1})}}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items[0].annotations.size(), 1u);
  const Annotation& mask = read.items[0].annotations[0];
  EXPECT_EQ(mask.mask_height, 4u);
  EXPECT_EQ(mask.mask_width, 4u);
  EXPECT_EQ(mask.label, 2);
  EXPECT_EQ(mask.group, 0);
  // Rows 0010, 0010, 1101, 1101, by columns.
  EXPECT_EQ(RunsOf(read.items[0], 0), (std::vector<uint32_t>{2, 2, 2, 4, 4, 2}));
  EXPECT_EQ(AttributesOf(read.items[0], 0), R"("box_id":"77","predicted_iou":0.5)");
}

TEST(OpenImagesReader, MasksOfImagesWithoutSizeAreKept) {
  ReadOutcome read = Read(Dataset({{"train-annotations-object-segmentation.csv", Text(kMaskHeader, "x.png,b,/m/0,1,,,,,,\n")},
                                   {"masks/train/x.png", MaskPng(2, 1, {0, 1})}}));
  ASSERT_EQ(read.items[1].annotations.size(), 1u);
  EXPECT_EQ(RunsOf(read.items[1], 0), (std::vector<uint32_t>{1, 1}));
  EXPECT_EQ(read.Count("mask-size-assumed"), 1u);
}

TEST(OpenImagesReader, MasksMayBeOtherKindsOfImages) {
  ReadOutcome read = Read(Dataset({{"images.meta", "a 1 2\n"},
                                   {"train-annotations-object-segmentation.csv", Text(kMaskHeader, "x.pgm,a,/m/0,1,,,,,,\n")},
                                   {"masks/train/x.pgm", std::string("P5 2 1 255\n\0\1", 13)}}));
  ASSERT_EQ(read.items[0].annotations.size(), 1u);
  EXPECT_EQ(RunsOf(read.items[0], 0), (std::vector<uint32_t>{1, 1}));
}

struct Link {
  std::string_view boxes, mask;
  int64_t group;
};

class OpenImagesLinks : public ::testing::TestWithParam<Link> {};

TEST_P(OpenImagesLinks, AMaskJoinsTheBoxOfItsCorners) {
  std::string boxes;
  for (std::string_view rest = GetParam().boxes; !rest.empty(); rest.remove_prefix(std::min(rest.size(), rest.find(';') + 1))) {
    boxes += "a,x," + std::string(rest.substr(0, rest.find(';'))) + ",-1,-1,-1,-1,-1\n";
    if (rest.find(';') == std::string_view::npos) break;
  }
  ReadOutcome read = Read(Dataset(
      {{"train-annotations-bbox.csv", Text(kBoxHeader, boxes)},
       {"train-annotations-object-segmentation.csv", Text(kMaskHeader, "x.png,a,/m/0,1," + std::string(GetParam().mask) + ",,\n")},
       {"masks/train/x.png", MaskPng(1, 1, {1})}}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items[0].annotations.back().type, AnnotationType::kMask);
  EXPECT_EQ(read.items[0].annotations.back().group, GetParam().group);
}

INSTANTIATE_TEST_SUITE_P(Cases, OpenImagesLinks,
                         ::testing::Values(Link{"/m/0,1,0.5,1,0,1", "0.5000005,1,0,1", 1},               // within 1e-6
                                           Link{"/m/0,1,0.5,1,0,1", "0.500002,1,0,1", 0},                // beyond
                                           Link{"/m/0,1,0.5,1,0,1", "0.5,1,,1", 0},                      // an empty cell
                                           Link{"/m/1,1,0.5,1,0,1", "0.5,1,0,1", 0},                     // another label
                                           Link{"/m/0,1,0.5,1,0,1;/m/0,1,0.5,1,0,1", "0.5,1,0,1", 2}));  // the last of two

TEST(OpenImagesReader, ItemsComeSubsetBySubset) {
  ReadOutcome read = Read(Dataset({{"train-images-with-rotation.csv", ""},
                                   {"image_ids_and_rotation.csv", Text(kListHeader, "z,train\nb,test\na,train\nc,test\n")},
                                   {"images.meta", "z 10 10\nb 10 10\na 10 10\nc 10 10\n"},
                                   {"test-annotations-bbox.csv", Text(kBoxHeader, "c,,/m/2,1,0,1,0,1,-1,-1,-1,-1,-1\n")},
                                   {"train-annotations-bbox.csv", Text(kBoxHeader,
                                                                       "a,,/m/1,1,0,1,0,1,-1,-1,-1,-1,-1\n"
                                                                       "z,,/m/0,1,0,1,0,1,-1,-1,-1,-1,-1\n")}}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(IdsOf(read), (Ids{"test/b", "test/c", "train/z", "train/a"}));
  EXPECT_EQ(read.items[1].annotations[0].label, 2);
  EXPECT_EQ(read.items[2].annotations[0].label, 0);
  EXPECT_EQ(read.items[3].annotations[0].label, 1);
}

TEST(OpenImagesReader, ImagesWithoutAListBelongToTheFilesSubset) {
  const std::string rows = Text(kLabelHeader, "x,,/m/0,1\n");
  ReadOutcome read = Read(Dataset({{"train-images-with-rotation.csv", ""},
                                   {"oidv6-train-annotations-human-imagelabels.csv", rows},
                                   {"oidv7-val-annotations-human-imagelabels.csv", rows},
                                   {"my-set-annotations-human-imagelabels.csv", rows}}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(IdsOf(read), (Ids{"my/x", "train/x", "val/x"}));
}

TEST(OpenImagesReader, TheSameIdInTwoSubsetsIsTwoImages) {
  ReadOutcome read = Read(Dataset({{"val-images-with-rotation.csv", Text(kListHeader, "a,val\n")},
                                   {"val-annotations-bbox.csv", Text(kBoxHeader, "a,,/m/2,1,0,1,0,1,-1,-1,-1,-1,-1\n")},
                                   {"train-annotations-bbox.csv", Text(kBoxHeader, "a,,/m/1,1,0,1,0,1,-1,-1,-1,-1,-1\n")},
                                   {"images/val/a.jpg", "x"}}));
  ASSERT_EQ(IdsOf(read), (Ids{"train/a", "train/b", "val/a"}));
  EXPECT_EQ(read.items[0].annotations[0].label, 1);
  EXPECT_EQ(read.items[2].annotations[0].label, 2);
  EXPECT_EQ(read.items[0].media.entry, kNoEntry);
  EXPECT_EQ(read.items[2].media.path, "images/val/a.jpg");
}

TEST(OpenImagesReader, ImagesLieInAnyFolderButNotBesideTheFolders) {
  ReadOutcome read = Read(Dataset({{"images/a.jpg", "x"}, {"images/other/b.PNG", "x"}, {"images/other/b.txt", "x"}}));
  EXPECT_EQ(read.items[0].media.entry, kNoEntry);
  EXPECT_EQ(read.items[0].media.width, 10u);
  EXPECT_EQ(read.items[1].media.path, "images/other/b.PNG");
  EXPECT_EQ(read.items[1].media.extension, ".PNG");
  EXPECT_EQ(read.Count("image-missing"), 1u);
}

TEST(OpenImagesReader, TheVersionedClassListComesFirst) {
  ReadOutcome read = Read(Dataset({{"class-descriptions-boxable.csv", "/m/8,Eight\n"},
                                   {"oidv7-class-descriptions.csv", "LabelName,DisplayName\n/m/9,Nine\n"}}));
  EXPECT_EQ(NamesOf(read), (Ids{"/m/9"}));
  EXPECT_EQ(NamesOf(Read(Dataset({{"class-descriptions-boxable.csv", "/m/8,Eight\n"}}))), (Ids{"/m/8"}));
  EXPECT_EQ(NamesOf(Read(Dataset({{"class-descriptions.csv", "\xEF\xBB\xBFLabelName,DisplayName\r\n\"a, \"\"b\"\"\",x\r\n"}}))),
            (Ids{"a, \"b\""}));
}

TEST(OpenImagesReader, DisplayNamesAreNamesOnRequest) {
  const Files files = Dataset({{"class-descriptions.csv", "/m/0,Jaguar\n/m/1,Cat\n/m/2,Jaguar\n"},
                               {"bbox_labels_600_hierarchy.json", R"({"LabelName":"/m/1","Subcategory":[{"LabelName":"/m/2"}]})"}});
  ReadOutcome mid = Read(files);
  EXPECT_EQ(NamesOf(mid), (Ids{"/m/0", "/m/1", "/m/2"}));
  EXPECT_EQ(mid.Count("display-name-dropped"), 3u);
  EXPECT_EQ(LineOf(mid.report, "display-name-dropped").option, "--label-names display");
  ReadOutcome display = Read(files, {{"label_names", "display"}});
  EXPECT_EQ(NamesOf(display), (Ids{"Jaguar (/m/0)", "Cat", "Jaguar (/m/2)"}));
  EXPECT_EQ(display.labels.labels[2].parent, "Cat");
  EXPECT_EQ(display.Count("display-name-dropped"), 0u);
}

TEST(OpenImagesReader, DisplayNamesStayApartWhateverTheyAre) {
  ReadOutcome read =
      Read(Dataset({{"class-descriptions.csv", "/m/0,A\n/m/1,A (/m/0)\n/m/2,A\n/m/3,\n"}}), {{"label-names", "display"}});
  EXPECT_EQ(NamesOf(read), (Ids{"A (/m/0)", "A (/m/0) (/m/1)", "A (/m/2)", "/m/3"}));
}

TEST(OpenImagesReader, ColumnsThatNothingReadsAreNamedWhereTheyHoldAnything) {
  ReadOutcome read = ReadBoxes("a,,/m/0,1,0,1,0,1,0,0,0,0,0\na,xclick,/m/0,1,0,1,0,1,0,0,0,0,0\n");
  EXPECT_EQ(read.Count("column-dropped"), 1u);
  EXPECT_EQ(LineOf(read.report, "column-dropped").example, "annotations/train-annotations-bbox.csv: Source");
  EXPECT_EQ(ReadBoxes("a,,/m/0,1,0,1,0,1,0,0,0,0,0\n").Count("column-dropped"), 0u);
}

TEST(OpenImagesReader, TheHierarchyGivesParentsAmongKnownLabels) {
  ReadOutcome read = Read(Dataset({{"bbox_labels_600_hierarchy.json",
                                    R"({"LabelName":"/m/x","Part":[{"LabelName":"/m/0"}],"Subcategory":[
      {"Subcategory":[{"LabelName":"/m/1"}],"LabelName":"/m/0"},{"LabelName":"/m/y","Subcategory":[{"LabelName":"/m/2"}]}]})"}}));
  EXPECT_EQ(read.labels.labels[0].parent, "");
  EXPECT_EQ(read.labels.labels[1].parent, "/m/0");
  EXPECT_EQ(read.labels.labels[2].parent, "");
  EXPECT_EQ(read.Count("label-parts-dropped"), 1u);
}

TEST(OpenImagesReader, OfSeveralParentsTheLastOneIsTaken) {
  ReadOutcome read = Read(Dataset({{"bbox_labels_600_hierarchy.json", R"({"LabelName":"/m/x","Subcategory":[
      {"LabelName":"/m/0","Subcategory":[{"LabelName":"/m/2"}]},{"LabelName":"/m/1","Subcategory":[{"LabelName":"/m/2"}]}]})"}}));
  EXPECT_EQ(read.labels.labels[2].parent, "/m/1");
  EXPECT_EQ(read.Count("label-parent-dropped"), 1u);
}

TEST(OpenImagesReader, DatasetMetaReplacesTheClassList) {
  Files files = Dataset({{"bbox_labels_600_hierarchy.json", R"({"LabelName":"q","Subcategory":[{"LabelName":"/m/0"}]})"}});
  files["dataset_meta.json"] = R"({"labels":["q","/m/0"]})";
  ReadOutcome read = Read(files);
  EXPECT_EQ(NamesOf(read), (Ids{"q", "/m/0"}));
  EXPECT_EQ(read.labels.labels[1].parent, "q");
}

TEST(OpenImagesReader, FilesMayLieAtTheTop) {
  Files files;
  for (const auto& [path, text] : Dataset()) files[path.substr(path.find('/') + 1)] = text;
  EXPECT_EQ(IdsOf(Read(files)), (Ids{"train/a", "train/b"}));
  auto archive = MakeArchive(files);
  EXPECT_EQ(OpenImagesFormat().detect(*archive).confidence, 20);
  auto other = MakeArchive({{"annotations/challenge-2019-train-detection-bbox.csv", "x"}});
  EXPECT_EQ(OpenImagesFormat().detect(*other).confidence, 0);
}

TEST(OpenImagesReader, SizesMayComeFromAnotherFile) {
  const Files files = Dataset({{"sizes.txt", "a 1 2\nb 3 4\n"}});
  ReadOutcome read = Read(files, {{"image_meta", "annotations/sizes.txt"}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items[0].media.width, 2u);
  EXPECT_EQ(read.items[1].media.height, 3u);
  EXPECT_EQ(Read(files, {{"image_meta", "nowhere"}}).status.code(), Code::kNotFound);
}

TEST(OpenImagesReader, ManyImagesInAnyOrderFindTheirRows) {
  constexpr int kImages = 40'000;
  std::string list(kListHeader), rows(kBoxHeader), sizes;
  for (int k = 0; k < kImages; ++k) {
    const std::string id = std::to_string(k);
    list += id + (k % 3 ? ",train\n" : ",validation\n");
    sizes += id + " 100 100\n";
  }
  for (int k = 0; k < kImages; ++k) {
    const int image = static_cast<int>(static_cast<int64_t>(k) * 7919 % kImages);
    rows += std::to_string(image) + ",,/m/" + std::to_string(image % 3) + ",1,0." + std::to_string(100'000 + image) +
            ",1,0.25,0.5,1,0,0,0,0\n";
  }
  ReadOutcome read = Read(Dataset({{"train-images-with-rotation.csv", ""},
                                   {"image_ids_and_rotation.csv", list},
                                   {"train-annotations-bbox.csv", rows},
                                   {"images.meta", sizes}}));
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items.size(), static_cast<size_t>(kImages));
  for (const Item& item : read.items) {
    const int image = std::stoi(item.id);
    ASSERT_EQ(item.subset, image % 3 ? "train" : "validation");
    ASSERT_EQ(item.annotations.size(), 1u) << item.id;
    EXPECT_EQ(item.annotations[0].label, image % 3);
    EXPECT_NEAR(item.Coords(item.annotations[0])[0], (100'000 + image) / 1e4, 1e-9);
  }
  EXPECT_GT(read.busy, 3);
}

}  // namespace
}  // namespace dropset::open_images
