#include "model/crop.h"

#include <algorithm>
#include <cmath>

namespace dropset {

namespace {

constexpr double kTolerance = 0.001;  // of ratios, §6.6

struct Shape {
  Rle raster;  // of a ring
  RleView mask;
  uint64_t area;
  PixelBox box;
};

bool Apart(const PixelBox& a, const PixelBox& b) {
  return a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
}

// The shapes that cover parts of shape i: none if one of them covers all of it, for that is taken for a mistake of annotation.
std::vector<RleView> TopsOf(const std::vector<Shape>& shapes, size_t i) {
  const Shape& bottom = shapes[i];
  std::vector<RleView> tops;
  for (size_t j = i + 1; j < shapes.size(); ++j) {
    const Shape& top = shapes[j];
    // Masks of another size have no pixels in common with this one.
    if (Apart(bottom.box, top.box) || top.mask.height != bottom.mask.height || top.mask.width != bottom.mask.width) continue;
    const uint64_t common = RleIntersectionArea(bottom.mask, top.mask);
    if (common == 0) continue;
    const double overlap = static_cast<double>(common) / static_cast<double>(bottom.area + top.area - common);
    const double ratio = static_cast<double>(top.area) / static_cast<double>(bottom.area);
    if (std::abs(ratio - overlap) < kTolerance) continue;       // the top lies inside
    if (std::abs(1 / ratio - overlap) < kTolerance) return {};  // the bottom lies inside
    tops.push_back(top.mask);
  }
  return tops;
}

std::vector<Shape> ShapesOf(std::span<const CropSegment> segments, uint32_t height, uint32_t width) {
  std::vector<Shape> shapes(segments.size());
  for (size_t i = 0; i < segments.size(); ++i) {
    Shape& shape = shapes[i];
    if (segments[i].is_mask) {
      shape.mask = segments[i].mask;
    } else {
      shape.raster = Rasterize(segments[i].ring, height, width);
      shape.mask = shape.raster;
    }
    shape.area = RleArea(shape.mask);
    shape.box = RleBox(shape.mask);
  }
  return shapes;
}

}  // namespace

std::vector<CropResult> CropCovered(std::span<const CropSegment> segments, uint32_t height, uint32_t width, uint64_t* lost_holes) {
  const std::vector<Shape> shapes = ShapesOf(segments, height, width);
  std::vector<CropResult> results(segments.size());
  for (size_t i = 0; i < segments.size(); ++i) {
    CropResult& result = results[i];
    if (shapes[i].area == 0) {
      result.kind = CropResult::Kind::kRemoved;
      continue;
    }
    const std::vector<RleView> tops = TopsOf(shapes, i);
    if (tops.empty()) continue;
    Rle left = RleDifference(shapes[i].mask, RleUnion(tops));
    if (RleArea(left) == 0) {
      result.kind = CropResult::Kind::kRemoved;
    } else if (segments[i].is_mask) {
      result.kind = CropResult::Kind::kMask;
      result.mask = std::move(left);
    } else {
      result.kind = CropResult::Kind::kRings;
      result.rings = MaskToRings(left, lost_holes);
    }
  }
  return results;
}

}  // namespace dropset
