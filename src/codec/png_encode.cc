#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "codec/crc32.h"
#include "codec/png.h"
#include "codec/png_format.h"

namespace dropset {
namespace {

using namespace png;

// Sizes and times of other filters and levels: docs/performance.md. What is predicted of a picture is noise to deflate, which more
// search compresses little.
int LevelFor(PngContent content) { return content == PngContent::kAreas ? 7 : 6; }

void AppendBigEndian(std::vector<std::byte>& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(value >> shift & 0xFF));
}

void StoreBigEndian(std::byte* at, uint32_t value) {
  for (int k = 0; k < 4; ++k) at[k] = static_cast<std::byte>(value >> (24 - 8 * k) & 0xFF);
}

// Begins a chunk whose content is appended next; returns where it begins.
size_t BeginChunk(std::vector<std::byte>& out, uint32_t type) {
  AppendBigEndian(out, 0);
  AppendBigEndian(out, type);
  return out.size() - 8;
}

void EndChunk(std::vector<std::byte>& out, size_t begin) {
  StoreBigEndian(&out[begin], static_cast<uint32_t>(out.size() - begin - 8));
  AppendBigEndian(out, Crc32(0, std::span(out).subspan(begin + 4)));
}

// One row predicted by `filter`; `above` is the row before, zeros for the first.
void Predict(Filter filter, std::span<const uint8_t> row, const uint8_t* above, size_t bpp, uint8_t* out) {
  const auto predict = [&](auto guess) {
    for (size_t k = 0; k < row.size(); ++k) {
      const int left = k < bpp ? 0 : row[k - bpp], up = above[k], corner = k < bpp ? 0 : above[k - bpp];
      out[k] = static_cast<uint8_t>(row[k] - guess(left, up, corner));
    }
  };
  switch (filter) {
    case kNone: return predict([](int, int, int) { return 0; });
    case kSub: return predict([](int left, int, int) { return left; });
    case kUp: return predict([](int, int up, int) { return up; });
    case kAverage: return predict([](int left, int up, int) { return (left + up) / 2; });
    case kPaeth: return predict([](int left, int up, int corner) { return Paeth(left, up, corner); });
  }
}

// PNG's own rule of thumb (§12.8): the filter whose differences are smallest in sum.
uint64_t Cost(std::span<const uint8_t> differences) {
  uint64_t sum = 0;
  for (uint8_t value : differences) sum += value < 128 ? value : 256u - value;
  return sum;
}

// Of areas whose edges run downwards, differences from the row above leave nearly nothing; of others deflate finds more in the rows
// as they are.
Filter FilterForAreas(const Pixels& pixels) {
  constexpr uint64_t kSteep = 8;
  const size_t bpp = static_cast<size_t>(pixels.channels), size = pixels.width * bpp;
  const uint8_t* const samples = pixels.samples.data();
  uint64_t along = 0, downwards = 0;  // changes from sample to sample
  for (size_t y = 1; y < pixels.height; ++y) {
    const uint8_t* const row = samples + y * size;
    uint32_t changed_along = 0, changed_downwards = 0;
    for (size_t k = bpp; k < size; ++k) {
      changed_along += row[k] != row[k - bpp];
      changed_downwards += row[k] != (row - size)[k];
    }
    along += changed_along;
    downwards += changed_downwards;
  }
  return downwards * kSteep < along ? kUp : kNone;
}

// Appends the rows, each with its filter, to `raw`, which has room for them.
void FilterRows(const Pixels& pixels, PngContent content, std::vector<uint8_t>& raw) {
  const size_t bpp = static_cast<size_t>(pixels.channels), size = pixels.width * bpp;
  const std::vector<uint8_t> zeros(size);
  std::vector<uint8_t> trial(size), best(size);
  const uint8_t* above = zeros.data();
  const Filter areas = content == PngContent::kAreas ? FilterForAreas(pixels) : kNone;
  for (uint32_t y = 0; y < pixels.height; ++y) {
    const auto row = std::span(pixels.samples).subspan(y * size, size);
    Filter chosen = areas;
    if (content == PngContent::kAreas) {
      Predict(chosen, row, above, bpp, best.data());
    } else {
      uint64_t least = ~uint64_t{0};
      for (Filter filter : {kNone, kSub, kUp, kAverage, kPaeth}) {
        Predict(filter, row, above, bpp, trial.data());
        if (const uint64_t cost = Cost(trial); cost < least) {
          least = cost;
          chosen = filter;
          best.swap(trial);
        }
      }
    }
    raw.push_back(chosen);
    raw.insert(raw.end(), best.begin(), best.end());
    above = row.data();
  }
}

}  // namespace

Result<std::vector<std::byte>> EncodePng(const Pixels& pixels, PngContent content) {
  constexpr PngColor kColors[] = {PngColor::kGrey, PngColor::kGreyAlpha, PngColor::kRgb, PngColor::kRgba};
  std::vector<uint8_t> raw;
  raw.reserve(pixels.samples.size() + pixels.height);
  FilterRows(pixels, content, raw);
  std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(LevelFor(content)), &libdeflate_free_compressor);
  if (!compressor) return Status(Code::kLimit, "no memory is left to deflate");

  std::vector<std::byte> out(kSignature.size());
  std::memcpy(out.data(), kSignature.data(), kSignature.size());
  size_t chunk = BeginChunk(out, Type("IHDR"));
  AppendBigEndian(out, pixels.width);
  AppendBigEndian(out, pixels.height);
  for (uint8_t field : {uint8_t{8}, static_cast<uint8_t>(kColors[pixels.channels - 1]), uint8_t{0}, uint8_t{0}, uint8_t{0}}) {
    out.push_back(static_cast<std::byte>(field));
  }
  EndChunk(out, chunk);
  chunk = BeginChunk(out, Type("IDAT"));
  const size_t begin = out.size();
  out.resize(begin + libdeflate_zlib_compress_bound(compressor.get(), raw.size()));
  out.resize(begin + libdeflate_zlib_compress(compressor.get(), raw.data(), raw.size(), &out[begin], out.size() - begin));
  EndChunk(out, chunk);
  EndChunk(out, BeginChunk(out, Type("IEND")));
  return out;
}

}  // namespace dropset
