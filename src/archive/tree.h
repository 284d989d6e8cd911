// The part that all archives share: sorted entries, explicit folders, a name.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "archive/archive.h"

namespace dropset {

class Tree : public Archive {
 public:
  explicit Tree(std::string name) : name_(std::move(name)) {}

  std::span<const Entry> entries() const final { return entries_; }
  std::span<const std::string> folders() const final { return folders_; }
  const std::string& name() const final { return name_; }

  bool DropPrefix(size_t length) final {
    for (Entry& entry : entries_) entry.path.erase(0, length);
    auto vanishes = [length](const std::string& folder) { return folder.size() <= length; };
    folders_.erase(std::remove_if(folders_.begin(), folders_.end(), vanishes), folders_.end());
    for (std::string& folder : folders_) folder.erase(0, length);
    return true;
  }

  void RestorePrefix(std::string_view prefix) final {
    for (Entry& entry : entries_) entry.path.insert(0, prefix);
    for (std::string& folder : folders_) folder.insert(0, prefix);
  }

 protected:
  void SetFolders(std::vector<std::string> folders) {
    std::sort(folders.begin(), folders.end());
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    folders_ = std::move(folders);
  }

  std::string name_;
  std::vector<Entry> entries_;  // sorted by path once the archive is handed out
  std::vector<std::string> folders_;
};

}  // namespace dropset
