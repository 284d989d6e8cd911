#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "model/mask_support.h"
#include "model/polygon.h"

namespace dropset::testing {
namespace {

constexpr int kDx[] = {1, 1, 0, -1, -1, -1, 0, 1};
constexpr int kDy[] = {0, -1, -1, -1, 0, 1, 1, 1};

struct Point {
  int x, y;
  friend bool operator==(const Point&, const Point&) = default;
};

// Marks what is reached from `from` over pixels of the same value, on a bitmap that has a frame of one pixel.
void Flood(const Bitmap& framed, Point from, int step, Bitmap& reached) {
  std::vector<Point> stack = {from};
  reached.At(from.x, from.y) = 1;
  while (!stack.empty()) {
    const Point at = stack.back();
    stack.pop_back();
    for (int d = 0; d < 8; d += step) {
      const Point next{at.x + kDx[d], at.y + kDy[d]};
      if (next.x < 0 || next.y < 0 || next.x >= static_cast<int>(framed.width) || next.y >= static_cast<int>(framed.height))
        continue;
      if (framed.IsSet(next.x, next.y) != framed.IsSet(from.x, from.y) || reached.IsSet(next.x, next.y)) continue;
      reached.At(next.x, next.y) = 1;
      stack.push_back(next);
    }
  }
}

Bitmap Framed(const Bitmap& bitmap) {
  Bitmap framed(bitmap.height + 2, bitmap.width + 2);
  for (uint32_t y = 0; y < bitmap.height; ++y) {
    for (uint32_t x = 0; x < bitmap.width; ++x) framed.At(x + 1, y + 1) = bitmap.IsSet(x, y);
  }
  return framed;
}

// §6.5 a: each outer region's start, in raster order, with its pixels and all they enclose.
struct Region {
  Point start;
  Bitmap filled;
};
std::vector<Region> OuterRegions(const Bitmap& bitmap, uint64_t& holes) {
  const Bitmap framed = Framed(bitmap);
  Bitmap outside(framed.height, framed.width);
  Flood(framed, {0, 0}, 2, outside);
  std::vector<Region> regions;
  Bitmap seen = outside;
  holes = 0;
  for (int y = 0; y < static_cast<int>(framed.height); ++y) {
    for (int x = 0; x < static_cast<int>(framed.width); ++x) {
      if (seen.IsSet(x, y)) continue;
      Bitmap reached(framed.height, framed.width);
      Flood(framed, {x, y}, framed.IsSet(x, y) ? 1 : 2, reached);
      for (size_t p = 0; p < seen.pixels.size(); ++p) seen.pixels[p] |= reached.pixels[p];
      if (!framed.IsSet(x, y)) {
        ++holes;
      } else if (outside.IsSet(x - 1, y)) {
        Bitmap around(framed.height, framed.width), filled(bitmap.height, bitmap.width);
        Flood(reached, {0, 0}, 2, around);
        for (uint32_t v = 0; v < bitmap.height; ++v) {
          for (uint32_t u = 0; u < bitmap.width; ++u) filled.At(u, v) = !around.IsSet(u + 1, v + 1);
        }
        regions.push_back({{x - 1, y - 1}, filled});
      }
    }
  }
  return regions;
}

// §6.5 b.
std::vector<int> ChainCodes(const Bitmap& bitmap, Point start) {
  const auto neighbour = [](Point p, int d) { return Point{p.x + kDx[d & 7], p.y + kDy[d & 7]}; };
  const auto set = [&](Point p) { return bitmap.IsSet(p.x, p.y); };
  std::vector<int> codes;
  int direction = 4;
  do {
    direction = (direction + 7) & 7;
    if (direction == 4) return codes;
  } while (!set(neighbour(start, direction)));
  const Point first = neighbour(start, direction);
  for (Point at = start;;) {
    do direction = (direction + 1) & 7;
    while (!set(neighbour(at, direction)));
    codes.push_back(direction);
    const Point next = neighbour(at, direction);
    if (next == start && at == first) return codes;
    at = next;
    direction += 4;
  }
}

int Bits(float value) {
  int bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// §6.5 c to f on arrays of all points.
std::vector<Point> TehChin(Point start, const std::vector<int>& codes) {
  const int n = static_cast<int>(codes.size());
  std::vector<Point> p(codes.size());
  for (int i = 0; i < n; ++i) {
    p[i] = start;
    start = {start.x + kDx[codes[i]], start.y + kDy[codes[i]]};
  }
  const auto at = [n](int i) { return ((i % n) + n) % n; };
  std::vector<int> s(codes.size()), k(codes.size());
  std::vector<bool> candidate(codes.size());
  for (int i = 0; i < n; ++i) candidate[i] = codes[i] != codes[at(i - 1)];
  for (int i = 0; i < n; ++i) {
    if (!candidate[i]) continue;
    int64_t last_l = 0, last_d = 0;
    for (int m = 1;; ++m) {
      const Point a = p[at(i - m)], b = p[at(i + m)];
      const int64_t cx = b.x - a.x, cy = b.y - a.y, l = cx * cx + cy * cy;
      const int64_t d = (p[i].x - a.x) * cy - (p[i].y - a.y) * cx;
      const float change = static_cast<float>(static_cast<double>(last_d) * l - static_cast<double>(d) * last_l);
      if (m > 1 && (last_l >= l || (last_d > 0 && Bits(change) <= 0) || (last_d < 0 && Bits(change) >= 0))) {
        k[i] = m - 1;
        break;
      }
      last_l = l;
      last_d = d;
    }
    for (int j = k[i]; j > 0; --j) {
      const Point before = p[at(i - j)], after = p[at(i + j)];
      const double ax = before.x - p[i].x, ay = before.y - p[i].y, bx = after.x - p[i].x, by = after.y - p[i].y;
      if ((ax == 0 && ay == 0) || (bx == 0 && by == 0)) break;
      const float cosine = static_cast<float>((ax * bx + ay * by) / std::sqrt((ax * ax + ay * ay) * (bx * bx + by * by)));
      const int c = Bits(static_cast<float>(cosine + 1.1));
      if (j < k[i] && c <= s[i]) break;
      s[i] = c;
    }
  }
  const auto remove = [&](int i) {
    candidate[i] = false;
    s[i] = 0;
  };
  for (int i = 0; i < n; ++i) {
    for (int j = 1; candidate[i] && j <= k[i] / 2; ++j) {
      if (s[at(i - j)] > s[i] || s[at(i + j)] > s[i]) remove(i);
    }
  }
  for (int i = 0; i < n; ++i) {
    if (candidate[i] && k[i] == 1 && (s[i] <= s[at(i - 1)] || s[i] <= s[at(i + 1)])) remove(i);
  }
  std::vector<Point> kept;
  for (int i = 0; i < n; ++i) {
    if (candidate[i]) kept.push_back(p[i]);
  }
  return kept;
}

// §6.5 g; empty where the contour is dropped.
Ring SlowContour(const Bitmap& bitmap, Point start) {
  std::vector<Point> points = TehChin(start, ChainCodes(bitmap, start));
  if (points.size() <= 2) return {};
  if (!(points.back() == points.front())) points.push_back(points.front());
  Ring ring;
  for (const Point& point : points) ring.insert(ring.end(), {static_cast<double>(point.x), static_cast<double>(point.y)});
  if (RleArea(testing::SlowRasterize(ring, bitmap.height, bitmap.width)) < 1) return {};
  return ring;
}

// Closed, from the upper left corner of `start` downwards, along pixel edges without points in between, and exactly `filled`.
void ExpectOutline(const Ring& ring, const Region& region) {
  ASSERT_GE(ring.size(), 10u);
  EXPECT_EQ(ring[0], region.start.x);
  EXPECT_EQ(ring[1], region.start.y);
  EXPECT_EQ(ring[2], region.start.x);
  EXPECT_GT(ring[3], region.start.y);
  EXPECT_EQ(ring[ring.size() - 2], ring[0]);
  EXPECT_EQ(ring.back(), ring[1]);
  for (size_t i = 0; i + 3 < ring.size(); i += 2) {
    const bool vertical = i % 4 == 0;  // corners turn each time
    EXPECT_EQ(ring[i] == ring[i + 2], vertical) << i;
    EXPECT_EQ(ring[i + 1] == ring[i + 3], !vertical) << i;
  }
  EXPECT_EQ(Rasterize(ring, region.filled.height, region.filled.width).runs, ToRle(region.filled).runs);
}

void ExpectContours(const Bitmap& bitmap) {
  uint64_t holes = 0, lost = 100;
  const std::vector<Region> regions = OuterRegions(bitmap, holes);
  const std::vector<Ring> rings = MaskToRings(ToRle(bitmap), &lost);
  EXPECT_EQ(lost, 100 + holes);
  ASSERT_EQ(rings.size(), regions.size());
  for (size_t i = 0; i < rings.size(); ++i) {
    const Region& region = regions[regions.size() - 1 - i];
    const Ring expected = SlowContour(bitmap, region.start);
    if (expected.empty()) {
      ExpectOutline(rings[i], region);
    } else {
      EXPECT_EQ(rings[i], expected);
    }
  }
}

std::vector<Ring> Rings(std::vector<std::string_view> rows) { return MaskToRings(ToRle(FromRows(std::move(rows))), nullptr); }

TEST(MaskToRings, KnownContours) {
  EXPECT_EQ(Rings({"0111011110", "0011011100", "0001011000", "0000010000", "0000000000"}),
            (std::vector<Ring>{{5, 0, 5, 3, 8, 0, 5, 0}, {1, 0, 3, 2, 3, 0, 1, 0}}));
  EXPECT_EQ(Rings({"000000", "011110", "011110", "011110", "011110", "000000"}),
            (std::vector<Ring>{{1, 1, 1, 4, 4, 4, 4, 1, 1, 1}}));
  // As OpenCV gives it for a block with a dent.
  const Rle dented{26, 16, {157, 1, 1, 3, 21, 1, 1, 3, 21, 5, 202}};
  EXPECT_EQ(MaskToRings(dented, nullptr), (std::vector<Ring>{{6, 1, 8, 2, 6, 3, 6, 5, 8, 5, 8, 1, 6, 1}}));
}

TEST(MaskToRings, RegionsTooSmallForCornersBecomeOutlines) {
  EXPECT_EQ(Rings({"00", "01"}), (std::vector<Ring>{{1, 1, 1, 2, 2, 2, 2, 1, 1, 1}}));
  EXPECT_EQ(Rings({"11", "11", "11"}), (std::vector<Ring>{{0, 0, 0, 3, 2, 3, 2, 0, 0, 0}}));
  EXPECT_EQ(Rings({"11111"}), (std::vector<Ring>{{0, 0, 0, 1, 5, 1, 5, 0, 0, 0}}));
  EXPECT_EQ(Rings({"10", "01"}), (std::vector<Ring>{{0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0}}));
}

TEST(MaskToRings, ThinRegionsWhoseContourCoversNothingBecomeOutlines) {
  // Its corners are 0,0  1,2  2,0  1,2: there and back.
  EXPECT_EQ(Rings({"101", "101", "010"}),
            (std::vector<Ring>{{0, 0, 0, 2, 1, 2, 1, 3, 2, 3, 2, 2, 3, 2, 3, 0, 2, 0, 2, 2, 1, 2, 1, 0, 0, 0}}));
}

TEST(MaskToRings, HolesAndWhatLiesInThemAreLostAndCounted) {
  uint64_t lost = 0;
  const Bitmap nested = FromRows({"1111111", "1000001", "1011101", "1010101", "1011101", "1000001", "1111111"});
  const auto rings = MaskToRings(ToRle(nested), &lost);
  EXPECT_EQ(rings, (std::vector<Ring>{{0, 0, 0, 6, 6, 6, 6, 0, 0, 0}}));
  EXPECT_EQ(lost, 2u);
  lost = 0;
  // Background does not connect over corners, pixels do.
  EXPECT_EQ(MaskToRings(ToRle(FromRows({"010", "101", "010"})), &lost).size(), 1u);
  EXPECT_EQ(lost, 1u);
}

TEST(MaskToRings, MasksOfEverySmallSizeAndOfOneValue) {
  for (uint32_t height = 0; height < 9; ++height) {
    for (uint32_t width = 0; width < 9; ++width) {
      Bitmap bitmap(height, width);
      EXPECT_TRUE(MaskToRings(ToRle(bitmap), nullptr).empty());
      std::fill(bitmap.pixels.begin(), bitmap.pixels.end(), 1);
      ExpectContours(bitmap);
    }
  }
}

TEST(MaskToRings, EveryMaskOfFourByFour) {
  for (uint32_t bits = 0; bits < 1 << 16; bits += 1 + (bits >> 12)) {
    Bitmap bitmap(4, 4);
    for (uint32_t i = 0; i < 16; ++i) bitmap.pixels[i] = bits >> i & 1;
    ExpectContours(bitmap);
    if (HasFailure()) FAIL() << "mask " << bits;
  }
}

TEST(MaskToRings, AgreesWithPixelsOnAnyMask) {
  Random random(20);
  for (int i = 0; i < 3000; ++i) {
    ExpectContours(RandomBitmap(random));
    if (HasFailure()) FAIL() << "mask " << i;
  }
}

TEST(MaskToRings, AgreesWithPixelsOnRasterisedShapes) {
  Random random(21);
  for (int i = 0; i < 600; ++i) {
    const uint32_t size = 20 + random.Below(60);
    const Ring ring = i % 2 == 0 ? testing::RandomRing(random, size, size)
                                 : EllipseRing(Ring{random.Between(-5, 9), random.Between(-5, 9), random.Between(10, size + 9.),
                                                    random.Between(10, size + 9.)});
    ExpectContours(testing::ToBitmap(Rasterize(ring, size, size)));
    if (HasFailure()) FAIL() << "shape " << i;
  }
}

TEST(MaskToRings, LargeMasksCostTheirRunsOnly) {
  // 2^31 pixels of comb: 2^15 teeth on a base, a border of almost 2^31 pixels.
  Rle comb{1 << 15, 1 << 16, {}};
  for (uint32_t tooth = 0; tooth < 1 << 15; ++tooth) {
    comb.runs.insert(comb.runs.end(), {tooth == 0 ? 0u : (1u << 15) - 1, (1 << 15) + 1});
  }
  comb.runs.push_back((1 << 15) - 1);
  const Rle all{1 << 15, 1 << 16, {0, 1u << 31}};
  EXPECT_EQ(MaskToRings(comb, nullptr).size(), 1u);
  EXPECT_EQ(MaskToRings(all, nullptr), (std::vector<Ring>{{0, 0, 0, 32767, 65535, 32767, 65535, 0, 0, 0}}));
}

TEST(MaskToRings, RefusesSizesBeyondTheLimits) {
  const Rle wide{1, ~0u, {0, ~0u}};
  EXPECT_TRUE(MaskToRings(wide, nullptr).empty());
}

}  // namespace
}  // namespace dropset::testing
