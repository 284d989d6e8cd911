// model.md §5 and §8.
#include "formats/dataset_meta.h"

#include <gtest/gtest.h>

#include "support/memory_archive.h"

namespace dropset::testing {
namespace {

Result<std::vector<MetaLabel>> ReadMeta(const std::string& text) {
  auto archive = MakeArchive({{"dataset_meta.json", text}});
  return ReadDatasetMeta(*archive, 0);
}

TEST(DatasetMeta, LabelsAloneOrAMapAlone) {
  auto labels = ReadMeta(R"({"labels":["face"]})");
  ASSERT_TRUE(labels.ok());
  ASSERT_EQ(labels->size(), 1u);
  EXPECT_EQ(labels->at(0).name, "face");
  EXPECT_FALSE(labels->at(0).color);
  auto map = ReadMeta(R"({"label_map":{"0":"sky","1":"person"}})");
  ASSERT_TRUE(map.ok());
  ASSERT_EQ(map->size(), 2u);
  EXPECT_EQ(map->at(1).name, "person");
}

TEST(DatasetMeta, ColoursBelongToTheMapsNumbers) {
  auto labels =
      ReadMeta(R"({"segmentation_colors":[[1,1,1],null,[2,2,2]],"label_map":{"2":"x","0":"y","1":"z"},"labels":["q","x"]})");
  ASSERT_TRUE(labels.ok());
  ASSERT_EQ(labels->size(), 4u);
  EXPECT_EQ(labels->at(0).name, "q");
  EXPECT_FALSE(labels->at(0).color);
  EXPECT_EQ(labels->at(1).color, (Color{2, 2, 2}));
  EXPECT_EQ(labels->at(2).color, (Color{1, 1, 1}));
  EXPECT_FALSE(labels->at(3).color);
}

TEST(DatasetMeta, ErrorsHaveTheirPlace) {
  EXPECT_EQ(ReadMeta(R"({"label_map":{"3":"x"},"segmentation_colors":[[1,1,1]]})").status().Text(),
            "dataset_meta.json: label_map.3: there is no colour of this number in segmentation_colors");
  EXPECT_EQ(ReadMeta(R"({"labels":[1]})").status().Text(), "dataset_meta.json: labels[0]: expected a string, found a number");
  EXPECT_FALSE(ReadMeta(R"({"labels":[)").ok());
}

TEST(DatasetMeta, CvatsParentsAreTaken) {
  auto labels = ReadMeta(R"({"labels":["a","b"],"label_categories":[["a",""],["b","a"]],"point_categories":[[0,["p"],[]]]})");
  ASSERT_TRUE(labels.ok());
  EXPECT_EQ(labels->at(1).parent, "a");
}

// The reference's own text of such colour maps cannot be read back, or is not written at all (model.md §5, "known bugs").
TEST(DatasetMeta, AnyColourMapReadsBack) {
  Labels labels;
  labels.labels = {{"a", "", {}}, {"b", "", {}}, {"c", "", {}}};
  labels.colors = {{2, Color{9, 8, 7}}, {17, Color{1, 1, 1}}};
  auto read = ReadMeta(DatasetMetaText(labels));
  ASSERT_TRUE(read.ok()) << read.status().Text();
  ASSERT_EQ(read->size(), 3u);
  EXPECT_FALSE(read->at(0).color);
  EXPECT_EQ(read->at(2).color, (Color{9, 8, 7}));
}

TEST(DatasetMeta, WithoutLabelsItIsAnEmptyList) { EXPECT_EQ(DatasetMetaText(Labels()), "{\n  \"labels\": []\n}"); }

}  // namespace
}  // namespace dropset::testing
