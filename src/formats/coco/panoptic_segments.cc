#include "formats/coco/panoptic_segments.h"

#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "formats/coco/id_masks.h"

namespace dropset::coco {
namespace {

std::string PlaceOf(const Item& item) { return item.subset + "/" + item.id; }

bool SameSize(const Annotation& a, uint32_t height, uint32_t width) { return a.mask_height == height && a.mask_width == width; }

// The masks that fit into one picture, without ids.
std::vector<PanopticSegment> MasksOfOneSize(const Item& item, const PanopticOptions& options, Report& report) {
  uint32_t height = item.media.height, width = item.media.width;
  std::vector<PanopticSegment> masks;
  for (const Annotation& a : item.annotations) {
    if (a.type == AnnotationType::kMask) masks.push_back({&a, 0});
  }
  if (masks.empty()) return masks;
  bool fits = std::any_of(masks.begin(), masks.end(), [&](const auto& m) { return SameSize(*m.mask, height, width); });
  if (!fits) height = masks[0].mask->mask_height, width = masks[0].mask->mask_width;
  const Severity severity = options.only_place ? Severity::kLoss : Severity::kNote;
  if (height == 0 || width == 0 || uint64_t{height} * width > kImagePixels) {
    report.Add(severity, "panoptic-too-large", options.format, "masks of such a size have no place in a panoptic PNG",
               PlaceOf(item), {}, masks.size());
    return {};
  }
  std::erase_if(masks, [&](const PanopticSegment& segment) {
    if (SameSize(*segment.mask, height, width)) return false;
    report.Add(severity, "mask-size-dropped", options.format, "masks of another size have no place in an image's panoptic PNG",
               PlaceOf(item));
    return true;
  });
  return masks;
}

}  // namespace

std::vector<PanopticSegment> SegmentsOf(const Item& item, const PanopticOptions& options, Report& report) {
  std::vector<PanopticSegment> segments = MasksOfOneSize(item, options, report);
  std::unordered_set<uint32_t> used;
  for (PanopticSegment& segment : segments) {
    const int64_t id = segment.mask->id;
    if (id > 0 && id <= kLargestColorId && used.insert(static_cast<uint32_t>(id)).second) {
      segment.id = static_cast<uint32_t>(id);
    } else if (id != 0) {
      report.Add(Severity::kWarning, "segment-renumbered", options.format,
                 "ids that repeat in an image or do not fit into 24 bits are given anew to panoptic segments", PlaceOf(item));
    }
  }
  uint32_t next = 1;
  for (PanopticSegment& segment : segments) {
    if (segment.id != 0) continue;
    while (used.contains(next)) ++next;
    segment.id = next++;
  }
  return segments;
}

Pixels PaintSegments(const Item& item, const std::vector<PanopticSegment>& segments, const PanopticOptions& options,
                     Report& report) {
  const Annotation& first = *segments[0].mask;
  Pixels pixels{first.mask_width, first.mask_height, 3, {}};
  pixels.samples.resize(size_t{pixels.width} * pixels.height * 3);
  uint64_t covering = 0;
  for (const PanopticSegment& segment : segments) {
    const RleView mask(segment.mask->mask_height, segment.mask->mask_width, item.Runs(*segment.mask));
    covering += PaintId(mask, segment.id, pixels);
  }
  if (covering && options.only_place) {
    report.Add(Severity::kLoss, "panoptic-overlap", options.format,
               "where masks overlap, a panoptic PNG has a place for the last one only", PlaceOf(item), {}, covering);
  }
  return pixels;
}

}  // namespace dropset::coco
