// What annotations become in instances, stuff and person_keypoints: the numbers are the reference's (coco.md §5), but where
// decisions.md says otherwise.
#include "formats/coco/support.h"

namespace dropset::testing {
namespace {

json Rle(std::initializer_list<int> counts, int height, int width) {
  return {{"counts", std::vector<int>(counts)}, {"size", {height, width}}};
}

TEST(CocoInstances, AGroupIsOneObject) {
  Sketch sketch(4, 4);
  sketch.Bbox({0, 1, 2, 2}, 2, 1, 1);
  sketch.Polygon({0, 1, 2, 1, 2, 3, 0, 3}, 2, 1, 1).attributes.is_crowd = Crowd::kNo;
  sketch.Mask({"0100", "0100", "0111", "0000"}, 4, 3, 3).attributes.is_crowd = Crowd::kYes;
  sketch.Bbox({1, 0, 2, 2}, 4, 3, 3).attributes.is_crowd = Crowd::kYes;
  const json elements = Instances(sketch);
  ASSERT_EQ(elements.size(), 2u);
  EXPECT_EQ(elements[0].dump(), R"({"area":4.0,"bbox":[0.0,1.0,2.0,2.0],"category_id":3,"id":1,"image_id":1,"iscrowd":0,)"
                                R"("segmentation":[[0.0,1.0,2.0,1.0,2.0,3.0,0.0,3.0]]})");
  EXPECT_EQ(elements[1]["segmentation"], Rle({4, 3, 3, 1, 3, 1, 1}, 4, 4));
  EXPECT_EQ(elements[1]["iscrowd"], 1);
  EXPECT_EQ(elements[1]["area"], 5.0);
  EXPECT_EQ(elements[1]["bbox"], json({1, 0, 2, 2}));
}

// coco.md §5, 57.
TEST(CocoInstances, AreSortedByGroupAndTheLargestMemberLeads) {
  Sketch sketch;
  const int64_t groups[] = {5, 0, 2, 0, -2, -2};
  const double areas[] = {1, 2, 3, 4, 5, 10};
  for (int k = 0; k < 6; ++k) sketch.Bbox({10.0 * k, 0, areas[k], 1}, k % 5, groups[k], k + 1);
  const json elements = Instances(sketch);
  std::vector<int> ids;
  for (const json& element : elements) ids.push_back(element["id"]);
  EXPECT_EQ(ids, (std::vector<int>{6, 2, 4, 3, 1}));
  EXPECT_EQ(elements[0]["bbox"], json({40, 0, 20, 1}));
}

// 58, 56.
TEST(CocoInstances, GuessFollowsTheLeader) {
  Sketch mixed(6, 6);
  mixed.Polygon({0, 0, 4, 0, 4, 4}, 1, 1, 7);
  mixed.Mask({"000000", "000000", "000000", "000111", "000111", "000111"}, 1, 1, 9);
  json elements = Instances(mixed);
  ASSERT_EQ(elements.size(), 1u);
  EXPECT_EQ(elements[0]["segmentation"], Rle({6, 1, 5, 2, 4, 6, 3, 3, 3, 3}, 6, 6));
  EXPECT_EQ(elements[0]["area"], 15.0);
  EXPECT_EQ(elements[0]["id"], 9);

  Sketch block(4, 4);
  block.Mask({"0000", "0111", "0111", "0000"});
  elements = Instances(block);
  EXPECT_EQ(elements[0]["segmentation"], Rle({5, 2, 2, 2, 2, 2, 1}, 4, 4));
  EXPECT_EQ(elements[0]["bbox"], json({1, 1, 3, 2}));  // its true extent
  block.item.annotations[0].attributes.is_crowd = Crowd::kNo;
  elements = Instances(block);
  EXPECT_EQ(elements[0]["segmentation"], json({{1, 1, 1, 3, 4, 3, 4, 1, 1, 1}}));  // its pixels' edges
  EXPECT_EQ(elements[0]["area"], 6.0);
}

// 32.
TEST(CocoInstances, MasksBecomePolygons) {
  Sketch sketch(10, 5);
  sketch.Mask({"0111011111", "0011001110", "0001000100", "0000000000", "0000000000"}, 3, 4, 4);
  for (const char* mode : {"polygons", "guess"}) {
    sketch.item.annotations[0].attributes.is_crowd = Crowd::kNo;
    const json elements = Instances(sketch, {{"segmentation-mode", mode}});
    ASSERT_EQ(elements.size(), 1u);
    EXPECT_EQ(elements[0]["iscrowd"], 0);
    EXPECT_EQ(elements[0]["segmentation"].size(), 2u);
    for (const json& ring : elements[0]["segmentation"]) EXPECT_EQ(ring.size() % 2, 0u);
  }
}

TEST(CocoInstances, HolesThatPolygonsLoseAreCountedWithTheOptionThatKeepsThem) {
  Sketch ring(7, 7);
  ring.Mask({"1111111", "1000001", "1000001", "1000001", "1000001", "1000001", "1111111"});
  WrittenCoco written = WriteCoco("coco_instances", {ring.item}, {{"segmentation-mode", "polygons"}});
  EXPECT_EQ(written.Count("mask-holes-dropped"), 1u);
  EXPECT_EQ(LineOf(written.report, "mask-holes-dropped").option, "--segmentation-mode mask");
  EXPECT_TRUE(WriteCoco("coco_instances", {ring.item}, {{"segmentation-mode", "mask"}}).report.lines().empty());
}

// 31, 59, and polygons where no size is known.
TEST(CocoInstances, PolygonsBecomeMasks) {
  Sketch sketch(10, 6);
  sketch.Polygon({0, 0, 4, 0, 4, 4}, 3, 4, 4);
  sketch.Polygon({5, 0, 9, 0, 5, 5}, 3, 4, 4);
  json elements = Instances(sketch, {{"segmentation-mode", "mask"}});
  ASSERT_EQ(elements.size(), 1u);
  EXPECT_EQ(elements[0]["segmentation"], Rle({6, 1, 5, 2, 4, 3, 9, 4, 2, 3, 3, 2, 4, 1, 11}, 6, 10));
  EXPECT_EQ(elements[0]["iscrowd"], 1);
  Sketch ellipse(6, 6);
  ellipse.Ellipse({0, 0, 4, 4});
  EXPECT_EQ(Instances(ellipse, {{"segmentation-mode", "mask"}})[0]["segmentation"], Rle({1, 2, 3, 4, 2, 4, 3, 2, 15}, 6, 6));
  sketch.item.media.width = 0;
  WrittenCoco written = WriteCoco("coco_instances", {sketch.item}, {{"segmentation-mode", "mask"}});
  EXPECT_EQ(written.Count("polygon-without-size-dropped"), 1u);
}

TEST(CocoInstances, StuffIsAlwaysMasks) {
  Sketch sketch(6, 6);
  sketch.Polygon({0, 0, 4, 0, 4, 4});
  EXPECT_TRUE(Elements("coco_stuff", sketch, {{"segmentation-mode", "polygons"}})[0]["segmentation"].is_object());
}

// 33.
TEST(CocoInstances, WhatIsCoveredIsCropped) {
  Sketch sketch(5, 5);
  sketch.Mask({"00111", "00111", "11011", "11100", "11100"}, 2, 1, 1);
  sketch.Polygon({1, 1, 4, 1, 4, 4, 1, 4}, 1, 2, 2).z_order = 1;
  const json elements = Instances(sketch, {{"crop-covered", ""}});
  ASSERT_EQ(elements.size(), 2u);
  EXPECT_EQ(elements[0]["segmentation"], Rle({2, 3, 4, 2, 3, 2, 4, 3, 2}, 5, 5));
  EXPECT_EQ(elements[1]["segmentation"], json({{1, 1, 4, 1, 4, 4, 1, 4}}));
}

TEST(CocoInstances, AreasAndBoxesComeFromTheUnroundedShape) {
  Sketch box;
  box.Bbox({0.1, 0.1, 0.2, 0.25});
  EXPECT_EQ(Instances(box)[0]["area"], 0.05);
  Sketch polygon(4, 4);
  polygon.Polygon({0.1, 0.126, 3.333, 0.1, 3.1, 3.77});
  const json element = Instances(polygon)[0];
  EXPECT_EQ(element["area"], 5.0);
  EXPECT_EQ(element["bbox"], json({0.1, 0.1, 3.233, 3.67}));
  EXPECT_EQ(Instances(polygon)[0]["segmentation"], json({{0.1, 0.126, 3.333, 0.1, 3.1, 3.77}}));
}

TEST(CocoInstances, AnEmptyMaskIsAnObjectWithoutExtent) {
  Sketch sketch(3, 2);
  sketch.Mask({"000", "000"});
  const json elements = Instances(sketch);
  ASSERT_EQ(elements.size(), 1u);
  EXPECT_EQ(elements[0]["area"], 0.0);
  EXPECT_EQ(elements[0]["bbox"], json({0, 0, 0, 0}));
}

TEST(CocoInstances, OnlyTheLeadersAttributesAreKept) {
  Sketch sketch(4, 4);
  Annotation& box = sketch.Bbox({0, 0, 1, 1}, 0, 1);
  box.attributes.others = sketch.item.AddText(R"("small":true)");
  Annotation& larger = sketch.Bbox({0, 0, 2, 2}, 0, 1);
  larger.attributes.others = sketch.item.AddText(R"("score":"0.25","large":true)");
  WrittenCoco written = WriteCoco("coco_instances", {sketch.item});
  const json element = written.files["annotations/instances_train.json"]["annotations"][0];
  EXPECT_EQ(element["attributes"], json({{"large", true}}));
  EXPECT_EQ(element["score"], 0.25);
  EXPECT_EQ(written.Count("member-attributes-dropped"), 1u);
  const json bare = Instances(sketch, {{"allow-attributes", "False"}})[0];
  EXPECT_FALSE(bare.contains("attributes"));
  EXPECT_TRUE(bare.contains("score"));
}

// 38.
TEST(CocoKeypoints, JoinTheObjectOfTheirGroup) {
  Sketch sketch(5, 5);
  sketch.Points({0, 0, 0, 2, 4, 1}, {0, 1, 2}, 3, 1, 1);
  sketch.Polygon({0, 0, 4, 0, 4, 4}, 3, 1, 1);
  sketch.Points({1, 2, 3, 4, 2, 3}, {2, 2, 2}, kNoLabel, 2, 2);
  sketch.Bbox({1, 2, 2, 2}, kNoLabel, 2, 2);
  sketch.Points({1, 2, 0, 2, 4, 1}, {2, 2, 2}, 4, 0, 3);
  sketch.Polygon({0, 0, 1, 0, 1, 1}, 4, 0, 4);
  sketch.Points({0, 0, 1, 2, 3, 4}, {0, 1, 2}, kNoLabel, 0, 5);
  const json elements = Elements("coco_person_keypoints", sketch);
  std::map<int, json> by_id;
  for (const json& element : elements) by_id[element["id"]] = element;
  ASSERT_EQ(by_id.size(), 4u);
  EXPECT_EQ(by_id[1]["keypoints"], json({0, 0, 0, 0, 2, 1, 4, 1, 2}));
  EXPECT_EQ(by_id[1]["num_keypoints"], 2);
  EXPECT_EQ(by_id[1]["bbox"], json({0, 0, 4, 4}));
  EXPECT_EQ(by_id[2]["category_id"], 0);
  EXPECT_EQ(by_id[3]["bbox"], json({0, 1, 4, 1}));
  EXPECT_EQ(by_id[3]["area"], 4.0);
  EXPECT_EQ(by_id[5]["bbox"], json({1, 2, 2, 2}));
}

// The reference loses the first of these (decisions.md "Ids and labels").
TEST(CocoKeypoints, PointsAloneInTheirGroupAreWrittenAndFurtherOnesOfAnObjectCounted) {
  Sketch sketch(5, 5);
  sketch.Points({1, 1}, {2}, 0, 7, 7);
  sketch.Bbox({0, 0, 2, 2}, 0, 8, 8);
  sketch.Points({1, 1}, {2}, 0, 8, 8);
  sketch.Points({2, 2}, {2}, 0, 8, 8);
  WrittenCoco written = WriteCoco("coco_person_keypoints", {sketch.item});
  EXPECT_EQ(written.files["annotations/person_keypoints_train.json"]["annotations"].size(), 2u);
  EXPECT_EQ(written.Count("points-dropped"), 1u);
}

}  // namespace
}  // namespace dropset::testing
