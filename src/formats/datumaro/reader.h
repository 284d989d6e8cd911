// Reads Datumaro JSON: the head of every file, then their items one by one (datumaro.md §2).
#pragma once

#include <memory>
#include <vector>

#include "formats/datumaro/header.h"
#include "formats/datumaro/item_parser.h"
#include "formats/datumaro/layout.h"
#include "formats/datumaro_common/distinct_ids.h"
#include "formats/format.h"

namespace dropset::datumaro {

class DatumaroReader final : public Reader {
 public:
  // `files` as FindJsonFiles gives them, not empty.
  DatumaroReader(const Archive& archive, std::vector<AnnotationFile> files, std::string_view format, bool strict, Context& context);

  const Labels& labels() const override { return labels_.labels(); }
  Result<Poll> Next(Item& item) override;
  std::string Place() const override;

 private:
  Status ScanSome();
  Status OpenFile();
  Result<bool> ReadSome(Item& item);  // true: an item; false: about kReadWindow bytes without one, or the file has ended
  void CountBytes();

  const Archive& archive_;
  const std::vector<AnnotationFile> files_;
  Context& context_;
  ReadingNotes notes_;
  LabelUnion labels_;
  ItemParser items_;

  bool heads_read_ = false;
  std::unique_ptr<HeaderScan> scan_;
  size_t file_ = 0;  // in files_; its head is being scanned, or its items are being read
  std::unique_ptr<JsonReader> json_;
  bool in_items_ = false;
  uint64_t counted_ = 0;  // bytes of the file that progress knows of
  DistinctIds ids_;
};

}  // namespace dropset::datumaro
