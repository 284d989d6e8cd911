// Corners of boxes: in parts of the image in files, in pixels in items (open_images.md §2.6, §3).
#pragma once

#include <cstdint>

namespace dropset::open_images {

// Whether `part` is n / 10^9, as any number of at most 9 decimals is. Up to about ±2.
bool IsBillionths(double part, int32_t& n);

// part × side. A decimal part is multiplied as a decimal number, so that the pixels have no more decimals than it.
double PixelsOf(double part, uint32_t side);

// A part that PixelsOf turns into `pixels`, of 9 decimals if there is one; where there is none, the nearest to it.
double PartOf(double pixels, uint32_t side);

}  // namespace dropset::open_images
