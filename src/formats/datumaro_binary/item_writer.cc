#include "formats/datumaro_binary/item_writer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>

#include "base/hundredths.h"
#include "base/numbers.h"
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

constexpr size_t kPiece = 256;  // numbers at a time
constexpr uint64_t kSign = uint64_t{1} << 63;

// Without a branch per number, so that compilers make vectors of it.
bool AllHundredths(std::span<const double> values) {
  uint64_t different = 0;
  for (const double value : values) different |= BitsOf(value) ^ BitsOf(FromHundredths(ToHundredths(value)));
  return different == 0;
}

// Whole hundredths as float32; false, and nothing of use is written, if one of them is large. Below 2^22 hundredths lie so much
// wider than floats that each is the shortest text of its own.
bool FloatsOfHundredths(std::span<const double> values, float* floats) {
  const uint64_t limit = BitsOf((1 << 22) / 100.0);
  uint64_t beyond = 0;  // its highest bit: of doubles as of their bits, less their signs, the larger one is larger
  for (size_t k = 0; k < values.size(); ++k) {
    beyond |= limit - (BitsOf(values[k]) & (kSign - 1));
    floats[k] = static_cast<float>(values[k]);
  }
  return (beyond & kSign) == 0;
}

// Any numbers. Counts those beyond float32, and those whose float32 has another shortest text, which readers give, than their own.
void FloatsOf(std::span<const double> values, float* floats, uint64_t& clamped, uint64_t& rounded) {
  constexpr double kMost = std::numeric_limits<float>::max();
  for (double value : values) {
    if (std::fabs(value) > kMost) {
      ++clamped;
      value = std::copysign(kMost, value);
    }
    const auto nearest = static_cast<float>(value);
    rounded += static_cast<double>(nearest) != value && ShortestFloat(nearest) != value;
    *floats++ = nearest;
  }
}

}  // namespace

Status ItemWriter::Append(std::string& out, const Item& item) {
  AppendString(out, item.id);
  AppendString(out, item.subset);
  DROPSET_TRY(AppendMedia(out, item));
  AppendDictOf(out, [&](std::string& text) { datumaro::AppendItemAttributes(text, item); });
  AppendU32(out, static_cast<uint32_t>(item.annotations.size()));
  for (const Annotation& annotation : item.annotations) AppendAnnotation(out, item, annotation);
  return {};
}

Status ItemWriter::AppendMedia(std::string& out, const Item& item) {
  const Media& media = item.media;
  // The reference fails on a file with such a medium.
  const bool lost = media.kind == MediaKind::kGeneric;
  Lost("media-dropped", "DatumaroBinary has no place for generic media", item, lost);
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
  AppendDictOf(
      out, [&](std::string& text) { datumaro::AppendAttributes(text, item, annotation.attributes); },
      Fields().Put(static_cast<uint8_t>(type)).Put(annotation.id).Put(annotation.group).Put(annotation.object_id));
  if (type == AnnotationType::kCaption) return AppendString(out, item.Text(annotation.caption));
  Fields fields;
  fields.Put(annotation.label == kNoLabel ? kNullLabel : annotation.label);
  if (type != AnnotationType::kLabel && type != AnnotationType::kCuboid3d) fields.Put(annotation.z_order);
  if (type == AnnotationType::kLabel) return fields.AppendTo(out);
  if (type == AnnotationType::kMask) {
    fields.Put(annotation.mask_height).Put(annotation.mask_width).AppendTo(out);
    text_.clear();
    EncodeRleText(item.Runs(annotation), text_);
    return AppendString(out, text_);
  }
  if (type == AnnotationType::kBbox) {
    const Corners box = CornersOf(item, annotation);
    const double corners[] = {box.x1, box.y1, box.x2, box.y2};
    return AppendFloats(out, item, corners, fields);
  }
  AppendFloats(out, item, item.Coords(annotation), fields);
  if (type != AnnotationType::kPoints) return;
  const std::span<const uint8_t> visibility = item.Visibility(annotation);
  AppendU32(out, static_cast<uint32_t>(visibility.size()));
  for (uint8_t value : visibility) AppendI32(out, value);
}

void ItemWriter::AppendFloats(std::string& out, const Item& item, std::span<const double> values, Fields before) {
  before.Put(static_cast<uint32_t>(values.size())).AppendTo(out);
  float piece[kPiece];
  uint64_t clamped = 0, rounded = 0;
  while (!values.empty()) {
    const std::span<const double> some = values.first(std::min(values.size(), std::size(piece)));
    const bool hundredths = item.hundredths || AllHundredths(some);
    if (!hundredths || !FloatsOfHundredths(some, piece)) FloatsOf(some, piece, clamped, rounded);
    static_assert(std::endian::native == std::endian::little);
    out.append(reinterpret_cast<const char*>(piece), some.size() * sizeof(float));
    values = values.subspan(some.size());
  }
  Lost("coordinate-clamped", "DatumaroBinary holds coordinates up to 3.4e38 only", item, clamped);
  Lost("coordinates-rounded", "DatumaroBinary holds coordinates as float32, of about seven digits", item, rounded ? 1 : 0);
}

void ItemWriter::Lost(std::string_view code, std::string_view message, const Item& item, uint64_t count) {
  if (count) report_.Add(Severity::kLoss, code, format_, message, item.subset + '/' + item.id, {}, count);
}

}  // namespace dropset::datumaro_binary
