// Trees of plain files, and several trees laid over each other.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "base/limits.h"

namespace dropset {

class PieceHelper;  // codec/piece_helper.h

// A file that the host named: a member of an input folder.
struct PlainFile {
  std::string path;  // relative to the folder; a backslash reads as `/`
  std::shared_ptr<const Source> bytes;
};

// Refuses names that escape; leaves out junk as OpenZip does. `folders`: explicit folders, perhaps empty.
Result<std::unique_ptr<Archive>> OpenFolder(std::vector<PlainFile> files, std::vector<std::string> folders, std::string name,
                                            uint64_t* junk);

// An archive as a part of a tree of several.
struct Layer {
  std::shared_ptr<Archive> archive;
  std::string folder = {};   // where in the tree its root lies, with a slash; empty: at the tree's root
  std::string instead = {};  // the folder for those of its files whose path an earlier layer has with other content, with a slash;
                             // empty: such files are an error
  std::vector<EntryId> left_out = {};  // entries that the tree does not have; sorted
};

// One tree of several, as if unpacked over each other. The same path with the same size and content counts once; with another
// content it is Code::kInvalid, naming both archives, or lies elsewhere, as the later layer says. `*moved`, if given, counts the
// latter.
Result<std::unique_ptr<Archive>> Overlay(std::vector<Layer> layers, std::string name, uint64_t* moved);

// Steps into the only top-level folder while there is exactly one and no top-level file, at most `levels` deep. Returns the
// folder's path with a trailing slash, or nothing; Archive::RestorePrefix undoes it.
std::string StepIntoWrapper(Archive& archive, int levels = kWrappingFolders);

// Makes the files of an output folder. The host owns where they lie.
class FolderHost {
 public:
  virtual ~FolderHost() = default;
  virtual Result<std::unique_ptr<Sink>> CreateFile(std::string_view path) = 0;
  virtual Status CreateFolder(std::string_view path) = 0;
};

// Writes a folder through `host`, like WriteZip otherwise: media entries are inflated and written. All must outlive it.
std::unique_ptr<Bundle> WriteFolder(FolderHost& host, const Archive& input, PieceHelper* helper = nullptr);

}  // namespace dropset
