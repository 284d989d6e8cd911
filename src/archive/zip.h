// Zip archives (APPNOTE 6.3), read and written.
#pragma once

#include <memory>
#include <string>

#include "archive/archive.h"
#include "base/limits.h"

namespace dropset {

class PieceHelper;  // codec/piece_helper.h

// What hostile archives may cost. Every cap can be raised by the user (convert/input_limits.h), whom errors tell so.
struct ZipCaps {
  uint64_t entries = kZipEntries;
  uint64_t entry_size = kZipEntrySize;  // what one entry inflates to
  uint64_t total = kZipTotalSize;       // sum of what the entries inflate to
  uint64_t ratio = kZipRatio;           // inflated : compressed, applied to entries that inflate to over kZipRatioFloor
};

// Reads the central directory of `source`; `name` is what errors call it. Refuses (Code::kUnsafe, kEncrypted, kUnsupported,
// kCorrupt, kTruncated, kLimit) with the entry's name as place: encryption, unknown methods, names that escape, two entries of one
// name with different content (the same content counts once), entries that overlap, data beyond the central directory, parts of
// several, what exceeds `caps`. A local header that disagrees is refused when its entry is opened. Junk (__MACOSX, .DS_Store,
// Thumbs.db, ._*) and what is no file (symbolic links are not followed; devices) is left out; `*junk`, if given, counts it. Local
// headers are read one by one: where a read is dear, `source` should be a ReadAheadSource.
Result<std::unique_ptr<Archive>> OpenZip(std::shared_ptr<const Source> source, std::string name, const ZipCaps& caps,
                                         uint64_t* junk);

// Whether the bytes look like a zip: an end-of-central-directory record within reach of the end.
bool LooksLikeZip(const Source& source);

struct ZipWriteOptions {
  // Of deflate for what Dropset writes itself; 0 stores. In wasm Datumaro JSON takes 34 % of its size at 251 MB/s (1), 31 % at 92
  // (3), 30 % at 51 (6) and 29 (9); docs/performance.md has all levels.
  int level = 1;
  PieceHelper* helper = nullptr;  // takes pieces of what is deflated, and files that are recoded; outlives the bundle
};

// Writes a zip to `sink`, which must outlive it. `input` is what Copy's entries refer to. One constant time stamp
// (1980-01-01 00:00), so that the same input gives the same bytes. With a seekable sink sizes and CRC are patched into the
// local headers, else data descriptors are written; ZIP64 fields only where needed. Finish closes nothing: the caller closes
// `sink`.
std::unique_ptr<Bundle> WriteZip(Sink& sink, const Archive& input, const ZipWriteOptions& options);

}  // namespace dropset
