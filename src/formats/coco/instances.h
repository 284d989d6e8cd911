// From an item's annotations to COCO's instances (coco.md §3.4): grouping, leader, box, outline, area.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "formats/report.h"
#include "model/item.h"
#include "model/polygon.h"
#include "model/rle.h"

namespace dropset::coco {

enum class SegmentationMode : uint8_t { kGuess, kPolygons, kMask };

// One element of `annotations` in instances, stuff or person_keypoints. It may refer to its item.
struct Instance {
  size_t leader = 0;  // in Item::annotations
  int64_t group = 0;
  Box box{};
  std::vector<std::span<const double>> rings;  // what `segmentation` holds, the item's or of `made_rings` …
  std::vector<Ring> made_rings;
  bool is_mask = false;  // … unless this is set:
  Rle mask;
  double area = 0;

  Instance() = default;
  Instance(Instance&&) = default;
  Instance& operator=(Instance&&) = default;
  void AddRing(Ring ring);
};

struct InstanceOptions {
  SegmentationMode mode = SegmentationMode::kGuess;
  bool crop_covered = false;
  std::string_view format;       // for the report
  std::string_view mode_option;  // what would keep a mask's holes: "--segmentation-mode mask"
};

// An item's instances one after the other, in the reference's order: by group, negative first, each annotation of group 0 alone;
// stable otherwise. Boxes, polygons, masks and ellipses take part. Losses (members' attributes, holes, masks of other sizes) are
// counted. One is held at a time, an image may have a million; but all at once where each is cropped by others.
class Instances {
 public:
  // All must outlive it.
  Instances(const Item& item, const InstanceOptions& options, Report& report);
  bool Next(Instance& instance);  // false: no more

 private:
  bool Uncropped(Instance& instance);

  const Item& item_;
  const InstanceOptions& options_;
  Report& report_;
  std::vector<uint32_t> shapes_;  // in Item::annotations, by group
  size_t next_ = 0;               // in shapes_ or, if that is empty, in cropped_
  std::vector<Instance> cropped_;
};

// Whether annotations of that type become instances.
bool IsShape(AnnotationType type);

// A box in COCO's order around points x, y, …; zeros if there are none.
Box BoxAround(std::span<const double> points);

}  // namespace dropset::coco
