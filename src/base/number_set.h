// A set of 64-bit numbers that only grows: 16 bytes each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dropset {

class NumberSet {
 public:
  bool Insert(uint64_t number);  // false: it was there
  void Clear();

 private:
  void Place(uint64_t number);
  size_t SlotOf(uint64_t number) const;

  std::vector<uint64_t> slots_;  // open addressing, a power of two, at most half full; 0: free
  size_t size_ = 0;
  bool has_zero_ = false;
};

}  // namespace dropset
