// A mask as columns of vertical spans, and its connected regions (coco.md §6.5 a).
#pragma once

#include <cstdint>
#include <vector>

#include "model/rle.h"

namespace dropset {

// Set pixels y = begin … end - 1 of one column.
struct ColumnSpan {
  uint32_t begin, end;
};

struct Columns {
  explicit Columns(RleView mask);

  std::span<const ColumnSpan> Column(uint32_t x) const { return {spans.data() + first[x], first[x + 1] - first[x]}; }
  // The first span of column x that ends after y; the column's size if there is none.
  size_t FindSpan(uint32_t x, int64_t y) const;
  bool IsSet(int64_t x, int64_t y) const;

  uint32_t height, width;
  std::vector<uint32_t> first;    // width + 1: column x has spans[first[x]] … spans[first[x + 1] - 1]
  std::vector<ColumnSpan> spans;  // in each column ascending, with gaps between them
};

struct Pixel {
  uint32_t x, y;
};

struct Regions {
  // The leftmost pixel of the topmost row of each 8-connected region that lies in no hole of another; row by row.
  std::vector<Pixel> starts;
  // 4-connected regions of background that do not reach the border.
  uint64_t holes = 0;
};
Regions FindRegions(const Columns& columns);

}  // namespace dropset
