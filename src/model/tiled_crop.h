// Cropping many shapes of one size at once (coco.md §6.6): a shape costs its pixels and not its pairs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/crop_shapes.h"

namespace dropset {

// Tiles that TiledCrop makes of such shapes, about 20 bytes each.
uint64_t TilesFor(const std::vector<CropShape>& shapes);

class TiledCrop {
 public:
  // The shapes' masks all have the size of the first; backmost first. They are not looked at after this.
  explicit TiledCrop(std::vector<CropShape> shapes);

  // What the shapes above shape i leave of it, maybe nothing; no value if it stays whole. Called once for each i, in order.
  std::optional<Rle> Left(uint32_t i);

 private:
  // A rectangle of tiles around the shape: `rows` in each column.
  struct Shape {
    uint64_t area;
    size_t first_word;
    uint32_t x, y, columns, rows;
    size_t size() const { return size_t{columns} * rows; }
  };
  struct Sample {
    size_t tile;
    uint64_t word;
    uint32_t pixels;
  };
  // Whether a top cuts the last shape that it was compared with: `shape` - 1.
  struct Judgement {
    uint32_t shape = 0;
    bool cuts = false;
  };

  void Cut(const CropShape& shape, const Shape& tiled);
  void FillLists();
  template <class Visit>
  void ForEachTile(const Shape& shape, Visit visit) const;
  uint64_t WordAt(const Shape& shape, uint32_t x, uint32_t y) const;
  uint64_t Outside(const Shape& inner, const Shape& outer, uint64_t most) const;
  bool Covers(uint32_t top, uint32_t bottom) const;
  void CountLarge();
  void TakeSample(const Shape& shape, size_t count);
  bool IsCoveredByLarge(uint32_t i);
  bool IsCovered(uint32_t i);
  bool Cuts(uint32_t top, uint32_t bottom);
  Rle ToRle(const Shape& shape, std::span<const uint64_t> words) const;

  uint32_t height_, width_, tile_rows_;
  std::vector<Shape> shapes_;
  std::vector<uint64_t> words_;  // of all shapes, column by column
  // Of each tile of the image, the shapes with pixels there: list_*[next_] … list_*[end_ - 1], backmost first. Left(i) takes
  // shape i off.
  std::vector<uint32_t> next_, end_;
  std::vector<uint64_t> list_words_;
  std::vector<uint32_t> list_shapes_;
  // Shapes that others may be inside of with many pixels outside, and how many pixels each has in each tile: tile by tile. None if
  // there are too many.
  std::vector<uint32_t> large_;
  std::vector<uint8_t> large_pixels_;
  uint64_t most_outside_ = 0;  // that a shape may have and be inside of any of the others
  std::vector<Sample> sample_;
  std::vector<uint32_t> outside_;      // by large shape
  std::vector<uint32_t> common_;       // by top: pixels in common with the sample; 0 between uses
  std::vector<Judgement> judgements_;  // by top
  std::vector<uint64_t> left_;         // words of shape i
};

}  // namespace dropset
