// Whole images, decoded.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/status.h"
#include "codec/png.h"

namespace dropset {

// PNG, JPEG, BMP, TGA, binary PNM of 8 bits, and HDR (Radiance). `extension` is that of the file's name, which TGA is known
// by. Code::kUnsupported for other images, kTruncated or kCorrupt for broken ones, kLimit for over kImagePixels.
Result<Pixels> DecodeImage(std::span<const std::byte> file, std::string_view extension);

}  // namespace dropset
