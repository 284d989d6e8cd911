#include "model/chain.h"

#include <algorithm>
#include <optional>

namespace dropset {

namespace {

constexpr Direction kEast = 0, kNorth = 2, kWest = 4, kSouth = 6;

struct Position {
  int64_t x, y;
  friend bool operator==(const Position&, const Position&) = default;
};

Position Moved(Position from, Direction direction, int64_t count) {
  return {from.x + kStepX[direction] * count, from.y + kStepY[direction] * count};
}

bool IsSet(const Columns& columns, Position at) { return columns.IsSet(at.x, at.y); }

// From a pixel that was just reached by a move north or south: how many more such moves follow for certain, because the
// pixels that would be looked at first, all in the next column, are not set. Other directions: 0.
int64_t MovesAhead(const Columns& columns, Position at, Direction direction) {
  if (direction != kSouth && direction != kNorth) return 0;
  const uint32_t x = static_cast<uint32_t>(at.x);
  const ColumnSpan own = columns.Column(x)[columns.FindSpan(x, at.y)];
  if (direction == kSouth) {
    int64_t end = own.end;
    if (x > columns.begin) {
      const auto beside = columns.Column(x - 1);
      const size_t i = columns.FindSpan(x - 1, at.y - 1);
      if (i < beside.size()) end = std::min<int64_t>(end, beside[i].begin);
    }
    return std::max<int64_t>(0, end - 1 - at.y);
  }
  int64_t begin = own.begin;
  if (x + 1 < columns.end) {
    const auto beside = columns.Column(x + 1);
    const size_t i = columns.FindSpan(x + 1, at.y + 1);
    if (i < beside.size() && beside[i].begin <= at.y + 1) return 0;
    if (i > 0) begin = std::max<int64_t>(begin, int64_t{beside[i - 1].end});
  }
  return std::max<int64_t>(0, at.y - begin);
}

void AppendMoves(std::vector<Moves>& moves, Direction direction, int64_t count) {
  if (!moves.empty() && moves.back().direction == direction) {
    moves.back().count += static_cast<uint32_t>(count);
  } else {
    moves.push_back({direction, static_cast<uint32_t>(count)});
  }
}

// The first neighbour's direction, seen from the west clockwise.
std::optional<Direction> FirstNeighbour(const Columns& columns, Position start) {
  for (int eighths = -1; eighths > -8; --eighths) {
    const Direction direction = Turned(kWest, eighths);
    if (IsSet(columns, Moved(start, direction, 1))) return direction;
  }
  return std::nullopt;
}

// The corners of a path along pixel edges.
class OutlineBuilder {
 public:
  OutlineBuilder(double x, double y) : x_(x), y_(y), ring_{x, y} {}

  // The edge of a pixel on its `side` (east, north, west, south), or of `count` pixels in line; the path keeps the background
  // to its right.
  void Pass(Direction side, int64_t count) {
    const Direction direction = Turned(side, 2);
    if (direction != direction_) Corner();
    direction_ = direction;
    x_ += static_cast<double>(kStepX[direction] * count);
    y_ += static_cast<double>(kStepY[direction] * count);
  }

  // All sides between two directions, counter-clockwise, `end` not included.
  void PassBetween(Direction begin, Direction end) {
    for (Direction side = begin; side != end; side = Turned(side, 1)) {
      if (side % 2 == 0) Pass(side, 1);
    }
  }

  Ring Close() && {
    Corner();
    return std::move(ring_);
  }

 private:
  void Corner() {
    if (x_ == ring_[ring_.size() - 2] && y_ == ring_.back()) return;
    ring_.push_back(x_);
    ring_.push_back(y_);
  }

  double x_, y_;
  Direction direction_ = kEast;
  Ring ring_;
};

}  // namespace

Chain TraceBorder(const Columns& columns, Pixel start_pixel) {
  Chain chain{start_pixel, {}};
  const Position start{start_pixel.x, start_pixel.y};
  const auto first = FirstNeighbour(columns, start);
  if (!first) return chain;
  const Position first_neighbour = Moved(start, *first, 1);
  Position at = start;
  for (Direction back = *first;;) {
    Direction direction = Turned(back, 1);
    while (!IsSet(columns, Moved(at, direction, 1))) direction = Turned(direction, 1);
    at = Moved(at, direction, 1);
    const int64_t ahead = MovesAhead(columns, at, direction);
    at = Moved(at, direction, ahead);
    AppendMoves(chain.moves, direction, 1 + ahead);
    // Moves ahead never lead beyond the start: it is the topmost pixel of its region.
    if (at == start && Moved(at, direction, -1) == first_neighbour) return chain;
    back = Turned(direction, 4);
  }
}

Ring EdgeOutline(const Chain& chain) {
  OutlineBuilder outline(chain.start.x, chain.start.y);
  if (chain.moves.empty()) {
    for (const Direction side : {kWest, kSouth, kEast, kNorth}) outline.Pass(side, 1);
    return std::move(outline).Close();
  }
  // A pixel shows the sides that the walk turned over between the pixel it came from and the one it goes to. The start's
  // northern side comes last.
  Direction begin = kWest;
  for (const Moves& moves : chain.moves) {
    const Direction direction = moves.direction, behind = Turned(direction, 5);
    outline.PassBetween(begin, direction);
    if (direction % 2 == 0 && moves.count > 1) {
      outline.Pass(Turned(direction, -2), int64_t{moves.count} - 1);
    } else {
      for (uint32_t i = 1; i < moves.count; ++i) outline.PassBetween(behind, direction);
    }
    begin = behind;
  }
  outline.PassBetween(begin, kWest);
  return std::move(outline).Close();
}

}  // namespace dropset
