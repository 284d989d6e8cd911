// From an item's annotations to COCO's instances (coco.md §3.4): grouping, leader, box, outline, area.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/report.h"
#include "model/item.h"
#include "model/polygon.h"
#include "model/rle.h"

namespace dropset::coco {

enum class SegmentationMode : uint8_t { kGuess, kPolygons, kMask };

// One element of `annotations` in instances, stuff or person_keypoints.
struct Instance {
  size_t leader = 0;  // in Item::annotations
  int64_t group = 0;
  Box box{};
  std::vector<Ring> rings;  // what `segmentation` holds …
  bool is_mask = false;     // … unless this is set:
  Rle mask;
  double area = 0;
};

struct InstanceOptions {
  SegmentationMode mode = SegmentationMode::kGuess;
  bool crop_covered = false;
  std::string_view format;       // for the report
  std::string_view mode_option;  // what would keep a mask's holes: "--segmentation-mode mask"
};

// In the reference's order: by group, negative first, each annotation of group 0 alone; stable otherwise. Boxes, polygons, masks
// and ellipses take part. Losses (members' attributes, holes, masks of other sizes) are counted.
std::vector<Instance> InstancesOf(const Item& item, const InstanceOptions& options, Report& report);

// A box in COCO's order around points x, y, …; zeros if there are none.
Box BoxAround(std::span<const double> points);

}  // namespace dropset::coco
