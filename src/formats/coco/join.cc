#include "formats/coco/join.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "formats/coco/panoptic_reader.h"

namespace dropset::coco {
namespace {

constexpr size_t kBoxNumbers = 4;

std::string PlaceOf(const RecordFields& record, const JoinContext& context) {
  const AnnotationFile& file = context.files[record.file];
  return context.archive.entries()[file.entry].path + ": annotations[" + std::to_string(record.position) + "]";
}

template <class Fields>
Task TaskOf(const Fields& record, const JoinContext& context) {
  return context.files[record.file].task;
}

// Makes one record of an instance that instances and person_keypoints both describe: the first file's box and outline win.
void MergeKeypoints(Record& instance, Record& keypoints, const JoinContext& context) {
  size_t ring_numbers = keypoints.ring_numbers();
  std::span<const double> points = std::span<const double>(keypoints.coords).subspan(ring_numbers);
  bool outlined = !instance.rings.empty() || instance.has_mask;
  bool other_outlined = !keypoints.rings.empty() || keypoints.has_mask;
  bool same_box = !keypoints.has_box || std::equal(instance.box, instance.box + 4, keypoints.box);
  bool same_outline = !other_outlined || (instance.rings == keypoints.rings && instance.runs == keypoints.runs &&
                                          std::equal(instance.coords.begin(), instance.coords.end(), keypoints.coords.begin(),
                                                     keypoints.coords.begin() + static_cast<ptrdiff_t>(ring_numbers)));
  if ((instance.has_box && !same_box) || (outlined && !same_outline)) {
    context.report.Add(
        Severity::kWarning, "instances-differ", context.format,
        "instances and person_keypoints give one annotation different boxes or outlines: those of instances are taken",
        PlaceOf(keypoints, context));
  }
  if (!instance.has_box && keypoints.has_box) {
    instance.has_box = true;
    std::copy(keypoints.box, keypoints.box + 4, instance.box);
  }
  if (!outlined && other_outlined) {
    instance.rings = keypoints.rings;
    instance.coords.assign(keypoints.coords.begin(), keypoints.coords.begin() + static_cast<ptrdiff_t>(ring_numbers));
    instance.has_mask = keypoints.has_mask;
    instance.mask_follows_image = keypoints.mask_follows_image;
    instance.mask_height = keypoints.mask_height;
    instance.mask_width = keypoints.mask_width;
    instance.runs = keypoints.runs;
  }
  instance.coords.insert(instance.coords.end(), points.begin(), points.end());
  instance.hundredths &= keypoints.hundredths;
  instance.visibility = keypoints.visibility;
  instance.has_keypoints = true;
  if (instance.attributes.empty()) instance.attributes = keypoints.attributes;
  if (!instance.has_score && keypoints.has_score) {
    instance.has_score = true;
    instance.score = keypoints.score;
    instance.score_is_integer = keypoints.score_is_integer;
  }
}

// Drops what another task says again, and merges keypoints into their instances. Ids are looked up in a sorted index: one image
// may hold a million annotations.
void MergeTasks(std::span<Record> records, const JoinContext& context, std::vector<bool>& merged_away) {
  std::vector<std::pair<int64_t, size_t>> instances;
  bool others = false;
  for (size_t k = 0; k < records.size(); ++k) {
    Task task = TaskOf(records[k], context);
    if (task == Task::kInstances) instances.emplace_back(records[k].id, k);
    others |= task == Task::kPersonKeypoints || task == Task::kStuff;
  }
  if (instances.empty() || !others) return;
  std::sort(instances.begin(), instances.end());
  for (size_t k = 0; k < records.size(); ++k) {
    Record& record = records[k];
    Task task = TaskOf(record, context);
    if ((task != Task::kPersonKeypoints || record.id == 0) && task != Task::kStuff) continue;
    auto at = std::lower_bound(instances.begin(), instances.end(), std::pair(record.id, size_t{0}));
    for (; at != instances.end() && at->first == record.id; ++at) {
      Record& instance = records[at->second];
      if (task == Task::kStuff && SameShape(instance, record)) {
        merged_away[k] = true;
        break;
      }
      if (task == Task::kPersonKeypoints && instance.category_id == record.category_id && !instance.has_keypoints) {
        if (record.has_keypoints) MergeKeypoints(instance, record, context);
        merged_away[k] = true;
        break;
      }
    }
  }
}

// Gives out groups so that objects of different tasks never fuse.
class Groups {
 public:
  // `largest`: of the image's ids. `several_tasks`: whether shapes come from more than one.
  Groups(int64_t largest, bool several_tasks) : largest_(largest), several_tasks_(several_tasks) {}

  // An annotation's group is its id, unless another task's annotation has that already; without an id it gets a group of its
  // own if it has several parts to hold together.
  int64_t Of(const RecordFields& record, Task task, bool several_parts) {
    if (record.id == 0) return several_parts ? ++largest_ : 0;
    if (!HasShapes(task) || !several_tasks_) return record.id;
    Task owner = owners_.emplace(record.id, task).first->second;
    if (owner == task) return record.id;
    auto [own, fresh] = given_.emplace(std::pair(record.id, task), largest_ + 1);
    if (fresh) ++largest_;
    return own->second;
  }

 private:
  int64_t largest_;
  bool several_tasks_;
  std::unordered_map<int64_t, Task> owners_;           // the first task that uses an id
  std::map<std::pair<int64_t, Task>, int64_t> given_;  // groups of the others
};

// The annotations of one record, in the reference's order: points, outline, box (coco.md §2.5).
class Emitter {
 public:
  Emitter(const RecordView& record, int32_t label, int64_t group, Item& item) : record_(record), item_(item) {
    base_.label = label;
    base_.id = record.id;
    base_.group = group;
    base_.attributes.is_crowd = record.is_crowd;
    base_.attributes.has_score = record.has_score;
    base_.attributes.score = record.score;
    base_.attributes.score_is_integer = record.score_is_integer;
    if (!record.attributes.empty()) base_.attributes.others = item.AddText(record.attributes);
  }

  void Shapes() {
    Slice coords = item_.AddCoords(record_.coords.size);
    record_.coords.CopyTo(item_.coords.data() + coords.begin);
    if (record_.has_keypoints) {
      const auto numbers = static_cast<uint32_t>(2 * record_.visibility.size());
      Annotation& points = Add(AnnotationType::kPoints);
      points.coords = {coords.begin + coords.size - numbers, numbers};
      points.visibility = item_.AddVisibility(record_.visibility);
    }
    for (uint32_t count : record_.rings) {
      Add(AnnotationType::kPolygon).coords = {coords.begin, count};
      coords.begin += count;
    }
    if (record_.has_mask) {
      Annotation& mask = Add(AnnotationType::kMask);
      mask.mask_height = record_.mask_height;
      mask.mask_width = record_.mask_width;
      mask.runs = item_.AddRuns(record_.runs);
    }
    if (record_.has_box) Add(AnnotationType::kBbox).coords = item_.AddCoords(record_.box);
  }

  Annotation& Add(AnnotationType type) {
    Annotation& annotation = item_.annotations.emplace_back(base_);
    annotation.type = type;
    return annotation;
  }

 private:
  const RecordView& record_;
  Item& item_;
  Annotation base_;
};

Status Append(const RecordView& record, Groups& groups, const JoinContext& context, Item& item) {
  Task task = TaskOf(record, context);
  int32_t label = kNoLabel;
  if (record.has_category) label = context.categories.LabelOf(record.file, record.category_id);
  if (task == Task::kLabels && label == kNoLabel) label = CategoryTable::kUndeclared;  // coco.md §2.6: a label needs a label
  if (label == CategoryTable::kUndeclared) {
    std::string message = "category " + std::to_string(record.category_id) + " is not declared";
    if (context.strict) return Status(Code::kInvalid, message).At(PlaceOf(record, context) + ".category_id");
    context.report.Add(Severity::kWarning, "undeclared-category", context.format,
                       "annotations whose category is not declared are left out", PlaceOf(record, context) + ".category_id");
    return {};
  }
  if (record.has_mask && record.mask_follows_image && item.media.height &&
      (record.mask_height != item.media.height || record.mask_width != item.media.width)) {
    std::string message = "a mask has another size than its image";
    if (context.strict) return Status(Code::kInvalid, message).At(PlaceOf(record, context) + ".segmentation");
    context.report.Add(Severity::kWarning, "mask-size", context.format, message, PlaceOf(record, context) + ".segmentation");
  }
  size_t parts = record.rings.size() + record.has_mask + record.has_box + record.has_keypoints;
  Emitter emitter(record, label, groups.Of(record, task, parts > 1), item);
  if (task == Task::kCaptions) {
    emitter.Add(AnnotationType::kCaption).caption = item.AddText(record.caption);
  } else if (task == Task::kLabels) {
    emitter.Add(AnnotationType::kLabel);
  } else {
    emitter.Shapes();
  }
  return {};
}

}  // namespace

Status Joiner::Join(std::span<const std::byte* const> records, Item& item) {
  if (records.empty()) return {};
  int64_t largest = 0;
  bool several = false, several_with_shapes = false;
  const Task first = TaskOf(HeadOf(records[0]), context_);
  std::optional<Task> with_shapes;
  size_t parts = 0, coords = 0;
  for (const std::byte* record : records) {
    const RecordHead head = HeadOf(record);
    largest = std::max(largest, head.id);
    parts += std::max(head.parts, 1u);
    coords += head.coords + kBoxNumbers;
    const Task task = TaskOf(head, context_);
    several |= task != first;
    if (!HasShapes(task)) continue;
    several_with_shapes |= with_shapes.value_or(task) != task;
    with_shapes = task;
  }
  Groups groups(largest, several_with_shapes);
  item.annotations.reserve(parts);  // an image may have a million, and growing would take twice their memory
  item.coords.reserve(coords);
  bool hundredths = true;
  if (!several && first != Task::kPanoptic) {
    for (const std::byte* record : records) {
      const RecordView view = Decode(record);
      hundredths &= view.hundredths;
      DROPSET_TRY(Append(view, groups, context_, item));
    }
    item.hundredths = hundredths;
    return {};
  }
  if (decoded_.size() < records.size()) decoded_.resize(records.size());
  for (size_t k = 0; k < records.size(); ++k) Decode(records[k], decoded_[k]);
  std::span<Record> joined = std::span(decoded_).first(records.size());
  joined = joined.first(PanopticReader::JoinMasks(joined, context_.files));
  std::vector<bool> merged_away(joined.size());
  MergeTasks(joined, context_, merged_away);
  for (size_t k = 0; k < joined.size(); ++k) {
    hundredths &= joined[k].hundredths;
    if (!merged_away[k]) DROPSET_TRY(Append(ViewOf(joined[k]), groups, context_, item));
  }
  item.hundredths = hundredths;
  return {};
}

}  // namespace dropset::coco
