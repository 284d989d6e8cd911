// Where Datumaro's formats keep media, and what saved ones are called (datumaro.md §1, §2.4, §3; decisions.md "Media").
#pragma once

#include <string>
#include <string_view>

#include "archive/archive.h"
#include "base/status.h"
#include "formats/report.h"
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

// Names the files of saved media and notes their copies. Media that the input lacks are counted and named all the same.
class MediaSaver {
 public:
  // `save`: whether media are saved at all. `image_ext`: as the export option was given.
  MediaSaver(Bundle& bundle, Report& report, std::string_view format, bool save, std::string_view image_ext);

  // What the annotation file says of the item's medium: its path below images/<subset>/ (point_clouds/, videos/) if media are
  // saved, else where it is in the input; empty: null. Code::kUnsupported where an image would have to be encoded anew.
  Result<std::string> Name(const Item& item);
  Result<std::string> NameRelated(const Item& item, size_t index);
  bool saved_images() const { return saved_images_; }

 private:
  Result<std::string> Save(const Item& item, std::string_view folder, std::string_view name, const Media& media);

  Bundle& bundle_;
  Report& report_;
  std::string_view format_;
  bool save_;
  std::string image_ext_;  // with its dot, or empty
  bool saved_images_ = false;
};

// What a subset's annotation file and folders are called: its name, with `_` for slashes.
std::string SubsetFileName(std::string_view subset);

}  // namespace dropset::datumaro
