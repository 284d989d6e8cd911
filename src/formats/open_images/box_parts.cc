#include "formats/open_images/box_parts.h"

#include <cmath>
#include <initializer_list>

namespace dropset::open_images {
namespace {

constexpr double kBillion = 1e9;
constexpr double kMostBillionths = 2'147'483'647;

}  // namespace

bool IsBillionths(double part, int32_t& n) {
  const double scaled = std::nearbyint(part * kBillion);
  if (!(std::fabs(scaled) <= kMostBillionths) || scaled / kBillion != part) return false;
  if (scaled == 0 && std::signbit(part)) return false;
  n = static_cast<int32_t>(scaled);
  return true;
}

double PixelsOf(double part, uint32_t side) {
  int32_t n;
  // Exact for sides below 2^22, so that the division rounds once.
  return IsBillionths(part, n) ? static_cast<double>(n) * side / kBillion : part * side;
}

double PartOf(double pixels, uint32_t side) {
  const double part = pixels / side;
  const double decimal = std::nearbyint(part * kBillion) / kBillion;
  if (PixelsOf(decimal, side) == pixels) return decimal;
  for (double near : {part, std::nextafter(part, -INFINITY), std::nextafter(part, INFINITY)}) {
    if (PixelsOf(near, side) == pixels) return near;
  }
  return part;
}

}  // namespace dropset::open_images
