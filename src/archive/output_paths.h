// The paths of an output, each used once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/status.h"

namespace dropset {

// Numbers paths in the order in which they are added. Costs about 28 bytes a path and the path itself: outputs have as many entries
// as inputs, and this is the largest thing that a writer keeps.
class OutputPaths {
 public:
  // Refuses with Code::kInvalid and the path as place: paths that CheckOutputPath refuses, that are used already, or that would be
  // a file and a folder at once.
  Result<uint32_t> AddFile(std::string_view path);
  // Nothing if the folder was added before. Get returns it with a trailing slash.
  Result<std::optional<uint32_t>> AddFolder(std::string_view path);

  std::optional<uint32_t> Find(std::string_view path) const;
  std::string_view Get(uint32_t number) const { return paths_[number]; }
  size_t size() const { return paths_.size(); }

 private:
  Status ClaimParents(std::string_view path);
  uint32_t Append(std::string_view path);
  size_t Slot(std::string_view path) const;
  void Grow();

  std::vector<std::unique_ptr<char[]>> chunks_;  // own the text of paths_; never move
  char* free_ = nullptr;                         // in the last chunk
  size_t chunk_left_ = 0;
  std::vector<std::string_view> paths_;
  std::vector<uint32_t> slots_;              // open addressing, a power of two, at most half full; number + 1, 0: free
  std::unordered_set<std::string> folders_;  // every folder that is named or implied
  std::string last_parent_;                  // its folders are all in folders_
};

}  // namespace dropset
