#include "convert/input_set.h"

#include <algorithm>
#include <array>
#include <utility>

#include "archive/zip.h"
#include "base/limits.h"
#include "convert/conversion.h"
#include "formats/format.h"

namespace dropset {
namespace {

bool StartsLikeZip(const Source& source) {
  constexpr std::array<std::byte, 2> kSignature = {std::byte{'P'}, std::byte{'K'}};
  std::array<std::byte, 2> start{};
  return source.size() >= start.size() && source.ReadAt(0, start).ok() && start == kSignature;
}

// A damaged zip must be refused as such, not read as a plain file.
bool MeantAsZip(const Input& input) {
  return input.name.ends_with(".zip") || input.name.ends_with(".ZIP") || StartsLikeZip(*input.file) || LooksLikeZip(*input.file);
}

Result<std::unique_ptr<Archive>> OpenOne(const Input& input, uint64_t* junk) {
  if (!input.file) return OpenFolder(input.files, input.folders, input.name, junk);
  if (MeantAsZip(input)) return OpenZip(input.file, input.name, ZipCaps{}, junk);
  return OpenFolder({PlainFile{input.name, input.file}}, {}, input.name, junk);
}

Result<std::unique_ptr<Archive>> OpenAll(const std::vector<Input>& inputs, uint64_t* junk) {
  *junk = 0;
  std::vector<std::unique_ptr<Archive>> archives;
  for (const Input& input : inputs) {
    uint64_t junk_here = 0;
    DROPSET_ASSIGN(std::unique_ptr<Archive> archive, OpenOne(input, &junk_here));
    *junk += junk_here;
    archives.push_back(std::move(archive));
  }
  if (archives.size() == 1) return std::move(archives.front());
  return Overlay(std::move(archives));
}

// How well `archive` fits `from` (or the other formats of its family), or any format if `from` is empty; 0: not at all.
int Fit(const Archive& archive, std::string_view from) {
  const Format* wanted = from.empty() ? nullptr : FindFormat(from);
  int best = 0;
  for (const Format& format : Formats()) {
    if (!format.detect || (wanted && format.family != wanted->family)) continue;
    best = std::max(best, format.detect(archive).confidence);
  }
  return best;
}

// Folders of a dataset itself (train2017/ too): their names say what is in them, where that of a wrapper says nothing.
bool MeansSomething(std::string_view folder) {
  constexpr std::array<std::string_view, 7> kNames = {"annotations", "images", "train", "val", "valid", "validation", "test"};
  while (!folder.empty() && (folder.back() == '/' || (folder.back() >= '0' && folder.back() <= '9'))) folder.remove_suffix(1);
  return std::find(kNames.begin(), kNames.end(), folder) != kNames.end();
}

}  // namespace

Result<std::unique_ptr<Archive>> OpenInputs(const std::vector<Input>& inputs, std::string_view from, Report& report) {
  if (inputs.empty()) return Status(Code::kUsage, "no input given");
  uint64_t junk = 0;
  DROPSET_ASSIGN(std::unique_ptr<Archive> archive, OpenAll(inputs, &junk));
  int best_fit = Fit(*archive, from), best_depth = 0, depth = 0;
  bool wraps = true;  // whether all folders between the best depth and this one are mere wrappers
  std::string folder;
  while (depth < kWrappingFolders) {
    archive = StepIntoWrapper(std::move(archive), &folder, 1);
    if (folder.empty()) break;
    ++depth;
    wraps = wraps && !MeansSomething(folder);
    const int fit = Fit(*archive, from);
    if (best_fit > 0 && (fit < best_fit || (fit == best_fit && !wraps))) continue;
    best_fit = fit;
    best_depth = depth;
    wraps = true;
  }
  if (best_depth < depth) {  // stepping in cannot be undone, and this is rare
    DROPSET_ASSIGN(archive, OpenAll(inputs, &junk));
    archive = StepIntoWrapper(std::move(archive), &folder, best_depth);
  }
  if (junk > 0) {
    report.Add(Severity::kNote, "junk-ignored", {}, "files of operating systems (__MACOSX, .DS_Store, Thumbs.db) were left out", {},
               {}, junk);
  }
  return archive;
}

}  // namespace dropset
