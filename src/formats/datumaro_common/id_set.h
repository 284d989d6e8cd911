// Which item ids of a subset were seen, in 16 bytes each.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dropset::datumaro {

// Remembers 64-bit hashes: two ids of a million are taken for one with a probability of 1 : 37 million.
class IdSet {
 public:
  bool Insert(std::string_view id);  // false: it was there
  void Clear();

 private:
  void Place(uint64_t hash);

  std::vector<uint64_t> slots_;  // open addressing, a power of two, at most half full; 0: free
  size_t size_ = 0;
};

}  // namespace dropset::datumaro
