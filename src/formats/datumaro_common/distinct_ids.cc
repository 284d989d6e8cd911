#include "formats/datumaro_common/distinct_ids.h"

namespace dropset::datumaro {
namespace {

// FNV-1a with a final mix.
uint64_t Hash(std::string_view id) {
  uint64_t hash = 0xCBF29CE484222325;
  for (char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
  return hash ^ hash >> 29;
}

}  // namespace

bool DistinctIds::IsNew(std::string_view id) { return ids_.Insert(Hash(id)); }

void DistinctIds::BeginSubset() {
  ids_.Clear();
  repeated_ = 0;
}

void DistinctIds::Rename(Item& item) {
  ++repeated_;
  const std::string named = item.id + item.media.extension;
  if (item.media.kind == MediaKind::kImage && named != item.id && !item.id_is_file_name && IsNew(named)) {
    item.id = named;
    item.id_is_file_name = true;
    return;
  }
  std::string other;
  for (uint64_t number = repeated_ + 1; other.empty() || !IsNew(other); ++number) {
    other = item.id + '_' + std::to_string(number);
  }
  item.id = std::move(other);
  item.id_is_file_name = false;
}

}  // namespace dropset::datumaro
