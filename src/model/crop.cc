#include "model/crop.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "model/crop_shapes.h"
#include "model/tiled_crop.h"

namespace dropset {

namespace {

bool Apart(const PixelBox& a, const PixelBox& b) {
  return a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
}

// The shapes that cover parts of shape i: none if one of them covers all of it, for that is taken for a mistake of annotation.
std::vector<RleView> TopsOf(const std::vector<CropShape>& shapes, size_t i) {
  const CropShape& bottom = shapes[i];
  std::vector<RleView> tops;
  for (size_t j = i + 1; j < shapes.size(); ++j) {
    const CropShape& top = shapes[j];
    if (Apart(bottom.box, top.box)) continue;
    const uint64_t common = RleIntersectionArea(bottom.mask, top.mask);
    if (common == 0) continue;
    const Overlap overlap = OverlapOf(bottom.area, top.area, common);
    if (overlap == Overlap::kBottomInside) return {};
    if (overlap == Overlap::kPartial) tops.push_back(top.mask);
  }
  return tops;
}

CropShape ShapeOf(const CropSegment& segment, size_t index, uint32_t height, uint32_t width) {
  CropShape shape;
  shape.segment = index;
  shape.mask = segment.mask;
  if (!segment.is_mask) {
    shape.raster = Rasterize(segment.ring, height, width);
    shape.mask = shape.raster;
  }
  shape.area = RleArea(shape.mask);
  shape.box = RleBox(shape.mask);
  return shape;
}

// Whether tiles cost no more memory than is bearable, and no more time than comparing all pairs may.
bool WorthTiles(const std::vector<CropShape>& shapes) {
  constexpr uint64_t kRunsPerTile = 8;  // compared in the same time; measured
  uint64_t runs = 0;
  for (const CropShape& shape : shapes) runs += shape.mask.runs.size();
  return TilesFor(shapes) <= std::min<uint64_t>(kCropTiles, shapes.size() * runs / kRunsPerTile);
}

// Calls emit(segment, what is left of it) for each shape that others cut. All have one size.
template <class Emit>
void CropShapes(std::vector<CropShape> shapes, Emit emit) {
  if (WorthTiles(shapes)) {
    std::vector<size_t> segments;
    for (const CropShape& shape : shapes) segments.push_back(shape.segment);
    TiledCrop crop(std::move(shapes));
    for (uint32_t i = 0; i < segments.size(); ++i) {
      if (std::optional<Rle> left = crop.Left(i)) emit(segments[i], *std::move(left));
    }
    return;
  }
  for (size_t i = 0; i < shapes.size(); ++i) {
    const std::vector<RleView> tops = TopsOf(shapes, i);
    if (!tops.empty()) emit(shapes[i].segment, RleDifference(shapes[i].mask, RleUnion(tops)));
  }
}

}  // namespace

std::vector<CropResult> CropCovered(std::span<const CropSegment> segments, uint32_t height, uint32_t width, uint64_t* lost_holes) {
  std::vector<CropResult> results(segments.size());
  // Masks of different sizes have no pixels in common.
  std::map<std::pair<uint32_t, uint32_t>, std::vector<CropShape>> by_size;
  for (size_t i = 0; i < segments.size(); ++i) {
    CropShape shape = ShapeOf(segments[i], i, height, width);
    if (shape.area == 0) {
      results[i].kind = CropResult::Kind::kRemoved;
    } else {
      by_size[{shape.mask.height, shape.mask.width}].push_back(std::move(shape));
    }
  }
  for (auto& [size, shapes] : by_size) {
    CropShapes(std::move(shapes), [&](size_t segment, Rle left) {
      CropResult& result = results[segment];
      if (RleArea(left) == 0) {
        result.kind = CropResult::Kind::kRemoved;
      } else if (segments[segment].is_mask) {
        result.kind = CropResult::Kind::kMask;
        result.mask = std::move(left);
      } else {
        result.kind = CropResult::Kind::kRings;
        result.rings = MaskToRings(left, lost_holes);
      }
    });
  }
  return results;
}

}  // namespace dropset
