#include "formats/coco/category_table.h"

#include <algorithm>
#include <map>

#include "model/item.h"

namespace dropset::coco {
namespace {

constexpr int64_t kLargestKeptId = 1'000'000;  // --keep-original-category-ids makes that many labels

bool IsBackground(std::string_view name) {
  constexpr std::string_view kName = "background";
  return std::equal(name.begin(), name.end(), kName.begin(), kName.end(), [](char a, char b) { return (a | 0x20) == b; });
}

}  // namespace

void CategoryTable::Add(uint32_t file, Category category, const std::string& place) {
  if (!is_custom_) declared_.push_back({file, std::move(category), place});
}

int32_t CategoryTable::AddLabel(const Category& category, Labels& labels) {
  auto index = static_cast<int32_t>(labels.labels.size());
  by_name_.emplace(category.name, index);
  labels.labels.push_back({category.name, category.supercategory, {}});
  return index;
}

Status CategoryTable::Declare(const Declared& d, bool keep_ids, Report& report, std::string_view format, Labels& labels) {
  const Category& category = d.category;
  if (category.id == 0) {
    report.Add(Severity::kNote, "category-zero", format,
               IsBackground(category.name) ? "category 0 is the background: annotations of it have no label"
                                           : "category 0 is declared, so it is an ordinary label",
               d.place);
  }
  if (keep_ids) {
    if (category.id < 0 || category.id > kLargestKeptId) {
      return Status(Code::kInvalid, "category id " + std::to_string(category.id) + " cannot be kept as a label's index")
          .At(d.place);
    }
    while (static_cast<int64_t>(labels.labels.size()) < category.id) {
      labels.labels.push_back({"class-" + std::to_string(labels.labels.size()), {}, {}});
    }
  }
  auto same = by_name_.find(category.name);
  if (same != by_name_.end()) {
    report.Add(Severity::kWarning, "category-name-repeated", format, "several categories have one name and become one label",
               d.place);
  }
  labels_[category.id] = same != by_name_.end() && !keep_ids ? same->second : AddLabel(category, labels);
  return {};
}

Status CategoryTable::Resolve(bool keep_ids, Report& report, std::string_view format, Labels& labels) {
  labels.declared = is_custom_ || !declared_.empty();
  labels.labels.reserve(custom_.size() + declared_.size());
  for (size_t k = 0; k < custom_.size(); ++k) {
    labels.labels.push_back({custom_[k], {}, {}});
    labels_[static_cast<int64_t>(k) + 1] = static_cast<int32_t>(k);
  }
  std::vector<const Declared*> by_id, renamed;
  for (const Declared& d : declared_) by_id.push_back(&d);
  std::stable_sort(by_id.begin(), by_id.end(),
                   [](const Declared* a, const Declared* b) { return a->category.id < b->category.id; });
  std::map<int64_t, PointsCategory> points;
  for (const Declared* d : by_id) {
    auto known = labels_.find(d->category.id);
    if (known == labels_.end()) {
      DROPSET_TRY(Declare(*d, keep_ids, report, format, labels));
      known = labels_.find(d->category.id);
    } else if (labels.labels[static_cast<size_t>(known->second)].name != d->category.name) {
      renamed.push_back(d);
      continue;
    }
    if (d->category.has_keypoints) points.emplace(known->second, d->category.keypoints);
  }
  for (const Declared* d : renamed) {
    report.Add(Severity::kWarning, "category-id-reused", format, "a category id stands for different names in different files",
               d->place);
    auto same = by_name_.find(d->category.name);
    exceptions_[{d->file, d->category.id}] = same != by_name_.end() ? same->second : AddLabel(d->category, labels);
  }
  if (!points.empty()) labels.points.emplace(points.begin(), points.end());
  if (auto zero = labels_.find(0); zero != labels_.end() && IsBackground(labels.labels[static_cast<size_t>(zero->second)].name)) {
    zero->second = kNoLabel;
  }
  by_name_ = {};
  declared_ = {};
  return {};
}

int32_t CategoryTable::LabelOf(uint32_t file, int64_t category_id) const {
  if (!exceptions_.empty()) {
    if (auto found = exceptions_.find({file, category_id}); found != exceptions_.end()) return found->second;
  }
  if (auto found = labels_.find(category_id); found != labels_.end()) return found->second;
  return category_id == 0 ? kNoLabel : kUndeclared;
}

}  // namespace dropset::coco
