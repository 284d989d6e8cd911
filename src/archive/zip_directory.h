// The central directory of a zip: where it is, and its headers one by one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/status.h"
#include "io/source.h"

namespace dropset::zip {

// What the end records say (4.3.14, 4.3.16), corrected for bytes that were prepended to the archive.
struct Directory {
  uint64_t offset = 0;  // in the source
  uint64_t size = 0;
  uint64_t entries = 0;
  uint64_t shift = 0;  // to be added to the offsets of local headers
  bool zip64 = false;  // otherwise `entries` counts modulo 65,536: writers without ZIP64 let it overflow
};

// Searches backwards from the end; the comment and kZipTrailing appended bytes may follow. Code::kUnsupported: not a zip, or one
// part of several; kTruncated: it begins as a zip and its end is missing; kCorrupt.
Result<Directory> FindDirectory(const Source& source);

// A central directory header with its ZIP64 fields resolved.
struct CentralHeader {
  std::span<const std::byte> name, extra;  // valid until the next call of Next
  uint16_t made_by = 0, flags = 0, method = 0;
  uint32_t crc = 0, external_attributes = 0;
  uint64_t size = 0, compressed = 0, offset = 0;  // offset in the source
};

// Reads the headers in order, through a window of kReadWindow bytes or a little more.
class DirectoryReader {
 public:
  // `source` must outlive it and contain `directory`, as FindDirectory ensures.
  DirectoryReader(const Source& source, const Directory& directory);
  // False at the end, after as many headers as the end record promised.
  Result<bool> Next(CentralHeader& header);

 private:
  Status Need(size_t bytes);
  Status Finish() const;

  const Source& source_;
  Directory directory_;
  std::unique_ptr<std::byte[]> window_;
  size_t begin_ = 0, end_ = 0;  // what of the window was read and not consumed
  uint64_t unread_;             // bytes of the directory that are not in the window yet
  uint64_t count_ = 0;          // headers so far
};

}  // namespace dropset::zip
