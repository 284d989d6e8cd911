// Invariants: files_ is sorted by subset, so subsets_ grows in the order in which it is yielded. While phase_ is kParse records
// wait in waiting_, of one file at a time, and go from there to buckets_ by the index of their image; a file whose `annotations`
// precede its `images` keeps them in a bucket of its own (parsing_.early) until the images are known. In kPixels panoptic masks
// join them. From kYield on labels_ is complete; records_ and ends_ are those of the images from bucket_begin_ on, and bucket_
// holds their bytes until the last of these images is yielded.
#include "formats/coco/reader.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/limits.h"
#include "base/paths.h"

namespace dropset::coco {
namespace {

// Bytes of a mask's runs for one byte of PNG, about.
constexpr uint64_t kRunsPerPngByte = 4;

// Bytes of records that are put into buckets together: some hundred, which a processor's nearest caches hold.
constexpr size_t kWaitingRecords = size_t{1} << 16;

}  // namespace

CocoReader::CocoReader(const Archive& archive, std::vector<AnnotationFile> files,
                       std::optional<std::vector<std::string>> custom_labels, const ReadOptions& options, Context& context)
    : archive_(archive),
      files_(std::move(files)),
      options_(options),
      context_(context),
      buckets_(*context.scratch, kBucketMemory),
      panoptic_reader_(archive, files_, options.format, options.strict, *context.report),
      base_names_(archive) {
  if (custom_labels) categories_.SetCustomLabels(*std::move(custom_labels));
  for (uint32_t k = 0; k < files_.size(); ++k) {
    if (k == 0 || files_[k].subset != files_[k - 1].subset) {
      Subset& subset = subsets_.emplace_back();
      subset.name = files_[k].subset;
      subset.first_file = k;
    }
    uint64_t size = archive_.entries()[files_[k].entry].size;
    uint64_t pngs = files_[k].task == Task::kPanoptic ? PanopticReader::BytesOfPngs(archive_, files_[k].entry) : 0;
    subsets_.back().bytes += size + pngs * kRunsPerPngByte;
    *context_.bytes_planned += size + pngs;
  }
}

Result<Poll> CocoReader::Next(Item& item) {
  if (phase_ == Phase::kParse) {
    if (!parsing_.json) {
      DROPSET_TRY(OpenFile());
    }
    auto ended = ParseSome();
    if (!ended.ok()) return ended.TakeStatus().At(parsing_.place);
    if (!*ended) return Poll::kBusy;
    DROPSET_TRY(CloseFile());
    if (file_ < files_.size()) return Poll::kBusy;
    DROPSET_TRY(categories_.Resolve(options_.keep_category_ids, *context_.report, options_.format, labels_));
    joiner_ =
        std::make_unique<Joiner>(JoinContext{files_, categories_, archive_, options_.format, options_.strict, *context_.report});
    panoptic_reader_.SortJobs();
    phase_ = Phase::kPixels;
    return Poll::kBusy;
  }
  if (phase_ == Phase::kPixels) {
    if (!panoptic_reader_.done()) {
      DROPSET_TRY(ReadPng());
    } else {
      subset_ = 0;
      phase_ = Phase::kYield;
    }
    return Poll::kBusy;
  }
  if (phase_ == Phase::kEnd) return Poll::kEnd;
  DROPSET_ASSIGN(bool more, NextImage(item));
  if (!more) phase_ = Phase::kEnd;
  return more ? Poll::kItem : Poll::kEnd;
}

std::string CocoReader::Place() const { return parsing_.json ? parsing_.place + ": " + parsing_.json->Path() : std::string(); }

Status CocoReader::OpenFile() {
  const AnnotationFile& file = files_[file_];
  while (subset_ + 1 < subsets_.size() && subsets_[subset_ + 1].first_file <= file_) ++subset_;
  parsing_ = Parsing();
  parsing_.place = archive_.entries()[file.entry].path;
  auto stream = archive_.Open(file.entry);
  if (!stream.ok()) return stream.TakeStatus().At(parsing_.place);
  JsonOptions options;
  options.non_finite = !options_.strict;
  parsing_.json = std::make_unique<JsonReader>(*std::move(stream), options);
  parsing_.parser =
      std::make_unique<AnnotationParser>(file.task, parsing_.place, options_.format, options_.strict, *context_.report);
  parsing_.json->EnterObject();
  return {};
}

void CocoReader::CountBytes() {
  uint64_t now = parsing_.json->offset();
  *context_.bytes_read += now - parsing_.counted;
  parsing_.counted = now;
}

// Reads on for about kReadWindow bytes.
Result<bool> CocoReader::ParseSome() {
  JsonReader& json = *parsing_.json;
  const uint64_t until = json.offset() + kReadWindow;
  bool ended = false;
  while (!ended && json.offset() < until) {
    if (parsing_.in_annotations || parsing_.in_images) {
      bool& inside = parsing_.in_annotations ? parsing_.in_annotations : parsing_.in_images;
      inside = json.NextElement();
      if (inside) DROPSET_TRY(parsing_.in_annotations ? ParseAnnotation() : ParseImage());
    } else {
      DROPSET_TRY(ParseTopLevel(ended));
    }
    if (!json.ok()) return json.TakeStatus();
  }
  CountBytes();
  return ended;
}

Status CocoReader::ParseTopLevel(bool& ended) {
  JsonReader& json = *parsing_.json;
  if (!json.NextMember()) {
    ended = true;
    return json.Finish();
  }
  if (json.key() == "images") {
    DROPSET_TRY(PlaceWaiting());
    parsing_.saw_images = true;
    parsing_.in_images = json.EnterArray();
  } else if (json.key() == "annotations") {
    parsing_.saw_annotations = true;
    if (files_[file_].task == Task::kImageInfo) {
      json.Skip();
    } else {
      parsing_.in_annotations = json.EnterArray();
    }
  } else if (json.key() == "categories" && HasCategories(files_[file_].task)) {
    parsing_.saw_categories = true;
    return ParseCategories();
  } else {
    json.Skip();
  }
  return {};
}

Status CocoReader::Refuse(std::string_view code, std::string message, std::string place) {
  if (options_.strict) return Status(Code::kInvalid, std::move(message)).At(place);
  context_.report->Add(Severity::kWarning, code, options_.format, message, parsing_.place + ": " + place);
  return {};
}

// coco.md §2.2.
Status CocoReader::ParseImage() {
  JsonReader& json = *parsing_.json;
  const std::string place = options_.strict ? json.Path() : std::string();
  if (json.Peek() != JsonKind::kObject) {
    json.Skip();
    return Refuse("image-skipped", "images that are no objects are left out", json.Path());
  }
  int64_t id = 0, width = 0, height = 0;
  bool has_name = false;
  Integer id_read = Integer::kNot;
  std::string name, id_text;
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "id") {
      if (json.Peek() == JsonKind::kString) {
        std::string_view text;
        if (json.ReadString(text)) id_text = text;
      }
      id_read = id_text.empty() ? ReadTolerantInteger(json, id) : Integer::kConverted;
    } else if (json.key() == "file_name" && json.Peek() == JsonKind::kString) {
      has_name = json.ReadString(name);
    } else if (json.key() == "width") {
      if (ReadTolerantInteger(json, width) == Integer::kNot) width = 0;
    } else if (json.key() == "height") {
      if (ReadTolerantInteger(json, height) == Integer::kNot) height = 0;
    } else {
      json.Skip();
    }
  }
  if (!json.ok()) return json.TakeStatus();
  int64_t parsed;
  bool is_number = id_text.empty() || (ParseInteger(id_text, parsed) && (id = parsed, true));
  if (id_read == Integer::kNot) return Refuse("image-skipped", "images without an id are left out", json.Path());
  if (!has_name || name.empty()) return Refuse("image-skipped", "images without a file_name are left out", json.Path());
  if (!is_number) return Refuse("image-skipped", "images whose id is no number are left out", json.Path());
  if (id_read == Integer::kConverted) {
    DROPSET_TRY(Refuse("image-id-converted", "image ids that are no integers are converted", json.Path()));
  }
  bool size_known = width > 0 && height > 0 && width <= INT32_MAX && height <= INT32_MAX;
  if (width < 0 || height < 0) DROPSET_TRY(Refuse("image-size", "image sizes that are negative count as unknown", json.Path()));
  auto w = static_cast<uint32_t>(size_known ? width : 0), h = static_cast<uint32_t>(size_known ? height : 0);
  ImageTable& images = subsets_[subset_].images;
  uint32_t index = images.Find(id);
  if (index == ImageTable::kNone) {
    images.Add(id, true, name, w, h);
    return {};
  }
  // Another task's file, or the same id twice: the first one holds.
  const ImageTable::Image& image = images[index];
  if (images.Name(image) != name) {
    return Refuse("image-id-repeated", "of images with one id the first one's file_name is taken", json.Path());
  }
  if (image.width == 0 && w) {
    images.SetSize(index, w, h);
  } else if (w && (image.width != w || image.height != h)) {
    return Refuse("image-size-differs", "of different sizes of one image the first one is taken", json.Path());
  }
  return {};
}

Status CocoReader::ParseCategories() {
  JsonReader& json = *parsing_.json;
  for (json.EnterArray(); json.NextElement();) {
    DROPSET_TRY(ParseCategory());
  }
  return json.ok() ? Status() : json.TakeStatus();
}

// coco.md §2.3.
Status CocoReader::ParseCategory() {
  JsonReader& json = *parsing_.json;
  if (json.Peek() != JsonKind::kObject) {
    json.Skip();
    return Refuse("category-skipped", "categories that are no objects are left out", json.Path());
  }
  Category category;
  bool has_id = false;
  const bool keypoints = files_[file_].task == Task::kPersonKeypoints;
  for (json.EnterObject(); json.NextMember();) {
    JsonKind kind = json.Peek();
    if (json.key() == "id") {
      has_id = ReadTolerantInteger(json, category.id) != Integer::kNot;
    } else if (json.key() == "name" && kind == JsonKind::kString) {
      json.ReadString(category.name);
    } else if (json.key() == "supercategory" && kind == JsonKind::kString) {
      json.ReadString(category.supercategory);
    } else if (json.key() == "supercategory" && kind == JsonKind::kNumber) {
      json.Raw(category.supercategory);
    } else if (keypoints && json.key() == "keypoints" && kind == JsonKind::kArray) {
      category.has_keypoints = true;
      for (json.EnterArray(); json.NextElement();) {
        std::string& name = category.keypoints.labels.emplace_back();
        if (json.Peek() == JsonKind::kString) {
          json.ReadString(name);
        } else {
          json.Raw(name);
        }
      }
    } else if (keypoints && json.key() == "skeleton" && kind == JsonKind::kArray) {
      category.has_keypoints = true;
      for (json.EnterArray(); json.NextElement();) {
        std::vector<double> joint;
        uint64_t others = 0;
        if (json.Peek() != JsonKind::kArray) {
          json.Skip();
        } else if (json.ReadDoubles(joint, &others) && joint.size() == 2) {
          category.keypoints.joints.emplace_back(static_cast<int64_t>(joint[0]), static_cast<int64_t>(joint[1]));
        }
      }
    } else {
      json.Skip();
    }
  }
  if (!json.ok()) return json.TakeStatus();
  if (!has_id || category.name.empty()) {
    return Refuse("category-skipped", "categories without an id or a name are left out", json.Path());
  }
  auto& joints = category.keypoints.joints;
  std::sort(joints.begin(), joints.end());
  joints.erase(std::unique(joints.begin(), joints.end()), joints.end());
  categories_.Add(static_cast<uint32_t>(file_), std::move(category), parsing_.place + ": " + json.Path());
  return {};
}

Status CocoReader::ParseAnnotation() {
  if (files_[file_].task == Task::kPanoptic) return ParsePanoptic();
  JsonReader& json = *parsing_.json;
  switch (parsing_.parser->Parse(json, record_)) {
    case AnnotationParser::Outcome::kFailed: return json.ok() ? parsing_.parser->TakeStatus() : json.TakeStatus();
    case AnnotationParser::Outcome::kSkipped: ++parsing_.position; return {};
    case AnnotationParser::Outcome::kParsed: break;
  }
  record_.file = static_cast<uint32_t>(file_);
  record_.position = parsing_.position++;
  return Keep(record_);
}

Status CocoReader::ParsePanoptic() {
  auto file = static_cast<uint32_t>(file_);
  DROPSET_TRY(panoptic_reader_.ParseEntry(*parsing_.json, *parsing_.parser, file, parsing_.position++, panoptic_));
  for (size_t k = 0; k < panoptic_.count; ++k) DROPSET_TRY(Keep(panoptic_.segments[k]));
  return {};
}

// If strict, what is wrong with a record is found before the next one is read.
Status CocoReader::Keep(const Record& record) {
  Encode(record, waiting_, waiting_size_);
  return waiting_size_ > kWaitingRecords || options_.strict ? PlaceWaiting() : Status();
}

Status CocoReader::PlaceWaiting() {
  const std::span<std::byte> records = std::span(waiting_).first(waiting_size_);
  waiting_size_ = 0;
  if (phase_ != Phase::kParse || parsing_.saw_images) return Place(records);
  if (!parsing_.early) parsing_.early = buckets_.Create();
  return buckets_.Append(*parsing_.early, records);
}

// Puts records into their images' buckets.
Status CocoReader::Place(std::span<std::byte> records) {
  Subset& subset = subsets_[subset_];
  image_ids_.clear();
  for (size_t at = 0; at < records.size();) {
    const RecordHead head = HeadOf(records.data() + at);
    image_ids_.push_back(head.image_id);
    at += head.size;
  }
  images_of_records_.resize(image_ids_.size());
  subset.images.Find(image_ids_, images_of_records_);
  size_t at = 0;
  for (uint32_t image : images_of_records_) {
    RecordHead head = HeadOf(records.data() + at);
    const std::span<std::byte> record = records.subspan(at, head.size);
    at += head.size;
    if (image == ImageTable::kNone) {
      DROPSET_TRY(Refuse("unknown-image", "annotations of images that are not listed are left out",
                         "annotations[" + std::to_string(head.position) + "].image_id"));
      continue;
    }
    head.image = image;
    std::memcpy(record.data(), &head, sizeof head);
    DROPSET_TRY(buckets_.Append(BucketOf(subset, image), record));
  }
  return {};
}

uint32_t CocoReader::BucketOf(Subset& subset, uint32_t image) {
  if (subset.images_per_bucket == 0) {
    // Records take no more than their text, so buckets of kBucketTarget bytes of text fit.
    uint64_t per_bucket = subset.images.size() * uint64_t{kBucketTarget} / std::max<uint64_t>(subset.bytes, 1);
    subset.images_per_bucket = static_cast<uint32_t>(std::clamp<uint64_t>(per_bucket, 1, uint64_t{1} << 30));
  }
  uint32_t index = image / subset.images_per_bucket;
  while (subset.buckets.size() <= index) subset.buckets.push_back(buckets_.Create());
  return subset.buckets[index];
}

Status CocoReader::CloseFile() {
  const AnnotationFile& file = files_[file_];
  CountBytes();
  Status status;
  if (!parsing_.saw_images) {
    status = Status(Code::kInvalid, "this is no COCO file: there are no images");
  } else if (!parsing_.saw_annotations && file.task != Task::kImageInfo) {
    status = Refuse("section-missing", "there are no annotations", "annotations");
  } else if (!parsing_.saw_categories && HasCategories(file.task) && !categories_.custom()) {
    status = Refuse("section-missing", "there are no categories", "categories");
  }
  if (status.ok()) status = PlaceWaiting();
  if (status.ok() && parsing_.early) status = Distribute(*parsing_.early);
  if (!status.ok()) return std::move(status).At(parsing_.place);
  parsing_.json.reset();
  record_ = {};  // one polygon may have been most of the file
  waiting_ = {};
  ++file_;
  return {};
}

// Records that were read before their images go to their buckets.
Status CocoReader::Distribute(uint32_t early) {
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, buckets_.Open(early));
  std::vector<std::byte> buffer(kReadWindow);
  size_t filled = 0;
  for (;;) {
    DROPSET_ASSIGN(size_t length, stream->Read(std::span(buffer).subspan(filled)));
    filled += length;
    size_t at = 0;  // behind the last whole record
    uint32_t size = 0;
    while (filled - at >= sizeof(RecordHead) && (size = HeadOf(buffer.data() + at).size) <= filled - at) {
      at += size;
      size = 0;
    }
    DROPSET_TRY(Place(std::span(buffer).first(at)));
    std::memmove(buffer.data(), buffer.data() + at, filled - at);
    filled -= at;
    if (length == 0) return {};
    if (size > buffer.size() || filled == buffer.size()) buffer.resize(std::max<size_t>(size, 2 * buffer.size()));
  }
}

// One PNG. Its image is looked up again: while the JSON was read it may not have been known yet.
Status CocoReader::ReadPng() {
  const PanopticReader::Job& job = panoptic_reader_.next();
  while (subset_ + 1 < subsets_.size() && subsets_[subset_ + 1].first_file <= job.file) ++subset_;
  while (subsets_[subset_].first_file > job.file) --subset_;
  Subset& subset = subsets_[subset_];
  const uint32_t index = subset.images.Find(job.image_id);
  if (index == ImageTable::kNone) {
    panoptic_reader_.SkipPng();
    return {};
  }
  const ImageTable::Image image = subset.images[index];
  DROPSET_TRY(panoptic_reader_.ReadPng(
      image.width, image.height, [this](Record& record) { return Keep(record); }, *context_.bytes_read));
  return PlaceWaiting();
}

Result<bool> CocoReader::NextImage(Item& item) {
  while (subset_ < subsets_.size() && image_ == subsets_[subset_].images.size()) {
    ++subset_;
    image_ = 0;
    finder_.reset();
    ends_.clear();
  }
  if (subset_ == subsets_.size()) return false;
  Subset& subset = subsets_[subset_];
  if (!finder_) {
    finder_ = std::make_unique<ImageFinder>(archive_, files_[subset.first_file], base_names_);
    stems_ = std::make_unique<Stems>(subset.images);
  }
  item.subset = subset.name;
  FillMedia(item, subset.images[image_]);
  // Only then, since this is where memory may end: the item's name is the error's place.
  if (subset.images_per_bucket && image_ % subset.images_per_bucket == 0) DROPSET_TRY(LoadBucket());
  const size_t index = image_ - bucket_begin_;
  if (index < ends_.size()) {
    const size_t begin = index ? ends_[index - 1] : 0;
    DROPSET_TRY(joiner_->Join(std::span(records_).subspan(begin, ends_[index] - begin), item));
    if (index + 2 == ends_.size()) bucket_ = {};  // the last image of it; its item may need the memory
  }
  ++image_;
  return true;
}

// Sorts the bucket's records by image: they are counted, then put in their places.
Status CocoReader::LoadBucket() {
  const Subset& subset = subsets_[subset_];
  bucket_ = {};
  records_.clear();
  ends_.clear();
  bucket_begin_ = image_;
  const size_t index = image_ / subset.images_per_bucket;
  if (index >= subset.buckets.size()) return {};
  DROPSET_ASSIGN(bucket_, buckets_.Take(subset.buckets[index]));
  ends_.resize(std::min<size_t>(subset.images_per_bucket, subset.images.size() - image_) + 1);
  const std::byte* const end = bucket_.data() + bucket_.size();
  for (const std::byte* at = bucket_.data(); at != end;) {
    const RecordHead head = HeadOf(at);
    ++ends_[head.image - image_ + 1];
    at += head.size;
  }
  std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
  records_.resize(ends_.back());
  for (const std::byte* at = bucket_.data(); at != end;) {
    const RecordHead head = HeadOf(at);
    records_[ends_[head.image - image_]++] = at;
    at += head.size;
  }
  return {};
}

void CocoReader::FillMedia(Item& item, const ImageTable::Image& image) {
  std::string name(subsets_[subset_].images.Name(image));
  NormalizeSlashes(name);
  std::string_view safe = WithoutEscapes(name);
  if (safe.size() != name.size()) {
    context_.report->Add(Severity::kNote, "image-name-mended", options_.format,
                         "image names that lead out of the dataset lose their leading parts", name);
  }
  auto [stem, extension] = SplitExtension(safe);
  item.id_is_file_name = stems_->Taken(stem, image_);
  item.id = item.id_is_file_name ? safe : stem;
  if (item.id_is_file_name) {
    context_.report->Add(Severity::kNote, "stem-repeated", options_.format,
                         "of images whose names differ in the extension only, the later one keeps it in its id", name);
  }
  if (image.has_id) item.image_id = image.id;
  item.media.kind = MediaKind::kImage;
  item.media.extension = extension;
  item.media.width = image.width;
  item.media.height = image.height;
  item.media.entry = finder_->Find(safe, &item.media.path);
}

}  // namespace dropset::coco
