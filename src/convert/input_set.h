// One or several inputs, whatever they are, opened as the one tree that a format reads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "archive/folder.h"
#include "base/status.h"
#include "formats/report.h"
#include "io/source.h"

namespace dropset {

// What the host was given: a file (an archive, or a single annotation file), or a folder.
struct Input {
  std::string name;                    // what errors call it
  std::shared_ptr<const Source> file;  // null: a folder of
  std::vector<PlainFile> files;
  std::vector<std::string> folders;
};

// Opens `inputs` and lays them over each other. A file that is no zip is a folder of that one file. Single wrapping folders are
// stepped into as far as a dataset lies inside them: not into an `annotations/` that is all there is. `from`: the format that will
// be read, or empty. What was left out is added to `report`.
Result<std::unique_ptr<Archive>> OpenInputs(const std::vector<Input>& inputs, std::string_view from, Report& report);

}  // namespace dropset
