// JPEG (ITU-T T.81, annex B) and what it shares with TIFF 6.0: the directory, which in EXIF holds the orientation.
#include "media/image_headers.h"

namespace dropset {
namespace {

constexpr uint64_t kTiffEntries = 4096;  // more than any directory of a real file has
constexpr uint64_t kUpright = 1;

// Numbers in the byte order that the file's first byte names.
struct TiffOrder {
  bool little;
  uint64_t U16(const uint8_t* p) const { return little ? LittleEndian16(p) : BigEndian16(p); }
  uint64_t U32(const uint8_t* p) const { return little ? LittleEndian32(p) : BigEndian32(p); }
  uint64_t U64(const uint8_t* p) const { return little ? LittleEndian64(p) : BigEndian64(p); }

  // A single number of the types that sizes come in; 0 for others.
  uint64_t Value(uint64_t type, const uint8_t* p) const {
    constexpr uint64_t kShort = 3, kLong = 4, kLong8 = 16;
    return type == kShort ? U16(p) : type == kLong ? U32(p) : type == kLong8 ? U64(p) : 0;
  }
};

struct TiffFields {
  uint64_t width = 0, height = 0, orientation = kUpright;
};

bool ReadTiffFields(HeadBytes& bytes, TiffFields& fields) {
  const uint8_t* head = bytes.At(0, 8);
  if (!head) return false;
  const TiffOrder order{head[0] == 'I'};
  const bool large = order.U16(head + 2) == 43;
  if (large && !(head = bytes.At(0, 16))) return false;
  const uint64_t directory = large ? order.U64(head + 8) : order.U32(head + 4);
  const uint64_t count_size = large ? 8 : 2, entry_size = large ? 20 : 12, value_at = large ? 12 : 8;
  const uint8_t* start = bytes.At(directory, count_size);
  if (!start) return false;
  const uint64_t count = large ? order.U64(start) : order.U16(start);
  if (count > kTiffEntries) return false;
  const uint8_t* entry = bytes.At(directory + count_size, count * entry_size);
  if (!entry) return false;
  for (uint64_t k = 0; k < count; ++k, entry += entry_size) {
    constexpr uint64_t kWidth = 256, kHeight = 257, kOrientation = 274;
    // LONG8 fits an entry of BigTIFF only.
    const uint64_t type = order.U16(entry + 2), value = type == 16 && !large ? 0 : order.Value(type, entry + value_at);
    switch (order.U16(entry)) {
      case kWidth: fields.width = value; break;
      case kHeight: fields.height = value; break;
      case kOrientation: fields.orientation = value; break;
      default: break;
    }
  }
  return true;
}

bool Turned(const TiffFields& fields) { return fields.orientation > kUpright && fields.orientation <= 8; }

// The content of an APP1 segment.
bool TurnedByExif(const uint8_t* content, size_t size) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  if (size < kExif.size() || !std::equal(kExif.begin(), kExif.end(), content)) return false;
  HeadBytes exif(std::as_bytes(std::span(content, size).subspan(kExif.size())));
  TiffFields fields;
  return ReadTiffFields(exif, fields) && Turned(fields);
}

}  // namespace

bool ReadTiffHeader(HeadBytes& bytes, ImageInfo& info) {
  TiffFields fields;
  if (!ReadTiffFields(bytes, fields) || fields.width >> 31 || fields.height >> 31) return false;
  info.width = static_cast<uint32_t>(fields.width);
  info.height = static_cast<uint32_t>(fields.height);
  info.exif_turned = Turned(fields);
  return true;
}

bool ReadJpegHeader(HeadBytes& bytes, ImageInfo& info) {
  constexpr uint8_t kTem = 0x01, kSof0 = 0xC0, kDht = 0xC4, kJpg = 0xC8, kDac = 0xCC, kSof15 = 0xCF, kRst0 = 0xD0, kEoi = 0xD9,
                    kSos = 0xDA, kApp1 = 0xE1;
  for (uint64_t at = 2;;) {
    // Fill bytes may stand before a marker, and decoders pass over stray bytes.
    const uint8_t* marker = bytes.At(at, 2);
    if (!marker) return false;
    if (marker[0] != 0xFF || marker[1] == 0xFF || marker[1] == 0) {
      ++at;
      continue;
    }
    const uint8_t code = marker[1];
    at += 2;
    if (code == kTem || (code >= kRst0 && code < kEoi)) continue;
    if (code == kEoi || code == kSos) return false;
    const uint8_t* length = bytes.At(at, 2);
    if (!length) return false;
    const uint32_t size = BigEndian16(length);
    if (size < 2) return false;
    if (code >= kSof0 && code <= kSof15 && code != kDht && code != kJpg && code != kDac) {
      const uint8_t* frame = bytes.At(at, 7);
      if (!frame || size < 8) return false;
      info.height = BigEndian16(frame + 3);
      info.width = BigEndian16(frame + 5);
      return true;
    }
    if (code == kApp1) {
      const uint8_t* segment = bytes.At(at, size);
      if (!segment) return false;
      info.exif_turned |= TurnedByExif(segment + 2, size - 2);
    }
    at += size;
  }
}

}  // namespace dropset
