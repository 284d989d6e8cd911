// Writes annotations as Datumaro JSON has them (datumaro.md §3).
#pragma once

#include <string>

#include "model/item.h"

namespace dropset::datumaro {

// Appends the object. Boxes are written as they were read if they are x, y, width, height.
void AppendAnnotation(std::string& out, const Item& item, const Annotation& annotation);

}  // namespace dropset::datumaro
