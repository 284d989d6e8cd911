#include "formats/datumaro_common/media_paths.h"

#include <algorithm>

#include "archive/entry_path.h"
#include "base/paths.h"

namespace dropset::datumaro {
namespace {

constexpr std::string_view kImages = "images", kPointClouds = "point_clouds", kVideos = "videos", kRelated = "related_images";

std::string Join(std::initializer_list<std::string_view> parts) {
  std::string path;
  for (std::string_view part : parts) {
    if (!path.empty() && path.back() != '/') path.push_back('/');
    path.append(part);
  }
  return path;
}

bool LeadsOut(std::string_view path) { return WithoutEscapes(path).size() != path.size(); }

std::string_view FolderOf(MediaKind kind) {
  if (kind == MediaKind::kPointCloud) return kPointClouds;
  return kind == MediaKind::kVideo || kind == MediaKind::kVideoFrame ? kVideos : kImages;
}

}  // namespace

bool MediaFinder::Try(std::string path, Media& media) const {
  const EntryId entry = archive_.Find(path);
  if (entry == kNoEntry) return false;
  media.entry = entry;
  media.path = std::move(path);
  return true;
}

bool MediaFinder::TryAll(std::string_view folder, const std::string& subset, std::string_view path, Media& media) const {
  return Try(root_ + Join({folder, subset, path}), media) || Try(root_ + Join({folder, path}), media) ||
         Try(root_ + std::string(path), media);
}

void MediaFinder::Find(std::string_view folder, const std::string& subset, std::string path, Media& media) const {
  NormalizeSlashes(path);
  while (path.starts_with("./")) path.erase(0, 2);
  media.extension = SplitExtension(path).second;
  const bool leads_out = LeadsOut(path);
  if (!leads_out && TryAll(folder, subset, path, media)) return;
  // A path from the machine where the dataset was made. Of a relative one only what follows `images/` can be meant.
  for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string_view tail = std::string_view(path).substr(slash + 1);
    if ((leads_out || tail.starts_with(Join({folder, ""}))) && TryAll(folder, subset, tail, media)) return;
  }
  media.entry = kNoEntry;
  const std::string_view inside = WithoutEscapes(path);
  media.path = root_ + (inside.starts_with(Join({folder, ""})) ? std::string(inside) : Join({folder, subset, inside}));
}

void MediaFinder::FindFor(const std::string& subset, std::string path, Item& item) const {
  Media& media = item.media;
  const std::string_view folder = FolderOf(media.kind);
  Find(folder, subset, path.empty() && folder == kImages ? item.id + ".jpg" : std::move(path), media);
  if (media.kind == MediaKind::kImage && !media.extension.empty() && item.id.ends_with(media.extension)) {
    item.id_is_file_name = media.path == item.id || media.path.ends_with('/' + item.id);
  }
}

void MediaFinder::FindRelated(const std::string& subset, const std::string& id, std::string path, Media& media) const {
  Find(kImages, subset, path, media);
  if (media.entry != kNoEntry) return;
  NormalizeSlashes(path);
  if (!Try(root_ + Join({kRelated, subset, id, path}), media)) Try(root_ + Join({kRelated, subset, path}), media);
}

Result<std::string> SavedMedia::Save(const Item& item) {
  const Media& media = item.media;
  if (!saver_.saves()) return media.path;
  const std::string_view kind = FolderOf(media.kind);
  const std::string folder = Join({kind, SubsetFileName(item.subset), ""});
  if (kind == kVideos) return saver_.SaveFile(item, media, folder, BaseName(media.path));
  if (kind == kPointClouds) {
    return saver_.SaveFile(item, media, folder, item.id + (media.extension.empty() ? ".pcd" : media.extension));
  }
  saved_images_ |= media.entry != kNoEntry;
  if (media.kind == MediaKind::kImage) return saver_.SaveImage(item, folder);
  return saver_.SaveFile(item, media, folder, item.FileName({}));
}

Result<std::string> SavedMedia::SaveRelated(const Item& item, size_t index) {
  const Media& media = item.related[index];
  if (!saver_.saves()) return media.path;
  saved_images_ |= media.entry != kNoEntry;
  const std::string extension = media.extension.empty() ? ".jpg" : media.extension;
  return saver_.SaveFile(item, media, Join({kImages, SubsetFileName(item.subset), ""}),
                         item.id + "/extra_image_" + std::to_string(index) + extension);
}

std::string SubsetFileName(std::string_view subset) {
  std::string name(subset);
  NormalizeSlashes(name);
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

}  // namespace dropset::datumaro
