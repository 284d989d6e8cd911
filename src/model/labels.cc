#include "model/labels.h"

namespace dropset {

int Labels::Find(std::string_view name) const {
  for (size_t k = 0; k < labels.size(); ++k) {
    if (labels[k].name == name) return static_cast<int>(k);
  }
  return -1;
}

Color VocColor(uint32_t index) {
  Color color{};
  for (int bit = 7; bit >= 0; --bit, index >>= 3) {
    for (size_t channel = 0; channel < 3; ++channel) color[channel] |= static_cast<uint8_t>((index >> channel & 1) << bit);
  }
  return color;
}

}  // namespace dropset
