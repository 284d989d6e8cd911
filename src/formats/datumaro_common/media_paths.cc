#include "formats/datumaro_common/media_paths.h"

#include <algorithm>

#include "archive/entry_path.h"
#include "base/paths.h"

namespace dropset::datumaro {
namespace {

constexpr std::string_view kImages = "images", kPointClouds = "point_clouds", kVideos = "videos", kRelated = "related_images";
constexpr int kOtherNames = 99;  // tried where a name is taken

std::string Join(std::initializer_list<std::string_view> parts) {
  std::string path;
  for (std::string_view part : parts) {
    if (!path.empty() && path.back() != '/') path.push_back('/');
    path.append(part);
  }
  return path;
}

bool LeadsOut(std::string_view path) { return WithoutEscapes(path).size() != path.size(); }

// Extensions of one kind of image are equal here.
std::string ImageKind(std::string_view extension) {
  std::string kind(extension);
  for (char& c : kind) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (kind == ".jpeg" || kind == ".jpe") return ".jpg";
  return kind == ".tiff" ? ".tif" : kind;
}

std::string WithDot(std::string_view image_ext) {
  if (image_ext.empty() || image_ext[0] == '.') return std::string(image_ext);
  return '.' + std::string(image_ext);
}

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

MediaSaver::MediaSaver(Bundle& bundle, Report& report, std::string_view format, bool save, std::string_view image_ext)
    : bundle_(bundle), report_(report), format_(format), save_(save), image_ext_(WithDot(image_ext)) {}

// Notes the copy of `media` as `name` below <folder>/<subset>/, or, where another file has that name, as one like it.
Result<std::string> MediaSaver::Save(const Item& item, std::string_view folder, std::string_view name, const Media& media) {
  auto normal = NormalisePath(WithoutEscapes(name));
  const std::string place = Join({item.subset, item.id});
  if (!normal.ok() || normal->path.empty()) {
    return Status(Code::kInvalid, "this is no name for a file: " + ShownName(name)).At(ShownName(place));
  }
  std::string path = std::move(normal->path);
  if (media.entry == kNoEntry) {
    report_.Add(Severity::kWarning, "media-missing", format_, "files that are not in the input are not saved", place);
    return path;
  }
  const auto [stem, extension] = SplitExtension(path);
  const std::string saved_folder = Join({folder, SubsetFileName(item.subset), ""});
  Status status = bundle_.Copy(saved_folder + path, media.entry);
  std::string other = path;
  for (int number = 2; !status.ok() && status.code() == Code::kInvalid && number <= kOtherNames; ++number) {
    other = std::string(stem) + '_' + std::to_string(number) + std::string(extension);
    if (bundle_.Copy(saved_folder + other, media.entry).ok()) {
      report_.Add(Severity::kNote, "media-renamed", format_, "files whose names are taken are saved under other ones", place);
      status = Status();
    }
  }
  if (!status.ok()) return std::move(status).At(ShownName(place));
  saved_images_ |= folder == kImages;
  return other;
}

Result<std::string> MediaSaver::Name(const Item& item) {
  const Media& media = item.media;
  if (!save_) return media.path;
  const std::string_view folder = FolderOf(media.kind);
  if (folder == kVideos) return Save(item, folder, BaseName(media.path), media);
  if (folder == kPointClouds) return Save(item, folder, item.id + (media.extension.empty() ? ".pcd" : media.extension), media);
  const bool image = media.kind == MediaKind::kImage;
  if (image && !image_ext_.empty() && media.entry != kNoEntry && ImageKind(media.extension) != ImageKind(image_ext_)) {
    return Status(Code::kUnsupported, "an image of kind " + media.extension + " cannot be saved as " + image_ext_)
        .At(Join({item.subset, item.id}));
  }
  return Save(item, folder, item.FileName(image ? image_ext_ : std::string()), media);
}

Result<std::string> MediaSaver::NameRelated(const Item& item, size_t index) {
  const Media& media = item.related[index];
  if (!save_) return media.path;
  const std::string extension = media.extension.empty() ? ".jpg" : media.extension;
  return Save(item, kImages, item.id + "/extra_image_" + std::to_string(index) + extension, media);
}

std::string SubsetFileName(std::string_view subset) {
  std::string name(subset);
  NormalizeSlashes(name);
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

}  // namespace dropset::datumaro
