#include "model/rle.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/mask_support.h"

namespace dropset::testing {
namespace {

using Runs = std::vector<uint32_t>;

std::string Encoded(const Runs& runs) {
  std::string text;
  EncodeRleText(runs, text);
  return text;
}

Runs Decoded(std::string_view text) {
  Runs runs;
  const Status status = DecodeRleText(text, runs);
  EXPECT_TRUE(status.ok()) << status.Text();
  return runs;
}

std::string DecodeError(std::string_view text) {
  Runs runs = {1, 2};
  const Status status = DecodeRleText(text, runs);
  EXPECT_EQ(runs, (Runs{1, 2})) << text;
  if (status.ok()) return "";
  EXPECT_EQ(status.code(), Code::kInvalid);
  return status.Text();
}

bool operator==(const PixelBox& a, const PixelBox& b) {
  return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

PixelBox SlowBox(const Bitmap& bitmap) {
  uint32_t x0 = ~0u, y0 = ~0u, x1 = 0, y1 = 0;
  for (uint32_t y = 0; y < bitmap.height; ++y) {
    for (uint32_t x = 0; x < bitmap.width; ++x) {
      if (!bitmap.IsSet(x, y)) continue;
      x0 = std::min(x0, x), y0 = std::min(y0, y), x1 = std::max(x1, x + 1), y1 = std::max(y1, y + 1);
    }
  }
  return x1 == 0 ? PixelBox{0, 0, 0, 0} : PixelBox{x0, y0, x1 - x0, y1 - y0};
}

// The same mask with empty runs strewn in.
Rle WithEmptyRuns(const Rle& mask, Random& random) {
  Rle strewn{mask.height, mask.width, {}};
  for (const uint32_t run : mask.runs) {
    const uint32_t part = run > 0 ? random.Below(run + 1) : 0;
    strewn.runs.insert(strewn.runs.end(), {part, 0, run - part});
  }
  return strewn;
}

TEST(RleText, KnownStrings) {
  const std::pair<Runs, const char*> vectors[] = {
      {{5, 2, 2, 2, 2, 2, 1}, "522000O"},
      {{0, 20, 30}, "0d0n0"},
      {{36}, "T1"},
      {{10, 10, 5, 10, 15}, "::50:"},
      {{0, 6}, "06"},
      {{0, 1, 4, 1, 4, 1, 4, 1}, "01400000"},
      {{}, ""},
      {{6, 1, 40, 6, 5, 1, 22, 6}, "61X15mNKa05"},
  };
  for (const auto& [runs, text] : vectors) {
    EXPECT_EQ(Encoded(runs), text);
    EXPECT_EQ(Decoded(text), runs) << text;
  }
}

TEST(RleText, RoundTripsAnyRuns) {
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    Runs runs(random.Below(20));
    for (uint32_t& run : runs) run = static_cast<uint32_t>(random.Next() >> (32 + random.Below(32)));
    EXPECT_EQ(Decoded(Encoded(runs)), runs);
  }
}

TEST(RleText, AppendsAndCountsFromItsOwnStart) {
  Runs runs = {7, 7, 7, 7};
  ASSERT_TRUE(DecodeRleText("01400000", runs).ok());
  EXPECT_EQ(runs, (Runs{7, 7, 7, 7, 0, 1, 4, 1, 4, 1, 4, 1}));
}

TEST(RleText, RefusesWhatIsNoRunLength) {
  EXPECT_EQ(DecodeError("52/"), "byte 2: not a run-length digit");
  EXPECT_EQ(DecodeError("p"), "byte 0: not a run-length digit");
  EXPECT_EQ(DecodeError(std::string_view("5\0", 2)), "byte 1: not a run-length digit");
  EXPECT_EQ(DecodeError("5\xff"), "byte 1: not a run-length digit");
  EXPECT_EQ(DecodeError("5X"), "byte 2: ends within a number");
  EXPECT_EQ(DecodeError("O"), "byte 0: negative run length");
  EXPECT_EQ(DecodeError("010N"), "byte 3: negative run length");
  EXPECT_EQ(DecodeError("ooooooo0"), "byte 0: run length too large");
  EXPECT_EQ(DecodeError(std::string(10'000'000, 'o')), "byte 12: number too long");
}

TEST(RleText, SurvivesEveryShortText) {
  Random random(2);
  for (int i = 0; i < 20000; ++i) {
    std::string text(random.Below(16), ' ');
    for (char& c : text) c = static_cast<char>(random.Below(8) == 0 ? random.Below(256) : 48 + random.Below(64));
    Runs runs;
    if (!DecodeRleText(text, runs).ok()) continue;
    EXPECT_EQ(Decoded(Encoded(runs)), runs);
  }
}

TEST(CompleteRuns, FillsAMissingTailWithBackground) {
  const std::tuple<Runs, Runs, uint64_t> cases[] = {
      {{}, {20}, 20},        {{3}, {20}, 17}, {{3, 4}, {3, 4, 13}, 13},    {{3, 4, 1}, {3, 4, 13}, 12}, {{3, 17}, {3, 17}, 0},
      {{0, 20}, {0, 20}, 0}, {{20}, {20}, 0}, {{0, 0, 0}, {0, 0, 20}, 20}, {{3, 17, 0}, {3, 17, 0}, 0},
  };
  for (const auto& [given, expected, missing] : cases) {
    Runs runs = {9, 9, 9};
    runs.insert(runs.end(), given.begin(), given.end());
    uint64_t short_by = 77;
    ASSERT_TRUE(CompleteRuns(4, 5, runs, 3, &short_by).ok());
    EXPECT_EQ(Runs(runs.begin() + 3, runs.end()), expected);
    EXPECT_EQ(short_by, missing);
  }
}

TEST(CompleteRuns, OfNoPixels) {
  Runs runs;
  uint64_t short_by = 1;
  ASSERT_TRUE(CompleteRuns(0, 5, runs, 0, &short_by).ok());
  EXPECT_EQ(runs, Runs{0});
  EXPECT_EQ(short_by, 0u);
}

TEST(CompleteRuns, RefusesTooManyPixels) {
  uint64_t short_by = 0;
  Runs runs = {10, 11};
  Status status = CompleteRuns(4, 5, runs, 0, &short_by);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_EQ(status.Text(), "run lengths sum to 21, more than the mask's 4 x 5 pixels");
  EXPECT_EQ(runs, (Runs{10, 11}));
  Runs overflowing = {~0u, ~0u, 2};  // 0 modulo 2^32
  EXPECT_FALSE(CompleteRuns(1, 1, overflowing, 0, &short_by).ok());
}

TEST(CompleteRuns, RefusesSizesBeyondTheLimits) {
  uint64_t short_by = 0;
  Runs runs;
  EXPECT_FALSE(CompleteRuns(~0u, ~0u, runs, 0, &short_by).ok());
  EXPECT_FALSE(CompleteRuns(1 << 16, 1 << 16, runs, 0, &short_by).ok());
  EXPECT_FALSE(CompleteRuns(1, kMaskSide + 1, runs, 0, &short_by).ok());
  EXPECT_TRUE(runs.empty());
  ASSERT_TRUE(CompleteRuns(1 << 15, 1 << 16, runs, 0, &short_by).ok());
  EXPECT_EQ(runs, Runs{1u << 31});
}

TEST(Rle, AgreesWithPixels) {
  Random random(3);
  for (int i = 0; i < 3000; ++i) {
    const Bitmap bitmap = RandomBitmap(random);
    const Rle mask = RleFromPixels(bitmap.pixels, bitmap.height, bitmap.width);
    EXPECT_EQ(mask.runs, ToRle(bitmap).runs);
    const Rle strewn = WithEmptyRuns(mask, random);
    for (const Rle& each : {mask, strewn}) {
      EXPECT_EQ(RleToPixels(each), bitmap.pixels);
      EXPECT_EQ(RleArea(each), bitmap.Area());
      EXPECT_TRUE(RleBox(each) == SlowBox(bitmap));
    }
  }
}

TEST(Rle, AnyNonZeroPixelIsSet) {
  const std::vector<uint8_t> pixels = {0, 255, 2, 0, 128, 0};
  EXPECT_EQ(RleFromPixels(pixels, 2, 3).runs, (Runs{2, 3, 1}));
}

TEST(Rle, CombinesPixelByPixel) {
  Random random(4);
  for (int i = 0; i < 3000; ++i) {
    const uint32_t height = random.Below(20), width = random.Below(20);
    std::vector<Bitmap> bitmaps;
    std::vector<Rle> masks;
    for (uint32_t k = 0; k <= random.Below(4); ++k) {
      bitmaps.push_back(RandomBitmap(random, height, width));
      masks.push_back(ToRle(bitmaps.back()));
      if (random.Below(3) == 0) masks.back() = WithEmptyRuns(masks.back(), random);
    }
    Bitmap all(height, width), difference(height, width), common(height, width);
    const Bitmap &first = bitmaps.front(), &last = bitmaps.back();
    for (size_t p = 0; p < all.pixels.size(); ++p) {
      for (const Bitmap& bitmap : bitmaps) all.pixels[p] |= bitmap.pixels[p];
      difference.pixels[p] = first.pixels[p] && !last.pixels[p];
      common.pixels[p] = first.pixels[p] && last.pixels[p];
    }
    EXPECT_EQ(RleUnion(std::vector<RleView>(masks.begin(), masks.end())).runs, ToRle(all).runs);
    EXPECT_EQ(RleDifference(masks.front(), masks.back()).runs, ToRle(difference).runs);
    EXPECT_EQ(RleIntersectionArea(masks.front(), masks.back()), common.Area());
  }
}

TEST(Rle, ConventionsOfTheFirstAndTheLastRun) {
  EXPECT_EQ(RleFromPixels({}, 0, 0).runs, Runs{0});
  EXPECT_EQ(RleUnion({}).runs, Runs{0});
  EXPECT_EQ(ToRle(FromRows({"0000", "0111", "0111", "0000"})).runs, (Runs{5, 2, 2, 2, 2, 2, 1}));
  const Rle none{3, 4, {12}}, all{3, 4, {0, 12}};
  EXPECT_EQ(RleUnion(std::vector<RleView>{none, none}).runs, Runs{12});
  EXPECT_EQ(RleUnion(std::vector<RleView>{none, all}).runs, (Runs{0, 12}));
  EXPECT_EQ(RleDifference(all, all).runs, Runs{12});
  EXPECT_EQ(RleDifference(all, none).runs, (Runs{0, 12}));
}

TEST(Rle, RunsBeyondTheSizeLeadNowhere) {
  const Rle broken{2, 3, {1, ~0u, ~0u, ~0u, 5, 5}};
  EXPECT_EQ(RleToPixels(broken), (std::vector<uint8_t>{0, 1, 1, 1, 1, 1}));
  EXPECT_TRUE((RleBox(broken) == PixelBox{0, 0, 3, 2}));
  EXPECT_EQ(RleUnion(std::vector<RleView>{broken}).runs, (Runs{1, 5}));
}

TEST(Rle, UnionOfManyMasksIsNotQuadratic) {
  std::vector<Rle> masks;
  for (uint32_t x = 0; x < 20000; ++x) masks.push_back({1, 40000, {2 * x, 1, 40000 - 2 * x - 1}});
  const Rle all = RleUnion(std::vector<RleView>(masks.begin(), masks.end()));
  EXPECT_EQ(RleArea(all), 20000u);
  EXPECT_EQ(all.runs.size(), 40001u);
}

}  // namespace
}  // namespace dropset::testing
