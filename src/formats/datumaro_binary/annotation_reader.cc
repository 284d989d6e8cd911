#include "formats/datumaro_binary/annotation_reader.h"

#include <cmath>

#include "base/numbers.h"
#include "formats/datumaro_binary/media_kinds.h"
#include "formats/datumaro_common/attributes_json.h"
#include "model/rle.h"

namespace dropset::datumaro_binary {
namespace {

constexpr uint8_t kCuboid2dOf112 = 15;  // its number from 1.12 on
constexpr size_t kAny = ~size_t{0};

bool KnownType(uint8_t number, AnnotationType& type) {
  if (number == kCuboid2dOf112) number = static_cast<uint8_t>(AnnotationType::kCuboid2d);
  type = static_cast<AnnotationType>(number);
  switch (type) {
    case AnnotationType::kLabel:
    case AnnotationType::kMask:
    case AnnotationType::kPoints:
    case AnnotationType::kPolygon:
    case AnnotationType::kPolyline:
    case AnnotationType::kBbox:
    case AnnotationType::kCaption:
    case AnnotationType::kCuboid3d:
    case AnnotationType::kEllipse:
    case AnnotationType::kCuboid2d: return true;
  }
  return false;
}

Slice SliceFrom(size_t begin, size_t end) { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end - begin)}; }

JsonOptions AttributeOptions() {
  JsonOptions options;
  options.non_finite = true;
  options.window = 4096;
  return options;
}

}  // namespace

Status AnnotationReader::Read(Cursor& cursor, Item& item, size_t index) {
  annotation_ = Annotation();
  problem_ = Status();
  short_by_ = 0;
  const size_t coords = item.coords.size(), visibility = item.visibility.size(), runs = item.runs.size(), text = item.text.size();
  const uint8_t number = cursor.U8();
  if (!KnownType(number, annotation_.type)) cursor.Fail("there is no annotation type " + std::to_string(number));
  annotation_.id = cursor.I64();
  annotation_.group = cursor.I64();
  if (heads_ == Heads::kLong) {
    const int32_t object_id = cursor.I32();
    annotation_.object_id = object_id < 0 ? kNoObject : object_id;
  }
  ReadAttributes(cursor, item, &annotation_.attributes);
  Body(cursor, item);
  if (!cursor.ok()) return {};
  auto place = [&] { return "annotations[" + std::to_string(index) + "]"; };
  if (!problem_.ok()) {
    item.coords.resize(coords);
    item.visibility.resize(visibility);
    item.runs.resize(runs);
    item.text.resize(text);
    return notes_.Skipped("annotation-skipped", "annotations that cannot be understood are left out",
                          std::move(problem_).At(place()).At(item.id));
  }
  if (short_by_ > 0) notes_.Note("mask-completed", "masks shorter than their size end in background", item.id + ": " + place());
  item.annotations.push_back(annotation_);
  return {};
}

void AnnotationReader::Body(Cursor& cursor, Item& item) {
  const AnnotationType type = annotation_.type;
  if (type == AnnotationType::kCaption) {
    annotation_.caption = item.AddText(cursor.String());
    return;
  }
  Label(cursor);
  if (type == AnnotationType::kLabel) {
    if (annotation_.label == kNoLabel) Bad(cursor, "a label annotation without a label");
    return;
  }
  if (type != AnnotationType::kCuboid3d) annotation_.z_order = cursor.I32();
  switch (type) {
    case AnnotationType::kMask: return Mask(cursor, item);
    case AnnotationType::kPoints: Floats(cursor, item, 0, kAny); return Visibility(cursor, item);
    case AnnotationType::kPolygon: return Floats(cursor, item, 6, kAny);
    case AnnotationType::kPolyline: return Floats(cursor, item, 0, kAny);
    case AnnotationType::kCuboid3d: return Floats(cursor, item, 9, 9);
    case AnnotationType::kCuboid2d: return Floats(cursor, item, 16, 16);
    default: annotation_.bbox_corners = type == AnnotationType::kBbox; return Floats(cursor, item, 4, 4);
  }
}

void AnnotationReader::Label(Cursor& cursor) {
  const int32_t label = cursor.I32();
  annotation_.label = label < 0 || label == kNullLabel ? kNoLabel : labels_.Translate(file_, label);
}

void AnnotationReader::Floats(Cursor& cursor, Item& item, size_t least, size_t most) {
  const std::span<const std::byte> elements = cursor.Elements();
  const size_t count = elements.size() / 4, begin = item.coords.size();
  item.coords.resize(begin + count);
  bool finite = true;
  for (size_t k = 0; k < count; ++k) {
    const float value = LoadF32(elements.data() + 4 * k);
    finite &= std::isfinite(value);
    item.coords[begin + k] = ShortestFloat(value);
  }
  annotation_.coords = SliceFrom(begin, begin + count);
  if (!finite) Bad(cursor, "a coordinate is not finite");
  if (most == kAny ? count < least || count % 2 != 0 : count != most) {
    Bad(cursor, std::to_string(count) + " coordinates are none for a " + std::string(TypeName(annotation_.type)));
  }
}

void AnnotationReader::Visibility(Cursor& cursor, Item& item) {
  const std::span<const std::byte> elements = cursor.Elements();
  const size_t count = elements.size() / 4, begin = item.visibility.size();
  for (size_t k = 0; k < count; ++k) {
    const int32_t value = LoadI32(elements.data() + 4 * k);
    if (value < 0 || value > 2) Bad(cursor, "a visibility is not 0, 1 or 2");
    item.visibility.push_back(static_cast<uint8_t>(value));
  }
  annotation_.visibility = SliceFrom(begin, begin + count);
  if (2 * count != annotation_.coords.size) Bad(cursor, "there is not one visibility for each point");
}

void AnnotationReader::Mask(Cursor& cursor, Item& item) {
  const int32_t height = cursor.I32(), width = cursor.I32();
  const std::string_view counts = cursor.Block();
  if (!cursor.ok()) return;
  if (height <= 0 || width <= 0) return Bad(cursor, "the mask has no size");
  annotation_.mask_height = static_cast<uint32_t>(height);
  annotation_.mask_width = static_cast<uint32_t>(width);
  const size_t begin = item.runs.size();
  Status status = DecodeRleText(counts, item.runs);
  if (status.ok()) {
    status = CompleteRuns(annotation_.mask_height, annotation_.mask_width, item.runs, begin, &short_by_);
  }
  annotation_.runs = SliceFrom(begin, item.runs.size());
  if (!status.ok()) Bad(cursor, status.message());
}

// Appends what the same text gave last time.
bool AnnotationReader::KnownAttributes(std::string_view text, Item& item, Attributes& attributes) const {
  if (text != last_text_) return false;
  attributes = last_attributes_;
  attributes.others = item.AddText(last_others_);
  return true;
}

void AnnotationReader::ReadAttributes(Cursor& cursor, Item& item, Attributes* attributes) {
  const std::string_view text = cursor.String();
  if (text.empty() || (attributes && KnownAttributes(text, item, *attributes))) return;
  JsonReader json(std::make_unique<SourceStream>(std::make_shared<MemorySource>(text)), AttributeOptions());
  if (json.Peek() != JsonKind::kObject && json.ok()) return cursor.Fail("attributes that are no JSON object");
  if (attributes) {
    datumaro::ReadAttributes(json, item, *attributes);
  } else {
    datumaro::ReadItemAttributes(json, item);
  }
  const Status status = json.ok() ? json.Finish() : json.TakeStatus();
  if (!status.ok()) return cursor.Fail("attributes that are no JSON object: " + status.Text());
  if (!attributes) return;
  last_text_ = text;
  last_attributes_ = *attributes;
  last_others_ = item.Text(attributes->others);
}

void AnnotationReader::Bad(const Cursor& cursor, std::string message) {
  if (problem_.ok()) problem_ = cursor.Invalid(std::move(message));
}

}  // namespace dropset::datumaro_binary
