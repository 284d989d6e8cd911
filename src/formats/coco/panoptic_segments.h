// What one item's masks become in a panoptic file: segments with ids of their own, in one picture (coco.md §3.6).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "codec/png.h"
#include "formats/report.h"
#include "model/item.h"

namespace dropset::coco {

struct PanopticSegment {
  const Annotation* mask;  // of the item
  uint32_t id;
};

struct PanopticOptions {
  std::string_view format;  // for the report
  bool only_place = true;   // no other task holds the masks: what the picture cannot hold is lost
};

// The masks that go into one picture: those of the image's size, or where none has it or it is not known, of the first one's. Ids
// are kept where they can be; masks without one get the least that are free.
std::vector<PanopticSegment> SegmentsOf(const Item& item, const PanopticOptions& options, Report& report);

// RGB; where masks overlap, the later one is seen. `segments` is not empty.
Pixels PaintSegments(const Item& item, const std::vector<PanopticSegment>& segments, const PanopticOptions& options,
                     Report& report);

}  // namespace dropset::coco
