// The labels of a dataset: class descriptions, or dataset_meta.json, and the hierarchy (open_images.md §2.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/open_images/layout.h"
#include "formats/open_images/text_map.h"
#include "formats/reading_notes.h"
#include "model/labels.h"

namespace dropset::open_images {

class ClassList {
 public:
  // `display_names`: labels are called by the class descriptions' second column; where that repeats, by both.
  Status Read(const Archive& archive, const Layout& layout, bool display_names, ReadingNotes& notes);

  const Labels& labels() const { return labels_; }
  // The index of the label that files call `name`; -1 if there is none.
  int Find(std::string_view name) const;

 private:
  Status ReadClasses(const Archive& archive, EntryId entry, bool display_names, ReadingNotes& notes);
  Status ReadMeta(const Archive& archive, EntryId entry);
  Status ReadHierarchy(const Archive& archive, EntryId entry, ReadingNotes& notes);
  bool Add(std::string_view name, std::string shown);
  void Display(std::vector<std::string> names);

  Labels labels_;
  TextMap<int> indexes_;  // by the names in the files
};

}  // namespace dropset::open_images
