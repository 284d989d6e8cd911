#include "convert/shape_conversion.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "model/polygon.h"

namespace dropset {
namespace {

constexpr std::string_view kPolygonsToMasks = "polygons-to-masks", kShapesToBoxes = "shapes-to-boxes";

bool CanBeMask(AnnotationType type) { return type == AnnotationType::kPolygon || type == AnnotationType::kEllipse; }

bool CanBeBox(AnnotationType type) {
  return CanBeMask(type) || type == AnnotationType::kPolyline || type == AnnotationType::kPoints ||
         type == AnnotationType::kCuboid2d;
}

bool HasOption(const Format& target, std::string_view name) {
  return std::any_of(target.export_options.begin(), target.export_options.end(),
                     [&](const OptionRow& row) { return row.name == name; });
}

struct Extent {
  double x1 = std::numeric_limits<double>::infinity(), y1 = x1, x2 = -x1, y2 = -x1;

  void Add(double x, double y) {
    x1 = std::min(x1, x);
    y1 = std::min(y1, y);
    x2 = std::max(x2, x);
    y2 = std::max(y2, y);
  }
  bool empty() const { return !(x1 <= x2 && y1 <= y2); }
};

}  // namespace

std::string_view ConversionOption(const Format& target, AnnotationType type) {
  if (CanBeMask(type) && HasOption(target, kPolygonsToMasks)) return "--polygons-to-masks";
  return CanBeBox(type) && HasOption(target, kShapesToBoxes) ? "--shapes-to-boxes" : std::string_view();
}

void ShapeConverter::Convert(Item& item, const std::string& place) {
  if (conversions_.polygons_to_masks && Holds(AnnotationType::kMask)) ConvertAll(item, AnnotationType::kMask, place);
  if (conversions_.shapes_to_boxes && Holds(AnnotationType::kBbox)) ConvertAll(item, AnnotationType::kBbox, place);
}

void ShapeConverter::ConvertAll(Item& item, AnnotationType to, const std::string& place) {
  const bool masks = to == AnnotationType::kMask;
  parts_.clear();
  for (uint32_t k = 0; k < item.annotations.size(); ++k) {
    const Annotation& a = item.annotations[k];
    const bool fits = masks ? CanBeMask(a.type) : CanBeBox(a.type);
    // A box that is there already stands for its object.
    if ((fits && !Holds(a.type)) || (!masks && a.type == to && a.group != 0)) parts_.push_back({a.group, a.label, k});
  }
  std::sort(parts_.begin(), parts_.end(),
            [](const Part& a, const Part& b) { return std::tie(a.group, a.label, a.index) < std::tie(b.group, b.label, b.index); });
  std::vector<uint8_t> merged(item.annotations.size());
  for (size_t begin = 0, end; begin < parts_.size(); begin = end) {
    const Part& first = parts_[begin];
    for (end = begin + 1; end < parts_.size(); ++end) {
      if (first.group == 0 || parts_[end].group != first.group || parts_[end].label != first.label) break;
    }
    const auto object = std::span(parts_).subspan(begin, end - begin);
    if (!(masks ? MakeMask(item, object) : MakeBox(item, object))) continue;
    report_.Add(Severity::kLoss, masks ? "shape-to-mask" : "shape-to-box", target_.id,
                masks ? "polygons and ellipses became masks" : "shapes became the boxes around them", place, {}, object.size());
    for (const Part& part : object.subspan(1)) merged[part.index] = 1;
  }
  size_t index = 0;
  std::erase_if(item.annotations, [&](const Annotation&) { return merged[index++] != 0; });
}

// The union of the object's shapes; false if the image's size is not known.
bool ShapeConverter::MakeMask(Item& item, std::span<const Part> object) {
  const uint32_t height = item.media.height, width = item.media.width;
  if (height == 0 || width == 0 || !MaskFits(height, width)) return false;
  std::vector<Rle> masks;
  for (const Part& part : object) {
    const Annotation& shape = item.annotations[part.index];
    const auto coords = std::as_const(item).Coords(shape);
    masks.push_back(shape.type == AnnotationType::kEllipse ? Rasterize(EllipseRing(coords), height, width)
                                                           : Rasterize(coords, height, width));
  }
  const Rle mask = masks.size() == 1 ? std::move(masks[0]) : RleUnion(std::vector<RleView>(masks.begin(), masks.end()));
  Annotation& made = item.annotations[object[0].index];
  made.type = AnnotationType::kMask;
  made.coords = {};
  made.mask_height = height;
  made.mask_width = width;
  made.runs = item.AddRuns(mask.runs);
  return true;
}

// The box around the object's shapes; false if it has a box, or no point that can be seen.
bool ShapeConverter::MakeBox(Item& item, std::span<const Part> object) {
  Extent extent;
  for (const Part& part : object) {
    const Annotation& shape = item.annotations[part.index];
    if (shape.type == AnnotationType::kBbox) return false;
    const auto coords = std::as_const(item).Coords(shape);
    const auto visibility = item.Visibility(shape);
    for (size_t k = 0; 2 * k + 1 < coords.size(); ++k) {
      const bool absent = shape.type == AnnotationType::kPoints && k < visibility.size() && visibility[k] == 0;
      if (!absent) extent.Add(coords[2 * k], coords[2 * k + 1]);
    }
  }
  if (extent.empty()) return false;
  Annotation& made = item.annotations[object[0].index];
  made.type = AnnotationType::kBbox;
  made.bbox_corners = true;
  made.coords = item.AddCoords(std::array{extent.x1, extent.y1, extent.x2, extent.y2});
  made.visibility = {};
  return true;
}

}  // namespace dropset
