#include "media/image_size.h"

#include <array>
#include <limits>

#include "media/image_headers.h"

namespace dropset {
namespace {

using namespace std::string_view_literals;

constexpr size_t kLongestMagic = 32;

bool ReadPng(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(8, 16);
  // Apple's variant has a chunk of four bytes before IHDR.
  if (p && std::equal(p + 4, p + 8, "CgBI")) p = bytes.At(24, 16);
  if (!p || !std::equal(p + 4, p + 8, "IHDR")) return false;
  info.width = BigEndian32(p + 8);
  info.height = BigEndian32(p + 12);
  return true;
}

bool ReadGif(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(0, 10);
  if (!p || (p[4] != '7' && p[4] != '9') || p[5] != 'a') return false;
  info.width = LittleEndian16(p + 6);
  info.height = LittleEndian16(p + 8);
  return true;
}

bool ReadBmp(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(14, 12);
  if (!p) return false;
  uint32_t header_size = LittleEndian32(p);
  if (header_size == 12) {
    info.width = LittleEndian16(p + 4);
    info.height = LittleEndian16(p + 6);
    return true;
  }
  if (header_size < 16 || header_size > 1024) return false;
  info.width = LittleEndian32(p + 4);
  info.height = LittleEndian32(p + 8);
  if (info.height >> 31) info.height = 0 - info.height;  // rows from the top
  return true;
}

bool ReadWebp(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(0, 30);
  if (!p || !std::equal(p + 8, p + 12, "WEBP")) return false;
  std::string_view chunk(reinterpret_cast<const char*>(p) + 12, 4);
  if (chunk == "VP8 ") {
    bool key_frame = (p[20] & 1) == 0 && p[23] == 0x9D && p[24] == 0x01 && p[25] == 0x2A;
    info.width = LittleEndian16(p + 26) & 0x3FFF;
    info.height = LittleEndian16(p + 28) & 0x3FFF;
    return key_frame;
  }
  if (chunk == "VP8L") {
    uint32_t bits = LittleEndian32(p + 21);
    info.width = (bits & 0x3FFF) + 1;
    info.height = (bits >> 14 & 0x3FFF) + 1;
    return p[20] == 0x2F;
  }
  info.width = LittleEndian24(p + 24) + 1;
  info.height = LittleEndian24(p + 27) + 1;
  return chunk == "VP8X";
}

// JPEG 2000 as it lies in a JP2 file, or alone: the SIZ segment comes first.
bool ReadCodestream(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(0, 24);
  if (!p) return false;
  uint32_t right = BigEndian32(p + 8), bottom = BigEndian32(p + 12), left = BigEndian32(p + 16), top = BigEndian32(p + 20);
  info.width = right - left;
  info.height = bottom - top;
  return right > left && bottom > top;
}

bool ReadSunRaster(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(0, 12);
  if (!p) return false;
  info.width = BigEndian32(p + 4);
  info.height = BigEndian32(p + 8);
  return true;
}

// The zero-terminated text at `at`, which steps behind it; OpenEXR has at most 255 bytes of it.
bool ReadExrText(HeadBytes& bytes, uint64_t& at, std::string_view& text) {
  constexpr size_t kLongest = 255;
  std::string_view rest = bytes.Rest(at);
  size_t size = rest.substr(0, kLongest + 1).find('\0');
  if (size == std::string_view::npos) {
    if (rest.size() <= kLongest) bytes.At(at, rest.size() + 1);
    return false;
  }
  text = rest.substr(0, size);
  at += size + 1;
  return true;
}

// Attributes (name, type, size, value) follow each other until one has no name.
bool ReadExr(HeadBytes& bytes, ImageInfo& info) {
  std::string_view name, type;
  for (uint64_t at = 8;;) {
    if (!ReadExrText(bytes, at, name) || name.empty() || !ReadExrText(bytes, at, type)) return false;
    const uint8_t* size = bytes.At(at, 4);
    if (!size) return false;
    at += 4;
    if (name != "dataWindow") {
      at += LittleEndian32(size);
      continue;
    }
    const uint8_t* box = bytes.At(at, 16);
    if (!box || type != "box2i") return false;
    auto number = [box](int k) { return int64_t{static_cast<int32_t>(LittleEndian32(box + 4 * k))}; };
    int64_t width = number(2) - number(0) + 1, height = number(3) - number(1) + 1;
    constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
    if (width < 1 || height < 1 || width > kMost || height > kMost) return false;
    info.width = static_cast<uint32_t>(width);
    info.height = static_cast<uint32_t>(height);
    return true;
  }
}

bool ReadTga(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* p = bytes.At(0, 18);
  if (!p) return false;
  uint32_t type = p[2] & ~8u, depth = p[16];
  if (p[1] > 1 || p[2] > 11 || type < 1 || type > 3) return false;
  if (depth != 8 && depth != 15 && depth != 16 && depth != 24 && depth != 32) return false;
  info.width = LittleEndian16(p + 12);
  info.height = LittleEndian16(p + 14);
  return true;
}

struct Kind {
  std::string_view name;
  size_t offset;
  std::string_view magic;
  bool (*read)(HeadBytes& bytes, ImageInfo& info);
};

constexpr Kind kKinds[] = {
    {"jpeg", 0, "\xFF\xD8\xFF"sv, ReadJpegHeader},
    {"png", 0, "\x89PNG\r\n\x1A\n"sv, ReadPng},
    {"bmp", 0, "BM"sv, ReadBmp},
    {"gif", 0, "GIF8"sv, ReadGif},
    {"webp", 0, "RIFF"sv, ReadWebp},
    {"tiff", 0, "II*\0"sv, ReadTiffHeader},
    {"tiff", 0, "MM\0*"sv, ReadTiffHeader},
    {"tiff", 0, "II+\0"sv, ReadTiffHeader},
    {"tiff", 0, "MM\0+"sv, ReadTiffHeader},
    {"jpeg2000", 0, "\0\0\0\x0CjP  \r\n\x87\n"sv, ReadJp2Header},
    {"jpeg2000", 0, "\xFF\x4F\xFF\x51"sv, ReadCodestream},
    {"heic", 4, "ftyp"sv, ReadHeifHeader},
    {"pnm", 0, "P1"sv, ReadPnmHeader},
    {"pnm", 0, "P2"sv, ReadPnmHeader},
    {"pnm", 0, "P3"sv, ReadPnmHeader},
    {"pnm", 0, "P4"sv, ReadPnmHeader},
    {"pnm", 0, "P5"sv, ReadPnmHeader},
    {"pnm", 0, "P6"sv, ReadPnmHeader},
    {"pnm", 0, "P7"sv, ReadPamHeader},
    {"pfm", 0, "PF"sv, ReadPnmHeader},
    {"pfm", 0, "Pf"sv, ReadPnmHeader},
    {"hdr", 0, "#?RADIANCE"sv, ReadHdrHeader},
    {"hdr", 0, "#?RGBE"sv, ReadHdrHeader},
    {"exr", 0, "\x76\x2F\x31\x01"sv, ReadExr},
    {"sunraster", 0, "\x59\xA6\x6A\x95"sv, ReadSunRaster},
};
constexpr Kind kTga = {"tga", 0, {}, ReadTga};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool SameExtension(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char x, char y) { return Lower(x) == y; });
}

const Kind* KindOf(HeadBytes& bytes, std::string_view extension) {
  for (const Kind& kind : kKinds) {
    if (bytes.Rest(kind.offset).substr(0, kind.magic.size()) == kind.magic) return &kind;
  }
  if (SameExtension(extension, ".tga")) return &kTga;
  bytes.At(0, kLongestMagic);
  return nullptr;
}

}  // namespace

std::optional<ImageInfo> SniffImage(std::span<const std::byte> head, std::string_view extension, uint64_t* wanted) {
  HeadBytes bytes(head);
  const Kind* kind = KindOf(bytes, extension);
  ImageInfo info;
  if (kind) info.kind = kind->name;
  bool known = kind && kind->read(bytes, info);
  if (wanted) *wanted = known ? 0 : bytes.wanted();
  constexpr uint32_t kMost = std::numeric_limits<int32_t>::max();
  if (!known || info.width - 1 >= kMost || info.height - 1 >= kMost) return std::nullopt;
  return info;
}

bool IsImageExtension(std::string_view extension) {
  constexpr std::string_view kExtensions[] = {".jpg",  ".jpeg", ".jpe",  ".jp2", ".png", ".bmp", ".dib", ".tif",
                                              ".tiff", ".tga",  ".webp", ".pfm", ".sr",  ".ras", ".exr", ".hdr",
                                              ".pic",  ".pbm",  ".pgm",  ".ppm", ".pxm", ".pnm"};
  return std::any_of(std::begin(kExtensions), std::end(kExtensions),
                     [&](std::string_view known) { return SameExtension(extension, known); });
}

}  // namespace dropset
