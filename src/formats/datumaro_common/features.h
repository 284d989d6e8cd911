// What both of Datumaro's formats hold: everything.
#pragma once

#include "formats/format.h"

namespace dropset::datumaro {

Features AllFeatures();

}  // namespace dropset::datumaro
