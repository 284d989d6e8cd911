#include "archive/zip_directory.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "archive/entry_path.h"
#include "archive/zip_format.h"
#include "archive/zip_names.h"
#include "base/limits.h"

namespace dropset::zip {
namespace {

constexpr size_t kComment = 0xFFFF;
constexpr size_t kWindow = std::max(kReadWindow, central::kBytes + 3 * size_t{kMax16});  // at least one header
constexpr int kCandidates = 32;                     // signatures of end records that are looked into: each costs reads
constexpr uint32_t kDigitalSignature = 0x05054b50;  // 4.3.13, behind the last header

Status Parts() {
  return Status(Code::kUnsupported,
                "this is one part of an archive of several; join the parts first (zip -s 0 parts.zip --out whole.zip)");
}

Status Corrupt(std::string message) { return Status(Code::kCorrupt, std::move(message)); }

Result<bool> HasSignature(const Source& source, uint64_t offset, uint32_t signature) {
  std::byte bytes[4];
  if (offset > source.size() || source.size() - offset < sizeof bytes) return false;
  DROPSET_TRY(source.ReadAt(offset, bytes));
  return Get32(bytes) == signature;
}

// What an end record says, before it is believed.
struct Claim {
  uint64_t entries = 0, size = 0, offset = 0;
  uint64_t end = 0;  // where the directory should end: at the end record, or at the ZIP64 one
  bool zip64 = false;
};

// 4.3.15. With prepended bytes the locator's offset is wrong; the record then lies directly before the locator.
Result<std::optional<uint64_t>> FindZip64End(const Source& source, uint64_t end_offset) {
  if (end_offset < locator::kBytes + end64::kBytes) return std::optional<uint64_t>();
  uint64_t locator_offset = end_offset - locator::kBytes;
  std::byte record[locator::kBytes];
  DROPSET_TRY(source.ReadAt(locator_offset, record));
  if (Get32(record) != kLocatorSignature) return std::optional<uint64_t>();
  if (Get32(record + locator::kDisk) != 0 || Get32(record + locator::kDisks) > 1) return Parts();
  for (uint64_t offset : {Get64(record + locator::kEndOffset), locator_offset - end64::kBytes}) {
    if (offset > locator_offset - end64::kBytes) continue;
    DROPSET_ASSIGN(bool found, HasSignature(source, offset, kZip64EndSignature));
    if (found) return std::optional<uint64_t>(offset);
  }
  return std::optional<uint64_t>();
}

Result<Claim> ReadClaim(const Source& source, uint64_t end_offset, const std::byte* record) {
  Claim claim;
  claim.end = end_offset;
  claim.entries = Get16(record + end::kEntries);
  claim.size = Get32(record + end::kDirectorySize);
  claim.offset = Get32(record + end::kDirectoryOffset);
  DROPSET_ASSIGN(std::optional<uint64_t> zip64_offset, FindZip64End(source, end_offset));
  if (!zip64_offset) {
    if (Get16(record + end::kDisk) != 0 || Get16(record + end::kDirectoryDisk) != 0) return Parts();
    if (claim.offset == kMax32 || claim.size == kMax32) return Corrupt("the ZIP64 end record is missing");
    return claim;
  }
  std::byte wide[end64::kBytes];
  DROPSET_TRY(source.ReadAt(*zip64_offset, wide));
  if (Get32(wide + end64::kDisk) != 0 || Get32(wide + end64::kDirectoryDisk) != 0) return Parts();
  claim.zip64 = true;
  claim.end = *zip64_offset;
  claim.entries = Get64(wide + end64::kEntries);
  claim.size = Get64(wide + end64::kDirectorySize);
  claim.offset = Get64(wide + end64::kDirectoryOffset);
  return claim;
}

// The directory ends where its end record begins; what its offset differs from that was prepended. Where something lies between the
// two (4.3.13), the offset is right as it is.
Result<Directory> Locate(const Source& source, const Claim& claim) {
  Directory directory{0, claim.size, claim.entries, 0, claim.zip64};
  if (claim.size > claim.end) return Corrupt("the central directory is said to be larger than all that precedes its end");
  if (claim.entries > claim.size / central::kBytes) {
    return Corrupt("the central directory of " + std::to_string(claim.size) + " bytes cannot hold " +
                   std::to_string(claim.entries) + " entries");
  }
  uint64_t adjacent = claim.end - claim.size;
  if (adjacent >= claim.offset) {
    DROPSET_ASSIGN(bool found, HasSignature(source, adjacent, kCentralSignature));
    if (found || claim.size == 0) {
      directory.offset = adjacent;
      directory.shift = adjacent - claim.offset;
      return directory;
    }
  }
  if (claim.offset <= adjacent) {
    DROPSET_ASSIGN(bool found, HasSignature(source, claim.offset, kCentralSignature));
    if (found) {
      directory.offset = claim.offset;
      return directory;
    }
  }
  return Corrupt("the central directory is not at byte " + std::to_string(claim.offset) +
                 ", where the end record says; the beginning of the archive may be missing");
}

// Tries what looks like an end record within the last `reach` bytes, the last one first. Nothing if there is none.
Result<std::optional<Directory>> Search(const Source& source, uint64_t reach) {
  std::vector<std::byte> tail(static_cast<size_t>(std::min(source.size(), reach)));
  uint64_t tail_offset = source.size() - tail.size();
  DROPSET_TRY(source.ReadAt(tail_offset, tail));
  std::optional<Status> first_error;
  int candidates = 0;
  for (size_t at = tail.size() < end::kBytes ? 0 : tail.size() - end::kBytes + 1; at-- > 0 && candidates < kCandidates;) {
    if (Get32(&tail[at]) != kEndSignature) continue;
    if (Get16(&tail[at + end::kCommentLength]) > tail.size() - at - end::kBytes) continue;
    ++candidates;
    Result<Claim> claim = ReadClaim(source, tail_offset + at, &tail[at]);
    Result<Directory> directory = claim.ok() ? Locate(source, *claim) : Result<Directory>(claim.TakeStatus());
    if (directory.ok()) return std::optional<Directory>(*directory);
    if (!first_error) first_error = directory.TakeStatus();
  }
  if (first_error) return std::move(*first_error);
  return std::optional<Directory>();
}

// 4.5.3: 64-bit values in this order, each only where its field in the header is all ones.
Status ResolveZip64(CentralHeader& header, uint32_t disk) {
  bool any = header.size == kMax32 || header.compressed == kMax32 || header.offset == kMax32 || disk == kMax16;
  if (any) {
    std::span<const std::byte> field = FindExtra(header.extra, kExtraZip64);
    for (uint64_t* value : {&header.size, &header.compressed, &header.offset}) {
      if (*value != kMax32) continue;
      if (field.size() < 8) return Corrupt("the ZIP64 field is missing or too short");
      *value = Get64(field.data());
      field = field.subspan(8);
    }
    if (disk == kMax16) disk = field.size() >= 4 ? Get32(field.data()) : 0;
  }
  return disk == 0 ? Status() : Parts();
}

}  // namespace

Result<Directory> FindDirectory(const Source& source) {
  for (uint64_t reach : {uint64_t{end::kBytes + kComment}, uint64_t{end::kBytes + kComment + kZipTrailing}}) {
    DROPSET_ASSIGN(std::optional<Directory> found, Search(source, reach));
    if (found) return *found;
    if (source.size() <= reach) break;
  }
  DROPSET_ASSIGN(bool begins, HasSignature(source, 0, kLocalSignature));
  if (begins) return Status(Code::kTruncated, "the end of the zip archive is missing; it was not copied or downloaded whole");
  return Status(Code::kUnsupported, "this is not a zip archive");
}

DirectoryReader::DirectoryReader(const Source& source, const Directory& directory)
    : source_(source), directory_(directory), unread_(directory.size) {}

// Makes the next `bytes` of the directory contiguous in the window.
Status DirectoryReader::Need(size_t bytes) {
  if (end_ - begin_ >= bytes) return {};
  if (bytes - (end_ - begin_) > unread_) {
    return Corrupt("header " + std::to_string(count_ + 1) + " of the central directory reaches beyond its end");
  }
  if (!window_) window_.reset(new std::byte[kWindow]);
  std::memmove(window_.get(), window_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  size_t length = static_cast<size_t>(std::min<uint64_t>(kWindow - end_, unread_));
  DROPSET_TRY(source_.ReadAt(directory_.offset + directory_.size - unread_, std::span(window_.get() + end_, length)));
  end_ += length;
  unread_ -= length;
  return {};
}

Status DirectoryReader::Finish() const {
  if (directory_.zip64 ? count_ == directory_.entries : (count_ & kMax16) == directory_.entries) return {};
  return Corrupt("the central directory holds " + std::to_string(count_) + " entries, but its end record says " +
                 std::to_string(directory_.entries));
}

Result<bool> DirectoryReader::Next(CentralHeader& header) {
  if (end_ == begin_ && unread_ == 0) {
    DROPSET_TRY(Finish());
    return false;
  }
  DROPSET_TRY(Need(4));
  if (Get32(&window_[begin_]) == kDigitalSignature) {
    DROPSET_TRY(Finish());
    return false;
  }
  DROPSET_TRY(Need(central::kBytes));
  const std::byte* at = &window_[begin_];
  if (Get32(at) != kCentralSignature) {
    return Corrupt("header " + std::to_string(count_ + 1) + " of the central directory has no signature");
  }
  size_t name = Get16(at + central::kNameLength), extra = Get16(at + central::kExtraLength);
  size_t bytes = central::kBytes + name + extra + Get16(at + central::kCommentLength);
  DROPSET_TRY(Need(bytes));
  at = &window_[begin_];
  header.name = {at + central::kBytes, name};
  header.extra = {at + central::kBytes + name, extra};
  header.made_by = Get16(at + central::kMadeBy);
  header.flags = Get16(at + central::kFlags);
  header.method = Get16(at + central::kMethod);
  header.crc = Get32(at + central::kCrc);
  header.external_attributes = Get32(at + central::kExternalAttributes);
  header.size = Get32(at + central::kSize);
  header.compressed = Get32(at + central::kCompressedSize);
  header.offset = Get32(at + central::kOffset);
  Status status = ResolveZip64(header, Get16(at + central::kDisk));
  if (status.ok() && header.offset > directory_.offset - directory_.shift) {
    status = Corrupt("its data are said to begin at byte " + std::to_string(header.offset) + ", beyond those of the archive");
  }
  if (!status.ok()) return std::move(status).At(ShownName(DecodeName(header.name, header.extra, header.flags & kFlagUtf8)));
  header.offset += directory_.shift;
  begin_ += bytes;
  ++count_;
  return true;
}

}  // namespace dropset::zip
