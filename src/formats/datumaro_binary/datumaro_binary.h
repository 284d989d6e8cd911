// DatumaroBinary (datumaro_binary.md).
#pragma once

#include "formats/format.h"

namespace dropset {

Format DatumaroBinaryFormat();

}  // namespace dropset
