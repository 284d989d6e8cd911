// Invariants of ZipArchive: entries_[i] lies at locations_[i]; its header, name and data together end before directory_offset_ and
// share no byte with another entry's, as far as the central directory tells. The local header is looked at when an entry is opened:
// reading them all beforehand would be one small read for each entry.

#include <algorithm>

#include "archive/entry_path.h"
#include "archive/tree.h"
#include "archive/verified_stream.h"
#include "archive/zip.h"
#include "archive/zip_directory.h"
#include "archive/zip_format.h"
#include "archive/zip_index.h"
#include "codec/bzip2.h"
#include "codec/crc32.h"
#include "codec/deflate.h"
#include "codec/lzma.h"

namespace dropset {
namespace {

class ZipArchive final : public Tree {
 public:
  ZipArchive(std::shared_ptr<const Source> source, std::string name, uint64_t directory_offset, zip::Index index)
      : Tree(std::move(name)),
        source_(std::move(source)),
        directory_offset_(directory_offset),
        locations_(std::move(index.locations)) {
    entries_ = std::move(index.entries);
    SetFolders(std::move(index.folders));
  }

  Result<std::unique_ptr<Stream>> Open(EntryId entry) const override;
  Result<RawEntry> OpenRaw(EntryId entry) const override;
  std::pair<uint64_t, uint64_t> Position(EntryId entry) const override { return {0, locations_[entry].offset}; }
  void Want(EntryId first, EntryId last) const override;

 private:
  std::string Place(EntryId entry) const { return name_ + ": " + ShownName(entries_[entry].path); }
  Result<uint64_t> DataOffset(EntryId entry) const;

  std::shared_ptr<const Source> source_;
  uint64_t directory_offset_;
  std::vector<zip::Location> locations_;
};

// Where the data begin: only the local header says how long its extra field is (4.3.7).
Result<uint64_t> ZipArchive::DataOffset(EntryId entry) const {
  namespace local = zip::local;
  const zip::Location& location = locations_[entry];
  std::vector<std::byte> header(local::kBytes + location.name_length);
  DROPSET_TRY(source_->ReadAt(location.offset, header));
  auto mismatch = [](const char* what) {
    return Status(Code::kCorrupt, std::string("the entry's own header and the central directory have different ") + what +
                                      "; the archive is damaged, or made to deceive");
  };
  if (zip::Get32(header.data()) != zip::kLocalSignature) {
    return Status(Code::kCorrupt, "there is no entry at byte " + std::to_string(location.offset) +
                                      ", where the central directory says; the archive is damaged");
  }
  if (zip::Get16(&header[local::kMethod]) != static_cast<uint16_t>(location.method)) return mismatch("compression methods");
  if ((zip::Get16(&header[local::kFlags]) & zip::kFlagEncrypted) != 0) return mismatch("notes about encryption");
  std::span<const std::byte> name = std::span<const std::byte>(header).subspan(local::kBytes);
  if (zip::Get16(&header[local::kNameLength]) != name.size() || Crc32(0, name) != location.name_crc) return mismatch("names");
  uint64_t offset = location.offset + header.size() + zip::Get16(&header[local::kExtraLength]);
  if (offset > directory_offset_ || entries_[entry].compressed_size > directory_offset_ - offset) {
    return Status(Code::kCorrupt, "its data reach into the central directory; the archive is damaged");
  }
  return offset;
}

Result<RawEntry> ZipArchive::OpenRaw(EntryId entry) const {
  Result<uint64_t> offset = DataOffset(entry);
  if (!offset.ok()) return offset.TakeStatus().At(Place(entry));
  const zip::Location& location = locations_[entry];
  RawEntry raw;
  raw.method = location.method;
  raw.method_flags = location.method_flags;
  raw.crc_known = true;
  raw.crc = location.crc;
  raw.size = entries_[entry].size;
  raw.bytes = std::make_shared<RangeSource>(source_, *offset, entries_[entry].compressed_size);
  return raw;
}

Result<std::unique_ptr<Stream>> ZipArchive::Open(EntryId entry) const {
  DROPSET_ASSIGN(RawEntry raw, OpenRaw(entry));
  std::unique_ptr<Stream> content = std::make_unique<SourceStream>(std::move(raw.bytes));
  switch (raw.method) {
    case Method::kStored: break;
    case Method::kDeflated: content = InflateStream(std::move(content)); break;
    case Method::kBzip2: content = Bunzip2Stream(std::move(content)); break;
    case Method::kLzma: content = ZipLzmaStream(std::move(content), raw.size); break;
  }
  return VerifiedStream(std::move(content), raw.size, raw.crc, Place(entry));
}

// As far as `last` may reach: how long its extra field is stands in its local header alone.
void ZipArchive::Want(EntryId first, EntryId last) const {
  namespace local = zip::local;
  constexpr uint64_t kLongestExtra = 0xFFFF;
  const zip::Location& location = locations_[last];
  const uint64_t end = location.offset + local::kBytes + location.name_length + kLongestExtra + entries_[last].compressed_size;
  const uint64_t begin = locations_[first].offset;
  source_->Want(begin, std::min(end, directory_offset_) - begin);
}

}  // namespace

Result<std::unique_ptr<Archive>> OpenZip(std::shared_ptr<const Source> source, std::string name, const ZipCaps& caps,
                                         uint64_t* junk) {
  Result<zip::Directory> directory = zip::FindDirectory(*source);
  if (!directory.ok()) return directory.TakeStatus().At(name);
  Result<zip::Index> index = zip::ReadIndex(*source, *directory, caps);
  if (!index.ok()) return index.TakeStatus().At(name);
  if (junk != nullptr) *junk = index->junk;
  return std::make_unique<ZipArchive>(std::move(source), std::move(name), directory->offset, *std::move(index));
}

bool LooksLikeZip(const Source& source) { return zip::FindDirectory(source).ok(); }

}  // namespace dropset
