// Categories and infos: the same JSON in Datumaro JSON (datumaro.md §2.3, §3) and in DatumaroBinary's header.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "formats/reading_notes.h"
#include "model/labels.h"
#include "text/json_reader.h"

namespace dropset::datumaro {

// What one annotation file declares.
struct FileLabels {
  Labels labels;
  // The file's label number → index in labels.labels, which has no label twice. Empty: they are the same.
  std::vector<int32_t> index;
};

// Reads the object `categories` that comes next into `file` (its infos and media type are left alone). What is missing is filled
// in, what is odd is mended, and both noted. The error is --strict's (with its file); the JsonReader's own one stays there.
Status ReadCategories(JsonReader& json, FileLabels& file, ReadingNotes& notes);
// Reads the object `infos` that comes next.
Status ReadInfos(JsonReader& json, Labels& labels, ReadingNotes& notes);

// Appends the object `categories` as the reference writes it: `{}` where there are none.
void AppendCategories(std::string& out, const Labels& labels);

}  // namespace dropset::datumaro
