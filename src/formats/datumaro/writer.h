// Writes Datumaro JSON as the reference of 1.10 does: one file per subset, items as they come (datumaro.md §3).
#pragma once

#include <memory>
#include <string>

#include "formats/datumaro_common/media_paths.h"
#include "formats/format.h"
#include "text/json_writer.h"

namespace dropset::datumaro {

struct WriteOptions {
  bool save_dataset_meta = false;
};

class DatumaroWriter final : public Writer {
 public:
  DatumaroWriter(Bundle& bundle, WriteOptions options, Context& context);

  Status Begin(const Labels& labels) override;
  Status Write(const Item& item) override;
  Result<Poll> Finish() override;

 private:
  Status OpenFile(std::string_view subset);
  Status CloseFile();
  Status AppendItem(const Item& item);
  Status AppendMedia(const Item& item);
  Status AppendRelated(const Item& item);

  Bundle& bundle_;
  const WriteOptions options_;
  Context& context_;
  SavedMedia media_;
  const Labels* labels_ = nullptr;
  std::string head_;  // of every file, up to the first item

  std::string subset_;      // whose file is open, or was open last
  bool wrote_any_ = false;  // files
  bool first_item_ = true;
  std::unique_ptr<Sink> sink_;  // null: no file is open
  std::unique_ptr<JsonOutput> output_;
};

}  // namespace dropset::datumaro
