// decisions.md "Media": shapes that a target has no place for become masks or boxes where an option asks for it.
#include "convert/shape_conversion.h"

#include <gtest/gtest.h>

#include "convert/reduction.h"

namespace dropset {
namespace {

class ShapeConversion : public ::testing::Test {
 protected:
  ShapeConversion() {
    item_.id = "i";
    item_.subset = "train";
    item_.media.width = item_.media.height = 6;
  }

  Annotation& Add(AnnotationType type, std::vector<double> coords, int64_t group = 0, int32_t label = 0) {
    Annotation& a = item_.annotations.emplace_back();
    a.type = type;
    a.group = group;
    a.label = label;
    a.coords = item_.AddCoords(coords);
    return a;
  }
  // What is left when it was reduced for `target`.
  void Reduce(const char* target, bool masks, bool boxes) {
    Reduction(*FindFormat(target), {}, {masks, boxes}, report_).ReduceItem(item_);
  }
  uint64_t Count(std::string_view code) const {
    uint64_t count = 0;
    for (const ReportLine& line : report_.lines()) count += line.code == code ? line.count : 0;
    return count;
  }
  std::vector<uint32_t> RunsOf(size_t k) const {
    const auto runs = item_.Runs(item_.annotations[k]);
    return {runs.begin(), runs.end()};
  }
  std::vector<double> CoordsOf(size_t k) const {
    const auto coords = std::as_const(item_).Coords(item_.annotations[k]);
    return {coords.begin(), coords.end()};
  }

  Item item_;
  Report report_;
};

TEST_F(ShapeConversion, PolygonsOfOneObjectBecomeOneMask) {
  Add(AnnotationType::kPolygon, {0, 0, 2, 0, 2, 2, 0, 2}, 3);
  Add(AnnotationType::kPolygon, {4, 4, 6, 4, 6, 6, 4, 6}, 3);
  Add(AnnotationType::kPolygon, {2, 2, 4, 2, 4, 4, 2, 4}, 3, 1);  // another label: another object
  Reduce("open_images", true, false);
  ASSERT_EQ(item_.annotations.size(), 2u);
  EXPECT_EQ(item_.annotations[0].type, AnnotationType::kMask);
  EXPECT_EQ(item_.annotations[0].group, 3);
  EXPECT_EQ(RunsOf(0), (std::vector<uint32_t>{0, 2, 4, 2, 20, 2, 4, 2}));
  EXPECT_EQ(RunsOf(1), (std::vector<uint32_t>{14, 2, 4, 2, 14}));
  EXPECT_EQ(Count("shape-to-mask"), 3u);
  EXPECT_EQ(Count("annotation-type-dropped"), 0u);
}

TEST_F(ShapeConversion, ShapesOfGroupZeroStayApart) {
  Add(AnnotationType::kPolygon, {0, 0, 2, 0, 2, 2, 0, 2});
  Add(AnnotationType::kEllipse, {0, 0, 6, 6});
  Reduce("coco_panoptic", true, false);
  EXPECT_EQ(item_.annotations.size(), 2u);
}

TEST_F(ShapeConversion, NothingIsConvertedThatIsNotAskedFor) {
  Add(AnnotationType::kPolygon, {0, 0, 2, 0, 2, 2, 0, 2});
  Reduce("open_images", false, false);
  EXPECT_TRUE(item_.annotations.empty());
  EXPECT_EQ(report_.lines()[0].option, "--polygons-to-masks");
}

TEST_F(ShapeConversion, NothingIsConvertedThatTheTargetHolds) {
  Add(AnnotationType::kPolygon, {0, 0, 2, 0, 2, 2, 0, 2});
  Reduce("datumaro", true, true);
  EXPECT_EQ(item_.annotations[0].type, AnnotationType::kPolygon);
}

TEST_F(ShapeConversion, WithoutASizeThereIsNoMask) {
  item_.media = Media();
  Add(AnnotationType::kPolygon, {0, 0, 2, 0, 2, 2, 0, 2});
  Reduce("open_images", true, false);
  EXPECT_TRUE(item_.annotations.empty());
  EXPECT_EQ(Count("annotation-type-dropped"), 1u);
}

TEST_F(ShapeConversion, ShapesBecomeTheBoxesAroundThem) {
  Add(AnnotationType::kPolyline, {1, 4, 3, 0.5, 2, 5});
  Annotation& points = Add(AnnotationType::kPoints, {1, 1, 9, 9, 3, 2});
  points.visibility = item_.AddVisibility(std::vector<uint8_t>{2, 0, 1});
  Reduce("open_images", false, true);
  ASSERT_EQ(item_.annotations.size(), 2u);
  EXPECT_EQ(item_.annotations[0].type, AnnotationType::kBbox);
  EXPECT_TRUE(item_.annotations[0].bbox_corners);
  EXPECT_EQ(CoordsOf(0), (std::vector<double>{1, 0.5, 3, 5}));
  EXPECT_EQ(CoordsOf(1), (std::vector<double>{1, 1, 3, 2}));
  EXPECT_EQ(Count("shape-to-box"), 2u);
}

TEST_F(ShapeConversion, AnObjectThatHasABoxGetsNoOther) {
  Add(AnnotationType::kBbox, {1, 1, 2, 2}, 4);
  Add(AnnotationType::kPolygon, {0, 0, 2, 0, 2, 2, 0, 2}, 4);
  Reduce("open_images", false, true);
  ASSERT_EQ(item_.annotations.size(), 1u);
  EXPECT_EQ(CoordsOf(0), (std::vector<double>{1, 1, 2, 2}));
  EXPECT_EQ(Count("annotation-type-dropped"), 1u);
}

TEST_F(ShapeConversion, CaptionsHaveNoShape) {
  Add(AnnotationType::kCaption, {});
  Reduce("open_images", true, true);
  EXPECT_TRUE(item_.annotations.empty());
  EXPECT_TRUE(report_.lines()[0].option.empty());
}

}  // namespace
}  // namespace dropset
