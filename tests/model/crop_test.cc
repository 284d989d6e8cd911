#include "model/crop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/mask_support.h"

namespace dropset {
namespace {

using testing::Bitmap;
using testing::FromRows;
using testing::Random;
using testing::RandomBitmap;
using testing::ToBitmap;
using testing::ToRle;
using Kind = CropResult::Kind;

CropSegment OfRing(const Ring& ring) { return {ring, {}, false}; }
CropSegment OfMask(const Rle& mask) { return {{}, mask, true}; }

// §6.6 pixel by pixel. What is left of segment i, or nothing if it stays as it is.
bool SlowCrop(const std::vector<Bitmap>& shapes, size_t i, Bitmap& left) {
  const double area = static_cast<double>(shapes[i].Area());
  left = shapes[i];
  bool cropped = false;
  for (size_t j = i + 1; j < shapes.size(); ++j) {
    double common = 0, all = 0;
    for (size_t p = 0; p < left.pixels.size(); ++p) {
      common += shapes[i].pixels[p] && shapes[j].pixels[p];
      all += shapes[i].pixels[p] || shapes[j].pixels[p];
    }
    const double iou = common / all, ratio = static_cast<double>(shapes[j].Area()) / area;
    if (iou <= 0 || std::abs(ratio - iou) < 0.001) continue;
    if (std::abs(1 / ratio - iou) < 0.001) return false;
    for (size_t p = 0; p < left.pixels.size(); ++p) left.pixels[p] &= !shapes[j].pixels[p];
    cropped = true;
  }
  return cropped;
}

TEST(CropCovered, MaskUnderAPolygon) {
  const Rle mask = ToRle(FromRows({"00111", "00111", "11011", "11100", "11100"}));
  const Ring ring = {1, 1, 4, 1, 4, 4, 1, 4};
  const auto results = CropCovered(std::vector{OfMask(mask), OfRing(ring)}, 5, 5, nullptr);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].kind, Kind::kMask);
  EXPECT_EQ(results[0].mask.runs, ToRle(FromRows({"00111", "00001", "10001", "10000", "11100"})).runs);
  EXPECT_EQ(results[1].kind, Kind::kKept);
}

TEST(CropCovered, RingsOfOneInstanceCutEachOther) {
  // As the reference crops them: the second ring and a mask lie above the first.
  const Ring first = {10.18, 4.45, 5.88, 6.36, 3.21, 9.44, 0.17, 6.46, 0.8, 2.73, 3.11, 0, 6.52, 1.73};
  const Ring second = {9.39, 8.05, 6.71, 13.67, 2.07, 8.05, 6.71, 4.28};
  const Rle mask{28, 12, {94, 1, 1, 12, 14, 1, 1, 12, 14, 14, 14, 14, 14, 14, 14, 14, 88}};
  const auto results = CropCovered(std::vector{OfRing(first), OfRing(second), OfMask(mask)}, 28, 12, nullptr);
  ASSERT_EQ(results[0].kind, Kind::kRings);
  EXPECT_EQ(results[0].rings, (std::vector<Ring>{{3, 0, 1, 2, 1, 4, 0, 6, 2, 8, 6, 3, 9, 4, 7, 2, 3, 0}}));
  ASSERT_EQ(results[1].kind, Kind::kRings);
  EXPECT_EQ(results[1].rings, (std::vector<Ring>{{6, 4, 3, 7, 3, 9, 8, 9, 8, 7, 7, 6, 6, 4}}));
  EXPECT_EQ(results[2].kind, Kind::kKept);
}

TEST(CropCovered, OneInsideTheOtherIsLeftAlone) {
  const Ring large = {0, 0, 9, 0, 9, 9, 0, 9}, small = {2, 2, 5, 2, 5, 5, 2, 5};
  for (const auto& order : {std::vector{OfRing(large), OfRing(small)}, std::vector{OfRing(small), OfRing(large)},
                            std::vector{OfRing(large), OfRing(large)}}) {
    for (const CropResult& result : CropCovered(order, 10, 10, nullptr)) EXPECT_EQ(result.kind, Kind::kKept);
  }
}

TEST(CropCovered, ACoveringTopForgetsTheOthers) {
  const Ring bottom = {2, 2, 6, 2, 6, 6, 2, 6}, beside = {4, 4, 8, 4, 8, 8, 4, 8}, over = {0, 0, 9, 0, 9, 9, 0, 9};
  EXPECT_EQ(CropCovered(std::vector{OfRing(bottom), OfRing(beside)}, 10, 10, nullptr)[0].kind, Kind::kRings);
  EXPECT_EQ(CropCovered(std::vector{OfRing(bottom), OfRing(beside), OfRing(over)}, 10, 10, nullptr)[0].kind, Kind::kKept);
  EXPECT_EQ(CropCovered(std::vector{OfRing(bottom), OfRing(over), OfRing(beside)}, 10, 10, nullptr)[0].kind, Kind::kKept);
}

TEST(CropCovered, WhatIsEmptyIsRemoved) {
  const Ring outside = {20, 20, 30, 20, 30, 30};
  const Rle nothing{10, 10, {100}};
  const Rle left = ToRle(FromRows({"111100"})), middle = ToRle(FromRows({"001110"})), right = ToRle(FromRows({"000111"}));
  const auto empty = CropCovered(std::vector{OfRing(outside), OfMask(nothing)}, 10, 10, nullptr);
  EXPECT_EQ(empty[0].kind, Kind::kRemoved);
  EXPECT_EQ(empty[1].kind, Kind::kRemoved);
  // The middle one is covered by two that each leave a part.
  const auto results = CropCovered(std::vector{OfMask(middle), OfMask(left), OfMask(right)}, 1, 6, nullptr);
  EXPECT_EQ(results[0].kind, Kind::kRemoved);
  EXPECT_EQ(results[1].kind, Kind::kMask);
  EXPECT_EQ(results[2].kind, Kind::kKept);
}

TEST(CropCovered, MasksOfAnotherSizeNeitherCoverNorAreCovered) {
  const Rle other{4, 4, {0, 16}}, own{5, 5, {0, 12, 13}};
  const Ring ring = {1, 0, 5, 0, 5, 5, 1, 5};
  const auto results = CropCovered(std::vector{OfMask(own), OfMask(other), OfRing(ring)}, 5, 5, nullptr);
  EXPECT_EQ(results[0].kind, Kind::kMask);
  EXPECT_EQ(results[0].mask.runs, (std::vector<uint32_t>{0, 5, 20}));
  EXPECT_EQ(results[1].kind, Kind::kKept);
}

TEST(CropCovered, CountsHolesThatRingsLose) {
  const Ring plate = {0, 0, 9, 0, 9, 9, 0, 9};
  // Reaches out of the plate, so that it is not inside, and covers a part in the plate's middle.
  const Rle top = ToRle(FromRows({"0000000000", "0000000000", "0000000000", "0001111000", "0001111000", "0001111000", "0001111000",
                                  "0000000000", "0000000000", "0000000001"}));
  uint64_t lost = 0;
  const auto results = CropCovered(std::vector{OfRing(plate), OfMask(top)}, 10, 10, &lost);
  EXPECT_EQ(results[0].kind, Kind::kRings);
  EXPECT_EQ(lost, 1u);
}

TEST(CropCovered, AgreesWithPixels) {
  Random random(30);
  for (int i = 0; i < 1500; ++i) {
    const uint32_t height = 1 + random.Below(20), width = 1 + random.Below(20);
    const size_t count = 1 + random.Below(5);
    std::vector<Ring> rings(count);
    std::vector<Rle> masks(count);
    std::vector<Bitmap> shapes;
    std::vector<CropSegment> segments;
    for (size_t k = 0; k < count; ++k) {
      const bool is_mask = random.Below(2) == 0;
      rings[k] = testing::RandomRing(random, height, width);
      masks[k] = is_mask ? ToRle(RandomBitmap(random, height, width)) : Rasterize(rings[k], height, width);
      shapes.push_back(ToBitmap(masks[k]));
      segments.push_back(is_mask ? OfMask(masks[k]) : OfRing(rings[k]));
    }
    const auto results = CropCovered(segments, height, width, nullptr);
    for (size_t k = 0; k < count; ++k) {
      Bitmap left(0, 0);
      const bool cropped = SlowCrop(shapes, k, left);
      const bool gone = shapes[k].Area() == 0 || (cropped && left.Area() == 0);
      const Kind expected = gone ? Kind::kRemoved : !cropped ? Kind::kKept : segments[k].is_mask ? Kind::kMask : Kind::kRings;
      ASSERT_EQ(results[k].kind, expected) << i;
      if (expected == Kind::kMask) {
        EXPECT_EQ(ToBitmap(results[k].mask), left) << i;
      } else if (expected == Kind::kRings) {
        EXPECT_EQ(results[k].rings, MaskToRings(ToRle(left), nullptr)) << i;
      }
    }
  }
}

TEST(CropCovered, ManySegmentsThatLieApart) {
  std::vector<Ring> rings;
  std::vector<CropSegment> segments;
  for (int i = 0; i < 3000; ++i) {
    const double x = i % 100 * 10, y = i / 100 * 10;
    rings.push_back({x, y, x + 8, y, x + 8, y + 8, x, y + 8});
  }
  for (const Ring& ring : rings) segments.push_back(OfRing(ring));
  for (const CropResult& result : CropCovered(segments, 1000, 1000, nullptr)) ASSERT_EQ(result.kind, Kind::kKept);
}

}  // namespace
}  // namespace dropset
