#include "formats/datumaro/annotation_writer.h"

#include "formats/datumaro_common/attributes_json.h"
#include "model/rle.h"
#include "text/short_text.h"

namespace dropset::datumaro {
namespace {

constexpr std::string_view kPointsKey = ",\"points\":";

void AppendNumbers(std::string& out, std::string_view key, std::span<const double> values) {
  AppendJsonDoubles(out.append(key), values);
}

void AppendZOrder(std::string& out, const Annotation& annotation) { ShortText(out).Put(",\"z_order\":").Put(annotation.z_order); }

// What all types have in common.
void AppendHead(std::string& out, const Item& item, const Annotation& annotation) {
  ShortText(out).Put("{\"id\":").Put(annotation.id).Put(",\"type\":\"").Put(TypeName(annotation.type)).Put("\",\"attributes\":");
  AppendAttributes(out, item, annotation.attributes);
  ShortText text(out);
  text.Put(",\"group\":").Put(annotation.group);
  if (annotation.object_id >= 0) text.Put(",\"object_id\":").Put(annotation.object_id);
  if (annotation.type == AnnotationType::kCaption) return;
  if (annotation.label == kNoLabel) {
    text.Put(",\"label_id\":null");
  } else {
    text.Put(",\"label_id\":").Put(annotation.label);
  }
}

void AppendMask(std::string& out, const Item& item, const Annotation& annotation) {
  std::string counts;
  EncodeRleText(item.Runs(annotation), counts);
  AppendJsonString(out.append(",\"rle\":{\"counts\":"), counts);
  ShortText(out).Put(",\"size\":[").Put(annotation.mask_height).Put(",").Put(annotation.mask_width).Put("]}");
}

void AppendVisibility(std::string& out, std::span<const uint8_t> visibility) {
  out.append(",\"visibility\":[");
  for (size_t k = 0; k < visibility.size(); ++k) {
    if (k > 0) out.push_back(',');
    out.push_back(static_cast<char>('0' + visibility[k]));
  }
  out.push_back(']');
}

void AppendBox(std::string& out, const Item& item, const Annotation& annotation) {
  const Box box = BoxOf(item, annotation);
  const double values[] = {box.x, box.y, box.width, box.height};
  AppendNumbers(out, ",\"bbox\":", values);
}

// cuboid_2d: [[x, y], …]
void AppendPairs(std::string& out, std::span<const double> values) {
  out.append(kPointsKey).push_back('[');
  for (size_t k = 0; k + 1 < values.size(); k += 2) AppendNumbers(out, k > 0 ? "," : "", values.subspan(k, 2));
  out.push_back(']');
}

}  // namespace

Status AppendAnnotation(JsonOutput& output, const Item& item, const Annotation& annotation) {
  std::string& out = output.text();
  AppendHead(out, item, annotation);
  const std::span<const double> coords = item.Coords(annotation);
  switch (annotation.type) {
    case AnnotationType::kLabel: break;
    case AnnotationType::kMask:
      AppendMask(out, item, annotation);
      AppendZOrder(out, annotation);
      break;
    case AnnotationType::kPoints:
      out.append(kPointsKey);
      DROPSET_TRY(output.Doubles(coords));
      AppendZOrder(out, annotation);
      AppendVisibility(out, item.Visibility(annotation));
      break;
    case AnnotationType::kPolygon:
    case AnnotationType::kPolyline:
    case AnnotationType::kEllipse:
      out.append(kPointsKey);
      DROPSET_TRY(output.Doubles(coords));
      AppendZOrder(out, annotation);
      break;
    case AnnotationType::kBbox:
      AppendZOrder(out, annotation);
      AppendBox(out, item, annotation);
      break;
    case AnnotationType::kCaption:
      out.append(",\"caption\":");
      AppendJsonString(out, item.Text(annotation.caption));
      break;
    case AnnotationType::kCuboid3d:
      AppendNumbers(out, ",\"position\":", coords.subspan(0, 3));
      AppendNumbers(out, ",\"rotation\":", coords.subspan(3, 3));
      AppendNumbers(out, ",\"scale\":", coords.subspan(6, 3));
      break;
    case AnnotationType::kCuboid2d:
      AppendPairs(out, coords);
      AppendZOrder(out, annotation);
      break;
  }
  out.push_back('}');
  return {};
}

}  // namespace dropset::datumaro
