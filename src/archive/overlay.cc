#include <algorithm>

#include "archive/entry_path.h"
#include "archive/folder.h"
#include "archive/tree.h"
#include "base/limits.h"

namespace dropset {
namespace {

// Which entry of which archive an entry of the overlay is.
struct Origin {
  uint32_t archive;
  EntryId entry;
};

class OverlayArchive final : public Tree {
 public:
  OverlayArchive(std::vector<std::unique_ptr<Archive>> archives, std::string name)
      : Tree(std::move(name)), archives_(std::move(archives)) {}

  Status Merge();

  Result<std::unique_ptr<Stream>> Open(EntryId entry) const override { return Open(origins_[entry]); }
  Result<RawEntry> OpenRaw(EntryId entry) const override {
    return archives_[origins_[entry].archive]->OpenRaw(origins_[entry].entry);
  }
  // Containers are numbered through all archives: those of one archive are equal modulo the number of archives.
  std::pair<uint32_t, uint64_t> Position(EntryId entry) const override {
    const Origin& origin = origins_[entry];
    std::pair<uint32_t, uint64_t> position = archives_[origin.archive]->Position(origin.entry);
    position.first = position.first * static_cast<uint32_t>(archives_.size()) + origin.archive;
    return position;
  }

 private:
  const Entry& At(const Origin& origin) const { return archives_[origin.archive]->entries()[origin.entry]; }
  Result<std::unique_ptr<Stream>> Open(const Origin& origin) const { return archives_[origin.archive]->Open(origin.entry); }
  Result<bool> SameContent(const Origin& a, const Origin& b) const;

  std::vector<std::unique_ptr<Archive>> archives_;
  std::vector<Origin> origins_;  // of the entry with the same number
};

Result<size_t> ReadFully(Stream& stream, std::span<std::byte> out) {
  size_t filled = 0;
  while (filled < out.size()) {
    DROPSET_ASSIGN(size_t length, stream.Read(out.subspan(filled)));
    if (length == 0) break;
    filled += length;
  }
  return filled;
}

// By size and by CRC where both containers know it, else byte for byte.
Result<bool> OverlayArchive::SameContent(const Origin& a, const Origin& b) const {
  if (At(a).size != At(b).size) return false;
  {
    DROPSET_ASSIGN(RawEntry raw_a, archives_[a.archive]->OpenRaw(a.entry));
    DROPSET_ASSIGN(RawEntry raw_b, archives_[b.archive]->OpenRaw(b.entry));
    if (raw_a.crc_known && raw_b.crc_known) return raw_a.crc == raw_b.crc;
  }
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream_a, Open(a));
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream_b, Open(b));
  std::vector<std::byte> buffer_a(kReadWindow), buffer_b(kReadWindow);
  for (;;) {
    DROPSET_ASSIGN(size_t length_a, ReadFully(*stream_a, buffer_a));
    DROPSET_ASSIGN(size_t length_b, ReadFully(*stream_b, buffer_b));
    if (length_a != length_b ||
        !std::equal(buffer_a.begin(), buffer_a.begin() + static_cast<ptrdiff_t>(length_a), buffer_b.begin())) {
      return false;
    }
    if (length_a == 0) return true;
  }
}

Status OverlayArchive::Merge() {
  std::vector<Origin> all;
  std::vector<std::string> folders;
  for (uint32_t i = 0; i < archives_.size(); ++i) {
    for (EntryId entry = 0; entry < archives_[i]->entries().size(); ++entry) all.push_back({i, entry});
    folders.insert(folders.end(), archives_[i]->folders().begin(), archives_[i]->folders().end());
  }
  std::sort(all.begin(), all.end(), [this](const Origin& a, const Origin& b) {
    int compared = At(a).path.compare(At(b).path);
    return compared != 0 ? compared < 0 : a.archive < b.archive;
  });
  for (const Origin& origin : all) {
    if (!origins_.empty() && entries_.back().path == At(origin).path) {
      DROPSET_ASSIGN(bool same, SameContent(origins_.back(), origin));
      if (same) continue;
      return Status(Code::kInvalid, "it is in " + archives_[origins_.back().archive]->name() + " and in " +
                                        archives_[origin.archive]->name() + ", with different content; give only one of them")
          .At(ShownName(At(origin).path));
    }
    entries_.push_back(At(origin));
    origins_.push_back(origin);
  }
  SetFolders(std::move(folders));
  return {};
}

}  // namespace

Result<std::unique_ptr<Archive>> Overlay(std::vector<std::unique_ptr<Archive>> archives) {
  if (archives.size() == 1) return std::move(archives.front());
  std::string name;
  for (const std::unique_ptr<Archive>& archive : archives) name += (name.empty() ? "" : " + ") + archive->name();
  auto overlay = std::make_unique<OverlayArchive>(std::move(archives), std::move(name));
  DROPSET_TRY(overlay->Merge());
  return std::unique_ptr<Archive>(std::move(overlay));
}

}  // namespace dropset
