#include "formats/datumaro/annotation_parser.h"

#include <array>

#include "base/numbers.h"
#include "formats/datumaro_common/attributes_json.h"
#include "model/rle.h"

namespace dropset::datumaro {
namespace {

constexpr size_t kPolygonNumbers = 6, kBoxNumbers = 4, kCuboid2dNumbers = 16;

Slice SliceFrom(size_t begin, size_t end) { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end - begin)}; }

}  // namespace

Status AnnotationParser::Parse(JsonReader& json, Item& item) {
  Lenient lenient(json);
  lenient_ = &lenient;
  annotation_ = Annotation();
  members_ = Members();
  const Marks marks{item.coords.size(), item.visibility.size(), item.runs.size(), item.text.size()};
  const bool object = json.Peek() == JsonKind::kObject;
  if (object) {
    for (json.EnterObject(); json.NextMember();) Member(json, item);
  } else {
    json.Skip();
    lenient.Bad("expected an object");
  }
  if (!json.ok()) return {};
  if (!lenient.bad()) Resolve(item);
  const bool known = members_.kind == Kind::kKnown || members_.kind == Kind::kSkeleton;
  if (lenient.bad() || !known) {
    item.coords.resize(marks.coords);
    item.visibility.resize(marks.visibility);
    item.runs.resize(marks.runs);
    item.text.resize(marks.text);
  }
  if (lenient.bad()) {
    return notes_.Skipped("annotation-skipped", "annotations that cannot be understood are left out", lenient.TakeProblem());
  }
  if (members_.kind == Kind::kHashKey) {
    notes_.Lost("hash-key-dropped", "hash_key annotations are left out", json.Path());
    return {};
  }
  if (!known) {
    return notes_.Skipped("annotation-type-unknown", "annotations of types that Dropset does not know are left out",
                          json.Invalid("type " + members_.type.substr(0, 40)));
  }
  item.annotations.push_back(annotation_);
  if (lenient.converted()) DROPSET_TRY(notes_.Mended("fields that are no integers are converted", lenient.TakeConversion()));
  if (members_.short_by > 0) notes_.Note("mask-completed", "masks shorter than their size end in background", json.Path());
  if (members_.kind == Kind::kSkeleton) notes_.Note("skeleton-as-points", "skeletons become points with visibility", json.Path());
  return {};
}

void AnnotationParser::Member(JsonReader& json, Item& item) {
  const std::string_view key = json.key();
  int64_t value = 0;
  if (key == "id") {
    lenient_->Integer(annotation_.id);
  } else if (key == "type") {
    Type();
  } else if (key == "attributes") {
    if (lenient_->Expect(JsonKind::kObject)) ReadAttributes(json, item, annotation_.attributes);
  } else if (key == "group") {
    lenient_->Integer(annotation_.group);
  } else if (key == "label_id") {
    if (lenient_->Integer(value, kNoLabel, INT32_MAX)) {
      annotation_.label = value < 0 ? kNoLabel : labels_.Translate(file_, static_cast<int32_t>(value));
    }
  } else if (key == "z_order") {
    if (lenient_->Integer(value, INT32_MIN, INT32_MAX)) annotation_.z_order = static_cast<int32_t>(value);
  } else if (key == "object_id") {
    if (lenient_->Integer(value, INT32_MIN, INT32_MAX)) annotation_.object_id = value < 0 ? kNoObject : static_cast<int32_t>(value);
  } else if (key == "points") {
    Coords(json, item, members_.points);
  } else if (key == "bbox") {
    Coords(json, item, members_.bbox);
  } else if (key == "visibility") {
    Visibility(json, item);
  } else if (key == "rle") {
    Mask(json, item);
  } else if (key == "caption") {
    Caption(json, item);
  } else if (key == "position") {
    Coords(json, item, members_.position);
  } else if (key == "rotation") {
    Coords(json, item, members_.rotation);
  } else if (key == "scale") {
    Coords(json, item, members_.scale);
  } else if (key == "points_attributes") {
    PointsAttributes(json, item);
  } else {
    json.Skip();
  }
}

void AnnotationParser::Type() {
  if (!lenient_->String(members_.type)) return;
  if (auto type = TypeFromName(members_.type)) {
    members_.kind = Kind::kKnown;
    annotation_.type = *type;
  } else if (members_.type == "skeleton") {
    members_.kind = Kind::kSkeleton;
    annotation_.type = AnnotationType::kPoints;
  } else {
    members_.kind = members_.type == "hash_key" ? Kind::kHashKey : Kind::kUnknown;
  }
}

void AnnotationParser::Coords(JsonReader& json, Item& item, std::optional<Slice>& slice) {
  if (json.Peek() == JsonKind::kNull) {
    json.ReadNull();
    return;
  }
  if (members_.kind == Kind::kUnknown || members_.kind == Kind::kHashKey) {
    json.Skip();
    return;
  }
  const size_t begin = item.coords.size();
  // Only cuboid_2d nests its points. Where the type is not known yet they may be nested.
  const bool pairs = members_.kind == Kind::kNone || annotation_.type == AnnotationType::kCuboid2d;
  lenient_->Numbers(item.coords, pairs);
  slice = SliceFrom(begin, item.coords.size());
}

void AnnotationParser::Visibility(JsonReader& json, Item& item) {
  if (json.Peek() == JsonKind::kNull) {
    json.ReadNull();
    return;
  }
  numbers_.clear();
  if (!lenient_->Numbers(numbers_)) return;
  const size_t begin = item.visibility.size();
  for (double value : numbers_) {
    if (value != 0 && value != 1 && value != 2) lenient_->Bad("expected 0, 1 or 2");
    if (!lenient_->bad()) item.visibility.push_back(static_cast<uint8_t>(value));
  }
  members_.visibility = true;
  annotation_.visibility = SliceFrom(begin, item.visibility.size());
}

// {counts, size [height, width]}; run lengths as numbers are taken too.
void AnnotationParser::Mask(JsonReader& json, Item& item) {
  if (!lenient_->Expect(JsonKind::kObject)) return;
  const size_t begin = item.runs.size();
  numbers_.clear();
  std::string_view text;
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "size") {
      lenient_->Numbers(numbers_);
    } else if (json.key() != "counts") {
      json.Skip();
    } else if (json.Peek() == JsonKind::kArray) {
      Counts(json, item);
    } else if (lenient_->Expect(JsonKind::kString) && json.ReadString(text)) {
      if (Status status = DecodeRleText(text, item.runs); !status.ok()) lenient_->Bad(status.message());
    }
  }
  if (lenient_->bad() || !json.ok()) return;
  const bool sized =
      numbers_.size() == 2 && numbers_[0] >= 0 && numbers_[1] >= 0 && numbers_[0] <= UINT32_MAX && numbers_[1] <= UINT32_MAX;
  if (!sized) return lenient_->BadMember("size", "expected the height and width");
  annotation_.mask_height = static_cast<uint32_t>(numbers_[0]);
  annotation_.mask_width = static_cast<uint32_t>(numbers_[1]);
  Status status = CompleteRuns(annotation_.mask_height, annotation_.mask_width, item.runs, begin, &members_.short_by);
  if (!status.ok()) return lenient_->BadMember("counts", status.message());
  annotation_.runs = SliceFrom(begin, item.runs.size());
  members_.mask = true;
}

void AnnotationParser::Counts(JsonReader& json, Item& item) {
  for (json.EnterArray(); json.NextElement();) {
    int64_t run;
    if (lenient_->Integer(run, 0, UINT32_MAX)) item.runs.push_back(static_cast<uint32_t>(run));
  }
}

// Whatever is no text becomes one as in Python's str() (datumaro.md §2.5).
void AnnotationParser::Caption(JsonReader& json, Item& item) {
  const size_t begin = item.text.size();
  std::string_view text;
  bool yes;
  switch (json.Peek()) {
    case JsonKind::kString:
      if (json.ReadString(text)) item.text.append(text);
      break;
    case JsonKind::kNull:
      if (json.ReadNull()) item.text.append("None");
      break;
    case JsonKind::kBool:
      if (json.ReadBool(yes)) item.text.append(yes ? "True" : "False");
      break;
    default: json.Raw(item.text);
  }
  members_.caption = true;
  annotation_.caption = SliceFrom(begin, item.text.size());
}

// Kept as an attribute if any point has attributes.
void AnnotationParser::PointsAttributes(JsonReader& json, Item& item) {
  const size_t begin = item.text.size();
  if (!lenient_->Expect(JsonKind::kArray) || !json.Raw(item.text)) return;
  members_.points_attributes = SliceFrom(begin, item.text.size());
  const std::string_view text = item.Text(members_.points_attributes);
  members_.has_points_attributes = text.find_first_not_of("[]{},") != std::string_view::npos;
}

// Checks what the type asks for and puts its numbers where the model has them.
void AnnotationParser::Resolve(Item& item) {
  switch (members_.kind) {
    case Kind::kNone: return lenient_->BadMember("type", "there is none");
    case Kind::kSkeleton: return ResolveSkeleton(item);
    case Kind::kHashKey:
    case Kind::kUnknown: return;
    case Kind::kKnown: break;
  }
  switch (annotation_.type) {
    case AnnotationType::kLabel:
      if (annotation_.label == kNoLabel) lenient_->BadMember("label_id", "a label needs one");
      return;
    case AnnotationType::kMask:
      if (!members_.mask) lenient_->BadMember("rle", "there is none");
      return;
    case AnnotationType::kCaption:
      annotation_.label = kNoLabel;
      annotation_.z_order = 0;
      if (!members_.caption) lenient_->BadMember("caption", "there is none");
      return;
    case AnnotationType::kPoints: return ResolvePoints(item);
    case AnnotationType::kPolygon:
      Shape(members_.points, "points", {});
      if (annotation_.coords.size < kPolygonNumbers) {
        lenient_->BadMember("points", "expected 3 points or more, found " + std::to_string(annotation_.coords.size / 2));
      }
      return;
    case AnnotationType::kPolyline: return Shape(members_.points, "points", {});
    case AnnotationType::kBbox: return Shape(members_.bbox, "bbox", kBoxNumbers);
    case AnnotationType::kEllipse: return Shape(members_.points, "points", kBoxNumbers);
    case AnnotationType::kCuboid2d: return Shape(members_.points, "points", kCuboid2dNumbers);
    case AnnotationType::kCuboid3d: return ResolveCuboid3d(item);
  }
}

// `count`: how many numbers; any even count if there is none.
void AnnotationParser::Shape(const std::optional<Slice>& coords, std::string_view member, std::optional<size_t> count) {
  if (!coords) return lenient_->BadMember(member, "there are none");
  annotation_.coords = *coords;
  const std::string found = ", found " + std::to_string(coords->size);
  if (count && coords->size != *count) {
    lenient_->BadMember(member, "expected " + std::to_string(*count) + " numbers" + found);
  } else if (coords->size % 2 != 0) {
    lenient_->BadMember(member, "expected an even count" + found);
  }
}

void AnnotationParser::ResolvePoints(Item& item) {
  Shape(members_.points, "points", {});
  const size_t count = annotation_.coords.size / 2;
  if (!members_.visibility) {
    const size_t begin = item.visibility.size();
    item.visibility.resize(begin + count, 2);
    annotation_.visibility = SliceFrom(begin, item.visibility.size());
  } else if (annotation_.visibility.size != count) {
    lenient_->BadMember("visibility", "expected one number for each of " + std::to_string(count) + " points, found " +
                                          std::to_string(annotation_.visibility.size));
  }
}

// points: x, y, visibility each.
void AnnotationParser::ResolveSkeleton(Item& item) {
  if (!members_.points) return lenient_->BadMember("points", "there are none");
  const Slice triples = *members_.points;
  if (triples.size % 3 != 0) {
    return lenient_->BadMember("points", "expected 3 numbers for each point, found " + std::to_string(triples.size));
  }
  const size_t begin = item.visibility.size();
  double* out = item.coords.data() + triples.begin;
  for (const double* in = out, *end = out + triples.size; in != end; in += 3) {
    if (in[2] != 0 && in[2] != 1 && in[2] != 2) return lenient_->BadMember("points", "expected 0, 1 or 2 as visibility");
    const auto visibility = static_cast<uint8_t>(in[2]);
    *out++ = in[0];
    *out++ = in[1];
    item.visibility.push_back(visibility);
  }
  annotation_.coords = {triples.begin, triples.size / 3 * 2};
  annotation_.visibility = SliceFrom(begin, item.visibility.size());
  if (members_.has_points_attributes) {
    const std::string attributes(item.Text(members_.points_attributes));
    AddAttribute(item, annotation_.attributes, "points_attributes", attributes);
  }
}

void AnnotationParser::ResolveCuboid3d(Item& item) {
  std::array<double, 9> values{0, 0, 0, 0, 0, 0, 1, 1, 1};
  annotation_.z_order = 0;
  if (!members_.position) return lenient_->BadMember("position", "there is none");
  size_t at = 0;
  for (const auto& [member, slice] :
       {std::pair("position", members_.position), std::pair("rotation", members_.rotation), std::pair("scale", members_.scale)}) {
    const bool absent = at > 0 && (!slice || slice->size == 0);
    if (!absent && slice->size != 3) return lenient_->BadMember(member, "expected 3 numbers, found " + std::to_string(slice->size));
    for (size_t k = 0; !absent && k < 3; ++k) values[at + k] = item.coords[slice->begin + k];
    at += 3;
  }
  annotation_.coords = item.AddCoords(values);
}

}  // namespace dropset::datumaro
