// Masks as plain pixels, and shapes by the thousand from a fixed sequence.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "model/polygon.h"
#include "model/rle.h"

namespace dropset::testing {

// SplitMix64: the same numbers everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  uint32_t Below(uint32_t limit) { return static_cast<uint32_t>(Next() % limit); }
  double Between(double low, double high);

 private:
  uint64_t state_;
};

// Row by row, one byte each.
struct Bitmap {
  uint32_t height = 0, width = 0;
  std::vector<uint8_t> pixels;

  Bitmap(uint32_t h, uint32_t w) : height(h), width(w), pixels(size_t{h} * w) {}
  uint8_t& At(int64_t x, int64_t y) { return pixels[static_cast<size_t>(y * width + x)]; }
  bool IsSet(int64_t x, int64_t y) const;  // false outside
  uint64_t Area() const;
  friend bool operator==(const Bitmap&, const Bitmap&) = default;
};

Bitmap FromRows(std::vector<std::string_view> rows);  // "0110"
Bitmap ToBitmap(const Rle& mask);                     // by walking the runs pixel by pixel
Rle ToRle(const Bitmap& bitmap);                      // pixel by pixel, as §6.1 words it

// Noise of some density, blocks, or both.
Bitmap RandomBitmap(Random& random, uint32_t height, uint32_t width);
Bitmap RandomBitmap(Random& random);  // of a random size, 0 and 1 among them

// Up to a dozen points in and around height × width, some of them on each other, on whole pixels, or on halves.
Ring RandomRing(Random& random, uint32_t height, uint32_t width);

// coco.md §6.3 word by word: every sample of every edge.
Rle SlowRasterize(const Ring& ring, uint32_t height, uint32_t width);

}  // namespace dropset::testing
