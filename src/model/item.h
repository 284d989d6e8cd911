// One image (or other medium) with its annotations, in flat buffers that are reused from item to item.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dropset {

// The numbers are Datumaro's (model.md §1.1, up to 1.11), also used in .datum files.
enum class AnnotationType : uint8_t {
  kLabel = 1,
  kMask = 2,
  kPoints = 3,
  kPolygon = 4,
  kPolyline = 5,
  kBbox = 6,
  kCaption = 7,
  kCuboid3d = 8,
  kEllipse = 11,
  kCuboid2d = 16,
};
constexpr int kAnnotationTypes = 17;  // one more than the largest number

// Datumaro's JSON name: "label", "mask", "points", …, "cuboid_3d"; also used in reports.
std::string_view TypeName(AnnotationType type);
std::optional<AnnotationType> TypeFromName(std::string_view name);

// A part of one of the item's buffers.
struct Slice {
  uint32_t begin = 0, size = 0;
};

constexpr int32_t kNoLabel = -1;
constexpr int32_t kNoObject = -1;

enum class Crowd : uint8_t { kAbsent, kNo, kYes };

// Attributes that formats have fields of their own for stand beside the others. `others` never holds them, except where
// their value is of another type than here (a score that is text, say).
struct Attributes {
  Slice others;  // in Item::text: JSON members `"key":value,"key":value`, compact, without braces; may be empty
  Crowd is_crowd = Crowd::kAbsent;
  bool has_score = false;
  bool score_is_integer = false;  // written as 1 and not as 1.0
  double score = 0;

  bool empty() const { return others.size == 0 && is_crowd == Crowd::kAbsent && !has_score; }
};

struct Annotation {
  AnnotationType type = AnnotationType::kLabel;
  int32_t label = kNoLabel;  // index in Labels; not checked against its length by readers of Datumaro's formats
  int32_t z_order = 0;
  int32_t object_id = kNoObject;
  int64_t id = 0;     // 0: none given
  int64_t group = 0;  // 0: none; equal groups within an item are one object
  Attributes attributes;

  // Item::coords. Polygon, polyline, points: x, y, x, y, …. Ellipse: x1, y1, x2, y2. Cuboid_3d: position, rotation, scale (9).
  // Cuboid_2d: 8 × (x, y). Bbox: see `bbox_corners`.
  Slice coords;
  // A box is kept as it was read and converted only for a target that wants the other form (decisions.md, Numbers):
  // false: x, y, width, height. true: x1, y1, x2, y2.
  bool bbox_corners = false;
  Slice visibility;  // Item::visibility, points only: 0 absent, 1 hidden, 2 visible; one per point
  Slice caption;     // Item::text, UTF-8
  Slice runs;        // Item::runs, masks only: COCO's uncompressed run lengths (coco.md §6.1), summing to height × width
  uint32_t mask_height = 0, mask_width = 0;
};

// Which entry of the input holds an item's file. The number is one of Archive's (archive/archive.h).
using EntryId = uint32_t;
constexpr EntryId kNoEntry = ~EntryId{0};

enum class MediaKind : uint8_t { kNone = 0, kGeneric = 1, kImage = 2, kVideoFrame = 4, kVideo = 5, kPointCloud = 6 };

// One file that belongs to an item.
struct Media {
  MediaKind kind = MediaKind::kNone;
  std::string path;          // as a target writes it when media are not saved: relative to the dataset's root; may be empty (null)
  EntryId entry = kNoEntry;  // where the bytes are; kNoEntry: not in the input
  uint32_t width = 0, height = 0;      // pixels; 0: not known
  std::string extension;               // with its dot, case kept: ".jpg"; empty if there is none
  uint32_t frame = 0;                  // video frame
  uint32_t step = 1, start_frame = 0;  // video
  int64_t end_frame = -1;              // video; -1: to the end
};

// The reader fills it, the driver reduces it, the writer reads it. Buffers keep their capacity over Clear().
struct Item {
  std::string id;                // not empty, `/` between folders, no extension
  std::string subset;            // "default" where the source has none
  bool id_is_file_name = false;  // the id ends in its file's extension: of two files with one stem, the later one's does
  Media media;
  std::vector<Media> related;       // further images of a point cloud
  Attributes attributes;            // `is_crowd` and `score` are never lifted out here
  std::optional<int64_t> image_id;  // COCO's image id: the attribute `id`, which `attributes` then does not hold
  std::vector<Annotation> annotations;

  std::vector<double> coords;
  bool hundredths = false;  // all of `coords` are whole ones (IsHundredths); false: not known. Whoever changes `coords` clears it
  std::vector<uint8_t> visibility;
  std::vector<uint32_t> runs;
  std::string text;

  void Clear();

  // What the item's file is called when it is saved: the id and `image_ext`, or where that is empty the medium's extension, or
  // `.jpg`.
  std::string FileName(std::string_view image_ext) const;

  std::span<const double> Coords(const Annotation& a) const { return {coords.data() + a.coords.begin, a.coords.size}; }
  std::span<double> Coords(const Annotation& a) { return {coords.data() + a.coords.begin, a.coords.size}; }
  std::span<const uint8_t> Visibility(const Annotation& a) const {
    return {visibility.data() + a.visibility.begin, a.visibility.size};
  }
  std::span<const uint32_t> Runs(const Annotation& a) const { return {runs.data() + a.runs.begin, a.runs.size}; }
  std::string_view Text(Slice slice) const { return std::string_view(text).substr(slice.begin, slice.size); }

  // Appends to the buffer and returns where.
  Slice AddCoords(std::span<const double> values);
  Slice AddCoords(size_t count);  // zeros, to be filled in
  Slice AddVisibility(std::span<const uint8_t> values);
  Slice AddRuns(std::span<const uint32_t> values);
  Slice AddText(std::string_view value);
};

// Boxes in either form, by decisions.md "Numbers and order": exact decimal arithmetic where the shortest texts allow it.
struct Box {
  double x, y, width, height;
};
struct Corners {
  double x1, y1, x2, y2;
};
Box BoxOf(const Item& item, const Annotation& bbox);
Corners CornersOf(const Item& item, const Annotation& bbox);

}  // namespace dropset
