// What holds for a whole dataset: label names, mask colours, keypoint skeletons, infos.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dropset {

struct Label {
  std::string name;                     // not empty; unique together with `parent`
  std::string parent;                   // the name of another label, or empty
  std::vector<std::string> attributes;  // names of the attributes that annotations of this label may have; sorted, unique
  bool operator==(const Label&) const = default;
};

struct LabelGroup {
  std::string name;
  std::string type;                 // "exclusive", "inclusive" or "restricted"; lower case
  std::vector<std::string> labels;  // sorted, unique
  bool operator==(const LabelGroup&) const = default;
};

// The keypoints of one label.
struct PointsCategory {
  std::vector<std::string> labels;                  // the points' names
  std::vector<std::pair<int64_t, int64_t>> joints;  // as the source numbers them (COCO from 1); sorted, unique
  std::vector<double> positions;                    // x, y of each point in the unit box, or empty
  bool operator==(const PointsCategory&) const = default;
};

using Color = std::array<uint8_t, 3>;  // red, green, blue

// Labels and what hangs on them. A plain value; index in `labels` is what annotations refer to.
struct Labels {
  std::vector<Label> labels;
  bool declared = false;                // whether the source has label categories at all (an empty list also counts)
  std::vector<std::string> attributes;  // allowed on every label; sorted, unique
  std::vector<LabelGroup> groups;
  // In file order, by label index. nullopt: the dataset has no such categories.
  std::optional<std::vector<std::pair<int64_t, Color>>> colors;
  std::optional<std::vector<std::pair<int64_t, PointsCategory>>> points;

  std::string infos = "{}";  // JSON object: the dataset's own description, carried verbatim
  int media_type = 2;        // model.md §1.1: 2 image, 6 point cloud, …; what Datumaro's files declare

  // The index of the first label of that name; -1 if there is none. Linear: build a map for many look-ups.
  int Find(std::string_view name) const;
};

// The PASCAL VOC colour of an index (model.md §3).
Color VocColor(uint32_t index);

}  // namespace dropset
