#include <algorithm>

#include "model/chain.h"
#include "model/polygon.h"
#include "model/regions.h"

namespace dropset {

namespace {

// §6.5 g; empty if the contour is dropped there.
Ring ContourRing(const Chain& chain, uint32_t height, uint32_t width) {
  Ring ring = DominantPoints(chain);
  if (ring.size() < 6) return {};
  if (ring[0] != ring[ring.size() - 2] || ring[1] != ring.back()) {
    const double x = ring[0], y = ring[1];
    ring.push_back(x);
    ring.push_back(y);
  }
  if (RasterArea(ring, height, width) == 0) return {};
  return ring;
}

}  // namespace

std::vector<Ring> MaskToRings(RleView mask, uint64_t* lost_holes) {
  if (!MaskFits(mask.height, mask.width)) return {};
  const Columns columns(mask);
  const Regions regions = FindRegions(columns);
  if (lost_holes) *lost_holes += regions.holes;
  std::vector<Ring> rings;
  rings.reserve(regions.starts.size());
  for (auto start = regions.starts.rbegin(); start != regions.starts.rend(); ++start) {
    const Chain chain = TraceBorder(columns, *start);
    Ring ring = ContourRing(chain, mask.height, mask.width);
    rings.push_back(ring.empty() ? EdgeOutline(chain) : std::move(ring));
  }
  return rings;
}

}  // namespace dropset
