#include "convert/input_set.h"

#include <algorithm>
#include <array>
#include <utility>

#include "archive/nested.h"
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

Status OpenOne(const Input& input, ArchiveSet& archives) {
  if (!input.file) return archives.AddFolder(input.files, input.folders, input.name);
  if (MeantAsZip(input)) return archives.AddZip(input.file, input.name);
  return archives.AddFolder({PlainFile{input.name, input.file}}, {}, input.name);
}

std::string NameOf(const std::vector<Input>& inputs) {
  constexpr size_t kNamed = 3;
  std::string name;
  for (size_t i = 0; i < std::min(inputs.size(), kNamed); ++i) name += (i ? " + " : "") + inputs[i].name;
  return inputs.size() > kNamed ? name + " + " + std::to_string(inputs.size() - kNamed) + " more" : name;
}

// All inputs as one archive, and what that cost.
struct Tree {
  std::shared_ptr<Archive> archive;
  uint64_t moved = 0;   // files that lie elsewhere than in their own archive
  uint64_t beside = 0;  // files that were passed over
};

Result<Tree> TreeOf(std::vector<Layer> layers, const std::string& name) {
  Tree tree;
  if (layers.size() == 1 && layers[0].left_out.empty()) {
    tree.archive = std::move(layers[0].archive);
  } else {
    DROPSET_ASSIGN(tree.archive, Overlay(std::move(layers), name, &tree.moved));
  }
  return tree;
}

Result<Tree> TreeApart(const ArchiveSet& archives, const std::string& name) {
  uint64_t beside = 0;
  DROPSET_ASSIGN(Tree tree, TreeOf(archives.Apart(&beside), name));
  tree.beside = beside;
  return tree;
}

// How well `archive` fits `from` (or the other formats of its family), or any format if `from` is empty, of those that want
// archives apart, or of the others; 0: not at all.
int Fit(const Archive& archive, std::string_view from, bool apart) {
  const Format* wanted = from.empty() ? nullptr : FindFormat(from);
  int best = 0;
  for (const Format& format : Formats()) {
    if (!format.detect || format.archives_apart != apart || (wanted && format.family != wanted->family)) continue;
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

// Steps into `archive`'s wrapping folders as far as a dataset lies inside them. Returns how well it fits there.
int StepIntoDataset(Archive& archive, std::string_view from, std::string& wrapper) {
  int best_fit = Fit(archive, from, false);
  bool wraps = true;   // whether all folders between the best depth and this one are mere wrappers
  std::string beyond;  // the folders that were stepped into since
  for (int depth = 0; depth < kWrappingFolders; ++depth) {
    const std::string folder = StepIntoWrapper(archive, 1);
    if (folder.empty()) break;
    wrapper += folder;
    beyond += folder;
    wraps = wraps && !MeansSomething(folder);
    const int fit = Fit(archive, from, false);
    if (best_fit > 0 && (fit < best_fit || (fit == best_fit && !wraps))) continue;
    best_fit = fit;
    beyond.clear();
    wraps = true;
  }
  archive.RestorePrefix(beyond);
  wrapper.resize(wrapper.size() - beyond.size());
  return best_fit;
}

// The inputs laid over each other, and stepped into; or each for itself, where no format is named, none fits them laid over each
// other (or they contradict each other), and one that wants them apart does.
Result<Tree> TreeTogether(const ArchiveSet& archives, const std::string& name, std::string_view from) {
  Result<Tree> tree = TreeOf(archives.LaidOver(), name);
  if (!tree.ok()) {
    if (!from.empty() || tree.status().code() != Code::kInvalid) return tree;
    DROPSET_ASSIGN(Tree apart, TreeApart(archives, name));
    if (Fit(*apart.archive, {}, false) > 0 || Fit(*apart.archive, {}, true) == 0) return tree;
    return apart;
  }
  std::string wrapper;
  const int fit = StepIntoDataset(*tree->archive, from, wrapper);
  if (!from.empty() || fit > 0) return tree;
  tree->archive->RestorePrefix(wrapper);  // both may be the same archive
  DROPSET_ASSIGN(Tree apart, TreeApart(archives, name));
  if (Fit(*apart.archive, {}, true) > 0) return apart;
  tree->archive->DropPrefix(wrapper.size());
  return tree;
}

void AddNotes(const ArchiveSet& archives, const Tree& tree, Report& report) {
  auto note = [&report](Severity severity, std::string_view code, std::string_view message, uint64_t count) {
    if (count > 0) report.Add(severity, code, {}, message, {}, {}, count);
  };
  note(Severity::kNote, "junk-ignored", "files of operating systems (__MACOSX, .DS_Store, Thumbs.db) were left out",
       archives.junk());
  note(Severity::kWarning, "archive-too-deep", "archives that lie in archives that lie in archives were not opened",
       archives.too_deep());
  note(Severity::kNote, "file-moved",
       "files of several archives that share a path are taken to lie in folders named after their archives", tree.moved);
  note(Severity::kWarning, "beside-archives",
       "archives of a folder are read; the files beside them, and archives in deeper folders, are not", tree.beside);
}

}  // namespace

Result<std::shared_ptr<Archive>> OpenInputs(const std::vector<Input>& inputs, std::string_view from, Scratch& scratch,
                                            Report& report, const ZipCaps& caps) {
  if (inputs.empty()) return Status(Code::kUsage, "no input given");
  ArchiveSet archives(scratch, caps);
  for (const Input& input : inputs) DROPSET_TRY(OpenOne(input, archives));
  DROPSET_TRY(archives.OpenInner());
  const std::string name = NameOf(inputs);
  const Format* wanted = from.empty() ? nullptr : FindFormat(from);
  const bool apart = wanted && wanted->archives_apart;
  DROPSET_ASSIGN(const Tree tree, apart ? TreeApart(archives, name) : TreeTogether(archives, name, from));
  AddNotes(archives, tree, report);
  return tree.archive;
}

}  // namespace dropset
