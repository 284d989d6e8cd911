#include "model/polygon.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace dropset {

namespace {

constexpr double kSubpixels = 5;                            // §6.3 works on a grid this much finer
constexpr double kFarthest = static_cast<double>(1 << 26);  // coordinates beyond count as this
constexpr int kEllipsePoints = 720;

struct GridPoint {
  int32_t x, y;
};

int32_t ToGrid(double coordinate) {
  if (std::isnan(coordinate)) return 0;
  const float rounded = static_cast<float>(std::clamp(coordinate, -kFarthest, kFarthest));
  return static_cast<int32_t>(kSubpixels * static_cast<double>(rounded) + 0.5);
}

GridPoint PointAt(std::span<const double> ring, size_t i) { return {ToGrid(ring[2 * i]), ToGrid(ring[2 * i + 1])}; }

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
  }

  // Calls emit(x × height + yd) for each of `columns`, which ColumnsBetween gave for this edge.
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
      emit(x * height + RowAt(row, height));
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
    int32_t t = std::clamp(static_cast<int32_t>(estimate) + 1, 1, steps_);
    while (t > 1 && Beyond(before, t - 1)) --t;
    while (t < steps_ && !Beyond(before, t)) ++t;
    return t;
  }

  GridPoint start_;
  int32_t steps_;
  double slope_, inverse_slope_;
  bool shallow_;
};

// Calls visit(from, to, columns) for each edge that passes columns of `within`.
template <class Visit>
void ForEachEdge(std::span<const double> ring, ColumnRange within, Visit visit) {
  const size_t points = ring.size() / 2;
  if (points == 0) return;
  const GridPoint first = PointAt(ring, 0);
  GridPoint from = first;
  for (size_t i = 1; i <= points; ++i) {
    const GridPoint to = i < points ? PointAt(ring, i) : first;
    const ColumnRange columns = ColumnsBetween(from.x, to.x, within);
    if (columns.size() > 0) visit(from, to, columns);
    from = to;
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

  uint64_t Take() && {
    Change(total_);
    return area_;
  }

 private:
  uint32_t total_, last_ = 0;
  bool inside_ = false;
  uint64_t area_ = 0;
};

// Sorted by column first: closed rings pass most columns twice, and rarely often.
template <class Out>
void SortedCrossings(std::span<const double> ring, uint32_t height, ColumnRange columns, size_t count, Out& out) {
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
  std::vector<uint32_t> crossings(count);
  ForEachEdge(ring, columns, [&](GridPoint from, GridPoint to, ColumnRange passed) {
    uint32_t* next = ends.data() + (passed.begin - columns.begin);
    Edge(from, to).Crossings(passed, height, [&](uint32_t position) { crossings[(*next++)++] = position; });
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
void ToggledCrossings(std::span<const double> ring, uint32_t height, ColumnRange columns, Out& out) {
  constexpr uint32_t kBandPixels = 1 << 25;
  const uint32_t band_columns = std::min(columns.size(), std::max<uint32_t>(1, kBandPixels / height));
  std::vector<uint64_t> bits(size_t{band_columns} * height / 64 + 1);
  bool carried = false;  // whether the last band toggled this one's first pixel
  for (ColumnRange band{columns.begin, 0}; band.begin < columns.end; band.begin = band.end) {
    band.end = std::min(band.begin + band_columns, columns.end);
    const uint32_t origin = band.begin * height, size = band.size() * height;
    bits[0] = carried;
    ForEachEdge(ring, band, [&](GridPoint from, GridPoint to, ColumnRange passed) {
      Edge(from, to).Crossings(
          passed, height, [&](uint32_t position) { bits[(position - origin) / 64] ^= uint64_t{1} << (position - origin) % 64; });
    });
    carried = bits[size / 64] >> size % 64 & 1;
    bits[size / 64] &= ~(uint64_t{1} << size % 64);
    for (uint32_t word = 0; word <= size / 64; ++word) {
      for (uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
        out.Change(origin + word * 64 + static_cast<uint32_t>(std::countr_zero(rest)));
      }
      bits[word] = 0;
    }
  }
  if (carried) out.Change(columns.end * height);
}

template <class Out>
void Fill(std::span<const double> ring, uint32_t height, uint32_t width, Out& out) {
  ColumnRange all{width, 0};
  uint64_t count = 0;
  ForEachEdge(ring, {0, width}, [&](GridPoint, GridPoint, ColumnRange passed) {
    all = {std::min(all.begin, passed.begin), std::max(all.end, passed.end)};
    count += passed.size();
  });
  if (height == 0 || count == 0) return;
  // Where sorting begins to cost more than passing over the bits.
  const uint64_t few = 1024 + uint64_t{all.size()} * height / 128;
  if (count <= few) {
    SortedCrossings(ring, height, all, static_cast<size_t>(count), out);
  } else {
    ToggledCrossings(ring, height, all, out);
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
