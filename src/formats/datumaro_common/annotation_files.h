// Where a dataset of Datumaro's formats keeps its annotation files (datumaro.md §1, model.md §6).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "model/labels.h"

namespace dropset::datumaro {

struct AnnotationFile {
  EntryId entry;
  std::string subset;  // the file's stem
  std::string root;    // the dataset's folder with its slash, or empty
};

// The files for whose path `is_named` says yes in the shallowest folder `annotations` (to depth 3) that has any; else those at the
// top for which `is_alike` does, too. Sorted by subset (bytes), then path.
std::vector<AnnotationFile> FindAnnotationFiles(const Archive& archive, const std::function<bool(std::string_view)>& is_named,
                                                const std::function<bool(EntryId)>& is_alike);

// Whether the path ends in the extension (with its dot, lower case), whatever its case.
bool HasExtension(std::string_view path, std::string_view extension);

// The labels of `<root>dataset_meta.json` where the annotation files declare none (decisions.md "Layouts and tolerance").
Status UseDatasetMeta(const Archive& archive, const std::string& root, Labels& labels);

}  // namespace dropset::datumaro
