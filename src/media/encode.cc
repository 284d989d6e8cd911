#include "media/encode.h"

#include <string>

#include "stb_image_write.h"

namespace dropset {
namespace {

constexpr uint32_t kLongestSide = 65535;  // that JPEG's and TGA's headers can say
constexpr int kQuality = 75;              // of JPEG, as the reference has it (model.md §4.1)

// Lower case, and one spelling per kind.
std::string KindOf(std::string_view extension) {
  std::string kind(extension);
  for (char& c : kind) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (kind == ".jpeg" || kind == ".jpe") return ".jpg";
  if (kind == ".tiff") return ".tif";
  return kind == ".dib" ? ".bmp" : kind;
}

void AppendBytes(void* out, void* bytes, int size) {
  auto& file = *static_cast<std::vector<std::byte>*>(out);
  const auto* from = static_cast<const std::byte*>(bytes);
  file.insert(file.end(), from, from + size);
}

}  // namespace

std::optional<ImageKind> KindToEncode(std::string_view extension) {
  const std::string kind = KindOf(extension);
  if (kind == ".png") return ImageKind::kPng;
  if (kind == ".jpg") return ImageKind::kJpeg;
  if (kind == ".bmp") return ImageKind::kBmp;
  if (kind == ".tga") return ImageKind::kTga;
  return std::nullopt;
}

bool SameKind(std::string_view extension, std::string_view other) { return KindOf(extension) == KindOf(other); }

std::string_view NameOf(ImageKind kind) {
  switch (kind) {
    case ImageKind::kPng: return "png";
    case ImageKind::kJpeg: return "jpeg";
    case ImageKind::kBmp: return "bmp";
    case ImageKind::kTga: break;
  }
  return "tga";
}

Result<std::vector<std::byte>> EncodeImage(const Pixels& pixels, ImageKind kind) {
  if (kind == ImageKind::kPng) return EncodePng(pixels, PngContent::kPicture);
  if (kind != ImageKind::kBmp && (pixels.width > kLongestSide || pixels.height > kLongestSide)) {
    return Status(Code::kUnsupported, "the image is too large for its new kind");
  }
  const int width = static_cast<int>(pixels.width), height = static_cast<int>(pixels.height);
  std::vector<std::byte> file;
  const uint8_t* samples = pixels.samples.data();
  int written = 0;
  if (kind == ImageKind::kJpeg) {
    written = stbi_write_jpg_to_func(&AppendBytes, &file, width, height, pixels.channels, samples, kQuality);
  } else if (kind == ImageKind::kBmp) {
    written = stbi_write_bmp_to_func(&AppendBytes, &file, width, height, pixels.channels, samples);
  } else {
    written = stbi_write_tga_to_func(&AppendBytes, &file, width, height, pixels.channels, samples);
  }
  if (!written) return Status(Code::kLimit, "the image cannot be encoded as " + std::string(NameOf(kind)));
  return file;
}

}  // namespace dropset
