// One annotation of a COCO file, compact, between reading the file and yielding its image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

namespace dropset::coco {

// Coordinates in doubles; lists are spans into buffers that the record owns (while it is parsed) or that it was decoded into.
struct Record {
  uint32_t image = 0;     // index in the subset's ImageTable
  int64_t image_id = 0;   // as written, where the image is not known yet
  uint32_t file = 0;      // of CategoryTable
  uint32_t position = 0;  // index in `annotations`, for messages
  int64_t id = 0;         // 0: none
  int64_t category_id = 0;
  bool has_category = false;
  Crowd is_crowd = Crowd::kAbsent;
  bool has_score = false, score_is_integer = false;
  double score = 0;
  bool has_box = false;
  double box[4] = {};
  uint32_t mask_height = 0, mask_width = 0;
  bool has_mask = false;
  bool mask_follows_image = false;  // uncompressed counts: the mask must have the image's size
  bool has_keypoints = false;
  std::vector<double> coords;       // all rings, then the keypoints' x, y
  std::vector<uint32_t> rings;      // numbers in `coords` of each ring
  std::vector<uint8_t> visibility;  // one per keypoint
  std::vector<uint32_t> runs;       // of the mask
  std::string attributes;           // JSON members without braces
  std::string caption;

  size_t ring_numbers() const { return coords.size() - 2 * visibility.size(); }  // of `coords`, before the keypoints'

  void Clear();
};

// Appends the record's bytes: a u32 size, then its fields; in the machine's own order, since they never leave it. Coordinates
// that are whole hundredths within 32 bits take four bytes, others eight.
void Encode(const Record& record, std::vector<std::byte>& out);

// The size of the record at the front of `bytes`, and the image it belongs to, without decoding it.
struct RecordHead {
  uint32_t size;
  uint32_t image;
};
RecordHead HeadOf(std::span<const std::byte> bytes);

// Fills `record` from bytes that Encode made.
void Decode(std::span<const std::byte> bytes, Record& record);

// Whether two records say the same: category, crowd, box and outline. Ids, attributes and scores do not count.
bool SameShape(const Record& a, const Record& b);

}  // namespace dropset::coco
