// COCO's tasks: what an annotation file is for, and the prefix of its name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dropset::coco {

// In the order in which the tasks of one subset are joined.
enum class Task : uint8_t { kInstances, kPersonKeypoints, kCaptions, kLabels, kImageInfo, kPanoptic, kStuff };
constexpr size_t kTasks = 7;

constexpr std::array<std::string_view, kTasks> kTaskNames = {"instances",  "person_keypoints", "captions", "labels",
                                                             "image_info", "panoptic",         "stuff"};
// For option tables.
constexpr std::string_view kTaskChoices = "instances|person_keypoints|captions|labels|image_info|panoptic|stuff";

constexpr std::string_view Name(Task task) { return kTaskNames[static_cast<size_t>(task)]; }
std::optional<Task> TaskNamed(std::string_view name);

// Annotations of these have shapes: they are read alike, and their ids say which shapes are one object.
constexpr bool HasShapes(Task task) {
  return task == Task::kInstances || task == Task::kPersonKeypoints || task == Task::kStuff || task == Task::kPanoptic;
}
constexpr bool HasCategories(Task task) { return task != Task::kCaptions && task != Task::kImageInfo; }

}  // namespace dropset::coco
