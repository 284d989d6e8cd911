// Writes annotations as Datumaro JSON has them (datumaro.md §3).
#pragma once

#include "base/status.h"
#include "model/item.h"
#include "text/json_writer.h"

namespace dropset::datumaro {

// Appends the object. Boxes are written as they were read if they are x, y, width, height.
Status AppendAnnotation(JsonOutput& output, const Item& item, const Annotation& annotation);

}  // namespace dropset::datumaro
