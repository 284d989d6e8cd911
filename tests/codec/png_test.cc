#include "codec/png.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "codec/bytes.h"
#include "codec/png_build.h"

namespace dropset {
namespace {

Result<PngImage> Decode(const std::string& file) { return DecodePng(BytesOf(file)); }

// A sample of every value, none like its neighbours.
uint32_t Sample(const PngRecipe& recipe, uint32_t x, uint32_t y, int c) {
  return (x * 7919 + y * 104729 + static_cast<uint32_t>(c) * 31337 + (x ^ y) * 65) & ((1u << recipe.depth) - 1);
}

std::string Build(const PngRecipe& recipe) {
  return BuildPng(recipe, [&](uint32_t x, uint32_t y, int c) { return Sample(recipe, x, y, c); });
}

// Every combination that PNG has.
std::vector<PngRecipe> AllKinds(uint32_t width, uint32_t height) {
  std::vector<PngRecipe> all;
  for (bool interlaced : {false, true}) {
    for (int depth : {1, 2, 4, 8, 16}) {
      for (int color : {0, 2, 3, 4, 6}) {
        if ((depth < 8 && color != 0 && color != 3) || (depth == 16 && color == 3)) continue;
        PngRecipe recipe{width, height, depth, color, interlaced};
        if (color == 3) {
          for (int k = 0; k < 3 << depth; ++k) recipe.palette += static_cast<char>(k * 5);
        }
        all.push_back(recipe);
      }
    }
  }
  return all;
}

std::string Describe(const PngRecipe& r) {
  return std::to_string(r.width) + " x " + std::to_string(r.height) + ", depth " + std::to_string(r.depth) + ", colour " +
         std::to_string(r.color) + ", filter " + std::to_string(r.filter) + (r.interlaced ? ", interlaced" : "");
}

void ExpectSamples(const PngRecipe& recipe, const PngImage& image) {
  ASSERT_EQ(image.width, recipe.width);
  ASSERT_EQ(image.height, recipe.height);
  ASSERT_EQ(image.depth, recipe.depth);
  ASSERT_EQ(image.channels(), PngSamples(recipe.color));
  size_t at = 0;
  for (uint32_t y = 0; y < recipe.height; ++y) {
    for (uint32_t x = 0; x < recipe.width; ++x) {
      for (int c = 0; c < image.channels(); ++c) {
        uint32_t value = image.samples.at(at++);
        if (recipe.depth == 16) value = value << 8 | image.samples.at(at++);
        ASSERT_EQ(value, Sample(recipe, x, y, c)) << Describe(recipe) << " at " << x << ", " << y << ", channel " << c;
      }
    }
  }
  EXPECT_EQ(at, image.samples.size());
}

TEST(DecodePng, ReadsEveryDepthAndColourType) {
  for (auto [width, height] : {std::pair(1u, 1u), {3u, 2u}, {5u, 9u}, {8u, 8u}, {13u, 7u}, {33u, 18u}}) {
    for (PngRecipe recipe : AllKinds(width, height)) {
      for (recipe.filter = 0; recipe.filter <= 5; ++recipe.filter) {
        auto image = Decode(Build(recipe));
        ASSERT_TRUE(image.ok()) << Describe(recipe) << ": " << image.status().Text();
        ExpectSamples(recipe, *image);
      }
    }
  }
}

TEST(DecodePng, JoinsPixelsThatComeInPieces) {
  PngRecipe recipe{40, 30, 8, 2};
  for (recipe.pieces = 2; recipe.pieces < 60; recipe.pieces += 7) {
    auto image = Decode(Build(recipe));
    ASSERT_TRUE(image.ok()) << image.status().Text();
    ExpectSamples(recipe, *image);
  }
}

TEST(DecodePng, KeepsThePalette) {
  PngRecipe recipe{2, 1, 1, 3};
  recipe.palette = std::string("\x01\x02\x03\xF0\xF1\xF2", 6);
  auto image = Decode(Build(recipe));
  ASSERT_TRUE(image.ok());
  ASSERT_EQ(image->palette.size(), 2u);
  EXPECT_EQ(image->palette[1], (std::array<uint8_t, 3>{0xF0, 0xF1, 0xF2}));
}

std::string CodeOf(const std::string& file) {
  auto image = Decode(file);
  return image.ok() ? "ok" : std::string(CodeName(image.status().code()));
}

TEST(DecodePng, RefusesWhatIsCutAnywhere) {
  for (const PngRecipe& recipe : AllKinds(9, 6)) {
    const std::string file = Build(recipe);
    for (size_t size = 0; size < file.size(); ++size) ASSERT_EQ(CodeOf(file.substr(0, size)), "truncated") << size;
  }
}

// Whatever bytes change: an error, or an image whose samples are as many as it says.
TEST(DecodePng, SurvivesDamage) {
  for (PngRecipe recipe : AllKinds(17, 11)) {
    recipe.filter = 5;
    const std::string file = Build(recipe);
    for (size_t at = 0; at < file.size(); ++at) {
      for (unsigned flip : {1u, 0x10u, 0xFFu}) {
        std::string damaged = file;
        damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
        auto image = Decode(damaged);
        if (!image.ok()) continue;
        ASSERT_EQ(image->samples.size(),
                  size_t{image->width} * image->height * static_cast<size_t>(image->channels()) * (image->depth == 16 ? 2 : 1));
        ForegroundOf(*image);
        ColorsOf(*std::move(image));
      }
    }
  }
}

std::string WithHeader(uint32_t width, uint32_t height, int depth, int color, int interlace = 0) {
  std::string header = BigEndianText(width) + BigEndianText(height);
  for (int field : {depth, color, 0, 0, interlace}) header += static_cast<char>(field);
  return "\x89PNG\r\n\x1a\n" + PngChunk("IHDR", header) + PngChunk("PLTE", "abc") + PngChunk("IDAT", Zlib("\0")) +
         PngChunk("IEND", "");
}

TEST(DecodePng, RefusesHeadersThatCannotBe) {
  EXPECT_EQ(CodeOf(WithHeader(0, 1, 8, 0)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1, 0, 8, 0)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1u << 31, 1, 8, 0)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1, 1, 3, 0)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1, 1, 8, 1)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1, 1, 16, 3)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1, 1, 4, 2)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(1, 1, 8, 0, 2)), "corrupt");
  EXPECT_EQ(CodeOf("GIF89a"), "corrupt");
  EXPECT_EQ(CodeOf("\x89PNG\r\n\x1a\n" + PngChunk("IDAT", "") + PngChunk("IEND", "")), "corrupt");
}

// No memory is asked for before it is known that the file may fill it.
TEST(DecodePng, BelievesNoSizeThatTheFileCannotFill) {
  EXPECT_EQ(CodeOf(WithHeader(1u << 30, 1u << 30, 16, 6)), "limit");
  EXPECT_EQ(CodeOf(WithHeader(1u << 13, 1u << 13, 16, 6)), "corrupt");
  EXPECT_EQ(CodeOf(WithHeader(100, 100, 8, 0)), "corrupt");
}

TEST(DecodePng, RefusesTooManyPixelsAndAMissingPalette) {
  PngRecipe recipe{4, 4, 8, 0};
  std::string more = Build(recipe);
  more[16 + 3] = 3;  // the width says 3
  EXPECT_EQ(CodeOf(more), "corrupt");
  recipe.color = 3;
  EXPECT_EQ(CodeOf(Build(recipe)), "corrupt");
}

TEST(ColorsOfPng, ScalesDepthsAndLooksUpPalettes) {
  auto colors = [](const PngRecipe& recipe, uint32_t value) {
    auto image = Decode(BuildPng(recipe, [&](uint32_t, uint32_t, int c) { return value + static_cast<uint32_t>(c); }));
    return ColorsOf(*std::move(image)).samples;
  };
  EXPECT_EQ(colors({1, 1, 1, 0}, 1), (std::vector<uint8_t>{255}));
  EXPECT_EQ(colors({1, 1, 2, 0}, 2), (std::vector<uint8_t>{170}));
  EXPECT_EQ(colors({1, 1, 4, 0}, 7), (std::vector<uint8_t>{119}));
  EXPECT_EQ(colors({1, 1, 8, 2}, 9), (std::vector<uint8_t>{9, 10, 11}));
  EXPECT_EQ(colors({1, 1, 16, 4}, 0xABFE), (std::vector<uint8_t>{0xAB, 0xAB}));
  PngRecipe palette{1, 1, 8, 3};
  palette.palette = "abcxyz";
  EXPECT_EQ(colors(palette, 1), (std::vector<uint8_t>{'x', 'y', 'z'}));
  EXPECT_EQ(colors(palette, 2), (std::vector<uint8_t>{0, 0, 0}));  // beyond the palette
}

TEST(ForegroundOfPng, IsWhatHasColour) {
  auto set = [](const PngRecipe& recipe, std::vector<uint32_t> pixel) {
    auto image = Decode(BuildPng(recipe, [&](uint32_t, uint32_t, int c) { return pixel[static_cast<size_t>(c)]; }));
    return int{ForegroundOf(*image).at(0)};
  };
  EXPECT_EQ(set({1, 1, 1, 0}, {1}), 1);
  EXPECT_EQ(set({1, 1, 1, 0}, {0}), 0);
  EXPECT_EQ(set({1, 1, 16, 0}, {0x0100}), 0);  // the low byte counts
  EXPECT_EQ(set({1, 1, 16, 0}, {0x0001}), 1);
  EXPECT_EQ(set({1, 1, 8, 2}, {0, 0, 3}), 1);
  EXPECT_EQ(set({1, 1, 8, 6}, {0, 0, 0, 255}), 0);  // alpha does not
  EXPECT_EQ(set({1, 1, 8, 4}, {0, 255}), 0);
  PngRecipe palette{1, 1, 8, 3};
  palette.palette = std::string("\1\0\0\0\0\0", 6);
  EXPECT_EQ(set(palette, {0}), 1);
  EXPECT_EQ(set(palette, {1}), 0);
  EXPECT_EQ(set(palette, {200}), 0);
}

Pixels Picture(uint32_t width, uint32_t height, int channels) {
  Pixels pixels{width, height, channels, {}};
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) pixels.samples.push_back(static_cast<uint8_t>(x * 3 + y * 2 + static_cast<uint32_t>(c)));
    }
  }
  return pixels;
}

TEST(EncodePng, IsReadBack) {
  for (auto content : {PngContent::kPicture, PngContent::kAreas}) {
    for (int channels = 1; channels <= 4; ++channels) {
      for (auto [width, height] : {std::pair(1u, 1u), {7u, 5u}, {300u, 200u}}) {
        const Pixels pixels = Picture(width, height, channels);
        auto file = EncodePng(pixels, content);
        ASSERT_TRUE(file.ok());
        auto image = DecodePng(*file);
        ASSERT_TRUE(image.ok()) << image.status().Text();
        EXPECT_EQ(image->channels(), channels);
        EXPECT_EQ(image->width, width);
        EXPECT_TRUE(ColorsOf(*std::move(image)).samples == pixels.samples);
      }
    }
  }
}

TEST(EncodePng, WritesChecksums) {
  auto file = EncodePng(Picture(3, 2, 3), PngContent::kPicture);
  ASSERT_TRUE(file.ok());
  const std::string text = TextOf(*file);
  for (size_t at = 8; at < text.size();) {
    auto number = [&](size_t k) {
      uint32_t value = 0;
      for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(text[k + i]);
      return value;
    };
    const size_t length = number(at);
    EXPECT_EQ(number(at + 8 + length), Crc32(0, BytesOf(text).subspan(at + 4, 4 + length)));
    at += 12 + length;
  }
}

// A smooth picture becomes a small part of its samples, which without filters it does not.
TEST(EncodePng, MakesPicturesAndAreasSmall) {
  auto picture = EncodePng(Picture(640, 480, 3), PngContent::kPicture);
  ASSERT_TRUE(picture.ok());
  EXPECT_LT(picture->size(), 640u * 480 * 3 / 100);
  Pixels stripes{640, 480, 3, {}}, disc{640, 480, 1, {}};
  for (uint32_t y = 0; y < 480; ++y) {
    for (uint32_t x = 0; x < 640; ++x) {
      stripes.samples.insert(stripes.samples.end(), {uint8_t(x / 7 * 11), uint8_t(y / 90), 7});
      disc.samples.push_back((x - 300) * (x - 300) + (y - 200) * (y - 200) < 5000);
    }
  }
  auto striped = EncodePng(stripes, PngContent::kAreas);
  ASSERT_TRUE(striped.ok());
  EXPECT_LT(striped->size(), 640u * 480 * 3 / 400);  // by filtering: unfiltered, more than twice that
  auto round = EncodePng(disc, PngContent::kAreas);
  ASSERT_TRUE(round.ok());
  EXPECT_LT(round->size(), 640u * 480 / 350);  // unfiltered: filtered, more than that
}

}  // namespace
}  // namespace dropset
