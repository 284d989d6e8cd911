// An item's id is its entry's path without extension, or, where another item has that id, with it (decisions.md "Ids and labels").
// Which of the two follows from the entries alone, without a list of the ids that were used: stems of equal entries stand together.
#include "formats/image_zip/reader.h"

#include <algorithm>

#include "base/paths.h"
#include "media/image_size.h"

namespace dropset::image_zip {
namespace {

bool IsImage(std::string_view path) { return IsImageExtension(SplitExtension(path).second); }

}  // namespace

ImageZipReader::ImageZipReader(const Archive& archive) : archive_(archive) {
  for (EntryId entry = 0; entry < archive.entries().size(); ++entry) {
    if (IsImage(archive.entries()[entry].path)) images_.push_back(entry);
  }
  std::sort(images_.begin(), images_.end(),
            [&archive](EntryId a, EntryId b) { return std::pair(archive.Position(a), a) < std::pair(archive.Position(b), b); });
}

bool ImageZipReader::IsFirstOfItsStem(EntryId entry) const {
  auto entries = archive_.entries();
  const std::string_view stem = SplitExtension(entries[entry].path).first;
  const std::string prefix = std::string(stem) + '.';
  auto at =
      std::lower_bound(entries.begin(), entries.end(), prefix, [](const Entry& e, const std::string& p) { return e.path < p; });
  for (; at != entries.end() && at->path.starts_with(prefix); ++at) {
    const auto other = static_cast<EntryId>(at - entries.begin());
    if (other == entry || SplitExtension(at->path).first != stem || !IsImage(at->path)) continue;
    if (std::pair(archive_.Position(other), other) < std::pair(archive_.Position(entry), entry)) return false;
  }
  return true;
}

// Of `a.jpg` and `a.png` the second has the id `a.png`; then `a.png.jpg` cannot have it.
bool ImageZipReader::KeepsStem(EntryId entry) const {
  std::vector<EntryId> chain = {entry};  // each is the file that the one before is called without its extension
  for (;;) {
    const EntryId next = archive_.Find(SplitExtension(archive_.entries()[chain.back()].path).first);
    if (next == kNoEntry || !IsImage(archive_.entries()[next].path)) break;
    chain.push_back(next);
  }
  bool keeps = true;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) keeps = keeps && IsFirstOfItsStem(*at);
  return keeps;
}

std::string ImageZipReader::Place() const { return next_ > 0 ? archive_.entries()[images_[next_ - 1]].path : archive_.name(); }

Result<Poll> ImageZipReader::Next(Item& item) {
  if (next_ == images_.size()) return Poll::kEnd;
  const EntryId entry = images_[next_++];
  const std::string& path = archive_.entries()[entry].path;
  const auto [stem, extension] = SplitExtension(path);
  item.id_is_file_name = !KeepsStem(entry);
  item.id = item.id_is_file_name ? path : std::string(stem);
  item.subset = "default";
  item.media.kind = MediaKind::kImage;
  item.media.entry = entry;
  item.media.extension = extension;
  return Poll::kItem;
}

}  // namespace dropset::image_zip
