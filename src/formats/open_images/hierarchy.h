// The file of the class hierarchy (open_images.md §3).
#pragma once

#include <cstdint>
#include <string>

#include "model/labels.h"

namespace dropset::open_images {

// Its text. `*lost`: how many labels' parents it does not show, which are no labels, or nested without end or too deep.
std::string HierarchyText(const Labels& labels, uint64_t* lost);

}  // namespace dropset::open_images
