// coco.md §6.5 c to g.
#include <algorithm>
#include <cmath>

#include "model/chain.h"

namespace dropset {

namespace {

// A position on a chain that can step along it, around and around.
class Walker {
 public:
  Walker(const Chain& chain, size_t run, int64_t x, int64_t y) : moves_(&chain.moves), run_(run), x_(x), y_(y) {}

  void Forward() {
    Step(1);
    if (++offset_ < (*moves_)[run_].count) return;
    offset_ = 0;
    run_ = run_ + 1 < moves_->size() ? run_ + 1 : 0;
  }
  void Backward() {
    if (offset_ == 0) {
      run_ = (run_ > 0 ? run_ : moves_->size()) - 1;
      offset_ = (*moves_)[run_].count;
    }
    --offset_;
    Step(-1);
  }

  int64_t x() const { return x_; }
  int64_t y() const { return y_; }

 private:
  void Step(int sign) {
    const Direction direction = (*moves_)[run_].direction;
    x_ += sign * kStepX[direction];
    y_ += sign * kStepY[direction];
  }

  const std::vector<Moves>* moves_;
  size_t run_;
  uint32_t offset_ = 0;  // moves of the run that lie behind
  int64_t x_, y_;
};

// A point where the chain turns. Points between two of them have strength 0.
struct Candidate {
  int64_t index;  // of the point on the chain
  int64_t x, y;
  int64_t support = 0;
  float strength = 0;
  bool alive = true;
};

// Step d. Leaves the walkers `support` points before and after the candidate.
void FindSupport(Candidate& point, Walker& before, Walker& after) {
  int64_t last_length = 0, last_distance = 0;
  for (int64_t k = 1;; ++k) {
    before.Backward();
    after.Forward();
    const int64_t chord_x = after.x() - before.x(), chord_y = after.y() - before.y();
    const int64_t length = chord_x * chord_x + chord_y * chord_y;
    const int64_t distance = (point.x - before.x()) * chord_y - (point.y - before.y()) * chord_x;
    const float change = static_cast<float>(static_cast<double>(last_distance) * static_cast<double>(length) -
                                            static_cast<double>(distance) * static_cast<double>(last_length));
    // The reference compares the float's bits: -0 counts as negative.
    if (k > 1 && (last_length >= length || (last_distance > 0 && !(change > 0)) || (last_distance < 0 && !std::signbit(change)))) {
      before.Forward();
      after.Backward();
      point.support = k - 1;
      return;
    }
    last_length = length;
    last_distance = distance;
  }
}

// Step e.
void FindStrength(Candidate& point, Walker& before, Walker& after) {
  for (int64_t j = point.support; j > 0; --j) {
    const int64_t ax = before.x() - point.x, ay = before.y() - point.y;
    const int64_t bx = after.x() - point.x, by = after.y() - point.y;
    if ((ax == 0 && ay == 0) || (bx == 0 && by == 0)) return;
    const double lengths = static_cast<double>(ax * ax + ay * ay) * static_cast<double>(bx * bx + by * by);
    const float cosine = static_cast<float>(static_cast<double>(ax * bx + ay * by) / std::sqrt(lengths));
    const float strength = static_cast<float>(static_cast<double>(cosine) + 1.1);
    if (j < point.support && strength <= point.strength) return;
    point.strength = strength;
    before.Forward();
    after.Backward();
  }
}

std::vector<Candidate> FindCandidates(const Chain& chain, int64_t& points) {
  std::vector<Candidate> candidates;
  int64_t index = 0, x = chain.start.x, y = chain.start.y;
  for (size_t run = 0; run < chain.moves.size(); ++run) {
    const Moves& moves = chain.moves[run];
    if (run > 0 || moves.direction != chain.moves.back().direction) {
      candidates.push_back({index, x, y});
      Walker before(chain, run, x, y), after(chain, run, x, y);
      FindSupport(candidates.back(), before, after);
      FindStrength(candidates.back(), before, after);
    }
    index += moves.count;
    x += kStepX[moves.direction] * int64_t{moves.count};
    y += kStepY[moves.direction] * int64_t{moves.count};
  }
  points = index;
  return candidates;
}

// The largest strength within `reach` points on one side of candidate i, at least 0.
template <class Next, class Distance>
float StrongestBeside(const std::vector<Candidate>& candidates, size_t i, Next next, Distance distance, int64_t reach) {
  float strongest = 0;
  for (size_t j = next(i); j != i && distance(candidates[j]) <= reach; j = next(j)) {
    strongest = std::max(strongest, candidates[j].strength);
  }
  return strongest;
}

float StrongestNear(const std::vector<Candidate>& candidates, size_t i, int64_t reach, int64_t points) {
  const size_t count = candidates.size();
  const int64_t at = candidates[i].index;
  const float before = StrongestBeside(
      candidates, i, [count](size_t j) { return (j > 0 ? j : count) - 1; },
      [at, points](const Candidate& other) { return at - other.index + (at < other.index ? points : 0); }, reach);
  const float after = StrongestBeside(
      candidates, i, [count](size_t j) { return j + 1 < count ? j + 1 : 0; },
      [at, points](const Candidate& other) { return other.index - at + (other.index < at ? points : 0); }, reach);
  return std::max(before, after);
}

void Remove(Candidate& candidate) {
  candidate.strength = 0;
  candidate.alive = false;
}

}  // namespace

Ring DominantPoints(const Chain& chain) {
  int64_t points = 0;
  std::vector<Candidate> candidates = FindCandidates(chain, points);
  // Step f, both parts in order and in place.
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (StrongestNear(candidates, i, candidates[i].support / 2, points) > candidates[i].strength) Remove(candidates[i]);
  }
  for (size_t i = 0; i < candidates.size(); ++i) {
    Candidate& point = candidates[i];
    if (!point.alive || point.support != 1) continue;
    if (StrongestNear(candidates, i, 1, points) >= point.strength) Remove(point);
  }
  Ring ring;
  for (const Candidate& point : candidates) {
    if (!point.alive) continue;
    ring.push_back(static_cast<double>(point.x));
    ring.push_back(static_cast<double>(point.y));
  }
  return ring;
}

}  // namespace dropset
