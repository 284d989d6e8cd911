// What Dropset keeps of a zip's central directory, after every check that needs nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/zip.h"
#include "archive/zip_directory.h"

namespace dropset::zip {

// Where an entry lies and what its local header must agree with. Small: there may be millions.
struct Location {
  uint64_t offset;    // of the local header, in the source
  uint32_t crc;       // of the content
  uint32_t name_crc;  // of the name as it is in the header
  uint16_t name_length;
  Method method;
  uint16_t method_flags;  // as in RawEntry
};

struct Index {
  std::vector<Entry> entries;        // sorted by path, unique
  std::vector<Location> locations;   // of the entry with the same number
  std::vector<std::string> folders;  // in no order, perhaps repeated
  uint64_t junk = 0;                 // files left out: junk by name, and what is no file (symbolic links, devices)
};

// Refuses what OpenZip documents. Errors have the entry's name as place.
Result<Index> ReadIndex(const Source& source, const Directory& directory, const ZipCaps& caps);

}  // namespace dropset::zip
