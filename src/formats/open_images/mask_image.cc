#include "formats/open_images/mask_image.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "codec/png.h"
#include "media/decode.h"

namespace dropset::open_images {
namespace {

// How many of `target` pixels show each of `source` pixels; the arithmetic is that of OpenCV's nearest neighbours.
std::vector<uint32_t> NearestCounts(uint32_t source, uint32_t target) {
  const double step = 1 / (static_cast<double>(target) / source);
  std::vector<uint32_t> counts(source);
  for (uint32_t k = 0; k < target; ++k) ++counts[std::min(static_cast<uint32_t>(std::floor(k * step)), source - 1)];
  return counts;
}

// The runs of an image, made of pieces that follow each other in the order of runs: column by column, from the top.
class RunList {
 public:
  void Add(uint8_t pixel, uint32_t length) {
    if (pixel != current_) {
      runs_.push_back(length_);
      length_ = 0;
      current_ = pixel;
    }
    length_ += length;
  }
  size_t size() const { return runs_.size(); }
  std::vector<uint32_t> Take() {
    runs_.push_back(length_);
    return std::move(runs_);
  }

 private:
  std::vector<uint32_t> runs_;
  uint8_t current_ = 0;
  uint32_t length_ = 0;
};

// No picture of the new size is made, and each column of the old one is looked at once: a few bytes may ask for any size.
// Code::kLimit for over kImagePixels runs.
Result<Rle> ResizedRuns(std::span<const uint8_t> pixels, uint32_t own_width, uint32_t own_height, uint32_t width, uint32_t height) {
  const std::vector<uint32_t> columns = NearestCounts(own_width, width), rows = NearestCounts(own_height, height);
  RunList runs;
  std::vector<std::pair<uint8_t, uint32_t>> pieces;  // of a column: pixel and length
  for (uint32_t column = 0; column < own_width; ++column) {
    pieces.clear();
    for (uint32_t row = 0; row < own_height; ++row) {
      const uint8_t pixel = pixels[size_t{row} * own_width + column];
      if (pieces.empty() || pieces.back().first != pixel) pieces.emplace_back(pixel, 0);
      pieces.back().second += rows[row];
    }
    std::erase_if(pieces, [](const auto& piece) { return piece.second == 0; });
    if (runs.size() + uint64_t{columns[column]} * pieces.size() > kImagePixels) {
      return Status(Code::kLimit, "the mask has more than " + std::to_string(kImagePixels) + " runs in the size of its image");
    }
    for (uint32_t k = 0; k < columns[column]; ++k) {
      for (const auto& [pixel, length] : pieces) runs.Add(pixel, length);
    }
  }
  return Rle{height, width, runs.Take()};
}

// A PNG as it is, since scaled samples would tell nothing else; of other kinds the colours.
Result<PngImage> Decode(std::span<const std::byte> file, std::string_view extension) {
  constexpr uint8_t kPngBegin = 0x89;
  if (!file.empty() && file[0] == std::byte{kPngBegin}) return DecodePng(file);
  DROPSET_ASSIGN(Pixels pixels, DecodeImage(file, extension));
  constexpr PngColor kColors[] = {PngColor::kGrey, PngColor::kGreyAlpha, PngColor::kRgb, PngColor::kRgba};
  PngImage image;
  image.width = pixels.width;
  image.height = pixels.height;
  image.color = kColors[pixels.channels - 1];
  image.samples = std::move(pixels.samples);
  return image;
}

}  // namespace

Result<Rle> ReadMask(std::span<const std::byte> file, std::string_view extension, uint32_t width, uint32_t height) {
  DROPSET_ASSIGN(const PngImage image, Decode(file, extension));
  if (width == 0 || height == 0) {
    width = image.width;
    height = image.height;
  }
  if (!MaskFits(height, width)) return Status(Code::kLimit, "the mask would be too large");
  const std::vector<uint8_t> pixels = ForegroundOf(image);
  if (width == image.width && height == image.height) return RleFromPixels(pixels, height, width);
  return ResizedRuns(pixels, image.width, image.height, width, height);
}

}  // namespace dropset::open_images
