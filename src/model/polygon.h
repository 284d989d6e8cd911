// Between polygons and masks, bit by bit as the reference does it (coco.md §6.3, §6.5).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/rle.h"

namespace dropset {

// One ring: x, y, x, y, …
using Ring = std::vector<double>;

// §6.3 on height × width. Each coordinate is first rounded to float32 and clamped to ±2^26 (decisions.md); NaN counts as 0. A
// size that no mask may have (MaskFits) gives the 0 × 0 mask.
Rle Rasterize(std::span<const double> ring, uint32_t height, uint32_t width);
// The pixels that are set in it.
uint64_t RasterArea(std::span<const double> ring, uint32_t height, uint32_t width);

// The area by the shoelace formula, not negative; 0 where it is not a number.
double ShoelaceArea(std::span<const double> ring);

// The 720 points of an ellipse given by its enclosing rectangle, x1, y1, x2, y2 (coco.md §3.4).
Ring EllipseRing(std::span<const double> corners);

// §6.5: the outer contours of a mask with Teh-Chin corners, closed, bottom-most start first. A region that gets no contour
// there (fewer than 3 corners, or nothing left when rasterised) becomes the outline of its pixels' edges (decisions.md, Media).
// `lost_holes`, if given, is increased by the number of holes, which rings never show.
std::vector<Ring> MaskToRings(RleView mask, uint64_t* lost_holes);

}  // namespace dropset
