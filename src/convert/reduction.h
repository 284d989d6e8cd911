// Drops from an item what its target has no place for, and counts it: lossiness lives here and nowhere else (but for mask ↔ polygon
// inside COCO's writer, and attributes and shapes that only a writer can tell).
#pragma once

#include <optional>
#include <string>

#include "convert/shape_conversion.h"
#include "formats/format.h"

namespace dropset {

class Reduction {
 public:
  // `precision`: decimals that coordinates are rounded to (decisions.md, Numbers); none: kept as they are.
  Reduction(const Format& target, std::optional<int> precision, const ShapeConversions& conversions, Report& report);

  void ReduceLabels(const Labels& labels);
  void ReduceItem(Item& item);

 private:
  void Lost(std::string_view code, std::string message, const std::string& place, std::string_view option = {});
  void ReduceAnnotations(Item& item, const std::string& place);
  bool Holds(AnnotationType type) const { return target_.writes.annotations >> static_cast<int>(type) & 1; }

  const Format& target_;
  std::optional<int> precision_;
  ShapeConverter converter_;
  Report& report_;
};

}  // namespace dropset
