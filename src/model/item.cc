#include "model/item.h"

#include <array>

#include "base/numbers.h"

namespace dropset {
namespace {

constexpr std::array<std::pair<AnnotationType, std::string_view>, 10> kNames = {{{AnnotationType::kLabel, "label"},
                                                                                 {AnnotationType::kMask, "mask"},
                                                                                 {AnnotationType::kPoints, "points"},
                                                                                 {AnnotationType::kPolygon, "polygon"},
                                                                                 {AnnotationType::kPolyline, "polyline"},
                                                                                 {AnnotationType::kBbox, "bbox"},
                                                                                 {AnnotationType::kCaption, "caption"},
                                                                                 {AnnotationType::kCuboid3d, "cuboid_3d"},
                                                                                 {AnnotationType::kEllipse, "ellipse"},
                                                                                 {AnnotationType::kCuboid2d, "cuboid_2d"}}};

template <class Buffer, class Values>
Slice Append(Buffer& buffer, const Values& values) {
  Slice slice{static_cast<uint32_t>(buffer.size()), static_cast<uint32_t>(values.size())};
  buffer.insert(buffer.end(), values.begin(), values.end());
  return slice;
}

}  // namespace

std::string_view TypeName(AnnotationType type) {
  for (const auto& [known, name] : kNames) {
    if (known == type) return name;
  }
  return "unknown";
}

std::optional<AnnotationType> TypeFromName(std::string_view name) {
  for (const auto& [type, known] : kNames) {
    if (known == name) return type;
  }
  return std::nullopt;
}

void Item::Clear() {
  id.clear();
  subset.clear();
  id_is_file_name = false;
  media = Media();
  related.clear();
  attributes = Attributes();
  image_id.reset();
  annotations.clear();
  coords.clear();
  hundredths = false;
  visibility.clear();
  runs.clear();
  text.clear();
}

std::string Item::FileName(std::string_view image_ext) const {
  if (!image_ext.empty()) return id + std::string(image_ext);
  if (id_is_file_name) return id;
  return id + (media.extension.empty() ? ".jpg" : media.extension);
}

Slice Item::AddCoords(std::span<const double> values) {
  hundredths = false;
  return Append(coords, values);
}
Slice Item::AddCoords(size_t count) {
  const Slice slice{static_cast<uint32_t>(coords.size()), static_cast<uint32_t>(count)};
  coords.resize(coords.size() + count);
  hundredths = false;
  return slice;
}
Slice Item::AddVisibility(std::span<const uint8_t> values) { return Append(visibility, values); }
Slice Item::AddRuns(std::span<const uint32_t> values) { return Append(runs, values); }
Slice Item::AddText(std::string_view value) { return Append(text, value); }

Box BoxOf(const Item& item, const Annotation& bbox) {
  auto c = item.Coords(bbox);
  if (!bbox.bbox_corners) return {c[0], c[1], c[2], c[3]};
  return {c[0], c[1], DecimalDifference(c[2], c[0]), DecimalDifference(c[3], c[1])};
}

Corners CornersOf(const Item& item, const Annotation& bbox) {
  auto c = item.Coords(bbox);
  if (bbox.bbox_corners) return {c[0], c[1], c[2], c[3]};
  return {c[0], c[1], DecimalSum(c[0], c[2]), DecimalSum(c[1], c[3])};
}

}  // namespace dropset
