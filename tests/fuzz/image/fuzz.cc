// Whole images: decoded, encoded as another kind, and decoded again. The first byte chooses kinds.
#include "fuzz/target.h"
#include "media/decode.h"
#include "media/encode.h"

namespace dropset::fuzz {
namespace {

constexpr ImageKind kKinds[] = {ImageKind::kPng, ImageKind::kJpeg, ImageKind::kBmp, ImageKind::kTga};

bool IsWhole(const Pixels& pixels) {
  return pixels.channels >= 1 && pixels.channels <= 4 &&
         pixels.samples.size() == size_t{pixels.width} * pixels.height * static_cast<size_t>(pixels.channels);
}

void Image(std::span<const std::byte> input) {
  const uint8_t choice = TakeByte(input);
  const Bytes copy(input.begin(), input.end());  // so that a look beyond it is seen
  const auto decoded = DecodeImage(copy, choice & 4 ? ".tga" : "");
  if (!decoded.ok()) return;
  Require(IsWhole(*decoded), "samples are missing");
  const ImageKind kind = kKinds[choice % 4];
  const auto encoded = EncodeImage(*decoded, kind);
  if (!encoded.ok()) return;
  const auto again = DecodeImage(*encoded, kind == ImageKind::kTga ? ".tga" : "");
  Require(again.ok() && IsWhole(*again), "what was encoded cannot be decoded");
  Require(again->width == decoded->width && again->height == decoded->height, "an image has another size");
  const bool lossless = kind == ImageKind::kPng || kind == ImageKind::kTga;
  Require(!lossless || again->samples == decoded->samples, "an image is another one");
}

const Target kTarget("image", Image);

}  // namespace
}  // namespace dropset::fuzz
