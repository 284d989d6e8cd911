#include "model/crop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/mask_support.h"

namespace dropset::testing {
namespace {

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

// Shapes of an image, backmost first, and what CropCovered must make of them.
struct Image {
  Image(uint32_t h, uint32_t w) : height(h), width(w) {}

  void Add(const Ring& ring) { Add(ring, Rasterize(ring, height, width), false); }
  void Add(const Bitmap& bitmap) { Add({}, ToRle(bitmap), true); }

  void ExpectCroppedAsPixels() const {
    std::vector<CropSegment> segments;
    std::vector<Bitmap> shapes;
    for (size_t k = 0; k < masks.size(); ++k) {
      segments.push_back(is_mask[k] ? OfMask(masks[k]) : OfRing(rings[k]));
      shapes.push_back(ToBitmap(masks[k]));
    }
    const auto results = CropCovered(segments, height, width, nullptr);
    for (size_t k = 0; k < shapes.size(); ++k) {
      Bitmap left(0, 0);
      const bool cropped = SlowCrop(shapes, k, left);
      const bool gone = shapes[k].Area() == 0 || (cropped && left.Area() == 0);
      const Kind expected = gone ? Kind::kRemoved : !cropped ? Kind::kKept : is_mask[k] ? Kind::kMask : Kind::kRings;
      ASSERT_EQ(results[k].kind, expected) << "shape " << k;
      if (expected == Kind::kMask) {
        EXPECT_EQ(results[k].mask.runs, ToRle(left).runs) << "shape " << k;
      } else if (expected == Kind::kRings) {
        EXPECT_EQ(results[k].rings, MaskToRings(ToRle(left), nullptr)) << "shape " << k;
      }
    }
  }

  uint32_t height, width;
  std::vector<Ring> rings;
  std::vector<Rle> masks;
  std::vector<bool> is_mask;

 private:
  void Add(const Ring& ring, const Rle& mask, bool masks_it) {
    rings.push_back(ring);
    masks.push_back(mask);
    is_mask.push_back(masks_it);
  }
};

TEST(CropCovered, AgreesWithPixels) {
  Random random(30);
  for (int i = 0; i < 1500; ++i) {
    Image image(1 + random.Below(20), 1 + random.Below(20));
    for (uint32_t count = 1 + random.Below(5); count > 0; --count) {
      if (random.Below(2) == 0) {
        image.Add(RandomBitmap(random, image.height, image.width));
      } else {
        image.Add(testing::RandomRing(random, image.height, image.width));
      }
    }
    image.ExpectCroppedAsPixels();
    if (HasFatalFailure()) FAIL() << "image " << i;
  }
}

// Rectangles of few sizes with some pixels turned, so that many lie inside others but for about a thousandth of their pixels.
TEST(CropCovered, AgreesWithPixelsWhereManyLieOnEachOther) {
  Random random(31);
  for (int i = 0; i < 60; ++i) {
    const uint32_t side = i < 50 ? 70 : 230;  // pixels of large shapes: over 32,000
    Image image(side, side + random.Below(9));
    for (int count = 0; count < 24; ++count) {
      const uint32_t height = side - random.Below(random.Below(2) == 0 ? 3 : side), width = side - random.Below(side / 2);
      const uint32_t top = random.Below(side - height + 1), left = random.Below(side - width + 1);
      Bitmap bitmap(image.height, image.width);
      for (uint32_t y = top; y < top + height; ++y) {
        for (uint32_t x = left; x < left + width; ++x) bitmap.At(x, y) = 1;
      }
      for (uint32_t turned = random.Below(1 + side / 10); turned > 0; --turned) {
        bitmap.At(random.Below(image.width), random.Below(image.height)) ^= 1;
      }
      image.Add(bitmap);
      image.Add(testing::RandomRing(random, image.height, image.width));
    }
    image.ExpectCroppedAsPixels();
    if (HasFatalFailure()) FAIL() << "image " << i;
  }
}

// Compared pair by pair, these would take minutes.
TEST(CropCovered, ManySegmentsOnEachOther) {
  Random random(32);
  std::vector<Ring> rings;
  for (int i = 0; i < 30'000; ++i) {
    const double x = random.Between(0, 600), y = random.Between(0, 440), width = random.Between(2, 40),
                 height = random.Between(2, 40);
    rings.push_back({x, y, x + width, y, x + width, y + height, x, y + height});
  }
  const std::vector<CropSegment> segments = [&] {
    std::vector<CropSegment> all;
    for (const Ring& ring : rings) all.push_back(OfRing(ring));
    return all;
  }();
  const auto results = CropCovered(segments, 480, 640, nullptr);
  EXPECT_EQ(results.back().kind, Kind::kKept);
  size_t removed = 0;
  for (const CropResult& result : results) removed += result.kind == Kind::kRemoved;
  EXPECT_GT(removed, 1000u);
}

TEST(CropCovered, AnImageTooLargeForTiles) {
  constexpr uint32_t kSide = 1 << 15;
  std::vector<Ring> rings;
  std::vector<CropSegment> segments;
  for (int i = 0; i < 40; ++i) {
    const double x = 700.0 * i, y = 700.0 * i;
    rings.push_back({x, y, x + 800, y, x + 800, y + 800, x, y + 800});
  }
  for (const Ring& ring : rings) segments.push_back(OfRing(ring));
  const auto results = CropCovered(segments, kSide, kSide, nullptr);
  EXPECT_EQ(results[38].kind, Kind::kRings);
  EXPECT_EQ(results[39].kind, Kind::kKept);
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
}  // namespace dropset::testing
