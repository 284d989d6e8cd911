// One or several inputs, whatever they are, opened as the one tree that a format reads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "archive/folder.h"
#include "archive/zip.h"
#include "base/status.h"
#include "formats/report.h"
#include "io/sink.h"
#include "io/source.h"

namespace dropset {

// What the host was given: a file (an archive, or a single annotation file), or a folder.
struct Input {
  std::string name;                    // what errors call it
  std::shared_ptr<const Source> file;  // null: a folder of
  std::vector<PlainFile> files;
  std::vector<std::string> folders;
};

// Opens `inputs`, and the archives inside them, and lays them over each other; for a format that wants archives apart (format.h)
// they are what ArchiveSet::Apart gives. A file that is no zip is a folder of that one file. Single wrapping folders are stepped
// into as far as a dataset lies inside them: not into an `annotations/` that is all there is. `from`: the format that will be read,
// or empty: then archives are apart where that fits and no other format does. `caps` hold for all archives together. What was left
// out is added to `report`. `scratch` must outlive the archive.
Result<std::shared_ptr<Archive>> OpenInputs(const std::vector<Input>& inputs, std::string_view from, Scratch& scratch,
                                            Report& report, const ZipCaps& caps = {});

}  // namespace dropset
