// Attributes of annotations as cells of the files (open_images.md §3).
#pragma once

#include <array>
#include <string>

#include "formats/open_images/record.h"
#include "model/item.h"

namespace dropset::open_images {

// What a label, box or mask has cells for. Empty: the attribute is absent, or its value does not fit.
struct AttributeCells {
  std::array<std::string, kAnswerNames.size()> answers;  // boxes, in the order of the columns
  std::string box_id, predicted_iou;                     // masks
  std::string score;                                     // labels and boxes
  bool others = false;                                   // there are attributes that have no cell, or no such value
};
// `score` is `1` where there is none.
AttributeCells CellsOf(const Item& item, const Annotation& annotation);

// Whether a text can be a part of a path: what subsets, box ids and mask files must be.
bool IsPathComponent(std::string_view name);

}  // namespace dropset::open_images
