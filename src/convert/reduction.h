// Drops from an item what its target has no place for, and counts it: lossiness lives here and nowhere else (but for mask ↔ polygon
// inside COCO's writer).
#pragma once

#include <optional>
#include <string>

#include "formats/format.h"

namespace dropset {

class Reduction {
 public:
  // `precision`: decimals that coordinates are rounded to (decisions.md, Numbers); none: kept as they are.
  Reduction(const Format& target, std::optional<int> precision, Report& report)
      : target_(target), precision_(precision), report_(report) {}

  void ReduceLabels(const Labels& labels);
  void ReduceItem(Item& item);

 private:
  void Lost(std::string_view code, std::string message, const std::string& place);
  bool Holds(AnnotationType type) const { return target_.writes.annotations >> static_cast<int>(type) & 1; }

  const Format& target_;
  std::optional<int> precision_;
  Report& report_;
};

}  // namespace dropset
