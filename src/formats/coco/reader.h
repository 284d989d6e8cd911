// Reads COCO: every annotation file once, into buckets of images, then item by item (ARCHITECTURE.md, "One pass").
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/coco/annotation_parser.h"
#include "formats/coco/category_table.h"
#include "formats/coco/image_table.h"
#include "formats/coco/join.h"
#include "formats/coco/layout.h"
#include "formats/coco/panoptic_reader.h"
#include "formats/coco/record.h"
#include "formats/coco/stems.h"
#include "formats/format.h"
#include "io/buckets.h"
#include "text/json_reader.h"

namespace dropset::coco {

struct ReadOptions {
  std::string_view format;  // the name it was asked for, for the report
  bool strict = false;
  bool keep_category_ids = false;
};

class CocoReader final : public Reader {
 public:
  // `files` as FindAnnotationFiles gives them, not empty. `custom_labels`: dataset_meta.json's, if there is one.
  CocoReader(const Archive& archive, std::vector<AnnotationFile> files, std::optional<std::vector<std::string>> custom_labels,
             const ReadOptions& options, Context& context);

  const Labels& labels() const override { return labels_; }
  Result<Poll> Next(Item& item) override;
  std::string Place() const override;

 private:
  // The images of one subset and where their annotations wait. Bucket k of `buckets` holds those of images
  // [k × images_per_bucket, (k + 1) × images_per_bucket).
  struct Subset {
    std::string name;
    uint32_t first_file;
    uint64_t bytes = 0;  // about what its records will take
    ImageTable images;
    uint32_t images_per_bucket = 0;
    std::vector<uint32_t> buckets;
  };
  // A file being read. Its top-level members come in any order.
  struct Parsing {
    std::unique_ptr<JsonReader> json;
    std::string place;
    std::unique_ptr<AnnotationParser> parser;
    bool in_annotations = false, in_images = false;
    bool saw_images = false, saw_annotations = false, saw_categories = false;
    std::optional<uint32_t> early;  // bucket of records whose images are not known yet
    uint32_t position = 0;          // in `annotations`
    uint64_t counted = 0;           // bytes that progress knows of
  };
  enum class Phase { kParse, kPixels, kYield, kEnd };

  Status OpenFile();
  Result<bool> ParseSome();  // true: the file has ended
  Status ParseElement(bool image);
  Status ParseTopLevel(bool& ended);
  Status ParseImage();
  Status ParseCategories();
  Status ParseCategory();
  Status ParseAnnotation();
  Status ParsePanoptic();
  Status CloseFile();
  Status Distribute(uint32_t early);
  Status Keep(const Record& record);
  Status PlaceWaiting();
  Status Place(std::span<std::byte> records);
  Status ReadPng();
  uint32_t BucketOf(Subset& subset, uint32_t image);
  Status Refuse(std::string_view code, std::string message, std::string place);
  void CountBytes();

  Result<bool> NextImage(Item& item);  // false: no more images
  Status LoadBucket();
  void FillMedia(Item& item, const ImageTable::Image& image);

  const Archive& archive_;
  const std::vector<AnnotationFile> files_;
  const ReadOptions options_;
  Context& context_;
  CategoryTable categories_;
  Labels labels_;
  Buckets buckets_;
  std::vector<Subset> subsets_;
  PanopticReader panoptic_reader_;
  Phase phase_ = Phase::kParse;

  size_t file_ = 0;  // in files_
  Parsing parsing_;
  Record record_;
  PanopticEntry panoptic_;
  RawBytes waiting_;  // records of which the first `waiting_size_` bytes have not been put into buckets yet
  size_t waiting_size_ = 0;
  std::vector<int64_t> image_ids_;           // of the records that are being placed; reused
  std::vector<uint32_t> images_of_records_;  // reused

  size_t subset_ = 0;  // in subsets_
  uint32_t image_ = 0;
  BaseNames base_names_;
  std::unique_ptr<ImageFinder> finder_;
  RawBytes bucket_;
  std::vector<const std::byte*> records_;  // in bucket_, by image, of each in file order
  std::vector<size_t> ends_;               // in records_, of each image's
  uint32_t bucket_begin_ = 0;              // their first image
  std::unique_ptr<Joiner> joiner_;
  std::unique_ptr<Stems> stems_;
};

}  // namespace dropset::coco
