// The records of a zip file, as APPNOTE 6.3 lays them out. All numbers are little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dropset::zip {

constexpr uint32_t kLocalSignature = 0x04034b50;       // 4.3.7
constexpr uint32_t kDescriptorSignature = 0x08074b50;  // 4.3.9
constexpr uint32_t kCentralSignature = 0x02014b50;     // 4.3.12
constexpr uint32_t kZip64EndSignature = 0x06064b50;    // 4.3.14
constexpr uint32_t kLocatorSignature = 0x07064b50;     // 4.3.15
constexpr uint32_t kEndSignature = 0x06054b50;         // 4.3.16

constexpr uint16_t kMax16 = 0xFFFF;  // in a 16-bit field: the value is in the ZIP64 record
constexpr uint32_t kMax32 = 0xFFFFFFFF;

// 4.3.7 Local file header. The name and the extra field follow.
namespace local {
constexpr size_t kVersionNeeded = 4, kFlags = 6, kMethod = 8, kTime = 10, kDate = 12, kCrc = 14, kCompressedSize = 18, kSize = 22,
                 kNameLength = 26, kExtraLength = 28, kBytes = 30;
}
// 4.3.12 Central directory header. The name, the extra field and the comment follow.
namespace central {
constexpr size_t kMadeBy = 4, kVersionNeeded = 6, kFlags = 8, kMethod = 10, kTime = 12, kDate = 14, kCrc = 16, kCompressedSize = 20,
                 kSize = 24, kNameLength = 28, kExtraLength = 30, kCommentLength = 32, kDisk = 34, kInternalAttributes = 36,
                 kExternalAttributes = 38, kOffset = 42, kBytes = 46;
}
// 4.3.16 End of central directory record. The comment follows.
namespace end {
constexpr size_t kDisk = 4, kDirectoryDisk = 6, kEntriesHere = 8, kEntries = 10, kDirectorySize = 12, kDirectoryOffset = 16,
                 kCommentLength = 20, kBytes = 22;
}
// 4.3.14 Zip64 end of central directory record, and 4.3.15 its locator.
namespace end64 {
constexpr size_t kRecordSize = 4, kMadeBy = 12, kVersionNeeded = 14, kDisk = 16, kDirectoryDisk = 20, kEntriesHere = 24,
                 kEntries = 32, kDirectorySize = 40, kDirectoryOffset = 48, kBytes = 56;
constexpr uint64_t kRecordSizeValue = kBytes - 12;  // "should not include the leading 12 bytes"
}  // namespace end64
namespace locator {
constexpr size_t kDisk = 4, kEndOffset = 8, kDisks = 16, kBytes = 20;
}

// 4.4.4 General purpose bit flag.
constexpr uint16_t kFlagEncrypted = 1 << 0, kFlagMethodOptions = 3 << 1, kFlagLzmaEnd = 1 << 1, kFlagDescriptor = 1 << 3,
                   kFlagPatch = 1 << 5, kFlagStrongEncryption = 1 << 6, kFlagUtf8 = 1 << 11, kFlagMaskedHeaders = 1 << 13;

// 4.5.2 Extra fields.
constexpr uint16_t kExtraZip64 = 0x0001, kExtraUnicodePath = 0x7075, kExtraGrowthHint = 0xa220;
constexpr size_t kExtraHeader = 4;  // id, size

// 4.4.2 and 4.4.15: what Unix systems put into the external attributes.
constexpr uint16_t kHostUnix = 3;
constexpr uint32_t kModeTypeMask = 0170000, kModeFile = 0100000, kModeFolder = 0040000;
constexpr uint32_t kDosFolder = 0x10;

inline uint16_t Get16(const std::byte* at) {
  return static_cast<uint16_t>(std::to_integer<unsigned>(at[0]) | std::to_integer<unsigned>(at[1]) << 8);
}
inline uint32_t Get32(const std::byte* at) { return Get16(at) | static_cast<uint32_t>(Get16(at + 2)) << 16; }
inline uint64_t Get64(const std::byte* at) { return Get32(at) | static_cast<uint64_t>(Get32(at + 4)) << 32; }

inline void Put16(std::byte* at, uint64_t value) {
  for (int i = 0; i < 2; ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
}
inline void Put32(std::byte* at, uint64_t value) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
}
inline void Put64(std::byte* at, uint64_t value) {
  for (int i = 0; i < 8; ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
}

// 4.5.1: the data of the extra field with this id, or an empty span with a null pointer. Stops at the first malformed header.
inline std::span<const std::byte> FindExtra(std::span<const std::byte> extra, uint16_t id) {
  while (extra.size() >= kExtraHeader) {
    size_t size = Get16(extra.data() + 2);
    if (size > extra.size() - kExtraHeader) break;
    if (Get16(extra.data()) == id) return extra.subspan(kExtraHeader, size);
    extra = extra.subspan(kExtraHeader + size);
  }
  return {};
}

}  // namespace dropset::zip
