#include "formats/open_images/mask_image.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "codec/png.h"
#include "media/decode.h"

namespace dropset::open_images {
namespace {

// Which of `source` pixels each of `target` pixels shows; the arithmetic is that of OpenCV's nearest neighbours.
std::vector<uint32_t> NearestIndexes(uint32_t source, uint32_t target) {
  const double step = 1 / (static_cast<double>(target) / source);
  std::vector<uint32_t> indexes(target);
  for (uint32_t k = 0; k < target; ++k) indexes[k] = std::min(static_cast<uint32_t>(std::floor(k * step)), source - 1);
  return indexes;
}

// Column by column, as runs lie, so that no picture of the new size is made.
Rle ResizedRuns(std::span<const uint8_t> pixels, uint32_t own_width, uint32_t own_height, uint32_t width, uint32_t height) {
  Rle rle;
  rle.width = width;
  rle.height = height;
  const std::vector<uint32_t> columns = NearestIndexes(own_width, width), rows = NearestIndexes(own_height, height);
  uint8_t current = 0;
  uint32_t length = 0;
  for (uint32_t column : columns) {
    for (uint32_t row : rows) {
      const uint8_t pixel = pixels[size_t{row} * own_width + column];
      if (pixel != current) {
        rle.runs.push_back(length);
        length = 0;
        current = pixel;
      }
      ++length;
    }
  }
  rle.runs.push_back(length);
  return rle;
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
