// COCO's run-length masks (coco.md §6.1, §6.2) and operations on them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace dropset {

// Pixels in column-major order (position = x·height + y), as run lengths that alternate between 0 and 1, beginning with a
// (possibly empty) run of zeros and summing to height × width.
struct Rle {
  uint32_t height = 0, width = 0;
  std::vector<uint32_t> runs;
};

// The same, over runs that somebody else owns.
struct RleView {
  uint32_t height = 0, width = 0;
  std::span<const uint32_t> runs;
  RleView() = default;
  RleView(const Rle& rle) : height(rle.height), width(rle.width), runs(rle.runs) {}
  RleView(uint32_t h, uint32_t w, std::span<const uint32_t> r) : height(h), width(w), runs(r) {}
};

// Compressed text (§6.2) → run lengths appended to `runs`. Code::kInvalid for bytes outside the alphabet, negative or
// overflowing lengths, a cut group.
Status DecodeRleText(std::string_view text, std::vector<uint32_t>& runs);
void EncodeRleText(std::span<const uint32_t> runs, std::string& out);  // appends

// Whether a mask may be that large: height × width <= kMaskPixels, neither beyond kMaskSide. Whoever makes a mask by size
// (CompleteRuns aside, which checks) asks first.
bool MaskFits(uint64_t height, uint64_t width);

// Makes runs[begin..] sum to height × width: a missing tail becomes background and `*short_by` says by how many pixels (0 if
// none was missing). Longer than that is Code::kInvalid, as is a mask that does not fit (runs are unchanged then).
Status CompleteRuns(uint32_t height, uint32_t width, std::vector<uint32_t>& runs, size_t begin, uint64_t* short_by);

uint64_t RleArea(RleView mask);  // pixels set

// True extents of the set pixels; all zero for an empty mask.
struct PixelBox {
  uint32_t x, y, width, height;
};
PixelBox RleBox(RleView mask);

// Pixel by pixel; all masks must have the same size (the caller checks).
Rle RleUnion(std::span<const RleView> masks);  // of none: 0 × 0
Rle RleDifference(RleView a, RleView b);       // a without b
uint64_t RleIntersectionArea(RleView a, RleView b);

// Row-major pixels (non-zero is set) ↔ runs.
Rle RleFromPixels(std::span<const uint8_t> pixels, uint32_t height, uint32_t width);
std::vector<uint8_t> RleToPixels(RleView mask);  // 0 or 1

}  // namespace dropset
