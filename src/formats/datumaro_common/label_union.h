// The labels of several subset files as those of one dataset.
#pragma once

#include <cstdint>
#include <vector>

#include "base/status.h"
#include "formats/datumaro_common/categories_json.h"
#include "formats/reading_notes.h"

namespace dropset::datumaro {

// The reference refuses files that disagree; here labels are united by name and parent, and the files' label numbers translated.
class LabelUnion {
 public:
  // Files in their order; notes.file() is the file's path. The error is --strict's.
  Status Add(FileLabels file, ReadingNotes& notes);

  // Complete after the last Add.
  const Labels& labels() const { return labels_; }
  Labels& labels() { return labels_; }
  // The dataset's number of a label that file `file` (counted from 0) calls `label` (>= 0). A number that the file does not
  // declare stays undeclared.
  int32_t Translate(size_t file, int32_t label) const;

 private:
  Status Unite(const FileLabels& file, ReadingNotes& notes);
  std::vector<int32_t> UniteLabels(const std::vector<Label>& more);
  void UniteGroups(const std::vector<LabelGroup>& more);

  Labels labels_;
  std::vector<std::vector<int32_t>> indexes_;  // per file; empty: the file's numbers are the dataset's
};

}  // namespace dropset::datumaro
