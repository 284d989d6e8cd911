// From a mask's picture to its runs (open_images.md §2.7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/rle.h"

namespace dropset::open_images {

// Decodes a PNG, or another image that DecodeImage knows, and takes for each of height × width pixels the nearest of its pixels; a
// size of 0 × 0 keeps the picture's own. Code::kLimit for sizes that no mask may have.
Result<Rle> ReadMask(std::span<const std::byte> file, std::string_view extension, uint32_t width, uint32_t height);

}  // namespace dropset::open_images
