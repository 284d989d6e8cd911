#include "archive/zip_records.h"

#include <algorithm>
#include <cstring>

#include "archive/archive.h"
#include "archive/zip_format.h"

namespace dropset::zip {
namespace {

constexpr uint16_t kMadeBy = kHostUnix << 8 | 63;  // APPNOTE 6.3, the first with LZMA
constexpr uint16_t kDate = 1 << 5 | 1;             // 1980-01-01, the earliest (4.4.6)
constexpr uint16_t kGrowthHintSignature = 0xA028;  // 4.6.10

uint64_t Low32(uint64_t value) { return std::min<uint64_t>(value, kMax32); }

// 4.4.3.2
uint16_t VersionNeeded(const Record& record, bool zip64) {
  switch (static_cast<Method>(record.method)) {
    case Method::kLzma: return 63;
    case Method::kBzip2: return 46;
    default: return zip64 ? 45 : 20;
  }
}

void Append(std::vector<std::byte>& out, std::string_view text) {
  size_t at = out.size();
  out.resize(at + text.size());
  if (!text.empty()) std::memcpy(out.data() + at, text.data(), text.size());
}

}  // namespace

bool NeedsZip64(const Record& record) { return record.size >= kMax32 || record.compressed >= kMax32; }

std::vector<std::byte> LocalHeader(const Record& record, std::string_view name, size_t room) {
  bool later = (record.flags & kFlagDescriptor) != 0;
  bool zip64 = !later && NeedsZip64(record);
  std::vector<std::byte> out(local::kBytes);
  Put32(out.data(), kLocalSignature);
  Put16(&out[local::kVersionNeeded], VersionNeeded(record, zip64));
  Put16(&out[local::kFlags], record.flags);
  Put16(&out[local::kMethod], record.method);
  Put16(&out[local::kDate], kDate);
  if (!later) {
    Put32(&out[local::kCrc], record.crc);
    Put32(&out[local::kCompressedSize], zip64 ? kMax32 : record.compressed);
    Put32(&out[local::kSize], zip64 ? kMax32 : record.size);
  }
  Put16(&out[local::kNameLength], name.size());
  const size_t length = zip64 ? std::max(room, kRoom) : room;
  Put16(&out[local::kExtraLength], length);
  Append(out, name);
  size_t at = out.size();
  out.resize(at + length);
  if (zip64) {
    Put16(&out[at], kExtraZip64);
    Put16(&out[at + 2], kRoom - kExtraHeader);
    Put64(&out[at + kExtraHeader], record.size);
    Put64(&out[at + kExtraHeader + 8], record.compressed);
    at += kRoom;
  }
  if (const size_t left = out.size() - at; left > 0) {
    Put16(&out[at], kExtraGrowthHint);
    Put16(&out[at + 2], left - kExtraHeader);
    Put16(&out[at + kExtraHeader], kGrowthHintSignature);
    Put16(&out[at + kExtraHeader + 2], left - kExtraHeader - 4);  // bytes of padding
  }
  return out;
}

std::vector<std::byte> Descriptor(const Record& record) {
  bool wide = NeedsZip64(record);
  std::vector<std::byte> out(wide ? 24 : 16);
  Put32(out.data(), kDescriptorSignature);
  Put32(&out[4], record.crc);
  if (wide) {
    Put64(&out[8], record.compressed);
    Put64(&out[16], record.size);
  } else {
    Put32(&out[8], record.compressed);
    Put32(&out[12], record.size);
  }
  return out;
}

std::vector<std::byte> CentralHeader(const Record& record, std::string_view name) {
  std::vector<std::byte> extra(kExtraHeader);
  for (uint64_t value : {record.size, record.compressed, record.offset}) {  // the order of 4.5.3
    if (value < kMax32) continue;
    extra.resize(extra.size() + 8);
    Put64(&extra[extra.size() - 8], value);
  }
  Put16(extra.data(), kExtraZip64);
  Put16(&extra[2], extra.size() - kExtraHeader);
  bool zip64 = extra.size() > kExtraHeader;
  bool folder = !name.empty() && name.back() == '/';

  std::vector<std::byte> out(central::kBytes);
  Put32(out.data(), kCentralSignature);
  Put16(&out[central::kMadeBy], kMadeBy);
  Put16(&out[central::kVersionNeeded], VersionNeeded(record, zip64));
  Put16(&out[central::kFlags], record.flags);
  Put16(&out[central::kMethod], record.method);
  Put16(&out[central::kDate], kDate);
  Put32(&out[central::kCrc], record.crc);
  Put32(&out[central::kCompressedSize], Low32(record.compressed));
  Put32(&out[central::kSize], Low32(record.size));
  Put16(&out[central::kNameLength], name.size());
  Put16(&out[central::kExtraLength], zip64 ? extra.size() : 0);
  uint32_t mode = folder ? kModeFolder | 0755 : kModeFile | 0644;
  Put32(&out[central::kExternalAttributes], static_cast<uint64_t>(mode) << 16 | (folder ? kDosFolder : 0));
  Put32(&out[central::kOffset], Low32(record.offset));
  Append(out, name);
  if (zip64) out.insert(out.end(), extra.begin(), extra.end());
  return out;
}

std::vector<std::byte> EndRecords(uint64_t entries, uint64_t directory_offset, uint64_t directory_size) {
  bool zip64 = entries >= kMax16 || directory_offset >= kMax32 || directory_size >= kMax32;
  std::vector<std::byte> out(zip64 ? end64::kBytes + locator::kBytes : 0);
  if (zip64) {
    Put32(out.data(), kZip64EndSignature);
    Put64(&out[end64::kRecordSize], end64::kRecordSizeValue);
    Put16(&out[end64::kMadeBy], kMadeBy);
    Put16(&out[end64::kVersionNeeded], 45);
    Put64(&out[end64::kEntriesHere], entries);
    Put64(&out[end64::kEntries], entries);
    Put64(&out[end64::kDirectorySize], directory_size);
    Put64(&out[end64::kDirectoryOffset], directory_offset);
    std::byte* at = &out[end64::kBytes];
    Put32(at, kLocatorSignature);
    Put64(at + locator::kEndOffset, directory_offset + directory_size);
    Put32(at + locator::kDisks, 1);
  }
  size_t begin = out.size();
  out.resize(begin + end::kBytes);
  std::byte* at = &out[begin];
  Put32(at, kEndSignature);
  Put16(at + end::kEntriesHere, std::min<uint64_t>(entries, kMax16));
  Put16(at + end::kEntries, std::min<uint64_t>(entries, kMax16));
  Put32(at + end::kDirectorySize, Low32(directory_size));
  Put32(at + end::kDirectoryOffset, Low32(directory_offset));
  return out;
}

}  // namespace dropset::zip
