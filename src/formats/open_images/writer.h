// Writes Open Images: rows are spooled per subset and file while items come, and copied into files at the end; masks' pictures are
// written at once (open_images.md §3).
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "formats/format.h"
#include "formats/open_images/attribute_cells.h"
#include "io/buckets.h"

namespace dropset::open_images {

struct WriteOptions {
  std::string_view format;
  bool save_dataset_meta = false;
};

class OpenImagesWriter final : public Writer {
 public:
  OpenImagesWriter(Bundle& bundle, const WriteOptions& options, Context& context);

  Status Begin(const Labels& labels) override;
  Status Write(const Item& item) override;
  Result<Poll> Finish() override;

 private:
  enum Table : size_t { kImagesTable, kLabelsTable, kBoxesTable, kMasksTable, kTables };
  struct Subset {
    std::string name;       // as items have it
    std::string file_name;  // as files have it
    std::array<std::optional<uint32_t>, kTables> spools;
  };

  Status OpenSubset(const std::string& name);
  Status Append(std::optional<uint32_t>& spool, std::string_view head, std::string_view text);
  Status AppendRow(Table table);  // row_

  Status WriteAnnotation(const Annotation& annotation);
  Status WriteLabel(const Annotation& label);
  Status WriteBox(const Annotation& box);
  Status WriteMask(const Annotation& mask);
  Result<std::string> WritePicture(const Annotation& mask, const std::string& box_id);  // its name; empty: it is too large
  void CountGroups();
  const Annotation* BoxOfMask(const Annotation& mask) const;
  void BeginRow(std::string_view first, const Annotation& annotation);
  void AppendCorners(const Annotation& box);
  std::string BoxId(const AttributeCells& cells);
  void Lost(std::string_view code, std::string_view message, std::string_view option = {});

  bool NextFile();
  Status BeginFile();

  Bundle& bundle_;
  const WriteOptions options_;
  Context& context_;
  const Labels* labels_ = nullptr;
  Buckets spools_;
  std::vector<Subset> subsets_;
  std::optional<uint32_t> sizes_;  // spool of images.meta

  // Of the item being written.
  const Item* item_ = nullptr;
  std::string row_;
  std::vector<const Annotation*> sorted_;  // by group
  std::unordered_set<std::string> box_ids_;
  uint32_t next_box_id_ = 0;
  bool wrote_size_ = false;

  // The file being joined: one of a subset's, or behind the last subset images.meta.
  size_t subset_ = 0, table_ = 0;
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<Stream> spool_;
  std::vector<std::byte> piece_;
};

}  // namespace dropset::open_images
