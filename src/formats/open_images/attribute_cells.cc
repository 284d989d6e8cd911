#include "formats/open_images/attribute_cells.h"

#include <algorithm>

#include "base/numbers.h"
#include "base/utf8.h"
#include "text/csv.h"
#include "text/json_members.h"

namespace dropset::open_images {
namespace {

// As Python's int() takes it; empty if it does not.
std::string IntegerCell(std::string_view value) {
  if (value == "true") return "1";
  if (value == "false") return "0";
  std::string text;
  int64_t integer;
  const bool quoted = DecodeJsonString(value, text);
  if (!quoted) text = value;
  if (ParseInteger(text, integer)) return std::to_string(integer);
  double number;
  if (quoted || !ParseDouble(text, number) || !(number > -1e9 && number < 1e9)) return {};
  return std::to_string(static_cast<int64_t>(number));
}

// A number as Python writes it; empty if the value is none.
std::string NumberCell(std::string_view value) {
  std::string text;
  if (!DecodeJsonString(value, text)) text = value;
  int64_t integer;
  double number;
  if (ParseInteger(text, integer)) return std::to_string(integer);
  if (!ParseDouble(text, number)) return {};
  std::string cell;
  AppendPythonDouble(cell, number);
  return cell;
}

// A name that may stand in a path, of a text or a number; empty if the value is none.
std::string NameCell(std::string_view value) {
  std::string text;
  if (!DecodeJsonString(value, text)) {
    int64_t integer;
    if (!ParseInteger(value, integer)) return {};
    text = std::to_string(integer);
  }
  return IsPathComponent(text) ? text : std::string();
}

// Of a score that is a number.
std::string ScoreCell(const Attributes& attributes) {
  if (!attributes.has_score) return {};
  if (attributes.score_is_integer) return std::to_string(static_cast<int64_t>(attributes.score));
  std::string cell;
  AppendPythonDouble(cell, attributes.score);
  return cell;
}

}  // namespace

bool IsPathComponent(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && ValidUtf8(name) &&
         name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

AttributeCells CellsOf(const Item& item, const Annotation& annotation) {
  AttributeCells cells;
  cells.score = ScoreCell(annotation.attributes);
  for (JsonMembers members(item.Text(annotation.attributes.others)); members.Next();) {
    std::string* cell = nullptr;
    const auto answer = std::find(kAnswerNames.begin(), kAnswerNames.end(), members.key());
    if (annotation.type == AnnotationType::kBbox && answer != kAnswerNames.end()) {
      cell = &cells.answers[static_cast<size_t>(answer - kAnswerNames.begin())];
      *cell = IntegerCell(members.value());
    } else if (annotation.type != AnnotationType::kMask && members.key() == "score") {
      cell = &cells.score;  // a text
      *cell = NumberCell(members.value());
    } else if (annotation.type == AnnotationType::kMask && members.key() == "box_id") {
      cell = &cells.box_id;
      *cell = NameCell(members.value());
    } else if (annotation.type == AnnotationType::kMask && members.key() == "predicted_iou") {
      cell = &cells.predicted_iou;
      *cell = NumberCell(members.value());
    }
    cells.others |= !cell || cell->empty();
  }
  if (cells.score.empty()) cells.score = "1";
  return cells;
}

}  // namespace dropset::open_images
