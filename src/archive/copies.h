// Files that are noted first and made last: copies in the order in which they lie in the input, then others.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "archive/archive.h"
#include "archive/output_paths.h"
#include "archive/recoded_ahead.h"
#include "archive/wanted_runs.h"

namespace dropset {

// Where they go. `path` is a number of the OutputPaths.
class CopyTarget {
 public:
  virtual ~CopyTarget() = default;
  // These begin a file, and return the bytes to copy into it: of an entry as it lies in the input, or those given.
  virtual Result<std::unique_ptr<Stream>> BeginCopy(uint32_t path, EntryId entry) = 0;
  virtual Result<std::unique_ptr<Stream>> BeginAdded(uint32_t path, std::shared_ptr<const Source> bytes) = 0;
  // Where the next bytes may be put before they are written; empty: anywhere.
  virtual std::span<std::byte> CopyRoom() { return {}; }
  virtual Status WriteCopy(std::span<const std::byte> bytes) = 0;
  virtual Status EndCopy() = 0;
};

class NotedCopies {
 public:
  // All must outlive it. `helper`: of recoded copies; null: there is none.
  NotedCopies(const Archive& input, OutputPaths& paths, CopyTarget& target, PieceHelper* helper)
      : input_(input), paths_(paths), target_(target), runs_(input), ahead_(input, runs_, helper) {}

  // As Bundle::Copy or, with a recoding, Bundle::CopyRecoded; Bundle::AddLater; Bundle::CopyNoted.
  Status Note(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding = nullptr);
  Status Note(std::string_view path, std::shared_ptr<const Source> bytes);
  Result<bool> Run(size_t budget);
  bool copying() const { return stream_ != nullptr; }  // Run has returned in the middle of a file
  bool done() const { return next_ == order_.size() + added_.size() && !stream_; }

 private:
  struct Added {
    uint32_t path;
    std::shared_ptr<const Source> bytes;
  };

  void Sort();
  std::span<std::byte> Room();
  RecodedAhead::Copy CopyAt(size_t index) const;
  Result<std::unique_ptr<Stream>> BeginNext();

  const Archive& input_;
  OutputPaths& paths_;
  CopyTarget& target_;
  WantedRuns runs_;
  RecodedAhead ahead_;
  std::vector<EntryId> entry_of_path_;  // kNoEntry for paths that are no copies; may be shorter than paths_
  std::unordered_map<uint32_t, std::shared_ptr<const Recoding>> recodings_;  // by path, of copies that are recoded
  std::vector<uint32_t> order_;                                              // paths of copies
  std::vector<Added> added_;
  size_t next_ = 0;                      // in order_ and, counted on, added_: those before it are made
  bool sorted_ = true;                   // order_ from next_ on
  std::unique_ptr<Stream> stream_;       // of what next_ says, if that was begun
  std::unique_ptr<std::byte[]> buffer_;  // where the target gives no room
};

}  // namespace dropset
