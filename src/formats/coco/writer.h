// Writes COCO: text of images and annotations is spooled per subset and task while items come, and joined into files at the end.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/number_set.h"
#include "formats/coco/element_spool.h"
#include "formats/coco/elements.h"
#include "formats/coco/id_text.h"
#include "formats/coco/instance_points.h"
#include "formats/format.h"
#include "io/buckets.h"

namespace dropset::coco {

struct WriteOptions {
  std::string_view format;   // the name it was asked for, for the report
  std::vector<Task> tasks;   // in the order of writing
  bool tasks_given = false;  // then a file is written for each subset even if it holds no annotation
  bool merge_images = false;
  bool save_dataset_meta = false;
  InstanceOptions instances;
  ElementOptions elements;
  PanopticOptions panoptic;
};

class CocoWriter final : public Writer {
 public:
  CocoWriter(Bundle& bundle, const WriteOptions& options, Context& context);

  Status Begin(const Labels& labels) override;
  Status Write(const Item& item) override;
  Result<Poll> Finish() override;

 private:
  struct Subset {
    std::string name;
    std::unique_ptr<ElementSpool> images;
    uint64_t assigned_images = 0;                                   // that get a new id
    std::array<std::unique_ptr<ElementSpool>, kTasks> annotations;  // of the tasks that are written
  };
  // One file being joined.
  struct Joining {
    std::unique_ptr<Sink> sink;
    std::unique_ptr<Stream> spool;  // being copied; null between parts
    std::optional<IdFiller> ids;
    int part = 0;
    std::string chunk = {};
  };

  bool Writes(Task task) const;
  ElementSpool& SpoolOf(Task task) { return *subsets_.back().annotations[static_cast<size_t>(task)]; }
  Status OpenSubset(const std::string& name);
  Status SealSubset();
  ImageRef RefOf(const Item& item);
  Status WriteImage(const Item& item, const ImageRef& image);
  Result<std::string> SaveImage(const Item& item);
  Status WriteInstances(const Item& item, const ImageRef& image);
  Status WriteInstance(Task task, const Item& item, const ImageRef& image, const Instance& instance, const Annotation* points);
  Status WriteLonePoints(const Item& item, const ImageRef& image, const InstancePoints& points);
  Status WriteCaptionsAndLabels(const Item& item, const ImageRef& image);
  Status WritePanoptic(const Item& item, const ImageRef& image);
  void CountUnwritten(const Item& item);
  bool NextFile();
  void CountUnwrittenLabels();
  Status BeginFile();
  Result<bool> JoinSome();

  Bundle& bundle_;
  const WriteOptions options_;
  Context& context_;
  ElementWriter elements_;
  const Labels* labels_ = nullptr;
  Buckets spools_;
  std::vector<Subset> subsets_;
  NumberSet image_ids_;  // of the subset being written
  int64_t largest_image_id_ = 0;
  std::array<int64_t, kTasks> largest_id_{};  // of each task's annotations
  std::string piece_;                         // of a file being joined

  size_t joining_subset_ = 0, joining_task_ = 0;  // in options_.tasks
  bool joining_begun_ = false;
  bool labels_written_ = false;
  Joining joining_;
  int64_t image_base_ = 0;  // new image ids of the subsets before joining_subset_
  std::array<int64_t, kTasks> annotation_base_{};
};

}  // namespace dropset::coco
