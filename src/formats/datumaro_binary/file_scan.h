// What must be known of a .datum file before its items are read: its head, the layout of its annotations, its subset.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "archive/archive.h"
#include "formats/datumaro_binary/annotation_reader.h"
#include "formats/datumaro_binary/blob_reader.h"

namespace dropset::datumaro_binary {

class FileScan {
 public:
  // `heads`: as told by the caller; nothing: found out (datumaro_binary.md §2), since files do not say it. `notes` has the file
  // set.
  FileScan(std::unique_ptr<Stream> stream, uint64_t size, std::string_view key_text, std::optional<Heads> heads,
           const Archive& archive, ReadingNotes& notes);

  // Reads the head, or one blob; true: all is known. Errors have the file as place.
  Result<bool> Step();
  uint64_t offset() const { return blobs_ ? blobs_->offset() : input_.offset(); }  // bytes consumed

  Head& head() { return *head_; }
  Heads heads() const { return heads_.value_or(Heads::kLong); }
  const std::string& subset() const { return subset_; }  // of the first item; empty: there is none, or it has none

 private:
  bool Parses(Heads heads);

  Input input_;
  std::string_view key_text_;
  std::optional<Heads> heads_;
  const Archive& archive_;
  ReadingNotes& notes_;
  std::unique_ptr<Head> head_;
  std::optional<BlobReader> blobs_;
  std::string subset_;
  bool saw_item_ = false;
};

}  // namespace dropset::datumaro_binary
