// Cutting off what other segments cover (coco.md §6.6).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/polygon.h"
#include "model/rle.h"

namespace dropset {

// One ring of a polygon instance, or the mask of a mask instance.
struct CropSegment {
  std::span<const double> ring;
  RleView mask;  // if is_mask
  bool is_mask = false;
};

struct CropResult {
  enum class Kind : uint8_t {
    kKept,     // as it was
    kRemoved,  // nothing is left, or nothing was there
    kRings,    // `rings` in place of the ring
    kMask,     // `mask` in place of the mask
  };
  Kind kind = Kind::kKept;
  std::vector<Ring> rings;
  Rle mask;
};

// `segments`: all segments of an image of height × width pixels, the rings and masks of the instances in order, backmost
// first. The result has one element for each. `lost_holes` as in MaskToRings.
std::vector<CropResult> CropCovered(std::span<const CropSegment> segments, uint32_t height, uint32_t width, uint64_t* lost_holes);

}  // namespace dropset
