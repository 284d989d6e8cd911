// Ids are unique in a subset. The reference refuses an id that comes again; here the later item keeps its data under another.
#pragma once

#include <string>
#include <string_view>

#include "base/number_set.h"
#include "formats/reading_notes.h"
#include "model/item.h"

namespace dropset::datumaro {

class DistinctIds {
 public:
  void BeginSubset();

  // Gives the item another id if its own was used in this subset before: with its file's extension where that makes it distinct
  // (decisions.md "Ids and labels": one stem), else with a number. That is noted; `invalid` makes an error about the item of a
  // message.
  template <class Invalid>
  Status Keep(Item& item, ReadingNotes& notes, Invalid invalid) {
    if (IsNew(item.id)) return {};
    Status problem = invalid("an item of the id " + item.id.substr(0, 80) + " stands before it");
    Rename(item);
    return notes.Skipped("item-id-repeated", "items whose id was used before get another one", std::move(problem));
  }

 private:
  bool IsNew(std::string_view id);
  void Rename(Item& item);

  NumberSet ids_;          // hashes: two ids of a million are taken for one with a probability of 1 : 37 million
  uint64_t repeated_ = 0;  // ids that were used before
};

}  // namespace dropset::datumaro
