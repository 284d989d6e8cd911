// One annotation of a COCO file, compact, between reading the file and yielding its image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/raw_bytes.h"
#include "model/item.h"

namespace dropset::coco {

// What of a record has a fixed size.
struct RecordFields {
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
  bool hundredths = true;  // box and coords are such (base/hundredths.h)
  uint32_t mask_height = 0, mask_width = 0;
  bool has_mask = false;
  bool mask_follows_image = false;  // uncompressed counts: the mask must have the image's size
  bool has_keypoints = false;
};

// As it is parsed and joined with others.
struct Record : RecordFields {
  std::vector<double> coords;       // all rings, then the keypoints' x, y
  std::vector<uint32_t> rings;      // numbers in `coords` of each ring
  std::vector<uint8_t> visibility;  // one per keypoint
  std::vector<uint32_t> runs;       // of the mask
  std::string attributes;           // JSON members without braces
  std::string caption;

  size_t ring_numbers() const { return coords.size() - 2 * visibility.size(); }  // of `coords`, before the keypoints'

  void Clear();
};

// Coordinates as doubles or, if that is null, as whole hundredths.
struct Coords {
  const double* doubles = nullptr;
  const int32_t* hundredths = nullptr;
  size_t size = 0;

  void CopyTo(double* to) const;
};

// The same without lists of its own: they lie in a Record or in encoded bytes, which must outlive it.
struct RecordView : RecordFields {
  Coords coords;
  std::span<const uint32_t> rings, runs;
  std::span<const uint8_t> visibility;
  std::string_view attributes, caption;
};
RecordView ViewOf(const Record& record);

// Appends the record's bytes to the first `filled` ones of `buffer`, which is reused: their size (u32), then its fields; in the
// machine's own order, since they never leave it, and a multiple of 8, so that records one behind the other are aligned.
// Coordinates that are whole hundredths within 32 bits take four bytes, others eight.
void Encode(const Record& record, RawBytes& buffer, size_t& filled);

// What stands first in the bytes of a record, to be had without decoding it.
struct RecordHead {
  uint32_t size;
  uint32_t image;
  int64_t image_id, id, category_id;
  uint32_t file, position;
  uint32_t coords, parts;  // numbers of coordinates; annotations that shapes give
};
RecordHead HeadOf(const std::byte* record);

// Of bytes that Encode made, aligned to 8.
RecordView Decode(const std::byte* record);
void Decode(const std::byte* encoded, Record& record);

// Whether two records say the same: category, crowd, box and outline. Ids, attributes and scores do not count.
bool SameShape(const Record& a, const Record& b);

}  // namespace dropset::coco
