// Where a Datumaro JSON dataset keeps its annotation files (datumaro.md §1, model.md §6).
#pragma once

#include <string>
#include <vector>

#include "archive/archive.h"
#include "formats/format.h"

namespace dropset::datumaro {

struct AnnotationFile {
  EntryId entry;
  std::string subset;  // the file's stem
  std::string root;    // the dataset's folder with its slash, or empty
};

// `annotations/*.json` in the shallowest folder (to depth 3) that has any; else the files at the top that look like it. Sorted by
// subset (bytes), then path.
std::vector<AnnotationFile> FindAnnotationFiles(const Archive& archive);

// What the first 64 KiB of a JSON file tell. kUnclear: broken, or nothing telling seen.
enum class Look { kDatumaro, kOther, kUnclear };
Look LookAt(const Archive& archive, EntryId entry);

Match Detect(const Archive& archive);

}  // namespace dropset::datumaro
