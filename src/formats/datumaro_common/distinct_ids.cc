#include "formats/datumaro_common/distinct_ids.h"

namespace dropset::datumaro {

void DistinctIds::BeginSubset() {
  ids_.Clear();
  repeated_ = 0;
}

void DistinctIds::Rename(Item& item) {
  ++repeated_;
  const std::string named = item.id + item.media.extension;
  if (item.media.kind == MediaKind::kImage && named != item.id && !item.id_is_file_name && ids_.Insert(named)) {
    item.id = named;
    item.id_is_file_name = true;
    return;
  }
  std::string other;
  for (uint64_t number = repeated_ + 1; other.empty() || !ids_.Insert(other); ++number) {
    other = item.id + '_' + std::to_string(number);
  }
  item.id = std::move(other);
  item.id_is_file_name = false;
}

}  // namespace dropset::datumaro
