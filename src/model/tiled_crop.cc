// A tile is a square of 8 × 8 pixels, and of a shape a word: bit 8·x + y is pixel (x, y) of the tile. So the pixels that two
// shapes have in common in a tile are one operation, and few shapes are looked at until a tile is covered.
//
// Invariant: before Left(i), the lists hold the shapes i and above.
#include "model/tiled_crop.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/limits.h"
#include "model/rle_spans.h"

namespace dropset {
namespace {

constexpr uint32_t kSide = 8;
// Half as many pixels as a tile has may lie outside shapes of this area that count as covering.
constexpr uint64_t kLargeArea = 32 * kInsideParts;
constexpr size_t kSamples = 3, kLargeSamples = 24;  // tiles: more cost more and let fewer shapes through

uint32_t TilesAlong(uint32_t begin, uint32_t size) { return (begin + size - 1) / kSide - begin / kSide + 1; }

uint32_t CountBits(uint64_t word) { return static_cast<uint32_t>(std::popcount(word)); }

}  // namespace

uint64_t TilesFor(const std::vector<CropShape>& shapes) {
  const RleView& first = shapes[0].mask;
  uint64_t tiles = uint64_t{TilesAlong(0, first.width)} * TilesAlong(0, first.height);
  for (const CropShape& shape : shapes) {
    tiles += uint64_t{TilesAlong(shape.box.x, shape.box.width)} * TilesAlong(shape.box.y, shape.box.height);
  }
  return tiles;
}

TiledCrop::TiledCrop(std::vector<CropShape> shapes)
    : height_(shapes[0].mask.height), width_(shapes[0].mask.width), tile_rows_(TilesAlong(0, height_)) {
  size_t words = 0;
  for (const CropShape& shape : shapes) {
    const auto& [x, y, width, height] = shape.box;
    shapes_.push_back({shape.area, words, x / kSide, y / kSide, TilesAlong(x, width), TilesAlong(y, height)});
    words += shapes_.back().size();
  }
  words_.resize(words);
  for (size_t i = 0; i < shapes.size(); ++i) {
    Cut(shapes[i], shapes_[i]);
    shapes[i].raster = {};
  }
  FillLists();
  CountLarge();
  common_.resize(shapes_.size());
  judgements_.resize(shapes_.size());
}

void TiledCrop::Cut(const CropShape& shape, const Shape& tiled) {
  PixelSpan span;
  for (SpanReader reader(shape.mask); reader.Next(span);) {
    while (span.begin < span.end) {
      const uint32_t x = span.begin / height_, top = x * height_;
      const uint32_t begin = span.begin - top, last = std::min(span.end - top, height_) - 1;
      uint64_t* const column = &words_[tiled.first_word + size_t{x / kSide - tiled.x} * tiled.rows];
      for (uint32_t y = begin / kSide; y <= last / kSide; ++y) {
        uint32_t pixels = 0xFF;
        if (y == begin / kSide) pixels &= 0xFFu << begin % kSide;
        if (y == last / kSide) pixels &= 0xFFu >> (kSide - 1 - last % kSide);
        column[y - tiled.y] |= uint64_t{pixels} << x % kSide * kSide;
      }
      span.begin = top + last + 1;
    }
  }
}

// Calls visit(tile of the image, word) for those that are not empty.
template <class Visit>
void TiledCrop::ForEachTile(const Shape& shape, Visit visit) const {
  size_t at = shape.first_word;
  for (uint32_t x = 0; x < shape.columns; ++x) {
    const size_t column = size_t{shape.x + x} * tile_rows_ + shape.y;
    for (uint32_t y = 0; y < shape.rows; ++y, ++at) {
      if (words_[at] != 0) visit(column + y, words_[at]);
    }
  }
}

void TiledCrop::FillLists() {
  end_.resize(size_t{TilesAlong(0, width_)} * tile_rows_);
  for (const Shape& shape : shapes_) ForEachTile(shape, [&](size_t tile, uint64_t) { ++end_[tile]; });
  uint32_t entries = 0;
  for (uint32_t& end : end_) entries += std::exchange(end, entries);
  next_ = end_;
  list_words_.resize(entries);
  list_shapes_.resize(entries);
  for (uint32_t i = 0; i < shapes_.size(); ++i) {
    ForEachTile(shapes_[i], [&](size_t tile, uint64_t word) {
      list_words_[end_[tile]] = word;
      list_shapes_[end_[tile]++] = i;
    });
  }
}

uint64_t TiledCrop::WordAt(const Shape& shape, uint32_t x, uint32_t y) const {
  const uint32_t column = x - shape.x, row = y - shape.y;  // huge where they are left of it or above
  return column < shape.columns && row < shape.rows ? words_[shape.first_word + size_t{column} * shape.rows + row] : 0;
}

// The pixels of `inner` outside `outer`; once they are more than `most`, any such number.
uint64_t TiledCrop::Outside(const Shape& inner, const Shape& outer, uint64_t most) const {
  if (inner.area > outer.area + most) return most + 1;
  uint64_t outside = 0;
  size_t at = inner.first_word;
  for (uint32_t x = 0; x < inner.columns && outside <= most; ++x) {
    for (uint32_t y = 0; y < inner.rows; ++y, ++at) {
      outside += CountBits(words_[at] & ~WordAt(outer, inner.x + x, inner.y + y));
    }
  }
  return outside;
}

// Whether all of `bottom` lies in `top`, as §6.6 takes it.
bool TiledCrop::Covers(uint32_t top, uint32_t bottom) const {
  const Shape &inner = shapes_[bottom], &outer = shapes_[top];
  const uint64_t most = MostOutside(outer.area), outside = Outside(inner, outer, most);
  return outside <= most && outside < inner.area &&
         OverlapOf(inner.area, outer.area, inner.area - outside) == Overlap::kBottomInside;
}

void TiledCrop::CountLarge() {
  for (uint32_t i = 0; i < shapes_.size(); ++i) {
    if (shapes_[i].area >= kLargeArea) large_.push_back(i);
  }
  if (large_.size() * end_.size() > kCropTiles) large_.clear();
  large_pixels_.resize(large_.size() * end_.size());
  for (size_t k = 0; k < large_.size(); ++k) {
    ForEachTile(shapes_[large_[k]], [&](size_t tile, uint64_t word) {
      large_pixels_[tile * large_.size() + k] = static_cast<uint8_t>(CountBits(word));
    });
  }
  for (const Shape& shape : shapes_) {
    if (shape.area < kLargeArea || large_.empty()) most_outside_ = std::max(most_outside_, MostOutside(shape.area));
  }
}

// Puts so many tiles of the shape into sample_, far from each other, the fuller half of them only; all if they are fewer.
void TiledCrop::TakeSample(const Shape& shape, size_t count) {
  sample_.clear();
  uint32_t fullest = 0;
  ForEachTile(shape, [&](size_t tile, uint64_t word) {
    sample_.push_back({tile, word, CountBits(word)});
    fullest = std::max(fullest, sample_.back().pixels);
  });
  count += 2 * most_outside_ / fullest;  // so that they have more pixels than may lie outside
  const auto rest = std::stable_partition(sample_.begin(), sample_.end(), [&](const Sample& s) { return 2 * s.pixels >= fullest; });
  const size_t full = static_cast<size_t>(rest - sample_.begin());
  if (full < count) return;
  for (size_t k = 0; k < count; ++k) sample_[k] = sample_[k * (full - 1) / (count - 1)];
  sample_.resize(count);
}

bool TiledCrop::IsCoveredByLarge(uint32_t i) {
  const size_t first = static_cast<size_t>(std::upper_bound(large_.begin(), large_.end(), i) - large_.begin());
  if (first == large_.size()) return false;
  TakeSample(shapes_[i], kLargeSamples);
  outside_.assign(large_.size(), 0);
  for (const Sample& sample : sample_) {
    const uint8_t* const pixels = &large_pixels_[sample.tile * large_.size()];
    for (size_t k = first; k < large_.size(); ++k) outside_[k] += sample.pixels - std::min<uint32_t>(sample.pixels, pixels[k]);
  }
  for (size_t k = first; k < large_.size(); ++k) {
    if (outside_[k] <= MostOutside(shapes_[large_[k]].area) && Covers(large_[k], i)) return true;
  }
  return false;
}

// Whether a shape above covers shape i. One that does has pixels in the sample, unless it is large.
bool TiledCrop::IsCovered(uint32_t i) {
  if (IsCoveredByLarge(i)) return true;
  TakeSample(shapes_[i], kSamples);
  uint32_t pixels = 0;
  for (const Sample& sample : sample_) {
    pixels += sample.pixels;
    for (uint32_t at = next_[sample.tile]; at < end_[sample.tile]; ++at) {
      common_[list_shapes_[at]] += CountBits(sample.word & list_words_[at]);
    }
  }
  bool covered = false;
  for (const Sample& sample : sample_) {
    for (uint32_t at = next_[sample.tile]; at < end_[sample.tile]; ++at) {
      const uint32_t top = list_shapes_[at], common = std::exchange(common_[top], 0);
      if (covered || common == 0 || pixels - common > most_outside_) continue;
      covered = pixels - common <= MostOutside(shapes_[top].area) && Covers(top, i);
    }
  }
  return covered;
}

// Of two that have pixels in common: whether `top` is not inside `bottom`.
bool TiledCrop::Cuts(uint32_t top, uint32_t bottom) {
  Judgement& judgement = judgements_[top];
  if (std::exchange(judgement.shape, bottom + 1) != bottom + 1) {
    const Shape &inner = shapes_[top], &outer = shapes_[bottom];
    const uint64_t most = MostOutside(outer.area), outside = Outside(inner, outer, most);
    judgement.cuts = outside > most || OverlapOf(outer.area, inner.area, inner.area - outside) != Overlap::kTopInside;
  }
  return judgement.cuts;
}

std::optional<Rle> TiledCrop::Left(uint32_t i) {
  const Shape& shape = shapes_[i];
  ForEachTile(shape, [&](size_t tile, uint64_t) { ++next_[tile]; });
  if (IsCovered(i)) return std::nullopt;
  left_.clear();
  bool cut = false;
  for (size_t at = 0; at < shape.size(); ++at) {
    uint64_t left = words_[shape.first_word + at];
    const size_t tile = (shape.x + at / shape.rows) * tile_rows_ + shape.y + at % shape.rows;
    for (uint32_t entry = next_[tile]; left != 0 && entry < end_[tile]; ++entry) {
      const uint64_t word = list_words_[entry];
      if ((left & word) == 0 || !Cuts(list_shapes_[entry], i)) continue;
      left &= ~word;
      cut = true;
    }
    left_.push_back(left);
  }
  if (!cut) return std::nullopt;
  return ToRle(shape, left_);
}

Rle TiledCrop::ToRle(const Shape& shape, std::span<const uint64_t> words) const {
  SpanWriter writer(height_, width_);
  for (uint32_t column = 0; column < shape.columns * kSide; ++column) {
    const uint32_t top = (shape.x * kSide + column) * height_;
    for (uint32_t row = 0; row < shape.rows; ++row) {
      uint32_t pixels = words[size_t{column / kSide} * shape.rows + row] >> column % kSide * kSide & 0xFF;
      for (uint32_t y = top + (shape.y + row) * kSide; pixels != 0;) {
        const int gap = std::countr_zero(pixels), run = std::countr_one(pixels >> gap);
        y += static_cast<uint32_t>(gap);
        writer.Add({y, y + static_cast<uint32_t>(run)});
        y += static_cast<uint32_t>(run);
        pixels >>= gap + run;
      }
    }
  }
  return std::move(writer).Take();
}

}  // namespace dropset
