// Images decoded and encoded: each against the other, and what is broken.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/limits.h"
#include "media/decode.h"
#include "media/encode.h"
#include "media/image_size.h"

namespace dropset {
namespace {

using namespace std::string_literals;
using File = std::vector<std::byte>;

File FileOf(std::string_view text) {
  File file(text.size());
  std::transform(text.begin(), text.end(), file.begin(), [](char c) { return static_cast<std::byte>(c); });
  return file;
}

// Smooth, so that JPEG keeps it nearly as it is; its corners differ.
Pixels Picture(uint32_t width, uint32_t height, int channels) {
  Pixels pixels{width, height, channels, {}};
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) pixels.samples.push_back(static_cast<uint8_t>(20 + 2 * x + 3 * y + 30 * c));
    }
  }
  return pixels;
}

Pixels Decode(const File& file, std::string_view extension = "") {
  auto pixels = DecodeImage(file, extension);
  EXPECT_TRUE(pixels.ok()) << pixels.status().Text();
  return pixels.ok() ? *std::move(pixels) : Pixels();
}

Code DecodeError(const File& file, std::string_view extension = "") {
  auto pixels = DecodeImage(file, extension);
  EXPECT_FALSE(pixels.ok());
  return pixels.ok() ? Code::kInternal : pixels.status().code();
}

File Encode(const Pixels& pixels, ImageKind kind) {
  auto file = EncodeImage(pixels, kind);
  EXPECT_TRUE(file.ok()) << file.status().Text();
  return file.ok() ? *std::move(file) : File();
}

constexpr ImageKind kKinds[] = {ImageKind::kPng, ImageKind::kJpeg, ImageKind::kBmp, ImageKind::kTga};

TEST(Transcode, LosslessKindsGiveBackTheSamePixels) {
  for (int channels = 1; channels <= 4; ++channels) {
    const Pixels picture = Picture(13, 7, channels);
    for (ImageKind kind : {ImageKind::kPng, ImageKind::kBmp, ImageKind::kTga}) {
      if (kind == ImageKind::kBmp && channels < 3) continue;
      const Pixels decoded = Decode(Encode(picture, kind), kind == ImageKind::kTga ? ".tga" : "");
      EXPECT_EQ(decoded.channels, channels) << NameOf(kind);
      EXPECT_EQ(decoded.samples, picture.samples) << NameOf(kind) << channels;
    }
  }
}

TEST(Transcode, AGreyBitmapHasThreeEqualChannelsAndNoAlpha) {
  for (int channels : {1, 2}) {
    const Pixels picture = Picture(5, 3, channels), decoded = Decode(Encode(picture, ImageKind::kBmp));
    ASSERT_EQ(decoded.channels, 3);
    for (size_t k = 0; k < decoded.samples.size(); ++k) {
      EXPECT_EQ(decoded.samples[k], picture.samples[k / 3 * static_cast<size_t>(channels)]);
    }
  }
}

TEST(Transcode, JpegIsNear) {
  for (int channels = 1; channels <= 4; ++channels) {
    const Pixels picture = Picture(33, 18, channels), decoded = Decode(Encode(picture, ImageKind::kJpeg));
    ASSERT_EQ(decoded.width, 33u);
    ASSERT_EQ(decoded.height, 18u);
    ASSERT_EQ(decoded.channels, 3);
    const size_t colors = channels > 2 ? 3 : 1;
    for (size_t k = 0; k < decoded.samples.size(); ++k) {
      const size_t from = k / 3 * static_cast<size_t>(channels) + std::min(k % 3, colors - 1);
      EXPECT_NEAR(decoded.samples[k], picture.samples[from], 12) << k;
    }
  }
}

TEST(Transcode, PnmAndHdrAreRead) {
  EXPECT_EQ(Decode(FileOf("P5 3 2 255\nabcdef")).samples, (std::vector<uint8_t>{'a', 'b', 'c', 'd', 'e', 'f'}));
  EXPECT_EQ(Decode(FileOf("P6\n# made by 1 hand\n1 2\n255\nabcdef")).channels, 3);
  EXPECT_EQ(DecodeError(FileOf("P5 1 2 65535\na0b0")), Code::kUnsupported);  // stb would swap the bytes
  EXPECT_EQ(DecodeError(FileOf("P5 3 2 100\nabcdef")), Code::kUnsupported);  // stb would take 100 for a dark grey
  const Pixels hdr = Decode(FileOf("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n\x80\x80\x80\x81\x80\x40\x20\x80"s));
  EXPECT_EQ(hdr.width, 2u);
  EXPECT_EQ(hdr.samples.size(), 6u);
  EXPECT_EQ(hdr.samples[0], 255);
  EXPECT_GT(hdr.samples[3], hdr.samples[4]);
}

TEST(Transcode, ExtensionsTellKinds) {
  EXPECT_EQ(KindToEncode(".JPEG"), ImageKind::kJpeg);
  EXPECT_EQ(KindToEncode(".dib"), ImageKind::kBmp);
  EXPECT_FALSE(KindToEncode(".webp"));
  EXPECT_FALSE(KindToEncode(""));
  EXPECT_TRUE(SameKind(".JPG", ".jpeg"));
  EXPECT_TRUE(SameKind(".tif", ".TIFF"));
  EXPECT_FALSE(SameKind(".jpg", ".png"));
  EXPECT_FALSE(SameKind("", ".png"));
}

TEST(Transcode, WhatCannotBeDecodedSaysSo) {
  EXPECT_EQ(DecodeError(FileOf("GIF89a\x01\0\x01\0\0\0\0;"s)), Code::kUnsupported);
  EXPECT_EQ(DecodeError(FileOf("hello")), Code::kCorrupt);
  EXPECT_EQ(DecodeError({}), Code::kCorrupt);
  EXPECT_EQ(DecodeError(FileOf("P6 60000 60000 255\n")), Code::kLimit);
  EXPECT_EQ(DecodeError(FileOf("P6 8000 8000 255\n")), Code::kCorrupt);
  const auto wide = EncodeImage(Picture(65536, 1, 1), ImageKind::kJpeg);
  EXPECT_EQ(wide.status().code(), Code::kUnsupported);
}

// stb would make up what is missing.
TEST(Transcode, FilesThatEndEarlyAreNoImages) {
  for (ImageKind kind : kKinds) {
    const File file = Encode(Picture(40, 30, 3), kind);
    const std::string extension = kind == ImageKind::kTga ? ".tga" : "";
    for (size_t length = 0; length < file.size() - 2; length += 1 + length / 16) {
      EXPECT_FALSE(DecodeImage({file.data(), length}, extension).ok()) << NameOf(kind) << " cut at " << length;
    }
  }
  EXPECT_EQ(DecodeError(FileOf("P5 3 2 255\nabcde")), Code::kTruncated);
}

// Found by reading stb_image 2.27: it filled tables of 256 codes with as many as a file named.
TEST(Transcode, HuffmanTablesOfTooManyCodes) {
  const File good = Encode(Picture(16, 16, 3), ImageKind::kJpeg);
  const std::string table = "\xFF\xC4\x0F\xFF\x10"s + std::string(16, '\xFF') + std::string(4080, 'x');
  File bad = good;
  const File segment = FileOf(table);
  bad.insert(bad.begin() + 2, segment.begin(), segment.end());
  EXPECT_EQ(DecodeError(bad), Code::kCorrupt);
}

TEST(Transcode, JpegsOfEndlessScansAreRefused) {
  File file = Encode(Picture(16, 16, 3), ImageKind::kJpeg);
  const File scan = FileOf("\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00"s);
  for (int k = 0; k <= kJpegScans; ++k) file.insert(file.end() - 2, scan.begin(), scan.end());
  EXPECT_EQ(DecodeError(file), Code::kLimit);
}

// Under the sanitizers this finds what reads or writes beyond its memory.
TEST(Transcode, BitFlipsNeverBreakOut) {
  std::mt19937 random(7);
  int decoded = 0;
  for (ImageKind kind : kKinds) {
    for (int channels : {1, 3, 4}) {
      const File good = Encode(Picture(24, 17, channels), kind);
      for (int round = 0; round < 400; ++round) {
        File bad = good;
        const int flips = 1 + static_cast<int>(random() % 4);
        for (int k = 0; k < flips; ++k) {
          const size_t reach = round % 2 ? bad.size() : std::min<size_t>(bad.size(), 700);  // headers and tables more often
          bad[random() % reach] ^= static_cast<std::byte>(1 << random() % 8);
        }
        decoded += DecodeImage(bad, kind == ImageKind::kTga ? ".tga" : "").ok();
      }
    }
  }
  EXPECT_GT(decoded, 100);
}

}  // namespace
}  // namespace dropset
