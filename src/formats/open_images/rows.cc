#include "formats/open_images/rows.h"

#include <algorithm>

#include "base/numbers.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "formats/open_images/attribute_cells.h"

namespace dropset::open_images {
namespace {

constexpr std::string_view kDefaultSubset = "default";

// Whether a number's text is that of an integer, and one that a double holds.
bool IsInteger(std::string_view cell) { return cell.size() <= 15 && cell.find_first_of(".eE") == std::string_view::npos; }

bool ReadNumber(std::string_view cell, double& value) {
  if (!cell.empty() && ScanShortDecimal(cell.data(), value) == cell.data() + cell.size()) return true;
  return ParseDouble(cell, value);
}

std::string Shown(std::string_view cell) { return cell.empty() ? "nothing" : '"' + std::string(cell.substr(0, 80)) + '"'; }

}  // namespace

size_t Columns::Find(std::string_view name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return kNone;
  const auto column = static_cast<size_t>(found - names_.begin());
  found_[column] = true;
  return column;
}

std::vector<size_t> Columns::NotFound() const {
  std::vector<size_t> columns;
  for (size_t k = 0; k < names_.size(); ++k) {
    if (!found_[k]) columns.push_back(k);
  }
  return columns;
}

std::string RowReader::Place() const {
  return csv_.line() > 0 ? notes_.file() + ": line " + std::to_string(csv_.line()) : notes_.file();
}

Status RowReader::ReadHeader() {
  if (csv_.Next()) {
    columns_ = Columns(csv_.cells());
    return {};
  }
  DROPSET_TRY(notes_.AtFile(csv_.TakeStatus()));
  return notes_.AtFile(Status(Code::kInvalid, "the file is empty: there is no header"));
}

Result<bool> RowReader::NextRow() {
  if (!csv_.Next()) {
    DROPSET_TRY(notes_.AtFile(csv_.TakeStatus()));
    return false;
  }
  if (!empty_others_.empty()) CountOthers();
  return true;
}

void RowReader::CountOthers() {
  std::erase_if(empty_others_, [&](size_t column) {
    if (Cell(column).empty()) return false;
    notes_.Lost("column-dropped", "columns that a dataset has no place for are not read", columns_.name(column));
    return true;
  });
}

Result<size_t> RowReader::Require(std::string_view column) {
  const size_t found = columns_.Find(column);
  if (found == Columns::kNone) return notes_.AtFile(csv_.Invalid("there is no column " + std::string(column)));
  return found;
}

Result<bool> RowReader::UsableId(std::string_view id, std::string& usable) {
  usable = id;
  NormalizeSlashes(usable);
  const std::string_view safe = WithoutEscapes(usable);
  if (safe.size() != usable.size()) {
    DROPSET_TRY(Skip("image-id-mended", "image ids that lead out of the dataset lose their leading parts", Shown(id)));
    usable = std::string(safe);
  }
  if (!usable.empty() && usable.size() <= ImageTable::kLongestId && ValidUtf8(usable)) return true;
  const char* const problem = !ValidUtf8(id) ? "ImageID is not UTF-8" : id.empty() ? "ImageID is empty" : "ImageID is too long";
  DROPSET_TRY(Skip("image-id", "rows whose ImageID cannot be used are left out", problem));
  return false;
}

Status ListRows::Begin() {
  DROPSET_TRY(ReadHeader());
  DROPSET_ASSIGN(id_, Require("ImageID"));
  subset_ = columns_.Find("Subset");
  WatchOthers();
  return {};
}

Result<uint32_t> ListRows::SubsetOf(std::string_view name) {
  if (last_number_ != ImageSet::kNone && name == last_subset_) return last_number_;
  std::string_view usable = subset_ == Columns::kNone ? std::string_view(file_.subset) : name;
  if (!IsPathComponent(usable)) {
    DROPSET_TRY(
        Skip("subset-name", "images whose Subset is no name for a folder go to the subset default", "Subset is " + Shown(name)));
    usable = kDefaultSubset;
  }
  last_subset_ = name;
  last_number_ = images_.AddSubset(usable);
  return last_number_;
}

Result<bool> ListRows::Next() {
  DROPSET_ASSIGN(const bool more, NextRow());
  if (!more) return false;
  DROPSET_ASSIGN(const bool usable, UsableId(Cell(id_), usable_));
  if (!usable) return true;
  DROPSET_ASSIGN(const uint32_t subset, SubsetOf(Cell(subset_)));
  if (!images_.List(usable_, subset)) {
    DROPSET_TRY(Skip("image-repeated", "images that are listed again in their subset count once", "ImageID " + Shown(usable_)));
  }
  return true;
}

Status AnnotationRows::Begin() {
  DROPSET_TRY(ReadHeader());
  DROPSET_ASSIGN(id_, Require("ImageID"));
  DROPSET_ASSIGN(label_, Require("LabelName"));
  if (kind_ == RecordKind::kMask) {
    DROPSET_ASSIGN(mask_path_, Require("MaskPath"));
    DROPSET_ASSIGN(box_id_, Require("BoxID"));
    iou_ = columns_.Find("PredictedIoU");
  } else {
    DROPSET_ASSIGN(confidence_, FindOptional("Confidence"));
  }
  for (size_t k = 0; k < corners_.size(); ++k) {
    if (kind_ == RecordKind::kBox) {
      DROPSET_ASSIGN(corners_[k], Require(kCornerColumns[k]));
    } else {
      corners_[k] = columns_.Find("Box" + std::string(kCornerColumns[k]));
    }
  }
  if (kind_ == RecordKind::kBox) {
    for (size_t k = 0; k < answers_.size(); ++k) {
      DROPSET_ASSIGN(answers_[k], FindOptional(kAnswerColumns[k]));
    }
  }
  WatchOthers();
  subset_ = images_.FindSubset(file_.subset);
  if (subset_ == ImageSet::kNone) {
    subset_ = images_.FindSubset(IsPathComponent(file_.new_subset) ? file_.new_subset : kDefaultSubset);
  }
  return {};
}

// A column whose attribute is left out where it is missing.
Result<size_t> AnnotationRows::FindOptional(std::string_view column) {
  const size_t found = columns_.Find(column);
  if (found == Columns::kNone) {
    DROPSET_TRY(
        Skip("column-missing", "columns that are missing leave their attribute out", "there is no column " + std::string(column)));
  }
  return found;
}

Result<AnnotationRows::Row> AnnotationRows::Next(Record& record) {
  DROPSET_ASSIGN(const bool more, NextRow());
  if (!more) return Row::kEnd;
  record.Clear();
  record.kind = kind_;
  DROPSET_ASSIGN(bool usable, FindLabel(record));
  if (!usable) return Row::kSkipped;
  if (kind_ == RecordKind::kLabel) {
    DROPSET_TRY(ReadScore(record));
  } else {
    DROPSET_ASSIGN(usable, kind_ == RecordKind::kBox ? ReadBox(record) : ReadMask(record));
    if (!usable) return Row::kSkipped;
  }
  DROPSET_ASSIGN(usable, FindImage(record));
  return usable ? Row::kRead : Row::kSkipped;
}

Result<bool> AnnotationRows::FindImage(Record& record) {
  record.image = images_.Find(Cell(id_), subset_);
  if (record.image != ImageSet::kNone) return true;
  DROPSET_ASSIGN(const bool usable, UsableId(Cell(id_), usable_));
  if (!usable) return false;
  record.image = images_.Find(usable_, subset_);
  if (record.image != ImageSet::kNone) return true;
  if (images_.any_listed()) {
    DROPSET_TRY(Skip("image-unlisted", "images that are in no list are added", "ImageID " + Shown(usable_)));
  }
  if (subset_ == ImageSet::kNone) {
    subset_ = images_.AddSubset(IsPathComponent(file_.new_subset) ? file_.new_subset : kDefaultSubset);
  }
  record.image = images_.Create(usable_, subset_);
  return true;
}

Result<bool> AnnotationRows::FindLabel(Record& record) {
  const std::string_view name = Cell(label_);
  if (name != last_label_ || last_label_.empty()) {
    last_label_ = name;
    last_label_index_ = classes_.Find(name);
  }
  if (last_label_index_ >= 0) {
    record.label = static_cast<uint32_t>(last_label_index_);
    return true;
  }
  DROPSET_TRY(Skip("unknown-label", "annotations of classes that are not listed are left out", "LabelName is " + Shown(name)));
  return false;
}

Status AnnotationRows::ReadScore(Record& record) {
  if (confidence_ == Columns::kNone) return {};
  return ReadAttribute("Confidence", Cell(confidence_), record);
}

Status AnnotationRows::ReadAttribute(std::string_view column, std::string_view cell, Record& record) {
  record.has_number = ReadNumber(cell, record.number);
  record.number_is_integer = record.has_number && IsInteger(cell);
  return record.has_number ? Status() : SkipCell(column, cell);
}

Status AnnotationRows::SkipCell(std::string_view column, std::string_view cell) {
  return Skip("number-expected", "cells that hold no number leave their attribute out", std::string(column) + " is " + Shown(cell));
}

Result<bool> AnnotationRows::ReadBox(Record& record) {
  bool outside = false;
  for (size_t k = 0; k < corners_.size(); ++k) {
    const std::string_view cell = Cell(corners_[k]);
    if (!ReadNumber(cell, record.corners[k])) {
      DROPSET_TRY(
          Skip("box-skipped", "boxes without four numbers are left out", std::string(kCornerColumns[k]) + " is " + Shown(cell)));
      return false;
    }
    outside |= !(record.corners[k] >= 0 && record.corners[k] <= 1);
  }
  record.has_corners = true;
  if (outside) {
    DROPSET_TRY(Skip("box-outside", "boxes that reach beyond their image are kept as they are", "expected numbers from 0 to 1"));
  }
  DROPSET_TRY(ReadScore(record));
  for (size_t k = 0; k < answers_.size(); ++k) {
    if (answers_[k] == Columns::kNone) continue;
    const std::string_view cell = Cell(answers_[k]);
    int64_t answer = 0;
    if (!ParseInteger(cell, answer)) {
      DROPSET_TRY(SkipCell(kAnswerColumns[k], cell));
    } else if (answer >= 0) {
      record.answers[k] = answer > 0 ? Answer::kYes : Answer::kNo;
    }
  }
  return true;
}

Result<bool> AnnotationRows::ReadMask(Record& record) {
  for (const auto& [column, name] : {std::pair(mask_path_, "MaskPath"), std::pair(box_id_, "BoxID")}) {
    if (IsPathComponent(Cell(column))) continue;
    DROPSET_TRY(Skip("mask-skipped", "masks whose MaskPath or BoxID is no name for a file are left out",
                     std::string(name) + " is " + Shown(Cell(column))));
    return false;
  }
  record.box_id = Cell(box_id_);
  if (!Cell(iou_).empty()) DROPSET_TRY(ReadAttribute("PredictedIoU", Cell(iou_), record));
  // Where one of the four is missing the mask has no box.
  record.has_corners = true;
  for (size_t k = 0; k < corners_.size(); ++k) record.has_corners &= ReadNumber(Cell(corners_[k]), record.corners[k]);
  return true;
}

}  // namespace dropset::open_images
