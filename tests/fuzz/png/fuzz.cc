// PNG files. What is decoded is encoded and decoded again.
#include "codec/png.h"
#include "fuzz/target.h"
#include "media/image_size.h"

namespace dropset::fuzz {
namespace {

constexpr uint64_t kMost = uint64_t{1} << 18;  // pixels that are encoded again

void Png(std::span<const std::byte> input) {
  auto image = DecodePng(input);
  RequireExplained(image.status());
  if (!image.ok()) return;
  const auto info = SniffImage(input, ".png");
  Require(info && info->kind == "png" && info->width == image->width && info->height == image->height, "its header says otherwise");
  const uint64_t size = uint64_t{image->width} * image->height;
  Require(ForegroundOf(*image).size() == size, "the foreground has another size");
  const Pixels pixels = ColorsOf(*image);
  Require(pixels.samples.size() == size * static_cast<uint64_t>(pixels.channels), "the colours have another size");
  if (size > kMost) return;
  for (const PngContent content : {PngContent::kPicture, PngContent::kAreas}) {
    auto file = EncodePng(pixels, content);
    RequireOk(file.status(), "pixels cannot be encoded");
    auto again = DecodePng(*file);
    RequireOk(again.status(), "what was encoded cannot be decoded");
    const Pixels back = ColorsOf(*std::move(again));
    Require(back.width == pixels.width && back.height == pixels.height && back.channels == pixels.channels &&
                back.samples == pixels.samples,
            "encoding changes the pixels");
  }
}

const Target kTarget("png", Png);

}  // namespace
}  // namespace dropset::fuzz
