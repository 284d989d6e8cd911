// Invariants: subsets_.back() is the subset being written until Finish. A spool exists if and only if its file will; it begins with
// the file's header.
#include "formats/open_images/writer.h"

#include <algorithm>

#include "base/limits.h"
#include "codec/png.h"
#include "formats/dataset_meta.h"
#include "formats/datumaro_common/media_paths.h"
#include "formats/media_saver.h"
#include "formats/open_images/box_parts.h"
#include "formats/open_images/file_name.h"
#include "formats/open_images/hierarchy.h"
#include "formats/open_images/images_meta.h"
#include "formats/open_images/layout.h"
#include "model/rle.h"
#include "text/csv.h"

namespace dropset::open_images {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kClasses = "class-descriptions.csv";
constexpr std::array<std::string_view, 4> kSuffixes = {kListSuffix, kLabelsSuffix, kBoxesSuffix, kMasksSuffix};
constexpr std::array<std::string_view, 4> kHeaders = {
    "ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,"
    "Rotation\r\n",
    "ImageID,Source,LabelName,Confidence\r\n",
    "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\r\n",
    "MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\r\n"};
constexpr std::string_view kSizesHeader = "# <image name> <height> <width>\n\n";
constexpr int kOtherNames = 99;  // tried where a name is taken

std::string EightDigits(uint32_t number) {
  std::string digits(8, '0');
  for (size_t k = digits.size(); k-- > 0; number >>= 4) digits[k] = "0123456789abcdef"[number & 15];
  return digits;
}

}  // namespace

OpenImagesWriter::OpenImagesWriter(Bundle& bundle, const WriteOptions& options, Context& context)
    : bundle_(bundle), options_(options), context_(context), spools_(*context.scratch, kSpoolMemory) {}

void OpenImagesWriter::Lost(std::string_view code, std::string_view message, std::string_view option) {
  context_.report->Add(Severity::kLoss, code, options_.format, message, item_->subset + "/" + item_->id, option);
}

Status OpenImagesWriter::Begin(const Labels& labels) {
  labels_ = &labels;
  if (options_.save_dataset_meta) DROPSET_TRY(bundle_.AddText(kDatasetMeta, DatasetMetaText(labels)));
  std::string classes;
  std::unordered_set<std::string_view> names;
  for (const Label& label : labels.labels) {
    if (!names.insert(label.name).second) {
      context_.report->Add(Severity::kLoss, "labels-joined", options_.format, "Open Images tells labels of one name not apart",
                           label.name);
      continue;
    }
    AppendCsvCell(classes, label.name);
    classes += ',';
    AppendCsvCell(classes, label.name);
    classes += kLineEnd;
  }
  DROPSET_TRY(bundle_.AddText(std::string(kAnnotations).append(kClasses), classes));
  uint64_t lost = 0;
  DROPSET_TRY(bundle_.AddText(std::string(kAnnotations).append(kHierarchy), HierarchyText(labels, &lost)));
  if (lost > 0) {
    context_.report->Add(Severity::kLoss, "label-parent-dropped", options_.format,
                         "Open Images has no place for parents that are no labels or lie in a circle", {}, {}, lost);
  }
  return {};
}

Status OpenImagesWriter::OpenSubset(const std::string& name) {
  Subset subset{name, datumaro::SubsetFileName(name), {}};
  if (!IsPathComponent(subset.file_name)) return Status(Code::kInvalid, "this is no name for a subset's files").At(name);
  const auto taken = [&](const Subset& other) { return other.file_name == subset.file_name; };
  while (std::any_of(subsets_.begin(), subsets_.end(), taken)) subset.file_name += '_';
  if (subset.file_name != name) {
    context_.report->Add(Severity::kNote, "subset-renamed", options_.format, "subsets whose name is none for a file get another",
                         name);
  }
  subsets_.push_back(std::move(subset));
  return {};
}

Status OpenImagesWriter::Append(std::optional<uint32_t>& spool, std::string_view head, std::string_view text) {
  if (!spool) {
    spool = spools_.Create();
    DROPSET_TRY(spools_.Append(*spool, std::as_bytes(std::span(head.data(), head.size()))));
  }
  *context_.bytes_written += text.size();
  return spools_.Append(*spool, std::as_bytes(std::span(text.data(), text.size())));
}

Status OpenImagesWriter::AppendRow(Table table) {
  row_ += kLineEnd;
  return Append(subsets_.back().spools[table], kHeaders[table], row_);
}

Status OpenImagesWriter::Write(const Item& item) {
  if (subsets_.empty() || subsets_.back().name != item.subset) DROPSET_TRY(OpenSubset(item.subset));
  item_ = &item;
  row_.clear();
  AppendCsvCell(row_, item.id);
  row_ += ',';
  AppendCsvCell(row_, subsets_.back().file_name);
  row_.append(10, ',');
  DROPSET_TRY(AppendRow(kImagesTable));
  sorted_.clear();
  for (const Annotation& annotation : item.annotations) sorted_.push_back(&annotation);
  std::stable_sort(sorted_.begin(), sorted_.end(), [](const Annotation* a, const Annotation* b) {
    return std::pair(a->group != 0, a->group) < std::pair(b->group != 0, b->group);
  });
  box_ids_.clear();
  for (const Annotation* a : sorted_) {
    if (a->type == AnnotationType::kMask) box_ids_.insert(CellsOf(item, *a).box_id);
  }
  next_box_id_ = 0;
  wrote_size_ = false;
  for (const Annotation* annotation : sorted_) DROPSET_TRY(WriteAnnotation(*annotation));
  CountGroups();
  const bool saves = context_.media->saves() && item.media.kind == MediaKind::kImage;
  if (item.media.width > 0 && !wrote_size_ && (!saves || item.media.entry == kNoEntry)) {
    Lost("image-size-dropped", "Open Images has no place for sizes of images without boxes that are not saved", "--save-media");
  }
  if (!saves) return {};
  return context_.media->SaveImage(item, std::string(kImages) + subsets_.back().file_name + "/").TakeStatus();
}

Status OpenImagesWriter::WriteAnnotation(const Annotation& annotation) {
  if (annotation.label < 0 || static_cast<size_t>(annotation.label) >= labels_->labels.size()) {
    Lost("label-missing", "Open Images has no place for annotations without a label");
    return {};
  }
  switch (annotation.type) {
    case AnnotationType::kLabel: return WriteLabel(annotation);
    case AnnotationType::kBbox: return WriteBox(annotation);
    case AnnotationType::kMask: return WriteMask(annotation);
    default: return Status(Code::kInternal, "a type of annotation that Open Images has not");
  }
}

// What reading tells to be one object is a box with the masks of its label.
void OpenImagesWriter::CountGroups() {
  for (auto begin = sorted_.begin(); begin != sorted_.end();) {
    const auto end = std::find_if(begin, sorted_.end(), [&](const Annotation* a) { return a->group != (*begin)->group; });
    const auto is_box = [](const Annotation* a) { return a->type == AnnotationType::kBbox; };
    const auto is_mask_of_it = [&](const Annotation* a) { return a->type == AnnotationType::kMask && a->label == (*begin)->label; };
    const auto boxes = std::count_if(begin, end, is_box), masks = std::count_if(begin, end, is_mask_of_it);
    const bool object = boxes == 1 && boxes + masks == end - begin && item_->media.width > 0;
    if ((*begin)->group != 0 && end - begin > 1 && !object) {
      Lost("group-dropped", "Open Images has no place for groups but those of a box and its masks");
    }
    begin = end;
  }
}

// The cells `<first>,<source or image>,<label>` that all rows begin with.
void OpenImagesWriter::BeginRow(std::string_view first, const Annotation& annotation) {
  row_.clear();
  AppendCsvCell(row_, first);
  row_ += ',';
  if (annotation.type == AnnotationType::kMask) AppendCsvCell(row_, item_->id);
  row_ += ',';
  AppendCsvCell(row_, labels_->labels[static_cast<size_t>(annotation.label)].name);
}

Status OpenImagesWriter::WriteLabel(const Annotation& label) {
  const AttributeCells cells = CellsOf(*item_, label);
  if (cells.others) Lost("attributes-dropped", "Open Images has no place for other attributes than its own");
  BeginRow(item_->id, label);
  row_.append(",").append(cells.score);
  return AppendRow(kLabelsTable);
}

// In parts of the image, each with a comma before it.
void OpenImagesWriter::AppendCorners(const Annotation& box) {
  const uint32_t width = item_->media.width, height = item_->media.height;
  const auto [x1, y1, x2, y2] = CornersOf(*item_, box);
  for (double part : {PartOf(x1, width), PartOf(x2, width), PartOf(y1, height), PartOf(y2, height)}) {
    row_ += ',';
    AppendPythonDouble(row_, part);
  }
}

Status OpenImagesWriter::WriteBox(const Annotation& box) {
  if (item_->media.width == 0 || item_->media.height == 0) {
    Lost("image-size-unknown", "boxes of images whose size is not known cannot be written, since they are in parts of the image");
    return {};
  }
  const AttributeCells cells = CellsOf(*item_, box);
  if (cells.others) Lost("attributes-dropped", "Open Images has no place for other attributes than its own");
  BeginRow(item_->id, box);
  row_.append(",").append(cells.score);
  AppendCorners(box);
  for (const std::string& answer : cells.answers) row_.append(",").append(answer.empty() ? "-1" : answer);
  DROPSET_TRY(AppendRow(kBoxesTable));
  if (wrote_size_) return {};
  wrote_size_ = true;
  row_.clear();
  AppendQuoted(row_, item_->id);
  row_.append(" ").append(std::to_string(item_->media.height)).append(" ").append(std::to_string(item_->media.width)).append("\n");
  return Append(sizes_, kSizesHeader, row_);
}

// The first box of the mask's group.
const Annotation* OpenImagesWriter::BoxOfMask(const Annotation& mask) const {
  if (mask.group == 0) return nullptr;
  auto at = std::lower_bound(sorted_.begin(), sorted_.end(), mask.group, [](const Annotation* a, int64_t group) {
    return std::pair(a->group != 0, a->group) < std::pair(true, group);
  });
  while (at != sorted_.end() && (*at)->group == mask.group && (*at)->type != AnnotationType::kBbox) ++at;
  return at != sorted_.end() && (*at)->group == mask.group ? *at : nullptr;
}

std::string OpenImagesWriter::BoxId(const AttributeCells& cells) {
  if (!cells.box_id.empty()) return cells.box_id;
  std::string id;
  do {
    id = EightDigits(next_box_id_++);
  } while (box_ids_.count(id) > 0);
  return id;
}

Status OpenImagesWriter::WriteMask(const Annotation& mask) {
  const AttributeCells cells = CellsOf(*item_, mask);
  if (cells.others) Lost("attributes-dropped", "Open Images has no place for other attributes than its own");
  if (mask.attributes.has_score) Lost("score-dropped", "Open Images has no place for masks' scores");
  const std::string box_id = BoxId(cells);
  DROPSET_ASSIGN(const std::string picture, WritePicture(mask, box_id));
  if (picture.empty()) return {};
  BeginRow(picture, mask);
  row_ += ',';
  AppendCsvCell(row_, box_id);
  const Annotation* box = BoxOfMask(mask);
  if (box && item_->media.width > 0 && item_->media.height > 0) {
    AppendCorners(*box);
  } else {
    row_ += ",,,,";
  }
  row_.append(",").append(cells.predicted_iou).append(",");
  return AppendRow(kMasksTable);
}

// Values are 0 and 1, as the reference's. A name that another mask has taken (ids or labels that differ in other scripts alone)
// gets a number.
Result<std::string> OpenImagesWriter::WritePicture(const Annotation& mask, const std::string& box_id) {
  if (uint64_t{mask.mask_height} * mask.mask_width > kImagePixels || mask.mask_height == 0 || mask.mask_width == 0) {
    Lost("mask-too-large", "masks that are empty or too large for a picture are left out");
    return std::string();
  }
  Pixels pixels{mask.mask_width, mask.mask_height, 1, RleToPixels({mask.mask_height, mask.mask_width, item_->Runs(mask)})};
  DROPSET_ASSIGN(std::vector<std::byte> png, EncodePng(pixels, PngContent::kAreas));
  *context_.bytes_written += png.size();
  const auto source = std::make_shared<MemorySource>(std::move(png));
  const std::string& label = labels_->labels[static_cast<size_t>(mask.label)].name;
  const std::string stem = MakeFileName(item_->id) + "_" + MakeFileName(label) + "_" + box_id;
  const std::string folder = std::string(kMasks) + subsets_.back().file_name + "/";
  std::string name = stem + ".png";
  Status status = bundle_.Add(folder + name, source, true);
  for (int number = 2; !status.ok() && status.code() == Code::kInvalid && number <= kOtherNames; ++number) {
    name = stem + "_" + std::to_string(number) + ".png";
    status = bundle_.Add(folder + name, source, true);
  }
  if (!status.ok()) return status;
  return name;
}

// Whether subset_ and table_ name a file to be joined; steps past those that are not.
bool OpenImagesWriter::NextFile() {
  for (; subset_ < subsets_.size(); ++subset_, table_ = 0) {
    for (; table_ < kTables; ++table_) {
      if (subsets_[subset_].spools[table_]) return true;
    }
  }
  return subset_ == subsets_.size() && table_ == 0 && sizes_;
}

Status OpenImagesWriter::BeginFile() {
  const bool sizes = subset_ == subsets_.size();
  std::string path(kAnnotations);
  path += sizes ? std::string(kImagesMeta) : subsets_[subset_].file_name + std::string(kSuffixes[table_]);
  DROPSET_ASSIGN(sink_, bundle_.Create(path));
  DROPSET_ASSIGN(spool_, spools_.Open(sizes ? *sizes_ : *subsets_[subset_].spools[table_]));
  piece_.resize(kReadWindow);
  return {};
}

Result<Poll> OpenImagesWriter::Finish() {
  if (!sink_) {
    if (!NextFile()) return Poll::kEnd;
    DROPSET_TRY(BeginFile());
  }
  DROPSET_ASSIGN(const size_t length, spool_->Read(piece_));
  *context_.bytes_written += length;
  if (length > 0) {
    DROPSET_TRY(sink_->Write(std::span(piece_).first(length)));
    return Poll::kBusy;
  }
  DROPSET_TRY(sink_->Close());
  spool_.reset();
  sink_.reset();
  spools_.Drop(subset_ == subsets_.size() ? *sizes_ : *subsets_[subset_].spools[table_]);
  ++table_;
  return Poll::kBusy;
}

}  // namespace dropset::open_images
