#include "model/polygon.h"

#include <gtest/gtest.h>

#include <limits>

#include "model/mask_support.h"

namespace dropset {
namespace {

using testing::FromRows;
using testing::Random;
using testing::RandomRing;
using testing::SlowRasterize;
using testing::ToRle;
using Runs = std::vector<uint32_t>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Rle Union(const std::vector<Rle>& masks) { return RleUnion(std::vector<RleView>(masks.begin(), masks.end())); }

TEST(Rasterize, KnownMasks) {
  EXPECT_EQ(Rasterize(Ring{0, 0, 4, 0, 4, 4}, 6, 10).runs, (Runs{6, 1, 5, 2, 4, 3, 39}));
  EXPECT_EQ(Rasterize(EllipseRing(Ring{0, 0, 4, 4}), 6, 6).runs, (Runs{1, 2, 3, 4, 2, 4, 3, 2, 15}));
  EXPECT_EQ(RleArea(Rasterize(Ring{0.1, 0.126, 3.333, 0.1, 3.1, 3.77}, 4, 4)), 5u);
}

TEST(Rasterize, PartsOfOneInstanceUnite) {
  const Rle merged = Union({Rasterize(Ring{0, 0, 4, 0, 4, 4}, 6, 10), Rasterize(Ring{5, 0, 9, 0, 5, 5}, 6, 10)});
  const Rle expected = ToRle(FromRows({"0111011110", "0011011100", "0001011000", "0000010000", "0000000000", "0000000000"}));
  EXPECT_EQ(merged.runs, expected.runs);
  const Rle block = ToRle(FromRows({"000000", "000000", "000000", "000111", "000111", "000111"}));
  const Rle both = Union({Rasterize(Ring{0, 0, 4, 0, 4, 4}, 6, 6), block});
  EXPECT_EQ(both.runs, (Runs{6, 1, 5, 2, 4, 6, 3, 3, 3, 3}));
  EXPECT_EQ(RleArea(both), 15u);
}

void ExpectEverySample(const Ring& ring, uint32_t height, uint32_t width) {
  const Rle expected = SlowRasterize(ring, height, width);
  ASSERT_EQ(Rasterize(ring, height, width).runs, expected.runs);
  ASSERT_EQ(RasterArea(ring, height, width), RleArea(expected));
}

TEST(Rasterize, AgreesWithEverySample) {
  Random random(10);
  for (int i = 0; i < 20000; ++i) {
    const uint32_t height = random.Below(40), width = random.Below(40);
    const Ring ring = RandomRing(random, height, width);
    ASSERT_NO_FATAL_FAILURE(ExpectEverySample(ring, height, width)) << "shape " << i;
  }
}

TEST(Rasterize, AgreesWhereManyCrossingsToggleBits) {
  Random random(11);
  for (int i = 0; i < 100; ++i) {
    const uint32_t height = 1 + random.Below(300), width = 1 + random.Below(300);
    Ring ring;
    for (uint32_t points = 20 + random.Below(100); points > 0; --points) {
      ring.insert(ring.end(), {random.Between(-9, width + 9), random.Between(-9, height + 9)});
    }
    ASSERT_NO_FATAL_FAILURE(ExpectEverySample(ring, height, width)) << "shape " << i;
  }
}

TEST(Rasterize, AgreesWhereStarsAreTall) {
  Random random(13);
  for (int i = 0; i < 300; ++i) {
    const uint32_t height = 60 + random.Below(300), width = 1 + random.Below(60);
    Ring ring;
    for (uint32_t points = 3 + random.Below(50); points > 0; --points) {
      ring.push_back(random.Between(-5, width + 5));
      ring.push_back(random.Between(-30, height + 30));
    }
    ASSERT_NO_FATAL_FAILURE(ExpectEverySample(ring, height, width)) << "shape " << i;
  }
}

TEST(Rasterize, AgreesFarOutsideTheImage) {
  Random random(12);
  for (int i = 0; i < 12; ++i) {
    Ring ring;
    for (int point = 0; point < 4; ++point) ring.insert(ring.end(), {random.Between(-3e5, 3e5), random.Between(-3e5, 3e5)});
    // Steep and nearly diagonal edges, which go through the image.
    ring.insert(ring.end(), {-200000.4, -200003.2, 200007, 200000.2, 5.2, -300000, 9.4, 300000, 7.7, 0.2});
    ASSERT_EQ(Rasterize(ring, 37, 41).runs, SlowRasterize(ring, 37, 41).runs) << "shape " << i;
  }
}

TEST(Rasterize, SeveralBandsOfColumnsGiveOneMask) {
  // More pixels than one band of columns takes, with more crossings than are sorted: horizontal stripes.
  const uint32_t height = 70000, width = 1500;
  Ring comb;
  for (int i = 0; i < 200; ++i) {
    const double y = i * 350;
    comb.insert(comb.end(), {0, y, 1500, y, 1500, y + 175, 0, y + 175});
  }
  const Rle mask = Rasterize(comb, height, width);
  EXPECT_EQ(RleArea(mask), uint64_t{200} * 175 * width);
  ASSERT_EQ(mask.runs.size(), size_t{2} * 200 * width + 1);
  for (size_t i = 1; i + 1 < mask.runs.size(); ++i) ASSERT_EQ(mask.runs[i], 175u) << i;
}

TEST(Rasterize, ColumnsThatFillUpToTheLastRowJoin) {
  // The last row of one column and the first of the next are one run, across bands as well.
  EXPECT_EQ(Rasterize(Ring{-5, -5, 90000, -5, 90000, 900, -5, 900}, 800, 60000).runs, (Runs{0, 48000000}));
  Ring wound;  // an odd number of times around, so that crossings are many
  for (int i = 0; i < 301; ++i) wound.insert(wound.end(), {-5, -5, 90000, -5, 90000, 900, -5, 900});
  EXPECT_EQ(Rasterize(wound, 800, 60000).runs, (Runs{0, 48000000}));
}

TEST(Rasterize, CoordinatesAreRoundedToFloat32First) {
  // 0.5 - 2^-30 is 0.5 in float32, and only 0.5 reaches grid column 3.
  const double below = 0.5 - 0x1p-30;
  EXPECT_EQ(Rasterize(Ring{below, 0, 2.5, 0, 2.5, 3, below, 3}, 3, 3).runs,
            Rasterize(Ring{0.5, 0, 2.5, 0, 2.5, 3, 0.5, 3}, 3, 3).runs);
  EXPECT_NE(Rasterize(Ring{0.49, 0, 2.5, 0, 2.5, 3, 0.49, 3}, 3, 3).runs,
            Rasterize(Ring{0.5, 0, 2.5, 0, 2.5, 3, 0.5, 3}, 3, 3).runs);
}

TEST(Rasterize, HugeCoordinatesCountAsTheFarthest) {
  const double far = 1 << 26;
  EXPECT_EQ(Rasterize(Ring{-kInfinity, -1e300, kInfinity, -1e30, 1e18, 1e18, -1e300, kInfinity}, 50, 60).runs, (Runs{0, 3000}));
  EXPECT_EQ(Rasterize(Ring{-1e18, -1e18, 1e18, 1e18, -1e18, 1e18}, 100, 100).runs,
            Rasterize(Ring{-far, -far, far, far, -far, far}, 100, 100).runs);
  const Rle triangle = Rasterize(Ring{-far, -far, far, far, -far, far}, 100, 100);
  EXPECT_EQ(RleArea(triangle), 5050u);  // on and below the diagonal
}

TEST(Rasterize, NotANumberCountsAsZero) {
  EXPECT_EQ(Rasterize(Ring{kNaN, kNaN, 4, kNaN, 4, 4}, 6, 10).runs, Rasterize(Ring{0, 0, 4, 0, 4, 4}, 6, 10).runs);
}

TEST(Rasterize, DegenerateRingsAreEmpty) {
  for (const Ring& ring : {Ring{}, Ring{1}, Ring{1, 1}, Ring{1, 1, 5, 5}, Ring{1, 1, 1, 1, 1, 1}, Ring{0, 3, 9, 3, 4, 3}}) {
    EXPECT_EQ(Rasterize(ring, 8, 8).runs, Runs{64}) << ring.size();
  }
  EXPECT_EQ(Rasterize(Ring{0, 0, 4, 0, 4, 4, 9}, 6, 10).runs, Rasterize(Ring{0, 0, 4, 0, 4, 4}, 6, 10).runs);
}

TEST(Rasterize, SizesWithoutPixelsAndBeyondTheLimits) {
  const Ring square = {0, 0, 9, 0, 9, 9, 0, 9};
  EXPECT_EQ(Rasterize(square, 0, 0).runs, Runs{0});
  EXPECT_EQ(Rasterize(square, 0, 9).runs, Runs{0});
  EXPECT_EQ(Rasterize(square, 9, 0).runs, Runs{0});
  const Rle refused = Rasterize(square, ~0u, ~0u);
  EXPECT_EQ(refused.height, 0u);
  EXPECT_EQ(refused.runs, Runs{0});
}

TEST(Rasterize, MillionsOfPoints) {
  Random random(13);
  Ring ring(2'000'000);
  for (double& coordinate : ring) coordinate = random.Between(-10, 110);
  const Rle mask = Rasterize(ring, 100, 100);
  uint64_t sum = 0;
  for (const uint32_t run : mask.runs) sum += run;
  EXPECT_EQ(sum, 10000u);
}

TEST(ShoelaceArea, IsNeverNegative) {
  EXPECT_EQ(ShoelaceArea(Ring{0, 0, 4, 0, 4, 4}), 8);
  EXPECT_EQ(ShoelaceArea(Ring{4, 4, 4, 0, 0, 0}), 8);
  EXPECT_EQ(ShoelaceArea(Ring{1, 1, 5, 5}), 0);
  EXPECT_EQ(ShoelaceArea(Ring{}), 0);
  EXPECT_EQ(ShoelaceArea(Ring{3, 4}), 0);
  EXPECT_EQ(ShoelaceArea(Ring{0, 0, kNaN, 0, 4, 4}), 0);
  EXPECT_EQ(ShoelaceArea(Ring{0, 0, 1e300, 0, 1e300, 1e300}), kInfinity);
}

TEST(EllipseRing, HasClosed720Points) {
  const Ring ring = EllipseRing(Ring{2, 10, 8, 14});
  ASSERT_EQ(ring.size(), 1440u);
  EXPECT_EQ(ring[0], 8);
  EXPECT_EQ(ring[1], 12);
  EXPECT_EQ(ring[1438], ring[0]);
  EXPECT_EQ(ring[1439], ring[1]);
  for (size_t i = 0; i < ring.size(); i += 2) {
    const double x = (ring[i] - 5) / 3, y = (ring[i + 1] - 12) / 2;
    EXPECT_NEAR(x * x + y * y, 1, 1e-12);
  }
  // Downwards first, and a 719th of the circle at a time.
  EXPECT_NEAR(ring[2], 5 + 3 * 0.9999618170748182, 1e-12);
  EXPECT_NEAR(ring[3], 12 + 2 * 0.008738672234832436, 1e-12);
}

}  // namespace
}  // namespace dropset
