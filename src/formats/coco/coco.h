// COCO: the combined format and its sub-formats, one per task.
#pragma once

#include <vector>

#include "formats/format.h"

namespace dropset {

std::vector<Format> CocoFormats();

}  // namespace dropset
