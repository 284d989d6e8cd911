// What is written, byte for byte: datumaro.md §3, the fixtures of §6.
#include "formats/datumaro/support.h"

namespace dropset::testing {
namespace {

// §6 fixtures 1 to 4, as this project writes them.
const char kEverything[] =
    R"({"dm_format_version":"1.0","media_type":2,"infos":{"author":"anonymous","n":1,"f":0.5,"list":[1,"x"]},"categories":{)"
    R"("label":{"labels":[{"name":"cat0","parent":"","attributes":["x","y"]},{"name":"猫1","parent":"cat0","attributes":[]}],)"
    R"("label_groups":[{"name":"g","group_type":"exclusive","labels":["cat0","猫1"]}],"attributes":["a","b","score"]},)"
    R"("mask":{"colormap":[{"label_id":0,"r":0,"g":0,"b":0},{"label_id":1,"r":128,"g":0,"b":0}]},)"
    R"("points":{"items":[{"label_id":0,"labels":["p1","p2"],"joints":[[0,1]],"positions":[0.0,0.0,1.0,0.5]},)"
    R"({"label_id":1,"labels":[],"joints":[]}]}},)"
    R"("items":[{"id":"100","annotations":[)"
    R"({"id":1,"type":"caption","attributes":{},"group":0,"caption":"hello \"q\" \\ \n✓"},)"
    R"({"id":3,"type":"label","attributes":{"x":1,"y":"2"},"group":0,"label_id":2},)"
    R"({"id":4,"type":"bbox","attributes":{"score":1.0},"group":0,"label_id":4,"z_order":1,"bbox":[1.0,2.0,3.0,4.5]},)"
    R"({"id":5,"type":"bbox","attributes":{"a":1.5,"b":"text","is_crowd":false},"group":5,"object_id":0,"label_id":null,)"
    R"("z_order":0,"bbox":[5.0,6.0,7.0,8.0]},)"
    R"({"id":5,"type":"points","attributes":{},"group":0,"label_id":0,"points":[1.0,2.0,2.0,0.0,1.0,1.0],"z_order":4,)"
    R"("visibility":[2,0,1]},)"
    R"({"id":5,"type":"mask","attributes":{},"group":0,"label_id":3,"rle":{"counts":"06","size":[2,3]},"z_order":2},)"
    R"({"id":5,"type":"ellipse","attributes":{},"group":0,"label_id":3,"points":[5.0,6.0,7.0,8.0],"z_order":2},)"
    R"({"id":5,"type":"cuboid_2d","attributes":{},"group":0,"label_id":3,)"
    R"("points":[[1.0,1.0],[3.0,1.0],[3.0,3.0],[1.0,3.0],[1.5,1.5],[3.5,1.5],[3.5,3.5],[1.5,3.5]],"z_order":2}],)"
    R"("attr":{"id":7,"a1":5,"a2":"42"},"image":{"path":"100.png","size":[10,6]}},)"
    R"({"id":"2","annotations":[{"id":900100087038,"type":"polyline","attributes":{"score":1},"group":900100087038,)"
    R"("label_id":null,"points":[11.0,12.0,13.0,14.25],"z_order":1},)"
    R"({"id":0,"type":"polygon","attributes":{},"group":0,"label_id":1,"points":[1e-7,2.0,1e16,2.0,1.1,-3.0],"z_order":-4},)"
    R"({"id":0,"type":"cuboid_3d","attributes":{"occluded":true},"group":6,"label_id":0,"position":[1.11,2.22,3.33],)"
    R"("rotation":[0.0,0.0,0.0],"scale":[1.0,1.0,1.0]}]}]})";

TEST(DatumaroWriter, WritesWhatItReadByteForByte) {
  Files out = Rewrite({{"annotations/train.json", kEverything}, {"images/train/100.png", "P"}}, {{"save-media", ""}});
  EXPECT_EQ(out["annotations/train.json"], kEverything);
}

TEST(DatumaroWriter, BackslashesInMasksAreEscaped) {
  const std::string document = Document(
      ItemWith(R"({"id":0,"type":"mask","attributes":{},"group":0,"label_id":null,"rle":{"counts":"0d5\\9","size":[30,16]},)"
               R"("z_order":0})"));
  Files out = Rewrite({{"annotations/a.json", document}});
  EXPECT_NE(out["annotations/a.json"].find(R"("rle":{"counts":"0d5\\9","size":[30,16]})"), std::string::npos);
}

TEST(DatumaroWriter, OneFileForEachSubset) {
  Files out = Rewrite({{"annotations/b.json", Document(R"({"id":"1"})")},
                       {"annotations/a.json", Document(R"({"id":"1"},{"id":"2"})")},
                       {"annotations/empty.json", Document("")}});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_TRUE(out["annotations/a.json"].ends_with(R"("items":[{"id":"1","annotations":[]},{"id":"2","annotations":[]}]})"));
  EXPECT_TRUE(out["annotations/b.json"].ends_with(R"("items":[{"id":"1","annotations":[]}]})"));
}

// The reference writes nothing then, and the labels are lost.
TEST(DatumaroWriter, WithoutItemsTheLabelsAreKept) {
  Files out = Rewrite({{"annotations/train.json", Document("")}});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out["annotations/default.json"],
            R"({"dm_format_version":"1.0","media_type":2,"infos":{},"categories":{"label":{"labels":[{"name":"a","parent":"",)"
            R"("attributes":[]},)"
            R"({"name":"b","parent":"a","attributes":[]},{"name":"c","parent":"","attributes":[]}],"label_groups":[],)"
            R"("attributes":[]}},"items":[]})");
}

TEST(DatumaroWriter, BoxesOfCornersBecomeWidthAndHeightAsPeopleExpect) {
  Item item;
  item.id = "a";
  item.subset = "s/t";
  Annotation box;
  box.type = AnnotationType::kBbox;
  box.bbox_corners = true;
  box.coords = item.AddCoords(std::vector<double>{4.02, 1.0, 10.86, 2.0});
  item.annotations.push_back(box);
  MemoryBundle bundle;
  ASSERT_TRUE(WriteDataset(DatumaroFormat(), Labels(), {item}, bundle).status.ok());
  EXPECT_NE(bundle.Text("annotations/s_t.json").find(R"("bbox":[4.02,1.0,6.84,1.0])"), std::string::npos);
}

TEST(DatumaroWriter, SavesTheDatasetMeta) {
  const std::string categories = R"({"label":{"labels":[{"name":"bg","parent":""},{"name":"ä","parent":""}]},
      "mask":{"colormap":[{"label_id":0,"r":0,"g":0,"b":0},{"label_id":1,"r":255,"g":0,"b":0}]}})";
  Files out = Rewrite({{"annotations/a.json", Document(R"({"id":"1"})", categories)}}, {{"save-dataset-meta", ""}});
  EXPECT_EQ(out["dataset_meta.json"], R"({
  "labels": [
    "bg",
    "ä"
  ],
  "label_map": {
    "0": "bg",
    "1": "ä"
  },
  "segmentation_colors": [
    [
      0,
      0,
      0
    ],
    [
      255,
      0,
      0
    ]
  ],
  "background_label": "0"
})");
  EXPECT_EQ(Rewrite({{"annotations/a.json", Document("")}}).count("dataset_meta.json"), 0u);
}

// §6 fixture 9: no version, `media` beside `image`, image paths with their subset, attributes left out.
TEST(DatumaroWriter, OlderFilesBecomeCurrentOnes) {
  const std::string legacy = R"({
    "infos": {"task": "classification"},
    "categories": {"label": {"label_groups": [{"name": "manmade", "group_type": "exclusive", "labels": ["car", "bicycle"]}],
      "labels": [{"name": "car", "parent": "", "attributes": []}], "attributes": []}},
    "items": [{"id": "c", "annotations": [{"id": 0, "type": "label", "group": 0, "label_id": 0}],
      "image": {"path": "test/c.jpg"}, "media": {"path": "test/c.jpg"}, "path": ""}]
  })";
  Files out = Rewrite({{"annotations/test.json", legacy}, {"images/test/c.jpg", "C"}});
  EXPECT_EQ(out["annotations/test.json"],
            R"({"dm_format_version":"1.0","media_type":2,"infos":{"task":"classification"},)"
            R"("categories":{"label":{"labels":[{"name":"car","parent":"","attributes":[]}],)"
            R"("label_groups":[{"name":"manmade","group_type":"exclusive","labels":["bicycle","car"]}],"attributes":[]}},)"
            R"("items":[{"id":"c","annotations":[)"
            R"({"id":0,"type":"label","attributes":{},"group":0,"label_id":0}],"image":{"path":"images/test/c.jpg"}}]})");
}

}  // namespace
}  // namespace dropset::testing
