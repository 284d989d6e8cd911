// Invariants: phases follow each other in the order of Phase. Records go to the bucket of their image in the order labels, boxes,
// masks, pixels, so that sorting a bucket by image leaves an item's annotations in file order. A mask's row and its pixels are two
// records joined by a number, since pictures are read in archive order. From kYield on the set finds no images by id.
#include "formats/open_images/reader.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/paths.h"
#include "formats/open_images/mask_image.h"

namespace dropset::open_images {
namespace {

constexpr size_t kSizesAtOnce = 64;
constexpr uint64_t kHeadCost = 4 << 10;      // of looking at an image, in progress
constexpr uint64_t kPixelsAtOnce = 1 << 20;  // bytes of mask files
constexpr uint64_t kRunsPerMaskByte = 4;     // bytes of a mask's runs for each of its file, about

}  // namespace

OpenImagesReader::OpenImagesReader(const Archive& archive, Layout layout, const ReadOptions& options, Context& context)
    : archive_(archive),
      layout_(std::move(layout)),
      options_(options),
      context_(context),
      notes_(*context.report, options.format, options.strict),
      buckets_(*context.scratch, kBucketMemory),
      images_(buckets_),
      image_files_(archive, images_),
      mask_files_(archive),
      sizes_(archive),
      builder_(notes_),
      runs_(archive, MediaSizes::kHead) {
  for (const auto* files : {&layout_.lists, &layout_.labels, &layout_.boxes, &layout_.masks}) {
    for (const CsvFile& file : *files) *context_.bytes_planned += archive_.entries()[file.entry].size;
  }
  if (options_.images_meta != kNoEntry) *context_.bytes_planned += archive_.entries()[options_.images_meta].size;
}

Result<Poll> OpenImagesReader::Next(Item& item) {
  if (phase_ == Phase::kYield) return NextImage(item);
  DROPSET_ASSIGN(const bool ended, Work());
  if (ended) {
    phase_ = static_cast<Phase>(static_cast<int>(phase_) + 1);
    notes_.SetFile(archive_.name());
    file_ = next_ = 0;
    if (phase_ == Phase::kLabels) EndLists();
    if (phase_ == Phase::kSizes) PlanSizes();
    if (phase_ == Phase::kPixels) PlanPixels();
    if (phase_ == Phase::kYield) BeginYield();
  }
  return Poll::kBusy;
}

std::string OpenImagesReader::Place() const {
  if (list_) return list_->Place();
  return rows_ ? rows_->Place() : notes_.file();
}

Result<bool> OpenImagesReader::Work() {
  switch (phase_) {
    case Phase::kClasses: DROPSET_TRY(classes_.Read(archive_, layout_, options_.display_names, notes_)); return true;
    case Phase::kLists: return ReadLists();
    case Phase::kLabels: return ReadRows(RecordKind::kLabel, layout_.labels);
    case Phase::kBoxes: return ReadRows(RecordKind::kBox, layout_.boxes);
    case Phase::kMasks: return ReadRows(RecordKind::kMask, layout_.masks);
    case Phase::kImageFiles: return image_files_.IndexSome();
    case Phase::kImagesMeta: return ReadImagesMeta();
    case Phase::kSizes: return ReadSizes();
    case Phase::kPixels: return ReadPixels();
    case Phase::kYield: break;
  }
  return true;
}

Result<std::unique_ptr<Stream>> OpenImagesReader::OpenFile(EntryId entry) {
  notes_.SetFile(archive_.entries()[entry].path);
  counted_ = 0;
  return archive_.Open(entry);
}

void OpenImagesReader::CountBytes(uint64_t offset) {
  *context_.bytes_read += offset - counted_;
  counted_ = offset;
}

Result<bool> OpenImagesReader::ReadLists() {
  if (file_ == layout_.lists.size()) return true;
  if (!list_) {
    const CsvFile& file = layout_.lists[file_];
    DROPSET_ASSIGN(std::unique_ptr<Stream> stream, OpenFile(file.entry));
    list_ = std::make_unique<ListRows>(std::move(stream), file, images_, notes_);
    DROPSET_TRY(list_->Begin());
  }
  bool more = true;
  for (const uint64_t until = list_->offset() + kReadWindow; more && list_->offset() < until;) {
    DROPSET_ASSIGN(more, list_->Next());
  }
  CountBytes(list_->offset());
  if (!more) {
    list_.reset();
    ++file_;
  }
  return false;
}

// Each subset's share of the buckets goes by the files that are named after it; masks may be anyone's.
void OpenImagesReader::EndLists() {
  std::vector<uint64_t> bytes;
  uint64_t of_all = 0;
  for (const auto* files : {&layout_.labels, &layout_.boxes, &layout_.masks}) {
    for (const CsvFile& file : *files) {
      const uint32_t subset = images_.FindSubset(file.subset);
      const uint64_t size = archive_.entries()[file.entry].size;
      if (subset == ImageSet::kNone) {
        of_all += size;
        continue;
      }
      if (bytes.size() <= subset) bytes.resize(subset + 1);
      bytes[subset] += size;
    }
  }
  for (const Entry& entry : archive_.entries()) {
    if (MaskFiles::IsMask(entry.path)) of_all += kRunsPerMaskByte * entry.size;
  }
  for (uint64_t& of_subset : bytes) of_subset += of_all;
  images_.EndLists(bytes, of_all);
}

Result<bool> OpenImagesReader::ReadRows(RecordKind kind, const std::vector<CsvFile>& files) {
  if (file_ == files.size()) return true;
  if (!rows_) {
    const CsvFile& file = files[file_];
    DROPSET_ASSIGN(std::unique_ptr<Stream> stream, OpenFile(file.entry));
    rows_ = std::make_unique<AnnotationRows>(kind, std::move(stream), file, classes_, images_, notes_);
    DROPSET_TRY(rows_->Begin());
  }
  auto row = AnnotationRows::Row::kSkipped;
  for (const uint64_t until = rows_->offset() + kReadWindow; row != AnnotationRows::Row::kEnd && rows_->offset() < until;) {
    DROPSET_ASSIGN(row, rows_->Next(record_));
    if (row == AnnotationRows::Row::kRead) DROPSET_TRY(Keep(record_));
  }
  CountBytes(rows_->offset());
  if (row == AnnotationRows::Row::kEnd) {
    rows_.reset();
    ++file_;
  }
  return false;
}

Status OpenImagesReader::Keep(Record& record) {
  if (record.kind == RecordKind::kMask) return KeepMask(record);
  if (record.kind == RecordKind::kBox) images_.table().WantSize(record.image);
  return Append(record);
}

Status OpenImagesReader::KeepMask(Record& record) {
  const std::string& subset = images_.SubsetName(images_.SubsetOf(record.image));
  const EntryId entry = mask_files_.Find(subset, rows_->mask_path());
  if (entry == kNoEntry) {
    return rows_->SkipMask("there is no file " + std::string(kMasks) + subset + "/" + std::string(rows_->mask_path()));
  }
  images_.table().WantSize(record.image);
  record.row = static_cast<uint32_t>(masks_.size());
  masks_.push_back({entry, record.image, record.row});
  return Append(record);
}

Status OpenImagesReader::Append(const Record& record) {
  encoded_.clear();
  Encode(record, encoded_);
  return buckets_.Append(images_.BucketOf(record.image), encoded_);
}

Result<bool> OpenImagesReader::ReadImagesMeta() {
  if (options_.images_meta == kNoEntry) return true;
  if (!images_meta_) {
    DROPSET_ASSIGN(std::unique_ptr<Stream> stream, OpenFile(options_.images_meta));
    images_meta_ = std::make_unique<ImagesMetaReader>(std::move(stream));
  }
  auto line = ImagesMetaReader::Line::kSize;
  ImageSize size;
  for (const uint64_t until = images_meta_->offset() + kReadWindow;
       line != ImagesMetaReader::Line::kEnd && images_meta_->offset() < until;) {
    DROPSET_ASSIGN(line, images_meta_->Next(size));
    if (line == ImagesMetaReader::Line::kSize) {
      NormalizeSlashes(size.id);
      images_.ForEach(size.id, [&](uint32_t image) { images_.table().SetSize(image, size.width, size.height); });
    } else if (line == ImagesMetaReader::Line::kBad) {
      DROPSET_TRY(notes_.Skipped("image-size", "lines of images.meta that give no size are left out", images_meta_->TakeProblem()));
    }
  }
  CountBytes(images_meta_->offset());
  return line == ImagesMetaReader::Line::kEnd;
}

// Images that a box or mask is of, whose size images.meta does not give, in the order of their files.
void OpenImagesReader::PlanSizes() {
  const ImageTable& table = images_.table();
  for (uint32_t image = 0; image < images_.size(); ++image) {
    if (table.wants_size(image) && table.Size(image).first == 0 && image_files_.EntryOf(image) != kNoEntry) {
      unsized_.push_back(image);
    }
  }
  const auto position = [&](uint32_t image) { return archive_.Position(image_files_.EntryOf(image)); };
  std::sort(unsized_.begin(), unsized_.end(), [&](uint32_t a, uint32_t b) { return position(a) < position(b); });
  *context_.bytes_planned += unsized_.size() * kHeadCost;
}

Result<bool> OpenImagesReader::ReadSizes() {
  for (const size_t end = std::min(unsized_.size(), next_ + kSizesAtOnce); next_ < end; ++next_) {
    runs_.Reach(next_, unsized_.size(), [this](size_t i) { return image_files_.EntryOf(unsized_[i]); });
    const uint32_t image = unsized_[next_];
    Media media;
    media.kind = MediaKind::kImage;
    media.entry = image_files_.EntryOf(image);
    notes_.SetFile(archive_.entries()[media.entry].path);
    media.extension = SplitExtension(notes_.file()).second;
    sizes_.Fill(media);
    images_.table().SetSize(image, media.width, media.height);
    *context_.bytes_read += kHeadCost;
  }
  if (next_ < unsized_.size()) return false;
  unsized_ = {};
  return true;
}

void OpenImagesReader::PlanPixels() {
  const auto position = [&](const MaskFile& mask) { return std::pair(archive_.Position(mask.entry), mask.row); };
  std::sort(masks_.begin(), masks_.end(), [&](const MaskFile& a, const MaskFile& b) { return position(a) < position(b); });
  for (const MaskFile& mask : masks_) *context_.bytes_planned += archive_.entries()[mask.entry].size;
  runs_ = WantedRuns(archive_);
}

Result<bool> OpenImagesReader::ReadPixels() {
  uint64_t bytes = 0;
  for (; next_ < masks_.size() && bytes < kPixelsAtOnce; ++next_) {
    runs_.Reach(next_, masks_.size(), [this](size_t i) { return masks_[i].entry; });
    DROPSET_TRY(ReadPixelsOf(masks_[next_]));
    bytes += archive_.entries()[masks_[next_].entry].size;
  }
  *context_.bytes_read += bytes;
  if (next_ < masks_.size()) return false;
  masks_ = {};
  return true;
}

Status OpenImagesReader::ReadPixelsOf(const MaskFile& mask) {
  notes_.SetFile(archive_.entries()[mask.entry].path);
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive_.Open(mask.entry));
  DROPSET_ASSIGN(const std::string file, ReadAll(*stream, kSmallDocument));
  const auto [width, height] = images_.table().Size(mask.image);
  const std::string_view extension = SplitExtension(notes_.file()).second;
  auto pixels = ReadMask(std::as_bytes(std::span(file.data(), file.size())), extension, width, height);
  if (!pixels.ok())
    return notes_.Skipped("mask-unreadable", "masks whose file cannot be decoded are left out", pixels.TakeStatus());
  if (width == 0) {
    DROPSET_TRY(notes_.Skipped("mask-size-assumed", "masks of images whose size is not known keep their own size",
                               Status(Code::kInvalid, "the size of " + images_.table().Id(mask.image) + " is not known")));
  }
  record_.Clear();
  record_.kind = RecordKind::kPixels;
  record_.image = mask.image;
  record_.row = mask.row;
  record_.mask_height = pixels->height;
  record_.mask_width = pixels->width;
  record_.runs = std::move(pixels->runs);
  return Append(record_);
}

void OpenImagesReader::BeginYield() {
  if (!layout_.folder.empty()) notes_.SetFile(layout_.folder);
  order_ = images_.TakeOrder();
}

Result<Poll> OpenImagesReader::NextImage(Item& item) {
  if (next_ == order_.size()) return Poll::kEnd;
  const uint32_t image = order_[next_++];
  item.id = images_.table().Id(image);
  item.subset = images_.SubsetName(images_.SubsetOf(image));
  if (images_.BucketOf(image) != bucket_) DROPSET_TRY(LoadBucket(images_.BucketOf(image)));
  FillMedia(image, item);
  size_t count = 0;
  for (; next_record_ < record_order_.size() && record_order_[next_record_].first == image; ++next_record_, ++count) {
    if (of_image_.size() <= count) of_image_.emplace_back();
    Decode(std::span(records_).subspan(record_order_[next_record_].second), of_image_[count]);
  }
  DROPSET_TRY(builder_.Build(std::span(of_image_).first(count), item));
  return Poll::kItem;
}

Status OpenImagesReader::LoadBucket(uint32_t bucket) {
  bucket_ = bucket;
  record_order_.clear();
  next_record_ = 0;
  records_ = {};
  DROPSET_ASSIGN(records_, buckets_.Take(bucket));
  for (size_t at = 0; at < records_.size();) {
    const RecordHead head = HeadOf(std::span(records_).subspan(at));
    record_order_.emplace_back(head.image, at);
    at += head.size;
  }
  std::sort(record_order_.begin(), record_order_.end());  // by image, then file order
  return {};
}

// An image that is missing has at most a size, and is then named as the official ones are.
void OpenImagesReader::FillMedia(uint32_t image, Item& item) {
  Media& media = item.media;
  std::tie(media.width, media.height) = images_.table().Size(image);
  media.entry = image_files_.EntryOf(image);
  if (media.entry != kNoEntry) {
    media.kind = MediaKind::kImage;
    media.path = archive_.entries()[media.entry].path;
    media.extension = SplitExtension(media.path).second;
    item.id_is_file_name = media.path.ends_with("/" + item.id);
    return;
  }
  const std::string path = std::string(kImages) + item.subset + "/" + item.id + ".jpg";
  context_.report->Add(Severity::kNote, "image-missing", options_.format, "images are not in the input", path);
  if (media.width == 0) return;
  media.kind = MediaKind::kImage;
  media.path = path;
  media.extension = ".jpg";
}

}  // namespace dropset::open_images
