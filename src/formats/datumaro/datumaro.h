// Datumaro JSON (datumaro.md).
#pragma once

#include "formats/format.h"

namespace dropset {

Format DatumaroFormat();

}  // namespace dropset
