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

// Only the columns from the mask's leftmost pixel to its rightmost are held, so that it costs no more in a large image.
struct Columns {
  explicit Columns(RleView mask);

  // Empty outside begin … end - 1.
  std::span<const ColumnSpan> Column(uint32_t x) const {
    if (x < begin || x >= end) return {};
    return {spans.data() + first[x - begin], first[x - begin + 1] - first[x - begin]};
  }
  // The first span of column x that ends after y; the column's size if there is none.
  size_t FindSpan(uint32_t x, int64_t y) const;
  bool IsSet(int64_t x, int64_t y) const;

  uint32_t height;
  uint32_t begin = 0, end = 0;
  std::vector<uint32_t> first;    // end - begin + 1: column x has the spans from first[x - begin] to before the next column's
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
