// The records of a zip file as Dropset writes them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "archive/zip_format.h"

namespace dropset::zip {

// One file or folder of an output.
struct Record {
  uint64_t offset = 0;  // of the local header
  uint64_t size = 0;    // uncompressed
  uint64_t compressed = 0;
  uint32_t crc = 0;
  uint32_t path = 0;  // a number of the OutputPaths; a folder's has a trailing slash
  uint16_t method = 0;
  uint16_t flags = 0;
};

// Whether the local header needs its sizes in a ZIP64 field (4.5.3).
bool NeedsZip64(const Record& record);

// The least room for a ZIP64 field or, where none is needed, a growth hint; and for both.
constexpr size_t kRoom = kExtraHeader + 16, kWideRoom = kRoom + kExtraHeader + 4;

// 4.3.7. With kFlagDescriptor CRC and sizes are zero (4.4.4, bit 3). With `room` (kRoom, or from kWideRoom to 65535) the header's
// extra field has that length whether or not it needs ZIP64: what it does not need is a growth hint (4.6.10), made for this
// purpose. So it can be written before the sizes are known.
std::vector<std::byte> LocalHeader(const Record& record, std::string_view name, size_t room);

// 4.3.9, with signature. The sizes have 8 bytes only where 4 do not hold them, which is what Java and Go write and all read.
std::vector<std::byte> Descriptor(const Record& record);

// 4.3.12
std::vector<std::byte> CentralHeader(const Record& record, std::string_view name);

// 4.3.14 to 4.3.16; the first two only where a field needs them.
std::vector<std::byte> EndRecords(uint64_t entries, uint64_t directory_offset, uint64_t directory_size);

}  // namespace dropset::zip
