// COCO's categories of all files of a dataset, united into one list of labels.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.h"
#include "formats/report.h"
#include "model/labels.h"

namespace dropset::coco {

// One element of `categories`.
struct Category {
  int64_t id = 0;
  std::string name;
  std::string supercategory;
  bool has_keypoints = false;  // of a person_keypoints file
  PointsCategory keypoints;
};

// Filled file by file, then resolved once. Rules: coco.md §2.3 and decisions.md "Ids and labels".
class CategoryTable {
 public:
  // `file` numbers files from 0 in the order of joining. `place` is for the report.
  void Add(uint32_t file, Category category, const std::string& place);
  // dataset_meta.json: category id k is label k − 1 and the files' own categories are ignored.
  void SetCustomLabels(std::vector<std::string> names) { custom_ = std::move(names), is_custom_ = true; }

  bool custom() const { return is_custom_; }

  // Fills `labels`; with `keep_ids` label index = category id, gaps filled with `class-<index>`. Code::kInvalid for ids that
  // cannot be kept (negative or beyond a million).
  Status Resolve(bool keep_ids, Report& report, std::string_view format, Labels& labels);

  static constexpr int32_t kUndeclared = -2;
  // After Resolve: the label of a category id as `file` uses it; kNoLabel for the id 0 that means none; kUndeclared.
  int32_t LabelOf(uint32_t file, int64_t category_id) const;

 private:
  struct Declared {
    uint32_t file;
    Category category;
    std::string place;
  };
  int32_t AddLabel(const Category& category, Labels& labels);
  // Gives a category id its label; Code::kInvalid if that has to be the id itself and cannot be.
  Status Declare(const Declared& declared, bool keep_ids, Report& report, std::string_view format, Labels& labels);

  std::deque<Declared> declared_;  // until they are resolved: there may be many
  std::vector<std::string> custom_;
  bool is_custom_ = false;
  std::unordered_map<int64_t, int32_t> labels_;                 // by category id
  std::unordered_map<std::string_view, int32_t> by_name_;       // the first label of a name, of declared_
  std::map<std::pair<uint32_t, int64_t>, int32_t> exceptions_;  // a file that gives an id another name
};

}  // namespace dropset::coco
