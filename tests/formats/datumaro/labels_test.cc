// Categories, infos and media types of one file and of several (datumaro.md §2.3, behaviour runs 26, 27; model.md §3, §5).
#include "formats/datumaro/support.h"

namespace dropset::testing {
namespace {

ReadOutcome ReadCategories(const std::string& categories, const OptionTexts& options = {}) {
  return ReadDocument(Document("", categories), options);
}

std::vector<std::string> Names(const Labels& labels) {
  std::vector<std::string> names;
  for (const Label& label : labels.labels) names.push_back(label.name);
  return names;
}

TEST(DatumaroLabels, AreReadWithParentsAttributesAndGroups) {
  ReadOutcome read = ReadCategories(R"({"label":{"labels":[{"name":"cat","parent":"animal","attributes":["y","x","y"]},
      {"name":"名","parent":null,"attributes":[]}],"label_groups":[{"name":"g","group_type":"EXclusive","labels":["b","a"]}],
      "attributes":["score","a"]}})");
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  const Labels& labels = read.labels;
  EXPECT_TRUE(labels.declared);
  EXPECT_EQ(labels.labels, (std::vector<Label>{{"cat", "animal", {"x", "y"}}, {"名", "", {}}}));
  EXPECT_EQ(labels.groups, (std::vector<LabelGroup>{{"g", "exclusive", {"a", "b"}}}));
  EXPECT_EQ(labels.attributes, (std::vector<std::string>{"a", "score"}));
  EXPECT_TRUE(read.report.lines().empty());
}

TEST(DatumaroLabels, EmptyObjectsAreNoCategories) {
  ReadOutcome read = ReadCategories(R"({"label":{},"mask":{},"points":null})");
  EXPECT_FALSE(read.labels.declared);
  EXPECT_FALSE(read.labels.colors || read.labels.points);
  EXPECT_TRUE(ReadCategories(R"({"label":{"labels":[]}})").labels.declared);
}

TEST(DatumaroLabels, ColoursAndKeypointsAreRead) {
  ReadOutcome read = ReadCategories(R"({"mask":{"colormap":[{"label_id":"1","r":128,"g":0,"b":7},{"label_id":0,"r":0,"g":0,"b":0}]},
      "points":{"items":[{"label_id":2,"labels":["p1","p2"],"joints":[[2,3],[1,2],[2,3]],"positions":[10,20,14,22]}]}})");
  ASSERT_TRUE(read.labels.colors && read.labels.points);
  ASSERT_EQ(read.labels.colors->size(), 2u);
  EXPECT_EQ(read.labels.colors->at(0), (std::pair<int64_t, Color>{1, {128, 0, 7}}));
  ASSERT_EQ(read.labels.points->size(), 1u);
  const auto& [label, points] = read.labels.points->front();
  EXPECT_EQ(label, 2);
  EXPECT_EQ(points.labels, (std::vector<std::string>{"p1", "p2"}));
  EXPECT_EQ(points.joints, (std::vector<std::pair<int64_t, int64_t>>{{1, 2}, {2, 3}}));
  EXPECT_EQ(points.positions, (std::vector<double>{0, 0, 1, 0.5}));  // in the unit box, the aspect kept
}

TEST(DatumaroLabels, ColoursThatAreNoneAreLeftOut) {
  ReadOutcome read =
      ReadCategories(R"({"mask":{"colormap":[{"label_id":0,"r":300,"g":0,"b":0},{"r":1},3,{"label_id":1,"r":1,"g":2,)"
                     R"("b":3}]}})");
  ASSERT_TRUE(read.labels.colors);
  EXPECT_EQ(read.labels.colors->size(), 1u);
  EXPECT_EQ(read.Count("field-mended"), 3u);
}

TEST(DatumaroLabels, WhatIsMissingIsFilledInAndCounted) {
  ReadOutcome read =
      ReadCategories(R"({"label":{"labels":[{"name":"a"},{"parent":""},7],"label_groups":[{"name":"g","group_type":"foo"}]}})");
  EXPECT_EQ(Names(read.labels), (std::vector<std::string>{"a", "label_1", "label_2"}));
  EXPECT_EQ(read.labels.groups.at(0).type, "exclusive");
  EXPECT_EQ(read.Count("field-mended"), 4u);
  EXPECT_EQ(ReadCategories(R"({"label":{"labels":[{"name":"a"}]}})", {{"strict", ""}}).status.Text(),
            "annotations/train.json: categories.label.labels[0].parent: there is none");
}

// CVAT: one name under two skeletons is two labels; the same twice is one, and numbers still mean what they meant.
TEST(DatumaroLabels, RepeatedOnesAreOne) {
  ReadOutcome read = ReadDocument(Document(ItemWith(R"({"type":"label","label_id":0},{"type":"label","label_id":2},
      {"type":"label","label_id":3},{"type":"label","label_id":9})"),
                                           R"({"label":{"labels":[{"name":"p","parent":"x"},{"name":"p","parent":"y"},
      {"name":"p","parent":"x"},{"name":"q","parent":""}]}})"));
  EXPECT_EQ(Names(read.labels), (std::vector<std::string>{"p", "p", "q"}));
  std::vector<int32_t> numbers;
  for (const Annotation& a : read.items.at(0).annotations) numbers.push_back(a.label);
  EXPECT_EQ(numbers, (std::vector<int32_t>{0, 0, 2, 8}));  // 9 is beyond the list, and stays so
  EXPECT_EQ(read.Count("field-mended"), 1u);
}

TEST(DatumaroLabels, FilesThatAgreeAreSilent) {
  const std::string document = Document(R"({"id":"a"})");
  EXPECT_TRUE(Read({{"annotations/a.json", document}, {"annotations/b.json", document}}).report.lines().empty());
}

TEST(DatumaroLabels, FilesThatDisagreeAreUnitedByName) {
  auto document = [](const std::string& head, const std::string& labels, int label) {
    return "{" + head + R"(,"categories":{"label":{"labels":[)" + labels +
           R"(]},"mask":{"colormap":[{"label_id":0,"r":1,"g":2,"b":3}]}},
        "items":[{"id":"i","annotations":[{"type":"label","label_id":)" +
           std::to_string(label) + "}]}]}";
  };
  Files files{{"annotations/1.json", document(R"("infos":{"v":1,"k":"one"},"media_type":2)",
                                              R"({"name":"cat","parent":""},{"name":"dog","parent":""})", 1)},
              {"annotations/2.json", document(R"("infos":{"k":"two","w":[]},"media_type":6)",
                                              R"({"name":"dog","parent":""},{"name":"fox","parent":""})", 1)}};
  ReadOutcome read = Read(files);
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(Names(read.labels), (std::vector<std::string>{"cat", "dog", "fox"}));
  EXPECT_EQ(read.items.at(0).annotations.at(0).label, 1);
  EXPECT_EQ(read.items.at(1).annotations.at(0).label, 2);
  EXPECT_EQ(read.labels.infos, R"({"v":1,"k":"one","w":[]})");
  EXPECT_EQ(read.labels.media_type, 1);
  ASSERT_EQ(read.labels.colors->size(), 2u);
  EXPECT_EQ(read.labels.colors->at(1).first, 1);  // the second file's label 0 is dog
  EXPECT_EQ(read.Count("field-mended"), 3u);
  EXPECT_EQ(Read(files, {{"strict", ""}}).status.Text(), "annotations/2.json: infos: differs from that of the files before");
}

// A syntax error where an object was expected once counted as an element that could be mended, without words to say so.
TEST(DatumaroLabels, BrokenTextInsideCategoriesIsAnError) {
  for (const char* categories :
       {R"({"label":{"label_groups":[x]}})", R"({"mask":{"colormap":[}})", R"({"points":{"items":[,]}})"}) {
    ReadOutcome read = ReadDocument(Document("", categories));
    ASSERT_FALSE(read.status.ok()) << categories;
    EXPECT_TRUE(read.status.place().starts_with("annotations/train.json")) << read.status.Text();
  }
}

TEST(DatumaroLabels, OlderFilesHaveInfoAndNoMediaType) {
  ReadOutcome read =
      ReadDocument(R"({"info":{"x":1},"categories":{"label":{"labels":[{"name":"a","parent":""}]},"points":{"items":[]}},
      "items":[{"id":"1","point_cloud":{"path":"1.pcd"}},{"id":"2","point_cloud":{"path":"2.pcd"}}]})");
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.labels.infos, "{}");
  EXPECT_EQ(LineOf(read.report, "info-dropped").example, "annotations/train.json: info");
  EXPECT_EQ(read.labels.media_type, 6);
  EXPECT_TRUE(read.labels.points);
  EXPECT_EQ(read.items.size(), 2u);
}

TEST(DatumaroLabels, ADatasetMetaGivesLabelsWhereNoneAreDeclared) {
  const std::string meta = R"({"labels":["q","x"],"label_map":{"1":"x","0":"y"},"segmentation_colors":[[1,1,1],[2,2,2]]})";
  Files files{{"annotations/a.json", Document("", "{}")}, {"dataset_meta.json", meta}};
  ReadOutcome read = Read(files);
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(Names(read.labels), (std::vector<std::string>{"q", "x", "y"}));
  ASSERT_TRUE(read.labels.colors);
  EXPECT_EQ(read.labels.colors->at(0), (std::pair<int64_t, Color>{1, {2, 2, 2}}));
  EXPECT_EQ(read.labels.colors->at(1), (std::pair<int64_t, Color>{2, {1, 1, 1}}));
  files["annotations/a.json"] = Document("");
  EXPECT_EQ(Names(Read(files).labels), (std::vector<std::string>{"a", "b", "c"}));
}

}  // namespace
}  // namespace dropset::testing
