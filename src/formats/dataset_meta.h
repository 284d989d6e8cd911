// dataset_meta.json beside a dataset: its labels and their mask colours (model.md §5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "base/status.h"
#include "model/labels.h"

namespace dropset {

constexpr std::string_view kDatasetMeta = "dataset_meta.json";

struct MetaLabel {
  std::string name;
  std::string parent;  // CVAT's `label_categories`; else empty
  std::optional<Color> color;
};

// In order, each name once. Errors have the entry's path as place.
Result<std::vector<MetaLabel>> ReadDatasetMeta(const Archive& archive, EntryId entry);

// The file's text. A colour map whose numbers are not 0 … n − 1 gets null for the missing ones, so that it reads back.
std::string DatasetMetaText(const Labels& labels);

}  // namespace dropset
