#include "archive/zip_index.h"

#include <algorithm>
#include <numeric>

#include "archive/entry_path.h"
#include "archive/zip_format.h"
#include "archive/zip_names.h"
#include "codec/crc32.h"

namespace dropset::zip {
namespace {

std::string Number(uint64_t value) { return std::to_string(value); }

const char* MethodName(uint16_t method) {
  switch (method) {
    case 1: return "shrink";
    case 6: return "implode";
    case 9: return "Deflate64";
    case 93: return "Zstandard";
    case 95: return "XZ";
    case 96: return "JPEG";
    case 97: return "WavPack";
    case 98: return "PPMd";
    default: return "unknown";
  }
}

bool IsReadable(uint16_t method) {
  switch (static_cast<Method>(method)) {
    case Method::kStored:
    case Method::kDeflated:
    case Method::kBzip2:
    case Method::kLzma: return true;
  }
  return false;
}

// Symbolic links are not followed, and devices are no content: both are left out and counted.
bool IsPlainFile(const CentralHeader& header) {
  if (header.made_by >> 8 != kHostUnix) return true;
  uint32_t type = header.external_attributes >> 16 & kModeTypeMask;
  return type == 0 || type == kModeFile;
}

Status CheckMethod(const CentralHeader& header) {
  constexpr uint16_t kAes = 99;
  if ((header.flags & (kFlagEncrypted | kFlagStrongEncryption | kFlagMaskedHeaders)) != 0 || header.method == kAes) {
    return Status(Code::kEncrypted, "the entry is encrypted; unpack the archive with its password and take the folder");
  }
  if (!IsReadable(header.method)) {
    return Status(Code::kUnsupported, "the entry is compressed by method " + Number(header.method) + " (" +
                                          MethodName(header.method) +
                                          "), which is not supported; zip the files again with deflate");
  }
  if ((header.flags & kFlagPatch) != 0) return Status(Code::kUnsupported, "the entry holds patch data, which is not supported");
  return {};
}

Status CheckSizes(const CentralHeader& header, const Directory& directory, const ZipCaps& caps) {
  uint64_t before = local::kBytes + header.name.size();  // and the local extra field, whose length is not known here
  uint64_t room = directory.offset - header.offset;
  if (before > room || header.compressed > room - before) {
    return Status(Code::kCorrupt, "its " + Number(header.compressed) + " bytes from byte " + Number(header.offset) +
                                      " on reach into the central directory at byte " + Number(directory.offset) +
                                      "; the archive is damaged");
  }
  if (header.method == static_cast<uint16_t>(Method::kStored) && header.size != header.compressed) {
    return Status(Code::kCorrupt,
                  "the entry is stored, but its two sizes differ: " + Number(header.size) + " and " + Number(header.compressed));
  }
  if (header.size > kZipRatioFloor && header.size / std::max<uint64_t>(header.compressed, 1) > caps.ratio) {
    return Status(Code::kLimit, Number(header.compressed) + " bytes would inflate to " + Number(header.size) +
                                    ", more than the allowed ratio of " + Number(caps.ratio) +
                                    "; raise max-ratio if you trust the archive");
  }
  if (header.size > caps.entry_size) {
    return Status(Code::kLimit, "the entry would inflate to " + Number(header.size) + " bytes, " + Number(caps.entry_size) +
                                    " are allowed; raise max-entry-size if you trust the archive");
  }
  return {};
}

class Builder {
 public:
  Builder(const Directory& directory, const ZipCaps& caps) : directory_(directory), caps_(caps) {
    index_.entries.reserve(static_cast<size_t>(directory.entries));  // the directory holds 46 bytes for each, see Locate
    index_.locations.reserve(static_cast<size_t>(directory.entries));
  }
  Status Add(const CentralHeader& header);
  Result<Index> Finish();

 private:
  void Sort();
  Status DropDuplicates();
  Status CheckOverlaps() const;
  uint64_t End(size_t i) const {
    return index_.locations[i].offset + local::kBytes + index_.locations[i].name_length + index_.entries[i].compressed_size;
  }

  const Directory& directory_;
  const ZipCaps& caps_;
  Index index_;
  uint64_t total_ = 0;
};

Status Builder::Add(const CentralHeader& header) {
  std::string name = DecodeName(header.name, header.extra, (header.flags & kFlagUtf8) != 0);
  Result<EntryPath> path = NormalisePath(name);
  if (!path.ok()) return path.TakeStatus().At(ShownName(name));
  if (path->folder) {
    if (!path->path.empty() && !IsJunk(path->path)) index_.folders.push_back(std::move(path->path));
    return {};
  }
  if (IsJunk(path->path) || !IsPlainFile(header)) {
    ++index_.junk;
    return {};
  }
  if (path->path.empty()) return Status(Code::kCorrupt, "an entry has no name");
  Status status = CheckMethod(header);
  if (status.ok()) status = CheckSizes(header, directory_, caps_);
  if (status.ok() && header.size > caps_.total - total_) {
    status =
        Status(Code::kLimit,
               "with this entry the archives would inflate to more bytes than are allowed; raise max-total-size if you trust them");
  }
  if (!status.ok()) return std::move(status).At(ShownName(path->path));
  total_ += header.size;
  index_.entries.push_back({std::move(path->path), header.size, header.compressed});
  index_.locations.push_back({header.offset, header.crc, Crc32(0, header.name), static_cast<uint16_t>(header.name.size()),
                              static_cast<Method>(header.method), static_cast<uint16_t>(header.flags & kFlagMethodOptions)});
  return {};
}

// Sorts entries and locations together, by path and then by offset, in place: a second copy of the names would be the largest
// allocation of all.
void Builder::Sort() {
  std::vector<Entry>& entries = index_.entries;
  std::vector<Location>& locations = index_.locations;
  std::vector<uint32_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    int compared = entries[a].path.compare(entries[b].path);
    return compared != 0 ? compared < 0 : locations[a].offset < locations[b].offset;
  });
  for (uint32_t i = 0; i < order.size(); ++i) {  // follows each cycle of the permutation once
    uint32_t at = i;
    while (order[at] != i) {
      uint32_t from = order[at];
      std::swap(entries[at], entries[from]);
      std::swap(locations[at], locations[from]);
      order[at] = at;
      at = from;
    }
    order[at] = at;
  }
}

// The same path with the same size and CRC counts once.
Status Builder::DropDuplicates() {
  std::vector<Entry>& entries = index_.entries;
  std::vector<Location>& locations = index_.locations;
  size_t kept = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (kept != 0 && entries[kept - 1].path == entries[i].path) {
      if (entries[kept - 1].size == entries[i].size && locations[kept - 1].crc == locations[i].crc) continue;
      return Status(Code::kCorrupt, "two entries have this name and different content; unpack the archive, keep one, zip it again")
          .At(ShownName(entries[i].path));
    }
    if (kept != i) {
      entries[kept] = std::move(entries[i]);
      locations[kept] = locations[i];
    }
    ++kept;
  }
  entries.resize(kept);
  locations.resize(kept);
  return {};
}

// Entries that share bytes are how small archives inflate to petabytes.
Status Builder::CheckOverlaps() const {
  std::vector<uint32_t> order(index_.entries.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [this](uint32_t a, uint32_t b) { return index_.locations[a].offset < index_.locations[b].offset; });
  for (size_t i = 1; i < order.size(); ++i) {
    if (End(order[i - 1]) <= index_.locations[order[i]].offset) continue;
    return Status(Code::kUnsafe, "the entry shares bytes with " + ShownName(index_.entries[order[i - 1]].path) +
                                     ", as in an archive made to do harm; unpack it with another tool if you trust it")
        .At(ShownName(index_.entries[order[i]].path));
  }
  return {};
}

Result<Index> Builder::Finish() {
  Sort();
  DROPSET_TRY(DropDuplicates());
  DROPSET_TRY(CheckOverlaps());
  return std::move(index_);
}

}  // namespace

Result<Index> ReadIndex(const Source& source, const Directory& directory, const ZipCaps& caps) {
  if (directory.size > kZipDirectory) {
    return Status(Code::kLimit, "the central directory has " + Number(directory.size) + " bytes, " + Number(kZipDirectory) +
                                    " are allowed; unpack the archive and take the folder");
  }
  auto too_many = [] {
    return Status(Code::kLimit, "with this archive there are more entries than are allowed; raise max-entries if you trust it");
  };
  if (directory.entries > caps.entries) return too_many();
  DirectoryReader reader(source, directory);
  Builder builder(directory, caps);
  CentralHeader header;
  for (uint64_t count = 0;; ++count) {
    DROPSET_ASSIGN(bool found, reader.Next(header));
    if (!found) return builder.Finish();
    if (count == caps.entries) return too_many();  // without ZIP64 the number above may have overflowed
    DROPSET_TRY(builder.Add(header));
  }
}

}  // namespace dropset::zip
