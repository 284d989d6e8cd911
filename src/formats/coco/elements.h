// The JSON text of COCO's elements (coco.md §3.2, §3.4 to §3.6), with placeholders of id_text.h where ids are not known yet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/coco/instances.h"
#include "formats/coco/panoptic_segments.h"
#include "formats/coco/tasks.h"
#include "formats/report.h"
#include "model/item.h"
#include "model/labels.h"
#include "text/json_writer.h"

namespace dropset::coco {

// How elements refer to the image that they are written for.
struct ImageRef {
  bool assigned = false;  // a new id, filled in later
  int64_t id = 0;         // else
};

struct ElementOptions {
  bool allow_attributes = true;
  bool reindex = false;  // new ids for all annotations
  std::string_view format;
};

// Appends elements of one task's file; each call appends one. `largest_id` is raised to the explicit ids that were written.
class ElementWriter {
 public:
  ElementWriter(const ElementOptions& options, Report& report) : options_(options), report_(report) {}

  void Image(std::string& out, const Item& item, const ImageRef& image, std::string_view file_name) const;
  // instances, stuff. `points`: for person_keypoints, the instance's keypoints, else null. Long outlines are handed on while they
  // are written.
  Status Shape(JsonOutput& output, const Item& item, const ImageRef& image, const Instance& instance, const Annotation* points,
               int64_t& largest_id) const;
  // person_keypoints without an outline or box.
  void LonePoints(std::string& out, const Item& item, const ImageRef& image, const Annotation& points, int64_t& largest_id) const;
  void Caption(std::string& out, const Item& item, const ImageRef& image, const Annotation& caption, int64_t& largest_id) const;
  void Label(std::string& out, const Item& item, const ImageRef& image, const Annotation& label, int64_t& largest_id) const;
  void Panoptic(std::string& out, const Item& item, const ImageRef& image, std::string_view file_name,
                const std::vector<PanopticSegment>& segments) const;

 private:
  void Head(std::string& out, const ImageRef& image, const Annotation& leader, int64_t& largest_id) const;
  void ScoreAndAttributes(std::string& out, const Item& item, const Annotation& leader) const;
  void Keypoints(std::string& out, const Item& item, const Annotation& points) const;

  const ElementOptions& options_;
  Report& report_;
};

// Appends the `categories` array of a task's files, handed on while it is written.
Status AppendCategories(JsonOutput& output, const Labels& labels, Task task);

}  // namespace dropset::coco
