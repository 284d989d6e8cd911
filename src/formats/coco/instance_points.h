// Which points of an item are whose keypoints (coco.md §3.5).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "formats/coco/instances.h"
#include "model/item.h"

namespace dropset::coco {

// Points belong to the instance of their group. They are those of an item that outlives it.
class InstancePoints {
 public:
  explicit InstancePoints(const Item& item);
  bool any() const { return any_; }
  const Annotation* Of(const Instance& instance) const;                 // null: it has none
  const std::vector<const Annotation*>& lone() const { return lone_; }  // of no instance, by group
  uint64_t surplus() const { return surplus_; }                         // beside others of the same instance

 private:
  struct Group {
    const Annotation* points;  // the first ones
    bool has_instance = false;
  };
  bool any_ = false;
  std::map<int64_t, Group> groups_;  // that have points, but 0
  std::vector<const Annotation*> lone_;
  uint64_t surplus_ = 0;
};

}  // namespace dropset::coco
