// Images written anew, and which files are of one kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec/png.h"

namespace dropset {

enum class ImageKind : uint8_t { kPng, kJpeg, kBmp, kTga };

// Of an extension with its dot, in any case; nothing for kinds that cannot be written.
std::optional<ImageKind> KindToEncode(std::string_view extension);
// Whether files with these extensions are of one kind: `.JPG` and `.jpeg`.
bool SameKind(std::string_view extension, std::string_view other);
// SniffImage's name of a kind.
std::string_view NameOf(ImageKind kind);

// 8 bits per sample; JPEG of quality 75. What a kind has no place for goes: alpha in JPEG and in a grey BMP.
// Code::kUnsupported where the image is too large for its kind.
Result<std::vector<std::byte>> EncodeImage(const Pixels& pixels, ImageKind kind);

}  // namespace dropset
