// A picture whose colours are ids, taken apart into one mask per id and put together again (coco.md §2.7, §3.6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codec/png.h"
#include "model/rle.h"

namespace dropset::coco {

constexpr int64_t kLargestColorId = (1 << 24) - 1;

struct IdMasks {
  std::vector<Rle> masks;              // in the order of the ids that were asked for; empty runs: no pixel has that id
  std::optional<uint32_t> undeclared;  // an id of pixels that was not asked for; 0 is background
};

// The masks of `ids` (sorted, unique) in `pixels`, whose colours stand for R + 256·G + 65536·B; grey v is R = G = B = v, alpha does
// not count.
IdMasks MasksOfIds(const Pixels& pixels, std::span<const uint32_t> ids);

// Gives all pixels of `mask` the colour of `id`. `pixels` are RGB and of the mask's size. True if one had another colour than
// black.
bool PaintId(RleView mask, uint32_t id, Pixels& pixels);

}  // namespace dropset::coco
