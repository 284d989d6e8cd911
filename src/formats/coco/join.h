// Puts the annotations that several task files give one image together as objects (decisions.md "Ids and labels").
#pragma once

#include <span>
#include <string>
#include <vector>

#include "formats/coco/category_table.h"
#include "formats/coco/layout.h"
#include "formats/coco/record.h"
#include "formats/report.h"
#include "model/item.h"

namespace dropset::coco {

struct JoinContext {
  const std::vector<AnnotationFile>& files;
  const CategoryTable& categories;
  const Archive& archive;
  std::string_view format;
  bool strict;
  Report& report;
};

// Appends the annotations of `records` (all of one image, in file order) to `item`. The records are changed.
// Code::kInvalid only if strict: an undeclared category, a mask that does not fit its image.
Status JoinRecords(std::span<Record> records, const JoinContext& context, Item& item);

}  // namespace dropset::coco
