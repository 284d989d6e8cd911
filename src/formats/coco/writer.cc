// Invariants: subsets_.back() is the subset being written until Finish. Its image spool holds the `images` elements, the spool of
// each task its `annotations` elements, separated by commas, with placeholders for new ids. Every image that gets a new id leaves a
// kNextImageId in the subset's image spool and in all its task spools, so that the same image has the same number everywhere.
#include "formats/coco/writer.h"

#include <algorithm>

#include "base/limits.h"
#include "formats/dataset_meta.h"
#include "formats/media_saver.h"

namespace dropset::coco {
namespace {

constexpr std::string_view kHead =
    R"({"licenses":[{"name":"","id":0,"url":""}],)"
    R"("info":{"contributor":"","date_created":"","description":"","url":"","version":"","year":""},"categories":)";

bool Takes(Task task, AnnotationType type) {
  switch (task) {
    case Task::kInstances:
    case Task::kStuff:
      return type == AnnotationType::kBbox || type == AnnotationType::kPolygon || type == AnnotationType::kMask ||
             type == AnnotationType::kEllipse;
    case Task::kPersonKeypoints: return type == AnnotationType::kPoints || Takes(Task::kInstances, type);
    case Task::kCaptions: return type == AnnotationType::kCaption;
    case Task::kLabels: return type == AnnotationType::kLabel;
    case Task::kPanoptic: return type == AnnotationType::kMask;
    case Task::kImageInfo: break;
  }
  return false;
}

}  // namespace

CocoWriter::CocoWriter(Bundle& bundle, const WriteOptions& options, Context& context)
    : bundle_(bundle),
      options_(options),
      context_(context),
      elements_(options_.elements, *context.report),
      spools_(*context.scratch, kSpoolMemory) {}

bool CocoWriter::Writes(Task task) const {
  return std::find(options_.tasks.begin(), options_.tasks.end(), task) != options_.tasks.end();
}

Status CocoWriter::Begin(const Labels& labels) {
  labels_ = &labels;
  DROPSET_TRY(bundle_.AddFolder("images"));
  DROPSET_TRY(bundle_.AddFolder("annotations"));
  return options_.save_dataset_meta ? bundle_.AddText(kDatasetMeta, DatasetMetaText(labels)) : Status();
}

Status CocoWriter::OpenSubset(const std::string& name) {
  Subset& subset = subsets_.emplace_back();
  subset.name = name;
  subset.images.bucket = spools_.Create();
  for (Task task : options_.tasks) subset.annotations[static_cast<size_t>(task)] = Spool{spools_.Create()};
  image_ids_.Clear();
  const bool pngs = options_.tasks_given && Writes(Task::kPanoptic);
  return pngs ? bundle_.AddFolder("annotations/panoptic_" + name) : Status();
}

// An image keeps the id that it has, unless another image of its file has it already.
ImageRef CocoWriter::RefOf(const Item& item) {
  if (!options_.elements.reindex && item.image_id) {
    if (image_ids_.Insert(static_cast<uint64_t>(*item.image_id))) {
      largest_image_id_ = std::max(largest_image_id_, *item.image_id);
      return {false, *item.image_id};
    }
    context_.report->Add(Severity::kWarning, "image-id-repeated", options_.format,
                         "of images that share an id, all but the first get a new one", item.subset + "/" + item.id, "--reindex");
  }
  return {true, 0};
}

Status CocoWriter::Append(Spool& spool, std::string_view text, uint64_t count) {
  spool.elements += count;
  *context_.bytes_written += text.size();
  return spools_.Append(spool.bucket, std::as_bytes(std::span(text.data(), text.size())));
}

Status CocoWriter::Write(const Item& item) {
  if (subsets_.empty() || subsets_.back().name != item.subset) DROPSET_TRY(OpenSubset(item.subset));
  instances_.reset();
  ImageRef image = RefOf(item);
  subsets_.back().assigned_images += image.assigned;
  DROPSET_TRY(WriteImage(item, image));
  for (Task task : options_.tasks) DROPSET_TRY(WriteTask(task, item, image));
  CountUnwritten(item);
  return {};
}

Status CocoWriter::WriteImage(const Item& item, const ImageRef& image) {
  DROPSET_ASSIGN(const std::string file_name, SaveImage(item));
  Spool& spool = subsets_.back().images;
  text_.clear();
  if (spool.elements) text_ += ',';
  if (image.assigned) text_ += kNextImageId;
  elements_.Image(text_, item, image, file_name);
  return Append(spool, text_, 1);
}

// What `file_name` says: the image's path below images/<subset>/, or below images/ where all are merged.
Result<std::string> CocoWriter::SaveImage(const Item& item) {
  MediaSaver& media = *context_.media;
  if (!media.saves() || item.media.kind != MediaKind::kImage) return media.ImageName(item);
  if (options_.merge_images) return media.SaveImage(item, "images/", MediaSaver::IfTaken::kSubsetsFolder);
  return media.SaveImage(item, "images/" + item.subset + "/");
}

Status CocoWriter::WriteTask(Task task, const Item& item, const ImageRef& image) {
  Spool& spool = *subsets_.back().annotations[static_cast<size_t>(task)];
  int64_t& largest_id = largest_id_[static_cast<size_t>(task)];
  text_.clear();
  if (image.assigned) text_ += kNextImageId;
  uint64_t count = 0;
  auto begin_element = [&] {
    if (spool.elements + count++) text_ += ',';
  };
  if (task == Task::kInstances || task == Task::kStuff || task == Task::kPersonKeypoints) {
    count = task == Task::kPersonKeypoints ? Keypoints(item, image) : Shapes(item, image, task);
  } else if (task == Task::kPanoptic) {
    DROPSET_ASSIGN(count, Panoptic(item, image));
  } else {
    for (const Annotation& a : item.annotations) {
      if (!Takes(task, a.type)) continue;
      begin_element();
      if (task == Task::kCaptions) elements_.Caption(text_, item, image, a, largest_id);
      if (task == Task::kLabels) elements_.Label(text_, item, image, a, largest_id);
    }
  }
  return text_.empty() ? Status() : Append(spool, text_, count);
}

// The PNG goes out at once: nothing else is open in the bundle before Finish.
Result<uint64_t> CocoWriter::Panoptic(const Item& item, const ImageRef& image) {
  const std::vector<PanopticSegment> segments = SegmentsOf(item, options_.panoptic, *context_.report);
  if (segments.empty()) return uint64_t{0};
  const std::string file_name = item.id + ".png";
  if (subsets_.back().annotations[static_cast<size_t>(Task::kPanoptic)]->elements) text_ += ',';
  elements_.Panoptic(text_, item, image, file_name, segments);
  const Pixels pixels = PaintSegments(item, segments, options_.panoptic, *context_.report);
  DROPSET_ASSIGN(std::vector<std::byte> png, EncodePng(pixels, PngContent::kAreas));
  *context_.bytes_written += pixels.samples.size();
  DROPSET_TRY(
      bundle_.Add("annotations/panoptic_" + item.subset + "/" + file_name, std::make_shared<MemorySource>(std::move(png)), true));
  return uint64_t{1};
}

uint64_t CocoWriter::Shapes(const Item& item, const ImageRef& image, Task task) {
  if (!instances_) instances_ = InstancesOf(item, options_.instances, *context_.report);
  uint64_t before = subsets_.back().annotations[static_cast<size_t>(task)]->elements, count = 0;
  for (const Instance& instance : *instances_) {
    if (before + count++) text_ += ',';
    elements_.Shape(text_, item, image, instance, nullptr, largest_id_[static_cast<size_t>(task)]);
  }
  return count;
}

// coco.md §3.5.
uint64_t CocoWriter::Keypoints(const Item& item, const ImageRef& image) {
  constexpr auto kTask = static_cast<size_t>(Task::kPersonKeypoints);
  std::vector<const Annotation*> points;
  for (const Annotation& a : item.annotations) {
    if (a.type == AnnotationType::kPoints) points.push_back(&a);
  }
  if (points.empty() && options_.tasks.size() > 1) return 0;
  if (!instances_) instances_ = InstancesOf(item, options_.instances, *context_.report);
  std::map<int64_t, const Annotation*> of_group;  // the first points of each group that has an instance
  for (const Instance& instance : *instances_) {
    if (instance.group != 0) of_group.emplace(instance.group, nullptr);
  }
  std::stable_sort(points.begin(), points.end(), [](const Annotation* a, const Annotation* b) { return a->group < b->group; });
  uint64_t before = subsets_.back().annotations[kTask]->elements, count = 0;
  for (const Annotation* a : points) {
    auto instance = of_group.find(a->group);
    if (instance == of_group.end()) {
      if (before + count++) text_ += ',';
      elements_.LonePoints(text_, item, image, *a, largest_id_[kTask]);
    } else if (!instance->second) {
      instance->second = a;
    } else {
      context_.report->Add(Severity::kLoss, "points-dropped", options_.format,
                           "COCO has a place for one set of keypoints per object", item.subset + "/" + item.id);
    }
  }
  for (const Instance& instance : *instances_) {
    auto with = of_group.find(instance.group);
    if (with != of_group.end() && with->second) {
      if (before + count++) text_ += ',';
      elements_.Shape(text_, item, image, instance, with->second, largest_id_[kTask]);
    } else if (!Writes(Task::kInstances) && !Writes(Task::kStuff)) {
      context_.report->Add(Severity::kLoss, "shape-without-keypoints-dropped", options_.format,
                           "person_keypoints has no place for objects without keypoints", item.subset + "/" + item.id);
    }
  }
  return count;
}

// What the chosen tasks have no place for; the driver has dropped what no task has one for.
void CocoWriter::CountUnwritten(const Item& item) {
  if (!options_.tasks_given) return;
  for (const Annotation& a : item.annotations) {
    bool taken = std::any_of(options_.tasks.begin(), options_.tasks.end(), [&](Task task) { return Takes(task, a.type); });
    if (taken) continue;
    context_.report->Add(Severity::kLoss, "annotation-type-dropped", options_.format,
                         "the chosen tasks have no place for annotations of type " + std::string(TypeName(a.type)),
                         item.subset + "/" + item.id, "--tasks");
  }
}

// Files of captions and image_info alone hold none.
void CocoWriter::CountUnwrittenLabels() {
  if (labels_written_ || labels_->labels.empty()) return;
  context_.report->Add(Severity::kLoss, "labels-dropped", options_.format, "no file that is written holds the dataset's labels",
                       labels_->labels[0].name, "--tasks", labels_->labels.size());
}

// Whether joining_subset_ and joining_task_ name a file that is to be written; steps past those that are not.
bool CocoWriter::NextFile() {
  for (; joining_subset_ < subsets_.size(); ++joining_subset_, joining_task_ = 0) {
    for (; joining_task_ < options_.tasks.size(); ++joining_task_) {
      Task task = options_.tasks[joining_task_];
      const Spool& spool = *subsets_[joining_subset_].annotations[static_cast<size_t>(task)];
      if (options_.tasks_given || spool.elements || task == Task::kImageInfo) return true;
    }
    const Subset& subset = subsets_[joining_subset_];
    image_base_ += static_cast<int64_t>(subset.assigned_images);
  }
  return false;
}

Status CocoWriter::BeginFile() {
  Task task = options_.tasks[joining_task_];
  const std::string& subset = subsets_[joining_subset_].name;
  DROPSET_ASSIGN(joining_.sink, bundle_.Create("annotations/" + std::string(Name(task)) + "_" + subset + ".json"));
  joining_.part = 0;
  labels_written_ = labels_written_ || HasCategories(task);
  std::string head(kHead);
  head += CategoriesText(*labels_, task);
  head += ",\"images\":[";
  return joining_.sink->WriteText(head);
}

// Copies on for about kReadWindow bytes; true: the file is complete.
Result<bool> CocoWriter::JoinSome() {
  auto task = static_cast<size_t>(options_.tasks[joining_task_]);
  const Subset& subset = subsets_[joining_subset_];
  if (!joining_.spool) {
    const Spool& spool = joining_.part == 0 ? subset.images : *subset.annotations[task];
    DROPSET_ASSIGN(joining_.spool, spools_.Open(spool.bucket));
    if (joining_.part == 0)
      joining_.ids.emplace(largest_id_[task] + 1 + annotation_base_[task], largest_image_id_ + 1 + image_base_);
    if (joining_.part == 1) joining_.ids->RestartImages(largest_image_id_ + 1 + image_base_);
  }
  joining_.chunk.resize(kReadWindow);
  DROPSET_ASSIGN(size_t length, joining_.spool->Read(std::as_writable_bytes(std::span(joining_.chunk))));
  *context_.bytes_written += length;
  if (length) {
    piece_.clear();
    joining_.ids->Fill(std::string_view(joining_.chunk).substr(0, length), piece_);
    DROPSET_TRY(joining_.sink->WriteText(piece_));
    return false;
  }
  joining_.spool.reset();
  if (joining_.part++ == 0) {
    DROPSET_TRY(joining_.sink->WriteText("],\"annotations\":["));
    return false;
  }
  annotation_base_[task] += joining_.ids->annotations_given();
  DROPSET_TRY(joining_.sink->WriteText("]}"));
  DROPSET_TRY(joining_.sink->Close());
  joining_.sink.reset();
  spools_.Drop(subset.annotations[task]->bucket);
  return true;
}

Result<Poll> CocoWriter::Finish() {
  if (!joining_begun_) {
    if (!NextFile()) {
      CountUnwrittenLabels();
      return Poll::kEnd;
    }
    DROPSET_TRY(BeginFile());
    joining_begun_ = true;
  }
  DROPSET_ASSIGN(bool complete, JoinSome());
  if (complete) {
    joining_begun_ = false;
    ++joining_task_;
  }
  return Poll::kBusy;
}

}  // namespace dropset::coco
