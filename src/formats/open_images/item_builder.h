// From the records of one image to its item (open_images.md §2.5 to §2.7).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "formats/open_images/record.h"
#include "formats/reading_notes.h"
#include "model/item.h"

namespace dropset::open_images {

class ItemBuilder {
 public:
  explicit ItemBuilder(ReadingNotes& notes) : notes_(notes) {}
  // Adds annotations to `item`, whose id, subset and medium are set: labels, then boxes, then masks, as `records` has them. Boxes
  // of an image without a size are left out; masks without pixels too, which were counted when those were looked for.
  Status Build(std::span<const Record> records, Item& item);

 private:
  struct BoxOfItem {
    const Record* record;
    int64_t group;
  };

  void AddLabel(const Record& record, Item& item);
  Status AddBox(const Record& record, Item& item);
  void AddMask(const Record& record, const Record& pixels, Item& item);
  int64_t GroupOf(const Record& mask);
  void SortBoxes();

  ReadingNotes& notes_;
  std::vector<BoxOfItem> boxes_;  // in file order; when masks come, by label and corners
  bool sorted_ = false;
  std::vector<const Record*> pixels_;
  std::string text_;
};

}  // namespace dropset::open_images
