// Freeman chains of region borders (coco.md §6.5 b) and their dominant points (c to g). Moves of one direction are kept as one
// run, so that memory follows the mask's runs and not the length of its borders.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/polygon.h"
#include "model/regions.h"

namespace dropset {

// 0 … 7 = E, NE, N, NW, W, SW, S, SE; y points down.
using Direction = uint8_t;
constexpr std::array<int8_t, 8> kStepX = {1, 1, 0, -1, -1, -1, 0, 1};
constexpr std::array<int8_t, 8> kStepY = {0, -1, -1, -1, 0, 1, 1, 1};
constexpr Direction Turned(Direction direction, int eighths) { return static_cast<Direction>((direction + eighths) & 7); }

struct Moves {
  Direction direction;
  uint32_t count;
};

// A closed walk around a region from pixel to pixel. A region of one pixel has no moves.
struct Chain {
  Pixel start;
  std::vector<Moves> moves;
};

// `start` is one of Regions::starts.
Chain TraceBorder(const Columns& columns, Pixel start);

// The Teh-Chin corners (k-cosine) of a chain, not closed.
Ring DominantPoints(const Chain& chain);

// The border along the pixels' edges, from the start's upper left corner downwards; closed.
Ring EdgeOutline(const Chain& chain);

}  // namespace dropset
