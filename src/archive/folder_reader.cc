#include <algorithm>

#include "archive/entry_path.h"
#include "archive/folder.h"
#include "archive/tree.h"
#include "archive/verified_stream.h"
#include "base/utf8.h"

namespace dropset {
namespace {

// sources_[i] holds the bytes of entries_[i].
class FolderArchive final : public Tree {
 public:
  // `files` are sorted by path, which is normalised.
  FolderArchive(std::vector<PlainFile> files, std::vector<std::string> folders, std::string name) : Tree(std::move(name)) {
    entries_.reserve(files.size());
    sources_.reserve(files.size());
    for (PlainFile& file : files) {
      entries_.push_back({std::move(file.path), file.bytes->size(), file.bytes->size()});
      sources_.push_back(std::move(file.bytes));
    }
    SetFolders(std::move(folders));
  }

  Result<std::unique_ptr<Stream>> Open(EntryId entry) const override {
    return PlacedStream(std::make_unique<SourceStream>(sources_[entry]), name_ + ": " + ShownName(entries_[entry].path));
  }

  Result<RawEntry> OpenRaw(EntryId entry) const override {
    RawEntry raw;
    raw.size = entries_[entry].size;
    raw.bytes = sources_[entry];
    return raw;
  }

  // Each file is a container of its own.
  std::pair<uint64_t, uint64_t> Position(EntryId entry) const override { return {entry, 0}; }
  void Want(EntryId file, EntryId) const override { sources_[file]->Want(0, entries_[file].size); }
  bool WantWhole(EntryId file) const override { return sources_[file]->WantWhole(); }

 private:
  std::vector<std::shared_ptr<const Source>> sources_;
};

// As NormalisePath; what a host calls a folder or a file is one whether or not its name ends in a slash.
Result<std::string> InnerPath(const std::string& raw) {
  if (!ValidUtf8(raw)) return Status(Code::kInvalid, "the file's name is not UTF-8; rename it").At(ShownName(raw));
  Result<EntryPath> path = NormalisePath(raw);
  if (!path.ok()) return path.TakeStatus().At(ShownName(raw));
  return std::move(path->path);
}

Status Collect(std::vector<PlainFile>& files, std::vector<std::string>& folders, uint64_t& left_out) {
  size_t kept = 0;
  for (PlainFile& file : files) {
    DROPSET_ASSIGN(file.path, InnerPath(file.path));
    if (file.path.empty()) return Status(Code::kInvalid, "a file has no name");
    if (IsJunk(file.path)) {
      ++left_out;
    } else {
      std::swap(files[kept++], file);
    }
  }
  files.resize(kept);
  std::sort(files.begin(), files.end(), [](const PlainFile& a, const PlainFile& b) { return a.path < b.path; });
  auto twice =
      std::adjacent_find(files.begin(), files.end(), [](const PlainFile& a, const PlainFile& b) { return a.path == b.path; });
  if (twice != files.end()) return Status(Code::kInvalid, "two files have this path").At(ShownName(twice->path));

  for (std::string& folder : folders) {
    DROPSET_ASSIGN(folder, InnerPath(folder));
  }
  auto unwanted = [](const std::string& folder) { return folder.empty() || IsJunk(folder); };
  folders.erase(std::remove_if(folders.begin(), folders.end(), unwanted), folders.end());
  return {};
}

}  // namespace

Result<std::unique_ptr<Archive>> OpenFolder(std::vector<PlainFile> files, std::vector<std::string> folders, std::string name,
                                            uint64_t* junk) {
  uint64_t left_out = 0;
  Status status = Collect(files, folders, left_out);
  if (!status.ok()) return std::move(status).At(name);
  if (junk != nullptr) *junk = left_out;
  return std::make_unique<FolderArchive>(std::move(files), std::move(folders), std::move(name));
}

}  // namespace dropset
