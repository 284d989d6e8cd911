// Open Images, in the files of versions 4 to 7.
#pragma once

#include "formats/format.h"

namespace dropset {

Format OpenImagesFormat();

}  // namespace dropset
