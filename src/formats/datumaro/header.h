// What stands beside `items` in an annotation file (datumaro.md §2.1), read before the items whatever the order.
#pragma once

#include <memory>
#include <optional>

#include "formats/datumaro_common/label_union.h"
#include "text/json_reader.h"

namespace dropset::datumaro {

// Goes through one file as far as it must: to `items` where `categories` and `infos` precede it, else to the end.
class HeaderScan {
 public:
  // `notes` has the file set.
  HeaderScan(std::unique_ptr<Stream> stream, ReadingNotes& notes);

  // Works through about kReadWindow bytes; true: `file` is complete. Errors have the file as place.
  Result<bool> Step();
  FileLabels& file() { return file_; }
  uint64_t offset() const { return json_.offset(); }  // bytes consumed
  bool whole() const { return whole_; }               // the file was gone through to its end

 private:
  Status Member(bool& done);
  Status OldInfo();
  Status Version();
  Status MediaType();
  void Element();
  Status Complete();

  JsonReader json_;
  ReadingNotes& notes_;
  FileLabels file_;
  bool saw_categories_ = false, saw_infos_ = false, saw_items_ = false;
  bool in_items_ = false, whole_ = false;
  std::optional<int> media_type_;   // as declared
  std::optional<int> found_media_;  // of the first items; kGeneric where they differ
  int looked_at_ = 0;               // items
};

}  // namespace dropset::datumaro
