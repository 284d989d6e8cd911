// What an image file is and how large, from its first bytes; nothing is decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace dropset {

struct ImageInfo {
  // jpeg, png, bmp, gif, webp, tiff, jpeg2000, avif, heic, pnm, pfm, tga, hdr, exr or sunraster
  std::string_view kind;
  uint32_t width = 0, height = 0;  // of the stored pixels; both 1 … 2^31 - 1
  bool exif_turned =
      false;  // the file asks viewers to turn or mirror it (EXIF, TIFF's Orientation, HEIF's irot and imir); not applied
};

// Looks at `head`, the first bytes of a file. `extension` is that of its name with the dot, in any case: TGA is known by it alone.
// Nothing if this is no image, a broken one, or if `head` ends before the size. The latter is told by `*wanted`: how many of the
// file's first bytes (more than `head` has) are needed to go on; 0 if no more would help. 64 KiB do for nearly all files, but
// JPEG's application segments and a TIFF's or HEIF's directory behind its pixels can lie beyond.
std::optional<ImageInfo> SniffImage(std::span<const std::byte> head, std::string_view extension, uint64_t* wanted = nullptr);

// Whether files with this extension (with its dot, in any case) count as images where a folder is searched (model.md §4.2).
bool IsImageExtension(std::string_view extension);

}  // namespace dropset
