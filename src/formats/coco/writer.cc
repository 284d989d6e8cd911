// Invariants: subsets_.back() is the subset being written until Finish; those before it are sealed. Its image spool holds the
// `images` elements, the spool of each task its `annotations` elements, with placeholders for new ids. Every image that gets a new
// id leaves a kNextImageId in the subset's image spool and in all its task spools, so that the same image has the same number
// everywhere.
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
    case Task::kStuff: return IsShape(type);
    case Task::kPersonKeypoints: return type == AnnotationType::kPoints || IsShape(type);
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
  DROPSET_TRY(SealSubset());
  Subset& subset = subsets_.emplace_back();
  subset.name = name;
  auto spool = [&] { return std::make_unique<ElementSpool>(spools_, *context_.bytes_written); };
  subset.images = spool();
  for (Task task : options_.tasks) subset.annotations[static_cast<size_t>(task)] = spool();
  image_ids_.Clear();
  const bool pngs = options_.tasks_given && Writes(Task::kPanoptic);
  return pngs ? bundle_.AddFolder("annotations/panoptic_" + name) : Status();
}

// Gives the memory of the last subset's texts up.
Status CocoWriter::SealSubset() {
  if (subsets_.empty()) return {};
  const Subset& subset = subsets_.back();
  DROPSET_TRY(subset.images->Seal());
  for (Task task : options_.tasks) DROPSET_TRY(SpoolOf(task).Seal());
  return {};
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

Status CocoWriter::Write(const Item& item) {
  if (subsets_.empty() || subsets_.back().name != item.subset) DROPSET_TRY(OpenSubset(item.subset));
  const ImageRef image = RefOf(item);
  DROPSET_TRY(WriteImage(item, image));
  if (image.assigned) {
    ++subsets_.back().assigned_images;
    for (Task task : options_.tasks) SpoolOf(task).output().text() += kNextImageId;
  }
  DROPSET_TRY(WriteInstances(item, image));
  DROPSET_TRY(WriteCaptionsAndLabels(item, image));
  if (Writes(Task::kPanoptic)) DROPSET_TRY(WritePanoptic(item, image));
  for (Task task : options_.tasks) DROPSET_TRY(SpoolOf(task).output().Flush());
  CountUnwritten(item);
  return {};
}

Status CocoWriter::WriteImage(const Item& item, const ImageRef& image) {
  DROPSET_ASSIGN(const std::string file_name, SaveImage(item));
  JsonOutput& output = subsets_.back().images->Begin();
  if (image.assigned) output.text() += kNextImageId;
  elements_.Image(output.text(), item, image, file_name);
  return output.Flush();
}

// What `file_name` says: the image's path below images/<subset>/, or below images/ where all are merged.
Result<std::string> CocoWriter::SaveImage(const Item& item) {
  MediaSaver& media = *context_.media;
  if (!media.saves() || item.media.kind != MediaKind::kImage) return media.ImageName(item);
  if (options_.merge_images) return media.SaveImage(item, "images/", MediaSaver::IfTaken::kSubsetsFolder);
  return media.SaveImage(item, "images/" + item.subset + "/");
}

// One instance after the other, each for all tasks that it is written for.
Status CocoWriter::WriteInstances(const Item& item, const ImageRef& image) {
  const bool instances = Writes(Task::kInstances), stuff = Writes(Task::kStuff);
  std::optional<InstancePoints> points;
  if (Writes(Task::kPersonKeypoints)) points.emplace(item);
  if (points && !points->any() && options_.tasks.size() > 1) points.reset();
  if (!instances && !stuff && !points) return {};
  if (points) DROPSET_TRY(WriteLonePoints(item, image, *points));
  Instances all(item, options_.instances, *context_.report);
  for (Instance instance; all.Next(instance);) {
    if (instances) DROPSET_TRY(WriteInstance(Task::kInstances, item, image, instance, nullptr));
    if (stuff) DROPSET_TRY(WriteInstance(Task::kStuff, item, image, instance, nullptr));
    if (!points) continue;
    if (const Annotation* own = points->Of(instance)) {
      DROPSET_TRY(WriteInstance(Task::kPersonKeypoints, item, image, instance, own));
    } else if (!instances && !stuff) {
      context_.report->Add(Severity::kLoss, "shape-without-keypoints-dropped", options_.format,
                           "person_keypoints has no place for objects without keypoints", item.subset + "/" + item.id);
    }
  }
  return {};
}

Status CocoWriter::WriteInstance(Task task, const Item& item, const ImageRef& image, const Instance& instance,
                                 const Annotation* points) {
  JsonOutput& output = SpoolOf(task).Begin();
  DROPSET_TRY(elements_.Shape(output, item, image, instance, points, largest_id_[static_cast<size_t>(task)]));
  return output.Flush();
}

Status CocoWriter::WriteLonePoints(const Item& item, const ImageRef& image, const InstancePoints& points) {
  constexpr Task kTask = Task::kPersonKeypoints;
  for (const Annotation* a : points.lone()) {
    JsonOutput& output = SpoolOf(kTask).Begin();
    elements_.LonePoints(output.text(), item, image, *a, largest_id_[static_cast<size_t>(kTask)]);
    DROPSET_TRY(output.Flush());
  }
  if (points.surplus()) {
    context_.report->Add(Severity::kLoss, "points-dropped", options_.format, "COCO has a place for one set of keypoints per object",
                         item.subset + "/" + item.id, {}, points.surplus());
  }
  return {};
}

Status CocoWriter::WriteCaptionsAndLabels(const Item& item, const ImageRef& image) {
  for (const Annotation& a : item.annotations) {
    if (a.type != AnnotationType::kCaption && a.type != AnnotationType::kLabel) continue;
    const Task task = a.type == AnnotationType::kCaption ? Task::kCaptions : Task::kLabels;
    if (!Writes(task)) continue;
    JsonOutput& output = SpoolOf(task).Begin();
    int64_t& largest_id = largest_id_[static_cast<size_t>(task)];
    if (task == Task::kCaptions) elements_.Caption(output.text(), item, image, a, largest_id);
    if (task == Task::kLabels) elements_.Label(output.text(), item, image, a, largest_id);
    DROPSET_TRY(output.Flush());
  }
  return {};
}

// The PNG goes out at once: nothing else is open in the bundle before Finish.
Status CocoWriter::WritePanoptic(const Item& item, const ImageRef& image) {
  const std::vector<PanopticSegment> segments = SegmentsOf(item, options_.panoptic, *context_.report);
  if (segments.empty()) return {};
  const std::string file_name = item.id + ".png";
  elements_.Panoptic(SpoolOf(Task::kPanoptic).Begin().text(), item, image, file_name, segments);
  const Pixels pixels = PaintSegments(item, segments, options_.panoptic, *context_.report);
  DROPSET_ASSIGN(std::vector<std::byte> png, EncodePng(pixels, PngContent::kAreas));
  *context_.bytes_written += pixels.samples.size();
  return bundle_.Add("annotations/panoptic_" + item.subset + "/" + file_name, std::make_shared<MemorySource>(std::move(png)), true);
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
      const ElementSpool& spool = *subsets_[joining_subset_].annotations[static_cast<size_t>(task)];
      if (options_.tasks_given || spool.elements() || task == Task::kImageInfo) return true;
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
  JsonOutput head(*joining_.sink, *context_.bytes_written);
  head.text() = kHead;
  DROPSET_TRY(AppendCategories(head, *labels_, task));
  head.text() += ",\"images\":[";
  return head.Flush(true);
}

// Copies on for about kReadWindow bytes; true: the file is complete.
Result<bool> CocoWriter::JoinSome() {
  auto task = static_cast<size_t>(options_.tasks[joining_task_]);
  const Subset& subset = subsets_[joining_subset_];
  if (!joining_.spool) {
    const ElementSpool& spool = joining_.part == 0 ? *subset.images : *subset.annotations[task];
    DROPSET_ASSIGN(joining_.spool, spools_.Open(spool.bucket()));
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
  spools_.Drop(subset.annotations[task]->bucket());
  return true;
}

Result<Poll> CocoWriter::Finish() {
  DROPSET_TRY(SealSubset());
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
