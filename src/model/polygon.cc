#include "model/polygon.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace dropset {

namespace {

constexpr double kSubpixels = 5;                            // §6.3 works on a grid this much finer
constexpr double kFarthest = static_cast<double>(1 << 26);  // coordinates beyond count as this
constexpr double kRounding = 1e-6;  // sums of coordinates up to kFarthest and of steps are off by less than a third of this
constexpr int kEllipsePoints = 720;

struct GridPoint {
  int32_t x, y;
};

int32_t ToGrid(double coordinate) {
  if (std::isnan(coordinate)) return 0;
  const float rounded = static_cast<float>(std::clamp(coordinate, -kFarthest, kFarthest));
  return static_cast<int32_t>(kSubpixels * static_cast<double>(rounded) + 0.5);
}

std::vector<GridPoint> GridOf(std::span<const double> ring) {
  std::vector<GridPoint> points(ring.size() / 2);
  for (size_t i = 0; i < points.size(); ++i) points[i] = {ToGrid(ring[2 * i]), ToGrid(ring[2 * i + 1])};
  return points;
}

struct ColumnRange {
  uint32_t begin, end;
  uint32_t size() const { return end - begin; }
};

// The columns of `within` that an edge between those x passes the middle of, that is from grid column 5x + 2 to 5x + 3 or
// back: only there does §6.3 record a position.
ColumnRange ColumnsBetween(int32_t x0, int32_t x1, ColumnRange within) {
  const auto [low, high] = std::minmax(x0, x1);
  const uint32_t begin = low <= 2 ? 0 : (static_cast<uint32_t>(low) + 2) / 5;
  const uint32_t end = high <= 2 ? 0 : (static_cast<uint32_t>(high) + 2) / 5;
  const uint32_t first = std::max(begin, within.begin);
  return {first, std::max(first, std::min(end, within.end))};
}

// §6.3's yd, the row at or below a grid row's sample.
uint32_t RowAt(int32_t grid_row, uint32_t height) {
  return grid_row <= 2 ? 0 : std::min((static_cast<uint32_t>(grid_row) + 2) / 5, height);
}

// One edge as §6.3 walks it: in unit steps t of its longer axis, from the smaller coordinate of that axis. The walk itself is
// not made; what it would record is worked out column by column.
class Edge {
 public:
  Edge(GridPoint from, GridPoint to) {
    const int32_t dx = std::abs(to.x - from.x), dy = std::abs(to.y - from.y);
    shallow_ = dx >= dy;
    if (shallow_ ? from.x > to.x : from.y > to.y) std::swap(from, to);
    start_ = from;
    steps_ = shallow_ ? dx : dy;
    slope_ = static_cast<double>(shallow_ ? to.y - from.y : to.x - from.x) / steps_;
    inverse_slope_ = shallow_ ? 0 : 1 / slope_;
    margin_ = kRounding * (1 + std::abs(inverse_slope_));
  }

  // Calls emit(x, yd) for each of `columns`, which ColumnsBetween gave for this edge.
  template <class Emit>
  void Crossings(ColumnRange columns, uint32_t height, Emit emit) const {
    for (uint32_t x = columns.begin; x < columns.end; ++x) {
      const int32_t before = static_cast<int32_t>(5 * x + 2);
      int32_t row = 0;
      if (shallow_) {
        const int32_t t = before - start_.x;
        row = Minor(start_.y, slope_ >= 0 ? t : t + 1);  // the smaller of the two samples' rows: Minor is monotone
      } else {
        row = start_.y + FirstBeyond(before) - 1;
      }
      emit(x, RowAt(row, height));
    }
  }

 private:
  // The shorter axis after t steps. Rounding is the reference's, sum by sum.
  int32_t Minor(int32_t origin, int32_t t) const { return static_cast<int32_t>(origin + slope_ * t + 0.5); }

  // Of a steep edge, whether the walk has left grid column `before` for the other side after t steps. It goes on to the next
  // column: a step is at most 1 - 1 / steps_ wide, which kFarthest keeps coarser than the sums' rounding.
  bool Beyond(int32_t before, int32_t t) const {
    const int32_t x = Minor(start_.x, t);
    return slope_ > 0 ? x > before : x <= before;
  }

  // The first such t. The edge starts on one side and ends on the other, so that it lies in 1 … steps_.
  int32_t FirstBeyond(int32_t before) const {
    const double estimate = (before + 0.5 - start_.x) * inverse_slope_;  // in about 0 … steps_
    int32_t t = static_cast<int32_t>(estimate) + 1;
    const double beyond = t - estimate;  // in steps
    if (beyond > margin_ && 1 - beyond > margin_) return t;
    t = std::clamp(t, 1, steps_);
    while (t > 1 && Beyond(before, t - 1)) --t;
    while (t < steps_ && !Beyond(before, t)) ++t;
    return t;
  }

  GridPoint start_;
  int32_t steps_;
  double slope_, inverse_slope_;
  double margin_;  // of an estimate of t to the next whole number: beyond it rounding changes nothing
  bool shallow_;
};

// Calls visit(from, to, columns) for each edge that passes columns of `within`.
template <class Visit>
void ForEachEdge(std::span<const GridPoint> ring, ColumnRange within, Visit visit) {
  for (size_t i = 0; i < ring.size(); ++i) {
    const GridPoint from = ring[i], to = ring[i + 1 < ring.size() ? i + 1 : 0];
    const ColumnRange columns = ColumnsBetween(from.x, to.x, within);
    if (columns.size() > 0) visit(from, to, columns);
  }
}

// Collects runs from positions, in ascending order, at which pixels change. Two changes at one position undo each other (§6.3).
class RunBuilder {
 public:
  RunBuilder(uint32_t height, uint32_t width) : total_(height * width) { mask_.height = height, mask_.width = width; }

  void Change(uint32_t position) {
    if (position >= total_) return;
    if (position == last_ && !mask_.runs.empty()) {
      last_ -= mask_.runs.back();
      mask_.runs.pop_back();
    } else {
      mask_.runs.push_back(position - last_);
      last_ = position;
    }
  }

  // Bit k of `toggles`: whether the pixels from `origin` + k on, which lie in one column, change.
  void ChangeColumn(uint32_t origin, std::span<const uint64_t> toggles) {
    for (uint64_t word : toggles) {
      for (; word != 0; word &= word - 1) Change(origin + static_cast<uint32_t>(std::countr_zero(word)));
      origin += 64;
    }
  }

  Rle Take() && {
    mask_.runs.push_back(total_ - last_);
    return std::move(mask_);
  }

 private:
  Rle mask_;
  uint32_t total_;
  uint32_t last_ = 0;
};

// The same, counting pixels only.
class AreaCounter {
 public:
  AreaCounter(uint32_t height, uint32_t width) : total_(height * width) {}

  void Change(uint32_t position) {
    position = std::min(position, total_);
    if (inside_) area_ += position - last_;
    inside_ = !inside_;
    last_ = position;
  }

  // Rings are closed, so that they toggle each column an even number of times.
  void ChangeColumn(uint32_t, std::span<const uint64_t> toggles) {
    uint64_t above = 0;  // all bits: whether the pixel above the word is set
    for (uint64_t word : toggles) {
      if (word == 0) {
        area_ += above & 64;
        continue;
      }
      for (int shift = 1; shift < 64; shift *= 2) word ^= word << shift;
      word ^= above;
      above = 0 - (word >> 63);
      area_ += static_cast<uint64_t>(std::popcount(word));
    }
  }

  uint64_t Take() && {
    Change(total_);
    return area_;
  }

 private:
  uint32_t total_, last_ = 0;
  bool inside_ = false;
  uint64_t area_ = 0;
};

// Where a ring passes columns.
struct Extent {
  ColumnRange columns{~uint32_t{0}, 0};
  uint32_t first_row = ~uint32_t{0}, last_row = 0;
  uint64_t crossings = 0;

  uint32_t words() const { return (last_row - first_row) / 64 + 1; }  // of a bit for each row
};

Extent ExtentOf(std::span<const GridPoint> ring, uint32_t height, uint32_t width) {
  Extent extent;
  ForEachEdge(ring, {0, width}, [&](GridPoint from, GridPoint to, ColumnRange passed) {
    extent.columns = {std::min(extent.columns.begin, passed.begin), std::max(extent.columns.end, passed.end)};
    const auto [upper, lower] = std::minmax(from.y, to.y);
    extent.first_row = std::min(extent.first_row, RowAt(upper, height));
    extent.last_row = std::max(extent.last_row, RowAt(lower, height));
    extent.crossings += passed.size();
  });
  return extent;
}

// Sorted by column first: closed rings pass most columns twice, and rarely often.
template <class Out>
void SortedCrossings(std::span<const GridPoint> ring, uint32_t height, const Extent& extent, Out& out) {
  const ColumnRange columns = extent.columns;
  std::vector<uint32_t> ends(size_t{columns.size()} + 1);  // of each column's crossings, in the end; first how many begin and stop
  ForEachEdge(ring, columns, [&](GridPoint, GridPoint, ColumnRange passed) {
    ++ends[passed.begin - columns.begin];
    --ends[passed.end - columns.begin];
  });
  uint32_t of_column = 0, before = 0;
  for (uint32_t& end : ends) {
    of_column += end;
    end = before;
    before += of_column;
  }
  std::vector<uint32_t> crossings(static_cast<size_t>(extent.crossings));
  ForEachEdge(ring, columns, [&](GridPoint from, GridPoint to, ColumnRange passed) {
    uint32_t* next = ends.data() + (passed.begin - columns.begin);
    Edge(from, to).Crossings(passed, height, [&](uint32_t x, uint32_t row) { crossings[(*next++)++] = x * height + row; });
  });
  uint32_t* begin = crossings.data();
  for (size_t column = 0; column < columns.size(); ++column) {
    uint32_t* const end = crossings.data() + ends[column];
    if (end - begin != 2) {
      std::sort(begin, end);
    } else if (begin[1] < begin[0]) {
      std::swap(begin[0], begin[1]);
    }
    for (; begin < end; ++begin) out.Change(*begin);
  }
}

// The same for many crossings: they toggle bits, in bands of columns so that memory stays small.
template <class Out>
void ToggledCrossings(std::span<const GridPoint> ring, uint32_t height, const Extent& extent, Out& out) {
  constexpr uint32_t kBandWords = 1 << 19;
  const uint32_t words = extent.words();
  const uint32_t band_columns = std::min(extent.columns.size(), std::max<uint32_t>(1, kBandWords / words));
  std::vector<uint64_t> toggles(size_t{band_columns} * words);
  for (ColumnRange band{extent.columns.begin, 0}; band.begin < extent.columns.end; band.begin = band.end) {
    band.end = std::min(band.begin + band_columns, extent.columns.end);
    ForEachEdge(ring, band, [&](GridPoint from, GridPoint to, ColumnRange passed) {
      Edge(from, to).Crossings(passed, height, [&](uint32_t x, uint32_t row) {
        const uint32_t bit = row - extent.first_row;
        toggles[size_t{x - band.begin} * words + bit / 64] ^= uint64_t{1} << bit % 64;
      });
    });
    for (uint32_t x = band.begin; x < band.end; ++x) {
      out.ChangeColumn(x * height + extent.first_row, std::span(toggles).subspan(size_t{x - band.begin} * words, words));
    }
    std::fill(toggles.begin(), toggles.end(), 0);
  }
}

template <class Out>
void Fill(std::span<const double> ring, uint32_t height, uint32_t width, Out& out) {
  const std::vector<GridPoint> points = GridOf(ring);
  const Extent extent = ExtentOf(points, height, width);
  if (height == 0 || extent.crossings == 0) return;
  constexpr uint64_t kMostSorted = 1 << 24;
  // Where sorting begins to cost more than passing over the bits.
  const uint64_t words = uint64_t{extent.columns.size()} * extent.words();
  if (words <= extent.crossings || extent.crossings > kMostSorted) {
    ToggledCrossings(points, height, extent, out);
  } else {
    SortedCrossings(points, height, extent, out);
  }
}

}  // namespace

Rle Rasterize(std::span<const double> ring, uint32_t height, uint32_t width) {
  if (!MaskFits(height, width)) return {0, 0, {0}};
  RunBuilder out(height, width);
  Fill(ring, height, width, out);
  return std::move(out).Take();
}

uint64_t RasterArea(std::span<const double> ring, uint32_t height, uint32_t width) {
  if (!MaskFits(height, width)) return 0;
  AreaCounter out(height, width);
  Fill(ring, height, width, out);
  return std::move(out).Take();
}

double ShoelaceArea(std::span<const double> ring) {
  const size_t points = ring.size() / 2;
  double twice = 0;
  for (size_t i = 0; i < points; ++i) {
    const size_t next = i + 1 < points ? i + 1 : 0;
    twice += ring[2 * i] * ring[2 * next + 1];
    twice -= ring[2 * next] * ring[2 * i + 1];
  }
  return std::isnan(twice) ? 0 : std::abs(twice) / 2;
}

Ring EllipseRing(std::span<const double> corners) {
  const double center_x = 0.5 * (corners[0] + corners[2]), center_y = 0.5 * (corners[1] + corners[3]);
  const double radius_x = 0.5 * (corners[2] - corners[0]), radius_y = 0.5 * (corners[3] - corners[1]);
  Ring ring;
  ring.reserve(2 * kEllipsePoints);
  for (int k = 0; k + 1 < kEllipsePoints; ++k) {
    const double angle = 2 * std::numbers::pi * k / (kEllipsePoints - 1);
    ring.push_back(center_x + radius_x * std::cos(angle));
    ring.push_back(center_y + radius_y * std::sin(angle));
  }
  ring.push_back(ring[0]);
  ring.push_back(ring[1]);
  return ring;
}

}  // namespace dropset
