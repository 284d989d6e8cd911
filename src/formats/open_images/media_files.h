// The files of images and masks in the input.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "formats/open_images/image_set.h"

namespace dropset::open_images {

// Which file shows which image: images/<any folder>/<id>.<extension>, or, where ids have the extension, too, <id>. Of several the
// last is taken, but the one in its subset's folder before any other. 4 bytes per image, if there are files at all.
class ImageFiles {
 public:
  ImageFiles(const Archive& archive, const ImageSet& images) : archive_(archive), images_(images) {}
  // Looks at some of the archive's entries; true: at all. All images must be in the set, and it must still find them by id.
  bool IndexSome();
  EntryId EntryOf(uint32_t image) const { return entries_.empty() ? kNoEntry : entries_[image]; }

 private:
  void Note(EntryId entry, std::string_view path);
  bool NoteAs(std::string_view id, std::string_view folder, EntryId entry);

  const Archive& archive_;
  const ImageSet& images_;
  EntryId next_ = 0;
  std::vector<EntryId> entries_;  // by image
};

// Finds masks: masks/<subset>/<MaskPath>, masks/<MaskPath>, else the only file of that name in the archive, wherever it was
// unpacked or whatever archive of masks it lies in.
class MaskFiles {
 public:
  explicit MaskFiles(const Archive& archive) : archive_(archive) {}
  EntryId Find(std::string_view subset, std::string_view mask_path);
  // Whether the file may be a mask that is found by its name.
  static bool IsMask(std::string_view path);

 private:
  EntryId FindByName(std::string_view name);

  const Archive& archive_;
  std::vector<EntryId> slots_;  // by base name, open addressing, a power of two; filled when first needed
};

}  // namespace dropset::open_images
