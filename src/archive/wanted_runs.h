// Many entries that are read in the order in which they lie: what is wanted is said of neighbours together, not of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

#include "archive/archive.h"

namespace dropset {

// Goes along an order of entries by Archive::Position. At the first of neighbours the archive is told to Want them all, and so it
// is at the first of files of their own.
class WantedRuns {
 public:
  static constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

  // `archive` must outlive it. `of_each`: how many bytes of each entry are read.
  explicit WantedRuns(const Archive& archive, uint64_t of_each = kAll) : archive_(&archive), of_each_(of_each) {}

  // To be called before the entry `next` of `count` is opened; `entry` says which one it is. One may be there several times.
  void Reach(size_t next, size_t count, const std::function<EntryId(size_t)>& entry) {
    if (next >= end_) Begin(next, count, entry);
  }

 private:
  bool WantFile(EntryId entry) const;
  void Begin(size_t next, size_t count, const std::function<EntryId(size_t)>& entry);
  bool Neighbours(EntryId entry, EntryId next) const;

  const Archive* archive_;
  uint64_t of_each_;
  size_t end_ = 0;  // of the run that was told last
};

}  // namespace dropset
