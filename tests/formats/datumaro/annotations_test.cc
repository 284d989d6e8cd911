// datumaro.md §2.5, §2.6 and behaviour runs 23, 24.
#include <gtest/gtest.h>

#include "formats/datumaro/support.h"

namespace dropset::testing {
namespace {

struct Bad {
  const char* name;
  const char* annotation;
  const char* problem;  // the report's example, and the error with --strict
};

class BadAnnotation : public ::testing::TestWithParam<Bad> {};

// Left out, counted with its place, and its neighbours stay; with --strict an error.
TEST_P(BadAnnotation, IsLeftOutWithItsPlace) {
  const std::string good = R"({"type":"label","label_id":0})";
  const std::string annotations = good + "," + GetParam().annotation + "," + good;
  ReadOutcome read = ReadAnnotations(annotations);
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].annotations.size(), 2u);
  EXPECT_TRUE(read.items[0].coords.empty() && read.items[0].visibility.empty() && read.items[0].runs.empty());
  ASSERT_EQ(read.report.lines().size(), 1u);
  EXPECT_EQ(read.report.lines()[0].count, 1u);
  EXPECT_EQ(read.report.lines()[0].example, std::string("annotations/train.json: items[0].annotations[1]") + GetParam().problem);

  ReadOutcome strict = ReadAnnotations(annotations, {{"strict", ""}});
  EXPECT_EQ(strict.status.Text(), std::string("annotations/train.json: items[0].annotations[1]") + GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadAnnotation,
    ::testing::Values(
        Bad{"LabelWithoutNumber", R"({"type":"label","label_id":null})", ".label_id: a label needs one"},
        Bad{"OddPoints", R"({"type":"points","points":[1,2,3]})", ".points: expected an even count, found 3"},
        Bad{"VisibilityOfThree", R"({"type":"points","points":[1,2],"visibility":[3]})", ".visibility: expected 0, 1 or 2"},
        Bad{"VisibilityTooShort", R"({"type":"points","points":[1,2,3,4],"visibility":[1]})",
            ".visibility: expected one number for each of 2 points, found 1"},
        Bad{"PolygonOfTwoPoints", R"({"type":"polygon","points":[1,2,3,4]})", ".points: expected 3 points or more, found 2"},
        Bad{"OddPolyline", R"({"type":"polyline","points":[1,2,3]})", ".points: expected an even count, found 3"},
        Bad{"BoxOfThree", R"({"type":"bbox","bbox":[1,2,3]})", ".bbox: expected 4 numbers, found 3"},
        Bad{"NoBox", R"({"type":"bbox","points":[1,2,3,4]})", ".bbox: there are none"},
        Bad{"EllipseOfThree", R"({"type":"ellipse","points":[1,2,3]})", ".points: expected 4 numbers, found 3"},
        Bad{"FlatCuboid2d", R"({"type":"cuboid_2d","points":[1,2]})", ".points: expected 16 numbers, found 2"},
        Bad{"CuboidOfTwo", R"({"type":"cuboid_3d","position":[1,2]})", ".position: expected 3 numbers, found 2"},
        Bad{"TextAsCoordinate", R"({"type":"bbox","bbox":[1,2,"3",4]})", ".bbox: expected numbers only"},
        Bad{"NotFinite", R"({"type":"bbox","bbox":[1,2,NaN,4]})", ".bbox: a number is not finite"},
        Bad{"NotAnArray", R"({"type":"bbox","bbox":{"x":1}})", ".bbox: expected an array of numbers, found an object"},
        Bad{"NoMask", R"({"type":"mask"})", ".rle: there is none"},
        Bad{"MaskTooLong", R"({"type":"mask","rle":{"counts":"06","size":[1,3]}})",
            ".rle.counts: run lengths sum to 6, more than the mask's 1 x 3 pixels"},
        Bad{"MaskTooLarge", R"({"type":"mask","rle":{"counts":"","size":[4000000000,4000000000]}})",
            ".rle.counts: mask of 4000000000 x 4000000000 pixels is too large"},
        Bad{"MaskWithoutSize", R"({"type":"mask","rle":{"counts":"06"}})", ".rle.size: expected the height and width"},
        Bad{"NoType", R"({"label_id":1})", ".type: there is none"},
        Bad{"UnknownType", R"({"type":"rotated_bbox","points":[1,2,"x"]})", ": type rotated_bbox"},
        Bad{"NoObject", "17", ": expected an object"},
        Bad{"IdIsAnArray", R"({"type":"label","label_id":0,"id":[1]})", ".id: expected an integer, found an array"},
        Bad{"IdTooLarge", R"({"type":"label","label_id":0,"id":99999999999999999999})",
            ".id: expected an integer, found 99999999999999999999"},
        Bad{"LabelBeyond32Bits", R"({"type":"label","label_id":4294967296})",
            ".label_id: expected an integer from -1 to 2147483647, found 4294967296"},
        Bad{"AttributesAreAList", R"({"type":"label","label_id":0,"attributes":[1]})",
            ".attributes: expected an object, found an array"},
        Bad{"SkeletonOfPairs", R"({"type":"skeleton","label_id":0,"points":[1,2,2,4]})",
            ".points: expected 3 numbers for each point, found 4"}),
    [](const ::testing::TestParamInfo<Bad>& info) { return info.param.name; });

TEST(DatumaroAnnotations, CoordinatesAreKeptAsRead) {
  ReadOutcome read = ReadAnnotations(R"({"type":"bbox","bbox":[1.005,2.555,275.14,126.49]})");
  const Item& item = read.items.at(0);
  EXPECT_FALSE(item.annotations.at(0).bbox_corners);
  EXPECT_EQ(item.coords, (std::vector<double>{1.005, 2.555, 275.14, 126.49}));
}

TEST(DatumaroAnnotations, DefaultsStandForWhatIsAbsentOrNull) {
  ReadOutcome read = ReadAnnotations(R"({"type":"bbox","bbox":[1,2,3,4]},
      {"type":"bbox","bbox":[1,2,3,4],"id":null,"attributes":null,"group":null,"object_id":null,"label_id":null,"z_order":null})");
  ASSERT_EQ(read.items.at(0).annotations.size(), 2u);
  for (const Annotation& a : read.items[0].annotations) {
    EXPECT_EQ(a.id, 0);
    EXPECT_EQ(a.group, 0);
    EXPECT_EQ(a.object_id, kNoObject);
    EXPECT_EQ(a.label, kNoLabel);
    EXPECT_EQ(a.z_order, 0);
    EXPECT_TRUE(a.attributes.empty());
  }
  EXPECT_TRUE(read.report.lines().empty());
}

TEST(DatumaroAnnotations, LabelsBeyondTheListAreKept) {
  EXPECT_EQ(ReadAnnotations(R"({"type":"bbox","label_id":7,"bbox":[1,2,3,4]})").items.at(0).annotations.at(0).label, 7);
}

TEST(DatumaroAnnotations, TextsAndFloatsThatAreIntegersAreConvertedAndCounted) {
  ReadOutcome read = ReadAnnotations(R"({"type":"label","label_id":"1","id":5.0,"group":900100087038})");
  const Annotation& a = read.items.at(0).annotations.at(0);
  EXPECT_EQ(a.label, 1);
  EXPECT_EQ(a.id, 5);
  EXPECT_EQ(a.group, 900100087038);
  EXPECT_EQ(read.Count("field-mended"), 1u);
  EXPECT_FALSE(ReadAnnotations(R"({"type":"label","label_id":"1"})", {{"strict", ""}}).status.ok());
}

TEST(DatumaroAnnotations, MembersComeInAnyOrder) {
  ReadOutcome read =
      ReadAnnotations(R"({"points":[[0,1],[2,3],[4,5],[6,7],[8,9],[10,11],[12,13],[14,15]],"label_id":2,"type":"cuboid_2d"},
      {"points":[1,2,3,4],"visibility":[1,0],"type":"points"},
      {"scale":[7,8,9],"position":[1,2,3],"rotation":[4,5,6],"type":"cuboid_3d"})");
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  const Item& item = read.items.at(0);
  ASSERT_EQ(item.annotations.size(), 3u);
  EXPECT_EQ(item.Coords(item.annotations[0]).size(), 16u);
  EXPECT_EQ(item.Coords(item.annotations[0])[15], 15);
  EXPECT_EQ(item.Visibility(item.annotations[1])[1], 0);
  const auto cuboid = item.Coords(item.annotations[2]);
  EXPECT_EQ(std::vector<double>(cuboid.begin(), cuboid.end()), (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(DatumaroAnnotations, CuboidsHaveDefaultRotationAndScale) {
  ReadOutcome read = ReadAnnotations(R"({"type":"cuboid_3d","position":[1,2,3],"rotation":[],"scale":null})");
  const Item& item = read.items.at(0);
  const auto cuboid = item.Coords(item.annotations.at(0));
  EXPECT_EQ(std::vector<double>(cuboid.begin(), cuboid.end()), (std::vector<double>{1, 2, 3, 0, 0, 0, 1, 1, 1}));
}

TEST(DatumaroAnnotations, PointsWithoutVisibilityAreVisible) {
  const Item item = ReadAnnotations(R"({"type":"points","points":[1,2,3,4]})").items.at(0);
  EXPECT_EQ(item.visibility, (std::vector<uint8_t>{2, 2}));
}

TEST(DatumaroAnnotations, PolylinesMayBeEmpty) {
  EXPECT_EQ(ReadAnnotations(R"({"type":"polyline","points":[]})").items.at(0).annotations.size(), 1u);
}

TEST(DatumaroAnnotations, ShortMasksAreCompletedAndCounted) {
  ReadOutcome read =
      ReadAnnotations(R"({"type":"mask","rle":{"counts":"d0d0:F\\0","size":[10,10]}})");  // the documentation's sample
  ASSERT_EQ(read.items.at(0).annotations.size(), 1u) << LineOf(read.report, "annotation-skipped").example;
  const Item& item = read.items.at(0);
  uint64_t sum = 0;
  for (uint32_t run : item.Runs(item.annotations.at(0))) sum += run;
  EXPECT_EQ(sum, 100u);
  EXPECT_EQ(read.Count("mask-completed"), 1u);
}

TEST(DatumaroAnnotations, UncompressedCountsAreRead) {
  ReadOutcome read = ReadAnnotations(R"({"type":"mask","rle":{"size":[2,3],"counts":[0,6]}})");
  ASSERT_TRUE(read.status.ok());
  EXPECT_EQ(read.items.at(0).runs, (std::vector<uint32_t>{0, 6}));
}

TEST(DatumaroAnnotations, CaptionsThatAreNoTextBecomeOne) {
  const Item item = ReadAnnotations(R"({"type":"caption","caption":null},{"type":"caption","caption":4.5},
      {"type":"caption","caption":true},{"type":"caption","caption":"\u00e9"})")
                        .items.at(0);
  ASSERT_EQ(item.annotations.size(), 4u);
  EXPECT_EQ(item.Text(item.annotations[0].caption), "None");
  EXPECT_EQ(item.Text(item.annotations[1].caption), "4.5");
  EXPECT_EQ(item.Text(item.annotations[2].caption), "True");
  EXPECT_EQ(item.Text(item.annotations[3].caption), "é");
}

TEST(DatumaroAnnotations, CrowdAndScoreAreLiftedOut) {
  const Item item = ReadAnnotations(R"({"type":"label","label_id":0,
      "attributes":{"x": 1.50,"is_crowd":true,"s":"a \"q\"","score":1,"list":[1, {"k": null}]}},
      {"type":"label","label_id":0,"attributes":{"is_crowd":1,"score":"high"}},
      {"type":"label","label_id":0,"attributes":{"score":0.25}})")
                        .items.at(0);
  const Attributes& first = item.annotations.at(0).attributes;
  EXPECT_EQ(item.Text(first.others), R"("x":1.50,"s":"a \"q\"","list":[1,{"k":null}])");
  EXPECT_EQ(first.is_crowd, Crowd::kYes);
  EXPECT_TRUE(first.has_score && first.score_is_integer && first.score == 1);
  const Attributes& second = item.annotations.at(1).attributes;
  EXPECT_EQ(item.Text(second.others), R"("is_crowd":1,"score":"high")");
  EXPECT_TRUE(second.is_crowd == Crowd::kAbsent && !second.has_score);
  const Attributes& third = item.annotations.at(2).attributes;
  EXPECT_TRUE(third.has_score && !third.score_is_integer && third.score == 0.25);
}

// CVAT (datumaro.md §2.6).
TEST(DatumaroAnnotations, SkeletonsBecomePointsWithVisibilityAndKeepTheirPointsAttributes) {
  ReadOutcome read = ReadAnnotations(R"({"id":4,"type":"skeleton","attributes":{"keyframe":true},"group":3,"label_id":1,
      "points":[1.5,2,2,0,0,0,5,6,1],"points_attributes":[{},{"occluded":true},{}]},
      {"type":"skeleton","label_id":1,"points":[1,2,2],"points_attributes":[{}]})");
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  const Item& item = read.items.at(0);
  ASSERT_EQ(item.annotations.size(), 2u);
  const Annotation& a = item.annotations[0];
  EXPECT_EQ(a.type, AnnotationType::kPoints);
  EXPECT_EQ(a.label, 1);
  EXPECT_EQ(a.group, 3);
  const auto coords = item.Coords(a);
  EXPECT_EQ(std::vector<double>(coords.begin(), coords.end()), (std::vector<double>{1.5, 2, 0, 0, 5, 6}));
  const auto visibility = item.Visibility(a);
  EXPECT_EQ(std::vector<uint8_t>(visibility.begin(), visibility.end()), (std::vector<uint8_t>{2, 0, 1}));
  EXPECT_EQ(item.Text(a.attributes.others), R"("keyframe":true,"points_attributes":[{},{"occluded":true},{}])");
  EXPECT_TRUE(item.annotations[1].attributes.empty());
  EXPECT_EQ(read.Count("skeleton-as-points"), 2u);
}

TEST(DatumaroAnnotations, HashKeysAreLeftOutAndCountedAlsoWhenStrict) {
  ReadOutcome read = ReadAnnotations(R"({"type":"hash_key","points":"x"},{"type":"label","label_id":0})", {{"strict", ""}});
  ASSERT_TRUE(read.status.ok()) << read.status.Text();
  EXPECT_EQ(read.items.at(0).annotations.size(), 1u);
  EXPECT_EQ(LineOf(read.report, "hash-key-dropped").severity, Severity::kLoss);
}

}  // namespace
}  // namespace dropset::testing
