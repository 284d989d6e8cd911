#include "formats/open_images/item_builder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "base/numbers.h"
#include "formats/open_images/box_parts.h"
#include "text/json_writer.h"

namespace dropset::open_images {
namespace {

constexpr double kSameCorner = 1e-6;

void AddScore(const Record& record, Annotation& annotation) {
  annotation.attributes.has_score = record.has_number;
  annotation.attributes.score_is_integer = record.number_is_integer;
  annotation.attributes.score = record.number;
}

auto KeyOf(const Record& box) { return std::tie(box.label, box.corners); }

bool SameCorners(const Record& a, const Record& b) {
  for (size_t k = 0; k < a.corners.size(); ++k) {
    if (!(std::fabs(a.corners[k] - b.corners[k]) <= kSameCorner)) return false;
  }
  return true;
}

}  // namespace

Status ItemBuilder::Build(std::span<const Record> records, Item& item) {
  boxes_.clear();
  sorted_ = false;
  pixels_.clear();
  for (const Record& record : records) {
    if (record.kind == RecordKind::kPixels) pixels_.push_back(&record);
  }
  const auto by_row = [](const Record* pixels, uint32_t row) { return pixels->row < row; };
  std::sort(pixels_.begin(), pixels_.end(), [](const Record* a, const Record* b) { return a->row < b->row; });
  for (const Record& record : records) {
    switch (record.kind) {
      case RecordKind::kLabel: AddLabel(record, item); break;
      case RecordKind::kBox: DROPSET_TRY(AddBox(record, item)); break;
      case RecordKind::kMask: {
        const auto pixels = std::lower_bound(pixels_.begin(), pixels_.end(), record.row, by_row);
        if (pixels != pixels_.end() && (*pixels)->row == record.row) AddMask(record, **pixels, item);
        break;
      }
      case RecordKind::kPixels: break;
    }
  }
  return {};
}

void ItemBuilder::AddLabel(const Record& record, Item& item) {
  Annotation& annotation = item.annotations.emplace_back();
  annotation.type = AnnotationType::kLabel;
  annotation.label = static_cast<int32_t>(record.label);
  AddScore(record, annotation);
}

Status ItemBuilder::AddBox(const Record& record, Item& item) {
  if (item.media.width == 0) {
    return notes_.Skipped("image-size-unknown",
                          "boxes of images whose size is not known are left out: add the images, or their sizes as images.meta",
                          Status(Code::kInvalid, "the image is missing, so its size is not known").At(item.subset + "/" + item.id));
  }
  const uint32_t width = item.media.width, height = item.media.height;
  const auto& [x1, x2, y1, y2] = record.corners;
  const std::array<double, 4> corners = {PixelsOf(x1, width), PixelsOf(y1, height), PixelsOf(x2, width), PixelsOf(y2, height)};
  Annotation annotation;
  annotation.type = AnnotationType::kBbox;
  annotation.label = static_cast<int32_t>(record.label);
  annotation.group = static_cast<int64_t>(boxes_.size()) + 1;
  annotation.bbox_corners = true;
  annotation.coords = item.AddCoords(corners);
  AddScore(record, annotation);
  text_.clear();
  for (size_t k = 0; k < record.answers.size(); ++k) {
    if (record.answers[k] == Answer::kUnknown) continue;
    if (!text_.empty()) text_ += ',';
    AppendJsonString(text_, kAnswerNames[k]);
    text_ += record.answers[k] == Answer::kYes ? ":true" : ":false";
  }
  annotation.attributes.others = item.AddText(text_);
  item.annotations.push_back(annotation);
  boxes_.push_back({&record, annotation.group});
  return {};
}

// By label and corners; of boxes that are equal in both only the last is kept.
void ItemBuilder::SortBoxes() {
  std::sort(boxes_.begin(), boxes_.end(), [](const BoxOfItem& a, const BoxOfItem& b) {
    return std::tuple(KeyOf(*a.record), b.group) < std::tuple(KeyOf(*b.record), a.group);
  });
  const auto end = std::unique(boxes_.begin(), boxes_.end(),
                               [](const BoxOfItem& a, const BoxOfItem& b) { return KeyOf(*a.record) == KeyOf(*b.record); });
  boxes_.erase(end, boxes_.end());
  sorted_ = true;
}

// The last box that the mask's row names by its corners; 0 if there is none.
int64_t ItemBuilder::GroupOf(const Record& mask) {
  if (!mask.has_corners) return 0;
  if (!sorted_) SortBoxes();
  int64_t group = 0;
  const std::pair first(mask.label, mask.corners[0] - 2 * kSameCorner);
  auto box = std::lower_bound(boxes_.begin(), boxes_.end(), first, [](const BoxOfItem& b, const auto& key) {
    return std::pair(b.record->label, b.record->corners[0]) < key;
  });
  for (; box != boxes_.end() && box->record->label == mask.label; ++box) {
    if (box->record->corners[0] > mask.corners[0] + 2 * kSameCorner) break;
    if (SameCorners(*box->record, mask)) group = std::max(group, box->group);
  }
  return group;
}

void ItemBuilder::AddMask(const Record& record, const Record& pixels, Item& item) {
  Annotation annotation;
  annotation.type = AnnotationType::kMask;
  annotation.label = static_cast<int32_t>(record.label);
  annotation.group = GroupOf(record);
  annotation.mask_height = pixels.mask_height;
  annotation.mask_width = pixels.mask_width;
  annotation.runs = item.AddRuns(pixels.runs);
  text_ = "\"box_id\":";
  AppendJsonString(text_, record.box_id);
  if (record.has_number) {
    text_ += ",\"predicted_iou\":";
    if (record.number_is_integer) {
      AppendInteger(text_, static_cast<int64_t>(record.number));
    } else {
      AppendJsonDouble(text_, record.number);
    }
  }
  annotation.attributes.others = item.AddText(text_);
  item.annotations.push_back(annotation);
}

}  // namespace dropset::open_images
