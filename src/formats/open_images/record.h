// One row of an annotation file, or the pixels of one mask, compact, between reading the files and yielding its image.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dropset::open_images {

enum class RecordKind : uint8_t { kLabel, kBox, kMask, kPixels };

// Yes, no or unknown.
enum class Answer : uint8_t { kUnknown, kNo, kYes };

// IsOccluded, …, in the order of the columns.
constexpr std::array<std::string_view, 5> kAnswerNames = {"occluded", "truncated", "is_group_of", "is_depiction", "is_inside"};
constexpr std::array<std::string_view, 5> kAnswerColumns = {"IsOccluded", "IsTruncated", "IsGroupOf", "IsDepiction", "IsInside"};
constexpr std::array<std::string_view, 4> kCornerColumns = {"XMin", "XMax", "YMin", "YMax"};

struct Record {
  RecordKind kind = RecordKind::kLabel;
  uint32_t image = 0;       // in the ImageSet
  uint32_t label = 0;       // not kPixels
  bool has_number = false;  // `number`: of labels and boxes their score, of masks their predicted_iou
  bool number_is_integer = false;
  double number = 0;
  bool has_corners = false;                  // kBox: always; kMask: its box's
  std::array<double, 4> corners{};           // x1, x2, y1, y2, in parts of the image
  std::array<Answer, 5> answers{};           // kBox
  uint32_t row = 0;                          // kMask, kPixels: what joins them
  std::string box_id;                        // kMask
  uint32_t mask_height = 0, mask_width = 0;  // kPixels
  std::vector<uint32_t> runs;                // kPixels

  void Clear();
};

// Appends the record's bytes, in the machine's own order, since they never leave it: 16 for most labels, 32 for most boxes.
void Encode(const Record& record, std::vector<std::byte>& out);

// The size of the record at the front of `bytes`, and the image it belongs to, without decoding it.
struct RecordHead {
  uint32_t size;
  uint32_t image;
};
RecordHead HeadOf(std::span<const std::byte> bytes);

// Fills `record` from bytes that Encode made.
void Decode(std::span<const std::byte> bytes, Record& record);

}  // namespace dropset::open_images
