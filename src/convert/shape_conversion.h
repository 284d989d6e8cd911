// Shapes that a target has no place for as shapes that it has one for, where an export option asks for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "model/item.h"

namespace dropset {

struct ShapeConversions {
  bool polygons_to_masks = false;  // polygons and ellipses
  bool shapes_to_boxes = false;    // whatever has coordinates in the image
};

// Shapes of one group and label are one object and become one mask or one box; it takes the first one's place, id and attributes.
class ShapeConverter {
 public:
  // `target` and `report` outlive it.
  ShapeConverter(const Format& target, const ShapeConversions& conversions, Report& report)
      : target_(target), conversions_(conversions), report_(report) {}

  // Converts what `item` has of types that the target does not hold. What cannot be converted stays as it is.
  void Convert(Item& item, const std::string& place);

 private:
  // An annotation by its object: (group, label, index); those of group 0 are objects of their own.
  struct Part {
    int64_t group;
    int32_t label;
    uint32_t index;
  };

  bool Holds(AnnotationType type) const { return target_.writes.annotations >> static_cast<int>(type) & 1; }
  void ConvertAll(Item& item, AnnotationType to, const std::string& place);
  bool MakeMask(Item& item, std::span<const Part> object);
  bool MakeBox(Item& item, std::span<const Part> object);

  const Format& target_;
  const ShapeConversions conversions_;
  Report& report_;
  std::vector<Part> parts_;
};

// The option of `target` that would convert annotations of this type; empty if there is none.
std::string_view ConversionOption(const Format& target, AnnotationType type);

}  // namespace dropset
