#include "formats/datumaro_common/id_set.h"

namespace dropset::datumaro {
namespace {

// FNV-1a with a final mix, never 0.
uint64_t Hash(std::string_view id) {
  uint64_t hash = 0xCBF29CE484222325;
  for (char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
  hash ^= hash >> 29;
  return hash ? hash : 1;
}

}  // namespace

void IdSet::Place(uint64_t hash) {
  size_t at = static_cast<size_t>(hash) & (slots_.size() - 1);
  while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = hash;
}

bool IdSet::Insert(std::string_view id) {
  if (2 * (size_ + 1) > slots_.size()) {
    std::vector<uint64_t> old(slots_.empty() ? 64 : 2 * slots_.size());
    old.swap(slots_);
    for (uint64_t hash : old) {
      if (hash != 0) Place(hash);
    }
  }
  const uint64_t hash = Hash(id);
  for (size_t at = static_cast<size_t>(hash) & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at] == hash) return false;
  }
  Place(hash);
  ++size_;
  return true;
}

void IdSet::Clear() {
  slots_.clear();
  size_ = 0;
}

}  // namespace dropset::datumaro
