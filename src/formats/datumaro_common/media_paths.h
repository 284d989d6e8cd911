// Where Datumaro's formats keep media, and what saved ones are called (datumaro.md §1, §2.4, §3; decisions.md "Media").
#pragma once

#include <string>
#include <string_view>

#include "archive/archive.h"
#include "base/status.h"
#include "formats/media_saver.h"
#include "model/item.h"

namespace dropset::datumaro {

// Finds what annotation files name.
class MediaFinder {
 public:
  explicit MediaFinder(const Archive& archive) : archive_(archive) {}
  // The dataset's folder with its slash; empty, as at first, for the archive's top.
  void SetRoot(std::string root) { root_ = std::move(root); }

  // Looks for `path` as `<folder>/<subset>/<path>`, `<folder>/<path>`, `<path>`, and, where it is absolute, for every tail of it in
  // the same way. Fills media.entry, media.path (where it is, or else would be expected first) and media.extension.
  // `folder`: "images", "point_clouds", "videos".
  void Find(std::string_view folder, const std::string& subset, std::string path, Media& media) const;
  // Finds the item's medium in the folder of its kind; without a path it is `<id>.jpg`.
  void FindFor(const std::string& subset, std::string path, Item& item) const;
  // As Find for a related image of a point cloud: also where older versions and CVAT put them.
  void FindRelated(const std::string& subset, const std::string& id, std::string path, Media& media) const;

 private:
  bool Try(std::string path, Media& media) const;
  bool TryAll(std::string_view folder, const std::string& subset, std::string_view path, Media& media) const;

  const Archive& archive_;
  std::string root_;
};

// Saves media where Datumaro's formats keep them, and says what annotation files call them.
class SavedMedia {
 public:
  explicit SavedMedia(MediaSaver& saver) : saver_(saver) {}

  // What the annotation file says of the item's medium: its path below images/<subset>/ (point_clouds/, videos/) if media are
  // saved, else where it is in the input; empty: null.
  Result<std::string> Save(const Item& item);
  Result<std::string> SaveRelated(const Item& item, size_t index);
  bool saved_images() const { return saved_images_; }

 private:
  MediaSaver& saver_;
  bool saved_images_ = false;
};

// What a subset's annotation file and folders are called: its name, with `_` for slashes.
std::string SubsetFileName(std::string_view subset);

}  // namespace dropset::datumaro
