// Images in zips, without annotations (image_zip.md).
#pragma once

#include "formats/format.h"

namespace dropset {

Format ImageZipFormat();

}  // namespace dropset
