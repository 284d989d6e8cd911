#include "formats/coco/coco.h"

#include <algorithm>
#include <set>

#include "formats/coco/layout.h"
#include "formats/coco/reader.h"
#include "formats/coco/writer.h"
#include "formats/common_options.h"
#include "formats/dataset_meta.h"

namespace dropset {
namespace {

using namespace coco;

constexpr OptionRow kTasksRead = {"tasks", OptionType::kList, "", "Read these tasks only", kTaskChoices};
constexpr OptionRow kKeepIds = {"keep-original-category-ids", OptionType::kFlag, "false",
                                "Add labels for unused ids so that label indexes equal the category ids of the file"};
constexpr OptionRow kPath = {"path", OptionType::kText, "", "Read this annotation file of the archive, whatever its name"};
constexpr OptionRow kImportCombined[] = {kTasksRead, common::kStrict, kKeepIds, kPath};
constexpr OptionRow kImportOne[] = {common::kStrict, kKeepIds, kPath};

constexpr OptionRow kMode = {"segmentation-mode", OptionType::kChoice, "guess",
                             "Write outlines as polygons, as masks, or as is_crowd and the annotations suggest",
                             "guess|polygons|mask"};
constexpr OptionRow kCrop = {"crop-covered", OptionType::kFlag, "false", "Cut off what other objects in front cover"};
constexpr OptionRow kAttributes = {"allow-attributes", OptionType::kFlag, "true",
                                   "Write annotations' attributes, an extension to COCO"};
constexpr OptionRow kReindex = {"reindex", OptionType::kFlag, "false", "Give images and annotations new ids, from 1"};
constexpr OptionRow kMerge = {"merge-images", OptionType::kFlag, "false",
                              "Save all images into one folder instead of one per subset"};
constexpr OptionRow kTasksWritten = {"tasks", OptionType::kList, "", "Write these tasks only", kTaskChoices};
constexpr OptionRow kExportCombined[] = {
    common::kSaveMedia, common::kImageExt, common::kSaveDatasetMeta, kMode, kCrop, kAttributes, kReindex, kMerge,
    kTasksWritten,      common::kPrecision};
constexpr OptionRow kExportOne[] = {
    common::kSaveMedia, common::kImageExt, common::kSaveDatasetMeta, kMode, kCrop, kAttributes, kReindex, kMerge,
    common::kPrecision};

constexpr OptionRow kExportPanoptic[] = {common::kSaveMedia,
                                         common::kImageExt,
                                         common::kSaveDatasetMeta,
                                         common::kPolygonsToMasks,
                                         kMode,
                                         kCrop,
                                         kAttributes,
                                         kReindex,
                                         kMerge,
                                         common::kPrecision};

constexpr uint32_t Bit(AnnotationType type) { return 1u << static_cast<int>(type); }
constexpr uint32_t kShapes =
    Bit(AnnotationType::kBbox) | Bit(AnnotationType::kPolygon) | Bit(AnnotationType::kMask) | Bit(AnnotationType::kEllipse);

uint32_t TypesOf(Task task) {
  switch (task) {
    case Task::kInstances:
    case Task::kStuff: return kShapes;
    case Task::kPersonKeypoints: return kShapes | Bit(AnnotationType::kPoints);
    case Task::kCaptions: return Bit(AnnotationType::kCaption);
    case Task::kLabels: return Bit(AnnotationType::kLabel);
    case Task::kPanoptic: return Bit(AnnotationType::kMask);
    case Task::kImageInfo: break;
  }
  return 0;
}

// "coco_instances" → instances; "coco" → none.
std::optional<Task> OnlyTask(const Format& format) {
  return format.id.starts_with("coco_") ? TaskNamed(format.id.substr(5)) : std::nullopt;
}

Match DetectCoco(const Archive& archive) {
  auto files = FindAnnotationFiles(archive, {});
  if (!files.ok()) return {0, files.status().message()};
  constexpr size_t kLooks = 4;
  for (size_t k = 0; k < std::min(files->size(), kLooks); ++k) {
    const AnnotationFile& file = (*files)[k];
    if (LookAt(archive, file.entry) != Look::kCoco) continue;
    return {20, archive.entries()[file.entry].path + " holds COCO " + std::string(Name(file.task))};
  }
  return {0, "files named like COCO's have neither images nor annotations at their top"};
}

// decisions.md: panoptic repeats what instances and stuff outline, so that it is read only where its subset has neither, or where
// it is asked for.
void LeaveOutRepeatedPanoptic(std::vector<AnnotationFile>& files, const Format& format, const Archive& archive, Report& report) {
  std::set<std::string> outlined;
  for (const AnnotationFile& file : files) {
    if (file.task == Task::kInstances || file.task == Task::kStuff) outlined.insert(file.subset);
  }
  std::vector<AnnotationFile> kept;
  for (const AnnotationFile& file : files) {
    if (file.task != Task::kPanoptic || !outlined.contains(file.subset)) {
      kept.push_back(file);
      continue;
    }
    report.Add(Severity::kWarning, "panoptic-left-out", format.id,
               "panoptic annotations are left out where instances or stuff outline the same objects",
               archive.entries()[file.entry].path, "--import-opt tasks=panoptic");
  }
  files = std::move(kept);
}

Result<std::unique_ptr<Reader>> ReadCoco(const Format& format, const Archive& archive, const Options& options, Context& context) {
  Selection selection;
  selection.only = OnlyTask(format);
  selection.path = options.Text("path");
  for (const std::string& task : options.List("tasks")) selection.tasks.push_back(*TaskNamed(task));
  DROPSET_ASSIGN(std::vector<AnnotationFile> files, FindAnnotationFiles(archive, selection));
  if (selection.tasks.empty()) LeaveOutRepeatedPanoptic(files, format, archive, *context.report);
  std::optional<std::vector<std::string>> custom_labels;
  if (EntryId meta = archive.Find(kDatasetMeta); meta != kNoEntry) {
    DROPSET_ASSIGN(std::vector<MetaLabel> labels, ReadDatasetMeta(archive, meta));
    custom_labels.emplace();
    for (MetaLabel& label : labels) custom_labels->push_back(std::move(label.name));
  }
  ReadOptions read{format.id, options.Flag("strict"), options.Flag("keep-original-category-ids")};
  return std::make_unique<CocoReader>(archive, std::move(files), std::move(custom_labels), read, context);
}

SegmentationMode ModeOf(const Options& options) {
  if (options.Text("segmentation-mode") == "polygons") return SegmentationMode::kPolygons;
  return options.Text("segmentation-mode") == "mask" ? SegmentationMode::kMask : SegmentationMode::kGuess;
}

Result<std::unique_ptr<Writer>> WriteCoco(const Format& format, Bundle& bundle, const Options& options, Context& context) {
  // The order in which the reference writes them (coco.md §3.3).
  constexpr Task kAll[] = {Task::kImageInfo, Task::kInstances, Task::kPersonKeypoints, Task::kCaptions, Task::kLabels,
                           Task::kPanoptic,  Task::kStuff};
  WriteOptions write;
  write.format = format.id;
  for (const std::string& task : options.List("tasks")) write.tasks.push_back(*TaskNamed(task));
  if (std::optional<Task> only = OnlyTask(format)) write.tasks.assign(1, *only);
  write.tasks_given = !write.tasks.empty();
  if (!write.tasks_given) write.tasks.assign(std::begin(kAll), std::end(kAll));
  write.merge_images = options.Flag("merge-images");
  write.save_dataset_meta = options.Flag("save-dataset-meta");
  write.instances.mode = format.id == "coco_stuff" ? SegmentationMode::kMask : ModeOf(options);
  write.instances.crop_covered = options.Flag("crop-covered");
  write.instances.format = write.elements.format = format.id;
  write.panoptic.format = format.id;
  auto writes = [&](Task task) { return std::find(write.tasks.begin(), write.tasks.end(), task) != write.tasks.end(); };
  write.panoptic.only_place = !writes(Task::kInstances) && !writes(Task::kStuff);
  write.instances.mode_option = "--segmentation-mode mask";
  write.elements.allow_attributes = options.Flag("allow-attributes");
  write.elements.reindex = options.Flag("reindex");
  return std::make_unique<CocoWriter>(bundle, write, context);
}

Features FeaturesOf(uint32_t annotations) {
  Features features;
  features.annotations = annotations;
  features.attributes = features.score = features.is_crowd = true;
  features.label_parents = features.label_points = true;
  features.media_sizes = Features::Sizes::kAlways;
  features.subsets = true;
  return features;
}

Format SubFormat(std::string_view id, std::string_view title, Task task, std::string_view alias = {}) {
  Format format;
  format.id = id;
  format.title = title;
  format.alias = alias;
  format.family = "coco";
  format.detectable = false;
  format.writes = FeaturesOf(TypesOf(task));
  format.writes.label_points = task == Task::kPersonKeypoints;
  format.writes.is_crowd = HasShapes(task);
  format.import_options = kImportOne;
  format.export_options = kExportOne;
  if (task == Task::kPanoptic) {
    format.writes.attributes = format.writes.score = false;
    format.export_options = kExportPanoptic;
  }
  format.detect = DetectCoco;
  format.read = ReadCoco;
  format.write = WriteCoco;
  return format;
}

}  // namespace

std::vector<Format> CocoFormats() {
  uint32_t all = 0;
  for (size_t k = 0; k < kTasks; ++k) all |= TypesOf(static_cast<Task>(k));
  Format combined = SubFormat("coco", "COCO", Task::kInstances);
  combined.detectable = true;
  combined.writes = FeaturesOf(all);
  combined.import_options = kImportCombined;
  combined.export_options = kExportCombined;
  // Other names of layouts that `coco` reads.
  Format roboflow = combined, mmdet = combined;
  roboflow.id = "roboflow_coco";
  roboflow.title = "COCO as Roboflow exports it";
  mmdet.id = "mmdet_coco";
  mmdet.title = "COCO in MMDetection's layout";
  roboflow.detectable = mmdet.detectable = false;
  roboflow.write = mmdet.write = nullptr;
  roboflow.export_options = mmdet.export_options = {};
  return {combined,
          SubFormat("coco_instances", "COCO instances", Task::kInstances),
          SubFormat("coco_person_keypoints", "COCO person keypoints", Task::kPersonKeypoints),
          SubFormat("coco_captions", "COCO captions", Task::kCaptions, "coco_caption"),
          SubFormat("coco_image_info", "COCO image info", Task::kImageInfo),
          SubFormat("coco_labels", "COCO labels", Task::kLabels),
          SubFormat("coco_panoptic", "COCO panoptic", Task::kPanoptic),
          SubFormat("coco_stuff", "COCO stuff", Task::kStuff),
          roboflow,
          mmdet};
}

}  // namespace dropset
