// Writes one item (datumaro_binary.md §3, layout C).
#pragma once

#include <string>

#include "base/status.h"
#include "formats/datumaro_binary/bytes_out.h"
#include "formats/datumaro_common/media_paths.h"
#include "formats/report.h"
#include "model/item.h"

namespace dropset::datumaro_binary {

class ItemWriter {
 public:
  ItemWriter(datumaro::SavedMedia& media, Report& report, std::string_view format)
      : media_(media), report_(report), format_(format) {}

  // Appends to `out`.
  Status Append(std::string& out, const Item& item);

 private:
  Status AppendMedia(std::string& out, const Item& item);
  void AppendAnnotation(std::string& out, const Item& item, const Annotation& annotation);
  // What is `before` them, their number, and `values` as float32.
  void AppendFloats(std::string& out, const Item& item, std::span<const double> values, Fields before);
  // Counts a loss of the item's, `count` times; none if that is 0.
  void Lost(std::string_view code, std::string_view message, const Item& item, uint64_t count);

  datumaro::SavedMedia& media_;
  Report& report_;
  std::string_view format_;
  std::string text_;  // of a mask; reused
};

}  // namespace dropset::datumaro_binary
