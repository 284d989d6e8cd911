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

class Joiner {
 public:
  // All that `context` names outlives it.
  explicit Joiner(const JoinContext& context) : context_(context) {}

  // Appends the annotations of one image to `item`: of encoded records (record.h) in file order.
  // Code::kInvalid only if strict: an undeclared category, a mask that does not fit its image.
  Status Join(std::span<const std::byte* const> records, Item& item);

 private:
  const JoinContext context_;
  std::vector<Record> decoded_;  // of several tasks; reused
};

}  // namespace dropset::coco
