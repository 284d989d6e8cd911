// Names of entries: what Dropset takes from an archive or folder, and what it gives to an output.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"

namespace dropset {

struct EntryPath {
  std::string path;     // relative, `/`, no empty or `.` parts, no trailing slash; empty for the root itself
  bool folder = false;  // the name ended in a slash
};

// The path that the name `raw` (UTF-8) of an input means; a backslash reads as `/`. Names that escape (`..`, absolute, drive, NUL)
// are Code::kUnsafe. The error has no place.
Result<EntryPath> NormalisePath(std::string_view raw);

// What operating systems leave behind: `__MACOSX/`, `.DS_Store`, `Thumbs.db`, `._*`.
bool IsJunk(std::string_view path);

// `name` fit for a message: whatever is not valid UTF-8 or is a control character becomes `?`, long names are cut.
std::string ShownName(std::string_view name);

// Code::kInvalid with `path` as place unless it is a relative, normalised path in UTF-8 that may be written.
Status CheckOutputPath(std::string_view path);

}  // namespace dropset
