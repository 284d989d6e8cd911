#include "formats/open_images/media_files.h"

#include <algorithm>
#include <functional>

#include "base/paths.h"
#include "formats/open_images/layout.h"
#include "media/image_size.h"

namespace dropset::open_images {
namespace {

constexpr EntryId kEntriesAtOnce = 1 << 16;

// The folder of `images/<folder>/…`.
std::string_view FolderOf(std::string_view path) {
  path.remove_prefix(kImages.size());
  return path.substr(0, path.find('/'));
}

}  // namespace

bool ImageFiles::IndexSome() {
  const auto entries = archive_.entries();
  const size_t end = std::min<size_t>(entries.size(), size_t{next_} + kEntriesAtOnce);
  for (; next_ < end; ++next_) {
    const std::string& path = entries[next_].path;
    if (path.starts_with(kImages)) Note(next_, path);
  }
  return next_ == entries.size();
}

void ImageFiles::Note(EntryId entry, std::string_view path) {
  const std::string_view folder = FolderOf(path);
  const size_t id_begin = kImages.size() + folder.size() + 1;
  if (id_begin >= path.size()) return;  // beside the folders
  const auto [stem, extension] = SplitExtension(path);
  if (!IsImageExtension(extension) || stem.size() <= id_begin) return;
  if (entries_.empty()) entries_.assign(images_.size(), kNoEntry);
  if (!NoteAs(path.substr(id_begin), folder, entry)) NoteAs(stem.substr(id_begin), folder, entry);
}

// False: no image has that id.
bool ImageFiles::NoteAs(std::string_view id, std::string_view folder, EntryId entry) {
  uint32_t own = ImageSet::kNone;  // the image of the folder's subset
  bool any = false;
  images_.ForEach(id, [&](uint32_t image) {
    any = true;
    if (images_.SubsetName(images_.SubsetOf(image)) == folder) own = image;
  });
  images_.ForEach(id, [&](uint32_t image) {
    if (own != ImageSet::kNone && image != own) return;
    EntryId& held = entries_[image];
    const bool held_is_own =
        held != kNoEntry && FolderOf(archive_.entries()[held].path) == images_.SubsetName(images_.SubsetOf(image));
    if (own == image || !held_is_own) held = entry;
  });
  return any;
}

EntryId MaskFiles::Find(std::string_view subset, std::string_view mask_path) {
  std::string path(kMasks);
  path.append(subset).append("/").append(mask_path);
  EntryId entry = archive_.Find(path);
  if (entry == kNoEntry) entry = archive_.Find(std::string(kMasks).append(mask_path));
  return entry == kNoEntry ? FindByName(mask_path) : entry;
}

bool MaskFiles::IsMask(std::string_view path) { return path.ends_with(".png") && !path.starts_with(kImages); }

EntryId MaskFiles::FindByName(std::string_view name) {
  const auto entries = archive_.entries();
  const auto slot_of = [&](std::string_view base) { return std::hash<std::string_view>()(base) & (slots_.size() - 1); };
  if (slots_.empty()) {
    size_t slots = 64;
    while (slots < entries.size() * 2) slots *= 2;
    slots_.assign(slots, kNoEntry);
    for (EntryId entry = 0; entry < entries.size(); ++entry) {
      const std::string& path = entries[entry].path;
      if (!IsMask(path)) continue;
      size_t slot = slot_of(BaseName(path));
      while (slots_[slot] != kNoEntry) slot = (slot + 1) & (slots - 1);
      slots_[slot] = entry;
    }
  }
  EntryId found = kNoEntry;
  for (size_t slot = slot_of(name); slots_[slot] != kNoEntry; slot = (slot + 1) & (slots_.size() - 1)) {
    if (BaseName(entries[slots_[slot]].path) != name) continue;
    if (found != kNoEntry) return kNoEntry;
    found = slots_[slot];
  }
  return found;
}

}  // namespace dropset::open_images
