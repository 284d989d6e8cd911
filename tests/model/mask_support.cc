#include "model/mask_support.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace dropset::testing {

uint64_t Random::Next() {
  uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

double Random::Between(double low, double high) { return low + (high - low) * (static_cast<double>(Next() >> 11) * 0x1p-53); }

bool Bitmap::IsSet(int64_t x, int64_t y) const {
  return x >= 0 && y >= 0 && x < width && y < height && pixels[static_cast<size_t>(y * width + x)] != 0;
}

uint64_t Bitmap::Area() const { return pixels.size() - static_cast<uint64_t>(std::count(pixels.begin(), pixels.end(), 0)); }

Bitmap FromRows(std::vector<std::string_view> rows) {
  Bitmap bitmap(static_cast<uint32_t>(rows.size()), static_cast<uint32_t>(rows.at(0).size()));
  for (size_t y = 0; y < rows.size(); ++y) {
    for (size_t x = 0; x < rows[y].size(); ++x) bitmap.pixels[y * bitmap.width + x] = rows[y][x] == '1';
  }
  return bitmap;
}

Bitmap ToBitmap(const Rle& mask) {
  Bitmap bitmap(mask.height, mask.width);
  uint64_t position = 0;
  for (size_t i = 0; i < mask.runs.size(); ++i) {
    for (uint32_t k = 0; k < mask.runs[i]; ++k, ++position) {
      bitmap.At(static_cast<int64_t>(position / mask.height), static_cast<int64_t>(position % mask.height)) = i % 2;
    }
  }
  return bitmap;
}

Rle ToRle(const Bitmap& bitmap) {
  Rle mask{bitmap.height, bitmap.width, {0}};
  for (uint32_t x = 0; x < bitmap.width; ++x) {
    for (uint32_t y = 0; y < bitmap.height; ++y) {
      const bool ones = mask.runs.size() % 2 == 0;
      if (bitmap.IsSet(x, y) != ones) mask.runs.push_back(0);
      ++mask.runs.back();
    }
  }
  return mask;
}

Bitmap RandomBitmap(Random& random, uint32_t height, uint32_t width) {
  Bitmap bitmap(height, width);
  if (bitmap.pixels.empty()) return bitmap;
  if (random.Below(4) != 0) {
    const uint32_t density = random.Below(100);
    for (uint8_t& pixel : bitmap.pixels) pixel = random.Below(100) < density;
  }
  for (uint32_t blocks = random.Below(6); blocks > 0; --blocks) {
    const uint32_t x0 = random.Below(width), y0 = random.Below(height);
    const uint32_t x1 = x0 + 1 + random.Below(width - x0), y1 = y0 + 1 + random.Below(height - y0);
    const uint8_t value = random.Below(3) != 0;
    for (uint32_t y = y0; y < y1; ++y) {
      for (uint32_t x = x0; x < x1; ++x) bitmap.At(x, y) = value;
    }
  }
  return bitmap;
}

Bitmap RandomBitmap(Random& random) {
  const uint32_t height = random.Below(24), width = random.Below(24);
  return RandomBitmap(random, height, width);
}

Ring RandomRing(Random& random, uint32_t height, uint32_t width) {
  Ring ring;
  const uint32_t points = 1 + random.Below(12), grid = random.Below(4);
  const double margin = random.Below(3) == 0 ? 40 : 2;
  for (uint32_t i = 0; i < points; ++i) {
    if (i > 0 && random.Below(8) == 0) {
      const size_t earlier = random.Below(i);
      const double x = ring[2 * earlier], y = ring[2 * earlier + 1];
      ring.insert(ring.end(), {x, y});
      continue;
    }
    for (const uint32_t size : {width, height}) {
      const double value = random.Between(-margin, size + margin);
      ring.push_back(grid == 0 ? value : std::round(value * grid) / grid);
    }
  }
  return ring;
}

namespace {

// Hands every sample (u, v) of the closed ring to `visit`, in order.
template <class Visit>
void WalkSamples(const std::vector<int>& x, const std::vector<int>& y, Visit visit) {
  for (size_t j = 0; j + 1 < x.size(); ++j) {
    int xs = x[j], xe = x[j + 1], ys = y[j], ye = y[j + 1];
    const int dx = std::abs(xe - xs), dy = std::abs(ye - ys);
    if (dx == 0 && dy == 0) continue;
    const bool flip = (dx >= dy && xs > xe) || (dx < dy && ys > ye);
    if (flip) {
      std::swap(xs, xe);
      std::swap(ys, ye);
    }
    const double slope = dx >= dy ? static_cast<double>(ye - ys) / dx : static_cast<double>(xe - xs) / dy;
    const int steps = std::max(dx, dy);
    for (int d = 0; d <= steps; ++d) {
      const int t = flip ? steps - d : d;
      if (dx >= dy) {
        visit(t + xs, static_cast<int>(ys + slope * t + .5));
      } else {
        visit(static_cast<int>(xs + slope * t + .5), t + ys);
      }
    }
  }
}

}  // namespace

Rle SlowRasterize(const Ring& ring, uint32_t height, uint32_t width) {
  std::vector<int> x, y;
  for (size_t i = 0; i < ring.size(); ++i) {
    (i % 2 == 0 ? x : y).push_back(static_cast<int>(5 * static_cast<double>(static_cast<float>(ring[i])) + .5));
  }
  if (!x.empty()) {
    x.push_back(x[0]);
    y.push_back(y[0]);
  }
  std::vector<uint64_t> positions;
  bool started = false;
  int last_u = 0, last_v = 0;
  WalkSamples(x, y, [&](int u, int v) {
    if (started && u != last_u) {
      const double xd = ((u < last_u ? u : u - 1) + .5) / 5 - .5;
      if (std::floor(xd) == xd && xd >= 0 && xd <= static_cast<double>(width) - 1) {
        const double yd = std::ceil(std::clamp((std::min(v, last_v) + .5) / 5 - .5, 0., static_cast<double>(height)));
        positions.push_back(static_cast<uint64_t>(xd) * height + static_cast<uint64_t>(yd));
      }
    }
    started = true;
    last_u = u;
    last_v = v;
  });
  positions.push_back(uint64_t{height} * width);
  std::sort(positions.begin(), positions.end());
  std::vector<uint32_t> differences;
  uint64_t last = 0;
  for (const uint64_t position : positions) {
    differences.push_back(static_cast<uint32_t>(position - last));
    last = position;
  }
  Rle mask{height, width, {differences[0]}};
  for (size_t j = 1; j < differences.size(); ++j) {
    if (differences[j] > 0) {
      mask.runs.push_back(differences[j]);
    } else if (++j < differences.size()) {
      mask.runs.back() += differences[j];
    }
  }
  return mask;
}

}  // namespace dropset::testing
