#include "formats/coco/id_masks.h"

#include <algorithm>

#include "model/rle_spans.h"

namespace dropset::coco {
namespace {

// Columns are gathered side by side, so that a pass over the rows touches each of them once per so many columns.
constexpr uint32_t kStrip = 32;

// The ids of columns [begin, begin + count), column by column.
void GatherColumns(const Pixels& pixels, uint32_t begin, uint32_t count, std::vector<uint32_t>& ids) {
  const auto channels = static_cast<size_t>(pixels.channels);
  for (uint32_t y = 0; y < pixels.height; ++y) {
    const uint8_t* pixel = &pixels.samples[(size_t{y} * pixels.width + begin) * channels];
    for (uint32_t x = 0; x < count; ++x, pixel += channels) {
      const uint32_t red = pixel[0], green = channels < 3 ? red : pixel[1], blue = channels < 3 ? red : pixel[2];
      ids[size_t{x} * pixels.height + y] = red | green << 8 | blue << 16;
    }
  }
}

}  // namespace

IdMasks MasksOfIds(const Pixels& pixels, std::span<const uint32_t> ids) {
  IdMasks result;
  std::vector<SpanWriter> writers(ids.size(), SpanWriter(pixels.height, pixels.width));
  std::vector<bool> present(ids.size());
  PixelSpan span{0, 0};
  uint32_t current = 0;
  auto end_span = [&] {
    auto found = std::lower_bound(ids.begin(), ids.end(), current);
    if (found == ids.end() || *found != current) {
      if (current != 0) result.undeclared = current;
      return;
    }
    const auto index = static_cast<size_t>(found - ids.begin());
    present[index] = true;
    writers[index].Add(span);
  };
  std::vector<uint32_t> columns(size_t{kStrip} * pixels.height);
  for (uint32_t begin = 0; begin < pixels.width; begin += kStrip) {
    const uint32_t count = std::min(kStrip, pixels.width - begin);
    GatherColumns(pixels, begin, count, columns);
    for (size_t k = 0; k < size_t{count} * pixels.height; ++k, ++span.end) {
      if (columns[k] == current) continue;
      if (span.end > span.begin) end_span();
      span.begin = span.end;
      current = columns[k];
    }
  }
  end_span();
  result.masks.resize(ids.size());
  for (size_t k = 0; k < ids.size(); ++k) {
    if (present[k]) result.masks[k] = std::move(writers[k]).Take();
  }
  return result;
}

bool PaintId(RleView mask, uint32_t id, Pixels& pixels) {
  bool covers = false;
  SpanReader reader(mask);
  for (PixelSpan span; reader.Next(span);) {
    uint32_t x = span.begin / mask.height, y = span.begin % mask.height;
    for (uint32_t left = span.end - span.begin; left > 0; --left) {
      uint8_t* pixel = &pixels.samples[(size_t{y} * pixels.width + x) * 3];
      covers |= (pixel[0] | pixel[1] | pixel[2]) != 0;
      for (int c = 0; c < 3; ++c) pixel[c] = static_cast<uint8_t>(id >> (8 * c) & 0xFF);
      if (++y == mask.height) y = 0, ++x;
    }
  }
  return covers;
}

}  // namespace dropset::coco
