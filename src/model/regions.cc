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

  explicit Gaps(const Columns& columns) : columns_(columns), sets_(1 + columns.spans.size() + columns.end - columns.begin) {
    for (uint32_t x = columns.begin; x < columns.end; ++x) {
      const bool at_border = x == columns.begin || x + 1 == columns.end;  // beyond are background or the image's border
      for (uint32_t k = 0; k <= Last(x); ++k) {
        if (at_border || k == 0 || k == Last(x)) sets_.Join(kOutside, Number(x, k));
      }
      if (x > columns.begin) JoinColumns(x);
    }
  }

  bool IsOutside(uint32_t x, uint32_t k) { return sets_.Find(Number(x, k)) == kOutside; }

  uint64_t CountHoles() {
    uint64_t holes = 0;
    for (uint32_t i = 1; i <= columns_.spans.size() + columns_.end - columns_.begin; ++i) holes += sets_.Find(i) == i;
    return holes;
  }

 private:
  uint32_t Last(uint32_t x) const { return static_cast<uint32_t>(columns_.Column(x).size()); }
  uint32_t Number(uint32_t x, uint32_t k) const { return 1 + columns_.first[x - columns_.begin] + x - columns_.begin + k; }
  uint32_t Begin(uint32_t x, uint32_t k) const { return k == 0 ? 0 : columns_.Column(x)[k - 1].end; }
  uint32_t End(uint32_t x, uint32_t k) const { return k == Last(x) ? columns_.height : columns_.Column(x)[k].begin; }

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
  for (size_t k = 1; k + 1 < columns.first.size(); ++k) {
    uint32_t left = columns.first[k - 1], right = columns.first[k];
    while (left < columns.first[k] && right < columns.first[k + 1]) {
      const ColumnSpan a = columns.spans[left], b = columns.spans[right];
      if (a.begin <= b.end && b.begin <= a.end) sets.Join(left, right);
      (a.end <= b.end ? left : right) += 1;
    }
  }
  return sets;
}

}  // namespace

Columns::Columns(RleView mask) : height(mask.height) {
  PixelSpan span;
  for (SpanReader reader(mask); reader.Next(span);) {
    for (uint32_t at = span.begin; at < span.end;) {
      const uint32_t x = at / height, top = x * height;
      if (spans.empty()) begin = x;
      const uint32_t stop = std::min(span.end, top + height);
      end = x + 1;
      first.resize(end - begin, static_cast<uint32_t>(spans.size()));
      spans.push_back({at - top, stop - top});
      at = stop;
    }
  }
  first.push_back(static_cast<uint32_t>(spans.size()));
}

size_t Columns::FindSpan(uint32_t x, int64_t y) const {
  const auto column = Column(x);
  const auto found = std::partition_point(column.begin(), column.end(), [y](ColumnSpan span) { return span.end <= y; });
  return static_cast<size_t>(found - column.begin());
}

bool Columns::IsSet(int64_t x, int64_t y) const {
  if (x < begin || x >= end) return false;
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
  for (uint32_t x = columns.begin, i = 0; x < columns.end; ++x) {
    for (uint32_t gap = 0; gap < columns.Column(x).size(); ++gap, ++i) {
      Start& start = starts[sets.Find(i)];
      if (columns.spans[i].begin < start.pixel.y) start = {{x, columns.spans[i].begin}, gap};
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
