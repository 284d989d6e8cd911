// Invariant: the members that a member holds follow each other in members_, behind it, in the order of their paths.
#include "archive/nested.h"

#include <algorithm>

#include "archive/entry_path.h"
#include "base/limits.h"
#include "base/paths.h"

namespace dropset {
namespace {

constexpr int kDeepestLevel = 3;  // image_zip.md §1

bool IsZipName(std::string_view path) {
  constexpr std::string_view kZip = ".zip";
  if (path.size() <= kZip.size() || path.front() == '.' || path.find("/.") != std::string_view::npos) return false;
  std::string_view end = path.substr(path.size() - kZip.size());
  return std::equal(end.begin(), end.end(), kZip.begin(),
                    [](char c, char lower) { return (c >= 'A' && c <= 'Z' ? c + 32 : c) == lower; });
}

// A folder's name for what came from `name`.
std::string Stem(std::string_view name) {
  std::string stem(SplitExtension(BaseName(name)).first);
  return CheckOutputPath(stem).ok() ? stem : "archive";
}

int Level(std::string_view path) { return static_cast<int>(std::count(path.begin(), path.end(), '/')); }

}  // namespace

Result<std::shared_ptr<Archive>> ArchiveSet::OpenZip(std::shared_ptr<const Source> bytes, std::string name) {
  uint64_t junk = 0;
  DROPSET_ASSIGN(std::unique_ptr<Archive> archive, dropset::OpenZip(std::move(bytes), std::move(name), caps_, &junk));
  junk_ += junk;
  caps_.entries -= archive->entries().size();
  for (const Entry& entry : archive->entries()) caps_.total -= entry.size;
  return archive;
}

Status ArchiveSet::AddZip(std::shared_ptr<const Source> bytes, std::string name) {
  std::string stem = Stem(name);
  DROPSET_ASSIGN(std::shared_ptr<Archive> archive,
                 OpenZip(std::make_shared<ReadAheadSource>(std::move(bytes), window_), std::move(name)));
  members_.push_back({std::move(archive), false, 0, "", std::move(stem)});
  return {};
}

Status ArchiveSet::AddFolder(std::vector<PlainFile> files, std::vector<std::string> folders, std::string name) {
  uint64_t junk = 0;
  std::string stem = Stem(name);
  DROPSET_ASSIGN(std::unique_ptr<Archive> archive, OpenFolder(std::move(files), std::move(folders), std::move(name), &junk));
  junk_ += junk;
  members_.push_back({std::move(archive), true, -1, "", std::move(stem)});
  return {};
}

Status ArchiveSet::OpenInner() {
  inputs_ = members_.size();
  for (size_t i = 0; i < members_.size(); ++i) DROPSET_TRY(OpenInnerOf(i));
  return {};
}

Status ArchiveSet::OpenInnerOf(size_t container) {
  const std::shared_ptr<Archive> archive = members_[container].archive;
  const int depth = members_[container].depth + 1;
  std::vector<EntryId> inner;
  members_[container].first = members_.size();
  for (EntryId entry = 0; entry < archive->entries().size(); ++entry) {
    const std::string& path = archive->entries()[entry].path;
    if (!IsZipName(path)) continue;
    if (depth > kNestedArchives) {
      ++too_deep_;
      continue;
    }
    std::string name = archive->name() + ": " + ShownName(path);
    if (members_.size() - inputs_ == kInnerArchives) {
      return Status(Code::kLimit,
                    "there are more than " + std::to_string(kInnerArchives) + " archives inside the input; unpack them")
          .At(name);
    }
    DROPSET_ASSIGN(std::shared_ptr<const Source> bytes, BytesOf(*archive, entry));
    DROPSET_ASSIGN(std::shared_ptr<Archive> opened, OpenZip(std::move(bytes), std::move(name)));
    std::string folder = members_[container].folder + std::string(FolderName(path));
    members_.push_back({std::move(opened), false, depth, std::move(folder), Stem(path), Level(path)});
    inner.push_back(entry);
  }
  members_[container].last = members_.size();
  members_[container].inner = std::move(inner);
  return {};
}

// What lies in a zip is read through that zip's window already.
Result<std::shared_ptr<const Source>> ArchiveSet::BytesOf(const Archive& container, EntryId entry) {
  DROPSET_ASSIGN(RawEntry raw, container.OpenRaw(entry));
  if (raw.method == Method::kStored && raw.crc_known) return raw.bytes;
  if (raw.method != Method::kStored) {
    DROPSET_ASSIGN(raw.bytes, Unpack(container, entry));
  }
  return std::make_shared<ReadAheadSource>(std::move(raw.bytes), window_);
}

Result<std::shared_ptr<const Source>> ArchiveSet::Unpack(const Archive& container, EntryId entry) {
  const Entry& file = container.entries()[entry];
  packed_ += file.compressed_size;
  unpacked_ += file.size;
  if (unpacked_ > kZipRatioFloor && unpacked_ / std::max<uint64_t>(packed_, 1) > kInnerArchivesRatio) {
    return Status(Code::kLimit, "the archives inside would inflate to more than " + std::to_string(kInnerArchivesRatio) +
                                    " times their size; unpack them if you trust them")
        .At(ShownName(file.path))
        .At(container.name());
  }
  DROPSET_ASSIGN(std::unique_ptr<Stream> content, container.Open(entry));
  DROPSET_ASSIGN(std::unique_ptr<Sink> sink, scratch_.Create());
  DROPSET_TRY(CopyAll(*content, *sink).TakeStatus());
  return scratch_.Seal(std::move(sink));
}

std::vector<Layer> ArchiveSet::LaidOver() const {
  std::vector<Layer> layers;
  for (size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    layers.push_back({member.archive, member.folder, i < inputs_ ? "" : member.folder + member.stem + '/', member.inner});
  }
  return layers;
}

std::vector<Layer> ArchiveSet::Apart(uint64_t* left_out) const {
  std::vector<Layer> layers;
  *left_out = 0;
  for (size_t i = 0; i < inputs_; ++i) AddApart(i, layers, *left_out);
  return layers;
}

void ArchiveSet::AddApart(size_t index, std::vector<Layer>& layers, uint64_t& left_out) const {
  const Member& member = members_[index];
  int level = kDeepestLevel + 1;
  for (size_t i = member.first; i < member.last; ++i) level = std::min(level, members_[i].level);
  const bool holds_archives = level <= kDeepestLevel;
  if (member.is_folder && holds_archives) {
    left_out += member.archive->entries().size() - member.inner.size();
  } else {
    layers.push_back({member.archive, "", member.stem + '/', member.inner});
  }
  for (size_t i = member.first; i < member.last; ++i) {
    if (holds_archives && members_[i].level == level) {
      AddApart(i, layers, left_out);
    } else {
      ++left_out;
    }
  }
}

}  // namespace dropset
