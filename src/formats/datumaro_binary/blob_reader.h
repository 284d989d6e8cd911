// The blobs of one .datum file, in order.
#pragma once

#include <cstdint>

#include "formats/datumaro_binary/cursor.h"
#include "formats/datumaro_binary/head.h"
#include "formats/datumaro_binary/input.h"

namespace dropset::datumaro_binary {

class BlobReader {
 public:
  // `head` was read from the same bytes and must outlive this; `input` is behind it. What a release candidate's file holds counts
  // as one blob.
  BlobReader(const Head& head, Input input) : head_(head), input_(std::move(input)) {}

  bool at_end() const { return next_ == (head_.release_candidate ? 1 : head_.blob_sizes.size()); }
  // Reads and decrypts the next blob; there must be one.
  Status Next();
  // At the beginning of the blob that was read last, which must live on.
  Cursor Begin() const;
  uint64_t offset() const { return input_.offset(); }

 private:
  Status Decrypt();

  const Head& head_;
  Input input_;
  size_t next_ = 0;
  uint64_t blob_at_ = 0;  // its offset in the file
  Bytes blob_;
};

}  // namespace dropset::datumaro_binary
