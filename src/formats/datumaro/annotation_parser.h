// Reads one element of an item's `annotations` (datumaro.md §2.5, §2.6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/datumaro_common/label_union.h"
#include "formats/datumaro_common/lenient.h"
#include "formats/reading_notes.h"
#include "model/item.h"
#include "text/json_reader.h"

namespace dropset::datumaro {

class AnnotationParser {
 public:
  AnnotationParser(const LabelUnion& labels, ReadingNotes& notes) : labels_(labels), notes_(notes) {}

  // Which of the files whose labels were united is being read.
  void SetFile(size_t file) { file_ = file; }
  // Consumes the element that comes next and adds it to `item`, or leaves it out and notes why. The error is --strict's (with
  // its file); the reader's own one stays there.
  Status Parse(JsonReader& json, Item& item);

 private:
  enum class Kind { kNone, kKnown, kSkeleton, kHashKey, kUnknown };
  // Of the annotation being read: members that mean something only together with its type. Slices of item.coords.
  struct Members {
    Kind kind = Kind::kNone;
    std::string type;  // its name if unknown
    std::optional<Slice> points, bbox, position, rotation, scale;
    bool caption = false, mask = false, visibility = false;
    Slice points_attributes;  // item.text: JSON, of a skeleton
    bool has_points_attributes = false;
    uint64_t short_by = 0;  // pixels that the mask's runs lack
  };
  // Buffer sizes to go back to.
  struct Marks {
    size_t coords, visibility, runs, text;
  };

  void Member(JsonReader& json, Item& item);
  void Type();
  void Coords(JsonReader& json, Item& item, std::optional<Slice>& slice);
  void Visibility(JsonReader& json, Item& item);
  void Mask(JsonReader& json, Item& item);
  void Counts(JsonReader& json, Item& item);
  void Caption(JsonReader& json, Item& item);
  void PointsAttributes(JsonReader& json, Item& item);
  void Resolve(Item& item);
  void ResolvePoints(Item& item);
  void ResolveSkeleton(Item& item);
  void ResolveCuboid3d(Item& item);
  void Shape(const std::optional<Slice>& coords, std::string_view member, std::optional<size_t> count);

  const LabelUnion& labels_;
  ReadingNotes& notes_;
  size_t file_ = 0;
  Lenient* lenient_ = nullptr;  // of the annotation being read
  Annotation annotation_;
  Members members_;
  std::vector<double> numbers_;  // reused
};

}  // namespace dropset::datumaro
