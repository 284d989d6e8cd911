#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/limits.h"
#include "codec/png.h"
#include "codec/png_format.h"

namespace dropset {
namespace {

using namespace png;

// Deflate's best: one byte of a stream stands for at most that many.
constexpr uint64_t kDeflateRatio = 1032;

uint32_t BigEndian(const std::byte* at) {
  auto byte = [&](int k) { return static_cast<uint32_t>(at[k]); };
  return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
}

int ChannelsOf(PngColor color) {
  switch (color) {
    case PngColor::kRgb: return 3;
    case PngColor::kRgba: return 4;
    case PngColor::kGreyAlpha: return 2;
    default: return 1;
  }
}

Status Corrupt(std::string message) { return Status(Code::kCorrupt, "the PNG is damaged: " + std::move(message)); }

// What its chunks say, but for the pixels.
struct Contents {
  PngImage image;
  bool interlaced = false;
  std::vector<std::span<const std::byte>> data;  // of the IDAT chunks
};

Status ReadHeader(std::span<const std::byte> chunk, Contents& contents) {
  if (chunk.size() != kHeaderSize) return Corrupt("its header has another length");
  PngImage& image = contents.image;
  image.width = BigEndian(chunk.data());
  image.height = BigEndian(chunk.data() + 4);
  const int depth = static_cast<int>(chunk[8]), color = static_cast<int>(chunk[9]);
  const bool small = depth == 1 || depth == 2 || depth == 4;
  const bool grey_or_palette = color == 0 || color == 3;
  const bool known = grey_or_palette || color == 2 || color == 4 || color == 6;
  const bool fits = depth == 8 || (depth == 16 && color != 3) || (small && grey_or_palette);
  if (!known || !fits) return Corrupt("there is no such colour type");
  if (chunk[10] != std::byte{0} || chunk[11] != std::byte{0} || chunk[12] > std::byte{1}) return Corrupt("its header is unknown");
  if (image.width == 0 || image.height == 0 || (image.width | image.height) >> 31) return Corrupt("it has no pixels");
  if (uint64_t{image.width} * image.height > kImagePixels) {
    return Status(Code::kLimit, "the image has more than " + std::to_string(kImagePixels) + " pixels");
  }
  image.depth = depth;
  image.color = static_cast<PngColor>(color);
  contents.interlaced = chunk[12] == std::byte{1};
  return {};
}

Status ReadPalette(std::span<const std::byte> chunk, PngImage& image) {
  if (image.color != PngColor::kPalette) return {};  // a suggestion for poor screens
  if (chunk.empty() || chunk.size() % 3 || chunk.size() > 256 * 3) return Corrupt("its palette has no such size");
  image.palette.resize(chunk.size() / 3);
  std::memcpy(image.palette.data(), chunk.data(), chunk.size());
  return {};
}

Status ReadChunks(std::span<const std::byte> file, Contents& contents) {
  for (size_t k = 0; k < std::min(file.size(), kSignature.size()); ++k) {
    if (file[k] != std::byte{kSignature[k]}) return Status(Code::kCorrupt, "this is no PNG");
  }
  bool first = true;
  for (size_t at = kSignature.size();; first = false) {
    if (at > file.size() || file.size() - at < kChunkFrame) return Status(Code::kTruncated, "the PNG ends too early");
    const uint32_t length = BigEndian(&file[at]), type = BigEndian(&file[at + 4]);
    if (length > file.size() - at - kChunkFrame) return Status(Code::kTruncated, "the PNG ends too early");
    auto chunk = file.subspan(at + 8, length);
    at += kChunkFrame + length;
    if (first != (type == Type("IHDR"))) return Corrupt("its header is not where it belongs");
    if (type == Type("IHDR")) DROPSET_TRY(ReadHeader(chunk, contents));
    if (type == Type("PLTE")) DROPSET_TRY(ReadPalette(chunk, contents.image));
    if (type == Type("IDAT")) contents.data.push_back(chunk);
    if (type == Type("IEND")) break;
  }
  if (contents.image.color == PngColor::kPalette && contents.image.palette.empty()) return Corrupt("there is no palette");
  return {};
}

// Every step-th pixel from an origin on: one of Adam7's seven (§8.2), or all.
struct Pass {
  uint32_t x, y, step_x, step_y;
};
constexpr Pass kWhole[] = {{0, 0, 1, 1}};
constexpr Pass kAdam7[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

uint32_t Count(uint32_t length, uint32_t from, uint32_t step) { return length <= from ? 0 : (length - from - 1) / step + 1; }

uint64_t RowBytes(const PngImage& image, uint32_t width) {
  return (uint64_t{width} * static_cast<uint32_t>(image.channels() * image.depth) + 7) / 8;
}

// Fills `raw`, which has the right size already.
Status Inflate(const std::vector<std::span<const std::byte>>& data, std::vector<std::byte>& raw) {
  std::span<const std::byte> stream;
  std::vector<std::byte> joined;
  if (data.size() == 1) {
    stream = data[0];
  } else {
    for (auto part : data) joined.insert(joined.end(), part.begin(), part.end());
    stream = joined;
  }
  std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(libdeflate_alloc_decompressor(),
                                                                                             &libdeflate_free_decompressor);
  if (!inflater) return Status(Code::kLimit, "no memory is left to inflate");
  switch (libdeflate_zlib_decompress(inflater.get(), stream.data(), stream.size(), raw.data(), raw.size(), nullptr)) {
    case LIBDEFLATE_SUCCESS: return {};
    case LIBDEFLATE_SHORT_OUTPUT: return Corrupt("it holds too few pixels");
    case LIBDEFLATE_INSUFFICIENT_SPACE: return Corrupt("it holds too many pixels");
    default: return Corrupt("its pixels cannot be inflated");
  }
}

// Turns a row of differences into samples. `above` is the row before, zeros for a pass's first; `bpp`: bytes from pixel to pixel.
bool Unfilter(uint8_t filter, std::span<uint8_t> row, const uint8_t* above, size_t bpp) {
  const size_t size = row.size(), head = std::min(bpp, size);
  auto add = [&](size_t k, int value) { row[k] = static_cast<uint8_t>(row[k] + value); };
  switch (filter) {
    case kNone: return true;
    case kSub:
      for (size_t k = bpp; k < size; ++k) add(k, row[k - bpp]);
      return true;
    case kUp:
      for (size_t k = 0; k < size; ++k) add(k, above[k]);
      return true;
    case kAverage:
      for (size_t k = 0; k < head; ++k) add(k, above[k] / 2);
      for (size_t k = bpp; k < size; ++k) add(k, (row[k - bpp] + above[k]) / 2);
      return true;
    case kPaeth:
      for (size_t k = 0; k < head; ++k) add(k, above[k]);
      for (size_t k = bpp; k < size; ++k) add(k, Paeth(row[k - bpp], above[k], above[k - bpp]));
      return true;
    default: return false;
  }
}

// Puts the samples of one row of a pass where they belong. `to` is the row of the image.
void Place(const PngImage& image, std::span<const uint8_t> row, const Pass& pass, uint32_t width, uint8_t* to) {
  const size_t pixel = static_cast<size_t>(image.channels()) * (image.depth == 16 ? 2 : 1);
  if (image.depth >= 8 && pass.step_x == 1) {
    std::memcpy(to, row.data(), row.size());
  } else if (image.depth >= 8) {
    for (size_t k = 0; k < width; ++k) std::memcpy(to + (pass.x + k * pass.step_x) * pixel, &row[k * pixel], pixel);
  } else {
    const unsigned depth = static_cast<unsigned>(image.depth), mask = (1u << depth) - 1;
    for (size_t k = 0; k < width; ++k) {
      const size_t bit = k * depth;
      to[pass.x + k * pass.step_x] = static_cast<uint8_t>(row[bit / 8] >> (8 - depth - bit % 8) & mask);
    }
  }
}

}  // namespace

int PngImage::channels() const { return ChannelsOf(color); }

Result<PngImage> DecodePng(std::span<const std::byte> file) {
  Contents contents;
  DROPSET_TRY(ReadChunks(file, contents));
  PngImage& image = contents.image;
  const std::span<const Pass> passes = contents.interlaced ? std::span<const Pass>(kAdam7) : kWhole;
  uint64_t raw_size = 0, deflated = 0;
  for (const Pass& pass : passes) {
    const uint32_t width = Count(image.width, pass.x, pass.step_x), height = Count(image.height, pass.y, pass.step_y);
    if (width) raw_size += (RowBytes(image, width) + 1) * height;
  }
  for (auto part : contents.data) deflated += part.size();
  if (raw_size > deflated * kDeflateRatio) return Corrupt("it holds too few pixels");
  std::vector<std::byte> raw(static_cast<size_t>(raw_size));
  DROPSET_TRY(Inflate(contents.data, raw));

  const size_t pixel = static_cast<size_t>(image.channels()) * (image.depth == 16 ? 2 : 1);
  const size_t bpp = image.depth < 8 ? 1 : pixel;
  image.samples.resize(size_t{image.width} * image.height * pixel);
  auto* at = reinterpret_cast<uint8_t*>(raw.data());
  for (const Pass& pass : passes) {
    const uint32_t width = Count(image.width, pass.x, pass.step_x);
    if (width == 0) continue;
    const auto size = static_cast<size_t>(RowBytes(image, width));
    const std::vector<uint8_t> zeros(size);
    const uint8_t* above = zeros.data();
    for (uint32_t y = pass.y; y < image.height; y += pass.step_y) {
      const std::span<uint8_t> row(at + 1, size);
      if (!Unfilter(*at, row, above, bpp)) return Corrupt("a row has an unknown filter");
      Place(image, row, pass, width, &image.samples[size_t{y} * image.width * pixel]);
      above = row.data();
      at += 1 + size;
    }
  }
  return std::move(image);
}

Pixels ColorsOf(PngImage image) {
  Pixels pixels{image.width, image.height, image.channels(), {}};
  std::vector<uint8_t>& samples = image.samples;
  if (image.color == PngColor::kPalette) {
    pixels.channels = 3;
    pixels.samples.resize(samples.size() * 3);
    image.palette.resize(256);
    for (size_t k = 0; k < samples.size(); ++k) std::memcpy(&pixels.samples[3 * k], image.palette[samples[k]].data(), 3);
    return pixels;
  }
  if (image.depth == 16) {
    for (size_t k = 0; k < samples.size() / 2; ++k) samples[k] = samples[2 * k];
    samples.resize(samples.size() / 2);
  } else if (image.depth < 8) {
    const int scale = 255 / ((1 << image.depth) - 1);
    for (uint8_t& sample : samples) sample = static_cast<uint8_t>(sample * scale);
  }
  pixels.samples = std::move(samples);
  return pixels;
}

std::vector<uint8_t> ForegroundOf(const PngImage& image) {
  const size_t bytes = image.depth == 16 ? 2 : 1, channels = static_cast<size_t>(image.channels());
  const size_t colors = channels % 2 == 0 ? channels - 1 : channels;  // without alpha
  std::vector<uint8_t> set(size_t{image.width} * image.height);
  for (size_t k = 0; k < set.size(); ++k) {
    const uint8_t* pixel = &image.samples[k * channels * bytes];
    if (image.color == PngColor::kPalette) {
      set[k] = *pixel < image.palette.size() && image.palette[*pixel] != std::array<uint8_t, 3>{};
    } else {
      for (size_t c = 0; c < colors; ++c) set[k] |= pixel[c * bytes + bytes - 1] != 0;
    }
  }
  return set;
}

}  // namespace dropset
