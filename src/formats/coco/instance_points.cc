#include "formats/coco/instance_points.h"

#include <algorithm>

namespace dropset::coco {

InstancePoints::InstancePoints(const Item& item) {
  std::vector<const Annotation*> points;
  for (const Annotation& a : item.annotations) {
    if (a.type == AnnotationType::kPoints) points.push_back(&a);
  }
  any_ = !points.empty();
  for (const Annotation* a : points) {
    if (a->group != 0) groups_.emplace(a->group, Group{a});
  }
  for (const Annotation& a : item.annotations) {
    if (groups_.empty() || !IsShape(a.type)) continue;
    if (auto group = groups_.find(a.group); group != groups_.end()) group->second.has_instance = true;
  }
  std::stable_sort(points.begin(), points.end(), [](const Annotation* a, const Annotation* b) { return a->group < b->group; });
  for (const Annotation* a : points) {
    auto group = groups_.find(a->group);
    if (group == groups_.end() || !group->second.has_instance) {
      lone_.push_back(a);
    } else {
      surplus_ += group->second.points != a;
    }
  }
}

const Annotation* InstancePoints::Of(const Instance& instance) const {
  auto group = groups_.find(instance.group);
  return group == groups_.end() ? nullptr : group->second.points;
}

}  // namespace dropset::coco
