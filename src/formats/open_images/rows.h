// The rows of image lists and annotation files (open_images.md §2.3, §2.5 to §2.7).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "formats/open_images/class_list.h"
#include "formats/open_images/image_set.h"
#include "formats/open_images/layout.h"
#include "formats/open_images/record.h"
#include "text/csv.h"

namespace dropset::open_images {

// Columns by the header's names.
class Columns {
 public:
  Columns() = default;
  explicit Columns(std::span<const std::string_view> header) : names_(header.begin(), header.end()), found_(header.size()) {}
  static constexpr size_t kNone = ~size_t{0};
  size_t Find(std::string_view name);
  std::vector<size_t> NotFound() const;  // those that were never looked for
  const std::string& name(size_t column) const { return names_[column]; }

 private:
  std::vector<std::string> names_;
  std::vector<bool> found_;
};

// Reads a CSV file with a header; what lists and annotation files share.
class RowReader {
 public:
  RowReader(std::unique_ptr<Stream> stream, ReadingNotes& notes) : csv_(std::move(stream)), notes_(notes) {}
  uint64_t offset() const { return csv_.offset(); }
  std::string Place() const;  // of the row that was read last

 protected:
  Status ReadHeader();
  Result<size_t> Require(std::string_view column);
  // After the last look at columns_: from now on what other columns hold is counted as lost.
  void WatchOthers() { empty_others_ = columns_.NotFound(); }
  Result<bool> NextRow();  // false at the end
  std::string_view Cell(size_t column) const { return column < csv_.cells().size() ? csv_.cells()[column] : std::string_view(); }
  Status Skip(std::string_view code, std::string_view message, std::string problem) {
    return notes_.Skipped(code, message, csv_.Invalid(std::move(problem)));
  }
  // `id` as an image may be called: `\` read as `/`, nothing that leads out of the dataset. False: it cannot be one; counted.
  Result<bool> UsableId(std::string_view id, std::string& usable);

  CsvReader csv_;
  ReadingNotes& notes_;
  Columns columns_;

 private:
  void CountOthers();

  std::vector<size_t> empty_others_;  // columns that nothing reads and that were empty so far
};

// A list of images.
class ListRows : public RowReader {
 public:
  ListRows(std::unique_ptr<Stream> stream, const CsvFile& file, ImageSet& images, ReadingNotes& notes)
      : RowReader(std::move(stream), notes), file_(file), images_(images) {}
  Status Begin();
  Result<bool> Next();  // puts one row into the set; false at the end

 private:
  Result<uint32_t> SubsetOf(std::string_view name);

  const CsvFile& file_;
  ImageSet& images_;
  size_t id_ = 0, subset_ = 0;
  std::string last_subset_, usable_;
  uint32_t last_number_ = ImageSet::kNone;
};

// Labels, boxes or masks. Images that no list has are created.
class AnnotationRows : public RowReader {
 public:
  AnnotationRows(RecordKind kind, std::unique_ptr<Stream> stream, const CsvFile& file, const ClassList& classes, ImageSet& images,
                 ReadingNotes& notes)
      : RowReader(std::move(stream), notes), kind_(kind), file_(file), classes_(classes), images_(images) {}
  Status Begin();

  enum class Row { kRead, kSkipped, kEnd };
  Result<Row> Next(Record& record);  // kRead: `record` is filled, but for a mask's `row`
  std::string_view mask_path() const { return Cell(mask_path_); }
  // Counts the row just read as one whose mask cannot be used.
  Status SkipMask(std::string problem) {
    return Skip("mask-missing", "masks whose file is missing are left out", std::move(problem));
  }

 private:
  Result<bool> FindImage(Record& record);
  Result<bool> FindLabel(Record& record);
  Result<size_t> FindOptional(std::string_view column);
  Status ReadScore(Record& record);
  Status ReadAttribute(std::string_view column, std::string_view cell, Record& record);
  Status SkipCell(std::string_view column, std::string_view cell);
  Result<bool> ReadBox(Record& record);
  Result<bool> ReadMask(Record& record);

  const RecordKind kind_;
  const CsvFile& file_;
  const ClassList& classes_;
  ImageSet& images_;
  size_t id_ = 0, label_ = 0, confidence_ = 0, mask_path_ = 0, box_id_ = 0, iou_ = 0;
  std::array<size_t, 4> corners_{};
  std::array<size_t, 5> answers_{};
  uint32_t subset_ = ImageSet::kNone;  // of images in this file, where it is known
  std::string usable_, last_label_;
  int last_label_index_ = -1;
};

}  // namespace dropset::open_images
