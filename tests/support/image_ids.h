// What image_zip reads from an archive, for comparing.
#pragma once

#include <string>
#include <vector>

#include "archive/archive.h"

namespace dropset::testing {

// "id|.ext" of every image, and "id" alone where the id has its extension.
std::vector<std::string> ImageIds(const Archive& archive);

}  // namespace dropset::testing
