#include "model/regions.h"

#include <algorithm>
#include <numeric>

#include "model/rle_spans.h"

namespace dropset {

namespace {

// Disjoint sets of 0 … size - 1.
class Sets {
 public:
  explicit Sets(size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), 0); }

  uint32_t Find(uint32_t element) {
    while (parents_[element] != element) element = parents_[element] = parents_[parents_[element]];
    return element;
  }
  // The smaller number stands for both, which keeps 0 its own.
  void Join(uint32_t a, uint32_t b) {
    a = Find(a), b = Find(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> parents_;
};

// The gaps between a column's spans: gap k lies above span k, the last one below all. The outermost may be empty.
class Gaps {
 public:
  static constexpr uint32_t kOutside = 0;

  explicit Gaps(const Columns& columns) : columns_(columns), sets_(1 + columns.spans.size() + columns.width) {
    for (uint32_t x = 0; x < columns.width; ++x) {
      const bool at_border = x == 0 || x + 1 == columns.width;
      for (uint32_t k = 0; k <= Last(x); ++k) {
        if (at_border || k == 0 || k == Last(x)) sets_.Join(kOutside, Number(x, k));
      }
      if (x > 0) JoinColumns(x);
    }
  }

  bool IsOutside(uint32_t x, uint32_t k) { return sets_.Find(Number(x, k)) == kOutside; }

  uint64_t CountHoles() {
    uint64_t holes = 0;
    for (uint32_t i = 1; i <= columns_.spans.size() + columns_.width; ++i) holes += sets_.Find(i) == i;
    return holes;
  }

 private:
  uint32_t Last(uint32_t x) const { return columns_.first[x + 1] - columns_.first[x]; }
  uint32_t Number(uint32_t x, uint32_t k) const { return 1 + columns_.first[x] + x + k; }
  uint32_t Begin(uint32_t x, uint32_t k) const { return k == 0 ? 0 : columns_.spans[columns_.first[x] + k - 1].end; }
  uint32_t End(uint32_t x, uint32_t k) const {
    return k == Last(x) ? columns_.height : columns_.spans[columns_.first[x] + k].begin;
  }

  void JoinColumns(uint32_t x) {
    for (uint32_t left = 0, right = 0; left <= Last(x - 1) && right <= Last(x);) {
      const uint32_t left_end = End(x - 1, left), right_end = End(x, right);
      if (std::max(Begin(x - 1, left), Begin(x, right)) < std::min(left_end, right_end)) {
        sets_.Join(Number(x - 1, left), Number(x, right));
      }
      (left_end <= right_end ? left : right) += 1;
    }
  }

  const Columns& columns_;
  Sets sets_;
};

// The sets of spans that touch from column to column, corners included.
Sets JoinSpans(const Columns& columns) {
  Sets sets(columns.spans.size());
  for (uint32_t x = 1; x < columns.width; ++x) {
    uint32_t left = columns.first[x - 1], right = columns.first[x];
    while (left < columns.first[x] && right < columns.first[x + 1]) {
      const ColumnSpan a = columns.spans[left], b = columns.spans[right];
      if (a.begin <= b.end && b.begin <= a.end) sets.Join(left, right);
      (a.end <= b.end ? left : right) += 1;
    }
  }
  return sets;
}

}  // namespace

Columns::Columns(RleView mask) : height(mask.height), width(mask.width) {
  first.reserve(size_t{width} + 1);
  first.push_back(0);
  PixelSpan span;
  for (SpanReader reader(mask); reader.Next(span);) {
    for (uint32_t begin = span.begin; begin < span.end;) {
      const uint32_t x = begin / height, top = x * height;
      const uint32_t end = std::min(span.end, top + height);
      first.resize(size_t{x} + 1, static_cast<uint32_t>(spans.size()));
      spans.push_back({begin - top, end - top});
      begin = end;
    }
  }
  first.resize(size_t{width} + 1, static_cast<uint32_t>(spans.size()));
}

size_t Columns::FindSpan(uint32_t x, int64_t y) const {
  const auto column = Column(x);
  const auto found = std::partition_point(column.begin(), column.end(), [y](ColumnSpan span) { return span.end <= y; });
  return static_cast<size_t>(found - column.begin());
}

bool Columns::IsSet(int64_t x, int64_t y) const {
  if (x < 0 || x >= width) return false;
  const auto column = Column(static_cast<uint32_t>(x));
  const size_t i = FindSpan(static_cast<uint32_t>(x), y);
  return i < column.size() && column[i].begin <= y;
}

Regions FindRegions(const Columns& columns) {
  Sets sets = JoinSpans(columns);
  struct Start {
    Pixel pixel;
    uint32_t gap;  // above it
  };
  constexpr uint32_t kNone = ~uint32_t{0};
  std::vector<Start> starts(columns.spans.size(), {{0, kNone}, 0});
  for (uint32_t x = 0; x < columns.width; ++x) {
    for (uint32_t i = columns.first[x]; i < columns.first[x + 1]; ++i) {
      Start& start = starts[sets.Find(i)];
      if (columns.spans[i].begin < start.pixel.y) start = {{x, columns.spans[i].begin}, i - columns.first[x]};
    }
  }
  Gaps gaps(columns);
  Regions regions;
  for (const Start& start : starts) {
    // The background above a region's topmost pixel is what surrounds the region.
    if (start.pixel.y != kNone && gaps.IsOutside(start.pixel.x, start.gap)) regions.starts.push_back(start.pixel);
  }
  std::sort(regions.starts.begin(), regions.starts.end(), [](Pixel a, Pixel b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
  regions.holes = gaps.CountHoles();
  return regions;
}

}  // namespace dropset
