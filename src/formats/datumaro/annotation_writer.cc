#include "formats/datumaro/annotation_writer.h"

#include "formats/datumaro_common/attributes_json.h"
#include "model/rle.h"
#include "text/json_writer.h"

namespace dropset::datumaro {
namespace {

void AppendInteger(std::string& out, std::string_view key, int64_t value) {
  out.append(key);
  AppendJsonInteger(out, value);
}

void AppendNumbers(std::string& out, std::string_view key, std::span<const double> values) {
  AppendJsonDoubles(out.append(key), values);
}

void AppendLabel(std::string& out, const Annotation& annotation) {
  if (annotation.label == kNoLabel) {
    out.append(",\"label_id\":null");
  } else {
    AppendInteger(out, ",\"label_id\":", annotation.label);
  }
}

void AppendZOrder(std::string& out, const Annotation& annotation) { AppendInteger(out, ",\"z_order\":", annotation.z_order); }

void AppendMask(std::string& out, const Item& item, const Annotation& annotation) {
  out.append(",\"rle\":{\"counts\":\"");
  const size_t begin = out.size();
  EncodeRleText(item.Runs(annotation), out);
  for (size_t at = out.find('\\', begin); at != std::string::npos; at = out.find('\\', at + 2)) out.insert(at, 1, '\\');
  AppendInteger(out, "\",\"size\":[", annotation.mask_height);
  AppendInteger(out, ",", annotation.mask_width);
  out.append("]}");
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
  out.append(",\"points\":[");
  for (size_t k = 0; k + 1 < values.size(); k += 2) AppendNumbers(out, k > 0 ? "," : "", values.subspan(k, 2));
  out.push_back(']');
}

}  // namespace

void AppendAnnotation(std::string& out, const Item& item, const Annotation& annotation) {
  AppendInteger(out, "{\"id\":", annotation.id);
  out.append(",\"type\":\"").append(TypeName(annotation.type)).append("\",\"attributes\":");
  AppendAttributes(out, item, annotation.attributes);
  AppendInteger(out, ",\"group\":", annotation.group);
  if (annotation.object_id >= 0) AppendInteger(out, ",\"object_id\":", annotation.object_id);
  if (annotation.type != AnnotationType::kCaption) AppendLabel(out, annotation);
  const std::span<const double> coords = item.Coords(annotation);
  switch (annotation.type) {
    case AnnotationType::kLabel: break;
    case AnnotationType::kMask:
      AppendMask(out, item, annotation);
      AppendZOrder(out, annotation);
      break;
    case AnnotationType::kPoints:
      AppendNumbers(out, ",\"points\":", coords);
      AppendZOrder(out, annotation);
      AppendVisibility(out, item.Visibility(annotation));
      break;
    case AnnotationType::kPolygon:
    case AnnotationType::kPolyline:
    case AnnotationType::kEllipse:
      AppendNumbers(out, ",\"points\":", coords);
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
}

}  // namespace dropset::datumaro
