#include "base/number_set.h"

namespace dropset {
namespace {

constexpr size_t kFirstSlots = 64;

}  // namespace

size_t NumberSet::SlotOf(uint64_t number) const {
  return static_cast<size_t>(number * 0x9E3779B97F4A7C15u >> 20) & (slots_.size() - 1);
}

void NumberSet::Place(uint64_t number) {
  size_t slot = SlotOf(number);
  while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = number;
}

bool NumberSet::Insert(uint64_t number) {
  if (number == 0) {
    const bool fresh = !has_zero_;
    has_zero_ = true;
    return fresh;
  }
  if ((size_ + 1) * 2 > slots_.size()) {
    std::vector<uint64_t> old(slots_.empty() ? kFirstSlots : slots_.size() * 2);
    old.swap(slots_);
    for (uint64_t known : old) {
      if (known != 0) Place(known);
    }
  }
  for (size_t slot = SlotOf(number); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot] == number) return false;
  }
  Place(number);
  ++size_;
  return true;
}

void NumberSet::Clear() {
  slots_.clear();
  size_ = 0;
  has_zero_ = false;
}

}  // namespace dropset
