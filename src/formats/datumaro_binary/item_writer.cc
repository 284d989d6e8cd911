#include "formats/datumaro_binary/item_writer.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "base/numbers.h"
#include "formats/datumaro_binary/bytes_out.h"
#include "formats/datumaro_binary/media_kinds.h"
#include "formats/datumaro_common/attributes_json.h"
#include "model/rle.h"

namespace dropset::datumaro_binary {
namespace {

void AppendPath(std::string& out, std::string_view path) { AppendString(out, path.empty() ? kNoPath : path); }

void AppendImage(std::string& out, std::string_view path, const Media& media) {
  const bool known = media.width != 0 && media.height != 0;
  AppendU32(out, static_cast<uint32_t>(MediaKind::kImage));
  AppendPath(out, path);
  AppendI32(out, known ? static_cast<int32_t>(media.height) : kNoHeight);
  AppendI32(out, known ? static_cast<int32_t>(media.width) : kNoWidth);
}

}  // namespace

Status ItemWriter::Append(std::string& out, const Item& item) {
  AppendString(out, item.id);
  AppendString(out, item.subset);
  DROPSET_TRY(AppendMedia(out, item));
  text_.clear();
  datumaro::AppendItemAttributes(text_, item);
  AppendDict(out, text_);
  AppendU32(out, static_cast<uint32_t>(item.annotations.size()));
  for (const Annotation& annotation : item.annotations) AppendAnnotation(out, item, annotation);
  return {};
}

Status ItemWriter::AppendMedia(std::string& out, const Item& item) {
  const Media& media = item.media;
  // The reference fails on a file with such a medium.
  const bool lost = media.kind == MediaKind::kGeneric;
  if (lost) {
    report_.Add(Severity::kLoss, "media-dropped", format_, "DatumaroBinary has no place for generic media",
                item.subset + '/' + item.id);
  }
  if (lost || media.kind == MediaKind::kNone) {
    AppendU32(out, static_cast<uint32_t>(MediaKind::kNone));
    return {};
  }
  DROPSET_ASSIGN(const std::string path, media_.Save(item));
  if (media.kind == MediaKind::kImage) {
    AppendImage(out, path, media);
    return {};
  }
  AppendU32(out, static_cast<uint32_t>(media.kind));
  AppendPath(out, path);
  if (media.kind == MediaKind::kVideoFrame) {
    AppendU32(out, media.frame);
  } else if (media.kind == MediaKind::kVideo) {
    AppendU32(out, media.step);
    AppendU32(out, media.start_frame);
    AppendU32(out, media.end_frame < 0 ? kNoEndFrame : static_cast<uint32_t>(media.end_frame));
  } else {
    AppendU32(out, static_cast<uint32_t>(item.related.size()));
    for (size_t k = 0; k < item.related.size(); ++k) {
      DROPSET_ASSIGN(const std::string related, media_.SaveRelated(item, k));
      AppendImage(out, related, item.related[k]);
    }
  }
  return {};
}

void ItemWriter::AppendAnnotation(std::string& out, const Item& item, const Annotation& annotation) {
  const AnnotationType type = annotation.type;
  AppendU8(out, static_cast<uint8_t>(type));
  AppendI64(out, annotation.id);
  AppendI64(out, annotation.group);
  AppendI32(out, annotation.object_id);
  text_.clear();
  datumaro::AppendAttributes(text_, item, annotation.attributes);
  AppendDict(out, text_);
  if (type == AnnotationType::kCaption) return AppendString(out, item.Text(annotation.caption));
  AppendI32(out, annotation.label == kNoLabel ? kNullLabel : annotation.label);
  if (type == AnnotationType::kLabel) return;
  if (type != AnnotationType::kCuboid3d) AppendI32(out, annotation.z_order);
  if (type == AnnotationType::kMask) {
    AppendU32(out, annotation.mask_height);
    AppendU32(out, annotation.mask_width);
    text_.clear();
    EncodeRleText(item.Runs(annotation), text_);
    return AppendString(out, text_);
  }
  if (type == AnnotationType::kBbox) {
    const Corners box = CornersOf(item, annotation);
    const double corners[] = {box.x1, box.y1, box.x2, box.y2};
    return AppendFloats(out, item, corners);
  }
  AppendFloats(out, item, item.Coords(annotation));
  if (type != AnnotationType::kPoints) return;
  const std::span<const uint8_t> visibility = item.Visibility(annotation);
  AppendU32(out, static_cast<uint32_t>(visibility.size()));
  for (uint8_t value : visibility) AppendI32(out, value);
}

void ItemWriter::AppendFloats(std::string& out, const Item& item, std::span<const double> values) {
  constexpr double kMost = std::numeric_limits<float>::max();
  AppendU32(out, static_cast<uint32_t>(values.size()));
  size_t at = out.size();
  out.resize(at + values.size() * sizeof(float));
  bool loses_digits = false;
  for (double value : values) {
    if (std::fabs(value) > kMost) {
      report_.Add(Severity::kLoss, "coordinate-clamped", format_, "DatumaroBinary holds coordinates up to 3.4e38 only",
                  item.subset + '/' + item.id);
      value = std::copysign(kMost, value);
    }
    const auto rounded = static_cast<float>(value);
    // Readers give the shortest text of a float32: what it says is kept.
    loses_digits = loses_digits || (static_cast<double>(rounded) != value && ShortestFloat(rounded) != value);
    uint32_t bits;
    std::memcpy(&bits, &rounded, sizeof bits);
    StoreInteger(out.data() + at, bits);
    at += sizeof bits;
  }
  if (loses_digits) {
    report_.Add(Severity::kLoss, "coordinates-rounded", format_,
                "DatumaroBinary holds coordinates as float32, of about seven digits", item.subset + '/' + item.id);
  }
}

}  // namespace dropset::datumaro_binary
