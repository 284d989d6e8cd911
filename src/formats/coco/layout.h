// Where a COCO dataset keeps its annotation files and images: every layout that decisions.md "Layouts and tolerance" names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/archive.h"
#include "formats/coco/tasks.h"

namespace dropset::coco {

struct AnnotationFile {
  EntryId entry;
  Task task;
  std::string subset;  // not empty
};

struct Selection {
  std::optional<Task> only;  // a sub-format: files of this task; a single file under any name
  std::vector<Task> tasks;   // import option `tasks`; empty: all
  std::string path;          // import option `path`: this one file, under any name
};

// The annotation files that fit, sorted by subset (bytes), then task, then path. Code::kNotFound says what was looked for.
Result<std::vector<AnnotationFile>> FindAnnotationFiles(const Archive& archive, const Selection& selection);

// What a top-level look at (at most 64 KiB of) a JSON file tells.
enum class Look { kCoco, kOther };
Look LookAt(const Archive& archive, EntryId entry);

// Finds files by their base names alone. All subsets share one, since it looks at every entry when it is first asked.
class BaseNames {
 public:
  explicit BaseNames(const Archive& archive) : archive_(archive) {}
  // The only entry of that base name; kNoEntry if there is none or several. PNGs of panoptic annotations do not count.
  EntryId Find(std::string_view base_name);

 private:
  bool BelongsToJson(std::string_view path) const;

  const Archive& archive_;
  bool indexed_ = false;
  std::unordered_map<std::string_view, EntryId> entries_;  // kNoEntry: several
};

// Finds the files of one subset's images; remembers which folders there are.
class ImageFinder {
 public:
  ImageFinder(const Archive& archive, const AnnotationFile& file, BaseNames& base_names);
  // The entry of `file_name`, or kNoEntry; `*path` is where it is, or where it would be expected.
  EntryId Find(std::string_view file_name, std::string* path);

 private:
  const Archive& archive_;
  BaseNames& base_names_;
  std::string expected_;               // prefix of a missing image's path
  std::vector<std::string> prefixes_;  // folders that may hold the images, with trailing slash
};

}  // namespace dropset::coco
