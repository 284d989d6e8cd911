// Reads Open Images: lists of images, then every annotation file once, into buckets of images, then what the sizes of images and
// the masks' pictures say, in the order in which they lie in the input; then item by item.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "archive/wanted_runs.h"
#include "formats/format.h"
#include "formats/media_sizes.h"
#include "formats/open_images/class_list.h"
#include "formats/open_images/image_set.h"
#include "formats/open_images/images_meta.h"
#include "formats/open_images/item_builder.h"
#include "formats/open_images/layout.h"
#include "formats/open_images/media_files.h"
#include "formats/open_images/record.h"
#include "formats/open_images/rows.h"
#include "io/buckets.h"

namespace dropset::open_images {

struct ReadOptions {
  std::string_view format;
  bool strict = false;
  bool display_names = false;
  EntryId images_meta = kNoEntry;  // in place of the layout's
};

class OpenImagesReader final : public Reader {
 public:
  OpenImagesReader(const Archive& archive, Layout layout, const ReadOptions& options, Context& context);

  const Labels& labels() const override { return classes_.labels(); }
  Result<Poll> Next(Item& item) override;
  std::string Place() const override;

 private:
  enum class Phase { kClasses, kLists, kLabels, kBoxes, kMasks, kImageFiles, kImagesMeta, kSizes, kPixels, kYield };
  // A mask of which only the row was read.
  struct MaskFile {
    EntryId entry;
    uint32_t image;
    uint32_t row;
  };

  Result<bool> Work();  // a bounded part of the phase; true: the phase has ended
  Result<bool> ReadLists();
  Result<bool> ReadRows(RecordKind kind, const std::vector<CsvFile>& files);
  Status Keep(Record& record);
  Status KeepMask(Record& record);
  Status Append(const Record& record);
  void EndLists();
  Result<bool> ReadImagesMeta();
  void PlanSizes();
  Result<bool> ReadSizes();
  void PlanPixels();
  Result<bool> ReadPixels();
  Status ReadPixelsOf(const MaskFile& mask);
  void BeginYield();
  Result<Poll> NextImage(Item& item);
  Status LoadBucket(uint32_t bucket);
  void FillMedia(uint32_t image, Item& item);
  Result<std::unique_ptr<Stream>> OpenFile(EntryId entry);
  void CountBytes(uint64_t offset);

  const Archive& archive_;
  const Layout layout_;
  const ReadOptions options_;
  Context& context_;
  ReadingNotes notes_;
  ClassList classes_;
  Buckets buckets_;
  ImageSet images_;
  ImageFiles image_files_;
  MaskFiles mask_files_;
  MediaSizes sizes_;
  ItemBuilder builder_;
  Phase phase_ = Phase::kClasses;

  size_t file_ = 0;  // of the phase's files
  std::unique_ptr<ListRows> list_;
  std::unique_ptr<AnnotationRows> rows_;
  std::unique_ptr<ImagesMetaReader> images_meta_;
  uint64_t counted_ = 0;  // bytes of the file being read that progress knows of
  Record record_;
  std::vector<std::byte> encoded_;
  std::vector<MaskFile> masks_;
  std::vector<uint32_t> unsized_;  // images whose headers are to be looked at
  size_t next_ = 0;                // in masks_, unsized_ or order_
  WantedRuns runs_;                // of masks_ or unsized_

  std::vector<uint32_t> order_;
  uint32_t bucket_ = ImageSet::kNone;  // loaded
  RawBytes records_;
  std::vector<std::pair<uint32_t, size_t>> record_order_;  // (image, offset in records_), sorted
  size_t next_record_ = 0;
  std::vector<Record> of_image_;  // decoded; reused
};

}  // namespace dropset::open_images
