// The shapes of one image that may cover each other, and how two of them do (coco.md §6.6).
#pragma once

#include <cmath>
#include <cstdint>

#include "model/rle.h"

namespace dropset {

struct CropShape {
  size_t segment = 0;  // it was made from
  Rle raster;          // of a ring
  RleView mask;        // of a ring: of `raster`
  uint64_t area = 0;   // at least 1
  PixelBox box{};
};

constexpr uint64_t kInsideParts = 1000;  // ratios closer than one of so many parts are equal
constexpr double kInsideTolerance = 1.0 / kInsideParts;

enum class Overlap : uint8_t { kTopInside, kBottomInside, kPartial };

// Of two shapes that have `common` > 0 pixels in common. Either may lie a little outside the other and be `inside` it.
inline Overlap OverlapOf(uint64_t bottom_area, uint64_t top_area, uint64_t common) {
  const double overlap = static_cast<double>(common) / static_cast<double>(bottom_area + top_area - common);
  const double ratio = static_cast<double>(top_area) / static_cast<double>(bottom_area);
  if (std::abs(ratio - overlap) < kInsideTolerance) return Overlap::kTopInside;
  if (std::abs(1 / ratio - overlap) < kInsideTolerance) return Overlap::kBottomInside;
  return Overlap::kPartial;
}

// A shape that has more pixels than this outside another one of `area` is not inside it. With m of its a pixels outside, the
// ratios differ by m · (a + area) / (area · (area + m)), which is at least m / area.
constexpr uint64_t MostOutside(uint64_t area) { return area / kInsideParts + 1; }

}  // namespace dropset
