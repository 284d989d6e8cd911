#include "archive/wanted_runs.h"

#include <algorithm>

namespace dropset {
namespace {

// A gap that is read with its neighbours. A browser reads it ahead in the time that a read of its own for what follows costs.
constexpr uint64_t kReadThrough = uint64_t{1} << 20;
// Of which is said at once that they are wanted.
constexpr size_t kFiles = 4096;

}  // namespace

void WantedRuns::Begin(size_t next, size_t count, const std::function<EntryId(size_t)>& entry) {
  end_ = next + 1;
  if (WantFile(entry(next))) {
    while (end_ < count && end_ - next < kFiles && WantFile(entry(end_))) ++end_;
    return;
  }
  while (end_ < count && Neighbours(entry(end_ - 1), entry(end_))) ++end_;
  const bool only_its_head = end_ == next + 1 && archive_->entries()[entry(next)].compressed_size > of_each_;
  if (!only_its_head) archive_->Want(entry(next), entry(end_ - 1));
}

// False where it is none, or too large, or only its head is read.
bool WantedRuns::WantFile(EntryId entry) const {
  return archive_->entries()[entry].compressed_size <= of_each_ && archive_->WantWhole(entry);
}

bool WantedRuns::Neighbours(EntryId entry, EntryId next) const {
  const auto [container, offset] = archive_->Position(entry);
  const auto [next_container, next_offset] = archive_->Position(next);
  const uint64_t read = std::min(archive_->entries()[entry].compressed_size, of_each_);
  return container == next_container && next_offset - offset <= read + kReadThrough;
}

}  // namespace dropset
