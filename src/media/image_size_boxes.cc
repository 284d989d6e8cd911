// Formats made of boxes (ISO/IEC 14496-12 §4.2): JPEG 2000's JP2 (15444-1, annex I), HEIF (23008-12) and AVIF.
#include <limits>
#include <optional>

#include "media/image_headers.h"

namespace dropset {
namespace {

struct Box {
  std::string_view type;
  uint64_t begin, end;  // its content
};

constexpr Box kFile = {{}, 0, std::numeric_limits<int64_t>::max()};

// The box at `at`, which steps behind it. The last one may reach to the end of what holds it.
std::optional<Box> NextBox(HeadBytes& bytes, const Box& parent, uint64_t& at) {
  if (at >= parent.end) return std::nullopt;
  const uint8_t* p = bytes.At(at, 8);
  if (!p) return std::nullopt;
  Box box{{reinterpret_cast<const char*>(p) + 4, 4}, at + 8, 0};
  uint64_t size = BigEndian32(p);
  if (size == 0) size = parent.end - at;
  if (size == 1) {
    if (!(p = bytes.At(at, 16))) return std::nullopt;
    size = BigEndian64(p + 8);
    box.begin = at + 16;
  }
  if (size > parent.end - at || at + size < box.begin) return std::nullopt;
  box.end = at += size;
  return box;
}

std::optional<Box> FindBox(HeadBytes& bytes, const std::optional<Box>& parent, std::string_view type) {
  if (!parent) return std::nullopt;
  for (uint64_t at = parent->begin;;) {
    std::optional<Box> box = NextBox(bytes, *parent, at);
    if (!box || box->type == type) return box;
  }
}

// All of a box's content; null if it has less than `least` bytes or is not here.
const uint8_t* Content(HeadBytes& bytes, const std::optional<Box>& box, uint64_t least) {
  return box && box->end - box->begin >= least ? bytes.At(box->begin, box->end - box->begin) : nullptr;
}

// One property of the image: its size, or how it is to be turned.
void ApplyProperty(HeadBytes& bytes, const Box& property, ImageInfo& info) {
  if (property.type == "ispe") {
    const uint8_t* p = Content(bytes, property, 12);
    if (!p) return;
    info.width = BigEndian32(p + 4);
    info.height = BigEndian32(p + 8);
  } else if (property.type == "irot") {
    const uint8_t* p = Content(bytes, property, 1);
    info.exif_turned |= p && (*p & 3) != 0;
  } else if (property.type == "imir") {
    info.exif_turned = true;
  }
}

// Applies the property with this number, counted from 1, of the container `ipco`.
void ApplyProperty(HeadBytes& bytes, const Box& container, uint32_t number, ImageInfo& info) {
  uint64_t at = container.begin;
  std::optional<Box> property;
  for (; number > 0; --number) {
    property = NextBox(bytes, container, at);
    if (!property) return;
  }
  if (property) ApplyProperty(bytes, *property, info);
}

// 23008-12 §9.3.1: which properties belong to which item. Calls `visit` with the numbers of those of `item`.
template <class Visit>
void VisitAssociations(const uint8_t* p, const uint8_t* end, uint32_t item, Visit visit) {
  const bool long_ids = p[0] >= 1, long_numbers = p[3] & 1;
  const ptrdiff_t id_size = long_ids ? 4 : 2, number_size = long_numbers ? 2 : 1;
  p += 8;
  while (end - p > id_size) {
    const uint32_t id = long_ids ? BigEndian32(p) : BigEndian16(p);
    p += id_size;
    for (int count = *p++; count > 0 && end - p >= number_size; --count, p += number_size) {
      // The highest bit says that a reader must know the property.
      if (id == item) visit(long_numbers ? BigEndian16(p) & 0x7FFF : *p & 0x7Fu);
    }
  }
}

}  // namespace

bool ReadJp2Header(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = Content(bytes, FindBox(bytes, FindBox(bytes, kFile, "jp2h"), "ihdr"), 8);
  if (!p) return false;
  info.height = BigEndian32(p);
  info.width = BigEndian32(p + 4);
  return true;
}

bool ReadHeifHeader(HeadBytes& bytes, ImageInfo& info) {
  uint64_t at = 0;
  std::optional<Box> type = NextBox(bytes, kFile, at);
  const uint8_t* brands = Content(bytes, type, 8);
  if (!brands) return false;
  auto has_brand = [&](std::string_view brand) {
    std::string_view all(reinterpret_cast<const char*>(brands), static_cast<size_t>(type->end - type->begin));
    for (size_t k = 0; k + 4 <= all.size(); k += 4) {
      if (k != 4 && all.substr(k, 4) == brand) return true;  // bytes 4 to 7 are the version
    }
    return false;
  };
  if (has_brand("avif") || has_brand("avis")) {
    info.kind = "avif";
  } else if (!has_brand("heic") && !has_brand("heix") && !has_brand("heim") && !has_brand("heis") && !has_brand("mif1")) {
    return false;
  }
  std::optional<Box> meta = FindBox(bytes, kFile, "meta");
  if (!Content(bytes, meta, 4)) return false;
  meta->begin += 4;  // version and flags
  const std::optional<Box> primary = FindBox(bytes, meta, "pitm"), properties = FindBox(bytes, meta, "iprp");
  const std::optional<Box> container = FindBox(bytes, properties, "ipco"), associations = FindBox(bytes, properties, "ipma");
  const uint8_t* item = Content(bytes, primary, 6);
  const uint8_t* pairs = Content(bytes, associations, 8);
  if (!item || !pairs || !container || (item[0] > 0 && primary->end - primary->begin < 8)) return false;
  const uint32_t id = item[0] > 0 ? BigEndian32(item + 4) : BigEndian16(item + 4);
  VisitAssociations(pairs, pairs + (associations->end - associations->begin), id,
                    [&](uint32_t number) { ApplyProperty(bytes, *container, number, info); });
  return info.width > 0;
}

}  // namespace dropset
