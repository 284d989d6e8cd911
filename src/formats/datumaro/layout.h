// Where a Datumaro JSON dataset keeps its annotation files (datumaro.md §1, model.md §6).
#pragma once

#include <string>
#include <vector>

#include "archive/archive.h"
#include "formats/datumaro_common/annotation_files.h"
#include "formats/format.h"

namespace dropset::datumaro {

// `annotations/*.json`, else the files at the top that look like it.
std::vector<AnnotationFile> FindJsonFiles(const Archive& archive);

// What the first 64 KiB of a JSON file tell. kUnclear: broken, or nothing telling seen.
enum class Look { kDatumaro, kOther, kUnclear };
Look LookAt(const Archive& archive, EntryId entry);

Match Detect(const Archive& archive);

}  // namespace dropset::datumaro
