// PNG (ISO/IEC 15948): every depth and colour type read, 8 bits per sample written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"

namespace dropset {

enum class PngColor : uint8_t { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgba = 6 };  // numbers as in files

// Samples as the file has them, for callers that want more than a picture.
struct PngImage {
  uint32_t width = 0, height = 0;
  PngColor color = PngColor::kGrey;
  int depth = 8;                                // bits of a sample: 1, 2, 4, 8 or 16
  std::vector<std::array<uint8_t, 3>> palette;  // kPalette only; indexes may lie beyond it
  // Row by row, the samples of a pixel together. Up to 8 bits a sample takes one byte and is not scaled (a grey of one bit is 0 or
  // 1, of a palette it is the index); of 16 bits it takes two, the high one first.
  std::vector<uint8_t> samples;

  int channels() const;
};

// Row by row, 8 bits per sample; channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
struct Pixels {
  uint32_t width = 0, height = 0;
  int channels = 0;
  std::vector<uint8_t> samples;
};

// `file` is a whole PNG file; CRCs are not checked. Code::kTruncated where it ends early, kCorrupt where it breaks its rules,
// kLimit for over kImagePixels.
Result<PngImage> DecodePng(std::span<const std::byte> file);

// Its colours: palettes looked up, other depths scaled to 0 … 255.
Pixels ColorsOf(PngImage image);

// 1 for each pixel that a mask sets: any channel but alpha is not 0. Of 16 bits the low byte counts (open_images.md §2.7).
std::vector<uint8_t> ForegroundOf(const PngImage& image);

// What the pixels are like, which tells how they become small.
enum class PngContent : uint8_t { kPicture, kAreas };  // kAreas: few values in large areas, as masks are

// A whole file. `pixels` holds all samples of at least one pixel. Code::kLimit where memory is short.
Result<std::vector<std::byte>> EncodePng(const Pixels& pixels, PngContent content);

}  // namespace dropset
