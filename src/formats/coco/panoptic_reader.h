// Panoptic annotations (coco.md §2.7). Segments are read with the JSON; what pixels they have stands in one PNG per image. The PNGs
// are read afterwards, in the order in which they lie in the archive, and give one record per segment that has only its mask.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/wanted_runs.h"
#include "formats/coco/annotation_parser.h"
#include "formats/coco/layout.h"
#include "formats/coco/record.h"
#include "formats/report.h"

namespace dropset::coco {

// One element of a panoptic file's `annotations`.
struct PanopticEntry {
  int64_t image_id = 0;
  std::string file_name;
  std::vector<Record> segments;  // the first `count` of them; reused
  size_t count = 0;
};

class PanopticReader {
 public:
  // All outlive it.
  PanopticReader(const Archive& archive, const std::vector<AnnotationFile>& files, std::string_view format, bool strict,
                 Report& report)
      : archive_(archive), files_(files), format_(format), strict_(strict), report_(report), runs_(archive) {}

  // The bytes of the PNGs that belong to an annotation file.
  static uint64_t BytesOfPngs(const Archive& archive, EntryId annotation_file);

  // Consumes the element that comes next, `position` in `annotations`. entry.count is 0 where it is to be left out, which is
  // counted.
  Status ParseEntry(JsonReader& json, AnnotationParser& parser, uint32_t file, uint32_t position, PanopticEntry& entry);

  // The PNGs of entries that were parsed.
  struct Job {
    std::pair<uint64_t, uint64_t> place;  // in the archive
    EntryId png;
    uint32_t file, position;
    int64_t image_id;
    uint32_t first_id, ids;  // in ids_, sorted and unique
  };
  void SortJobs();
  bool done() const { return next_ == jobs_.size(); }
  const Job& next() const { return jobs_[next_]; }
  // Reads the next job's PNG and hands on the records of its masks; `width` and `height` are its image's, 0 if not known. Adds the
  // bytes read to `bytes`.
  Status ReadPng(uint32_t width, uint32_t height, const std::function<Status(Record&)>& keep, uint64_t& bytes);
  void SkipPng() { ++next_; }

  // Gives the segments among `records` (of one image) their masks; returns how many records remain, at the front. Segments without
  // pixels go: they have been counted.
  static size_t JoinMasks(std::span<Record> records, const std::vector<AnnotationFile>& files);

 private:
  Status Refuse(std::string_view code, std::string message, const std::string& place);
  // While a file is parsed, whose path the caller of ParseEntry puts in front.
  Status RefuseEntry(std::string_view code, std::string message, uint32_t file, uint32_t position);
  Status Note(const PanopticEntry& entry, uint32_t file, uint32_t position, bool& found);
  const std::string& PathOf(uint32_t file) const { return archive_.entries()[files_[file].entry].path; }

  const Archive& archive_;
  const std::vector<AnnotationFile>& files_;
  std::string_view format_;
  bool strict_;
  Report& report_;
  std::vector<Job> jobs_;
  std::vector<uint32_t> ids_;
  size_t next_ = 0;
  WantedRuns runs_;
};

}  // namespace dropset::coco
