#include "formats/open_images/open_images.h"

#include "formats/common_options.h"
#include "formats/open_images/layout.h"
#include "formats/open_images/reader.h"
#include "formats/open_images/writer.h"

namespace dropset {
namespace open_images {
namespace {

constexpr OptionRow kImportOptions[] = {
    {"label-names", OptionType::kChoice, "mid", "Call labels by their ids (/m/...) or by their display names", "mid|display"},
    {"image-meta", OptionType::kText, "", "Take images' sizes from this file of the dataset in place of annotations/images.meta"},
    common::kStrict,
};

constexpr OptionRow kExportOptions[] = {
    common::kSaveMedia,
    common::kImageExt,
    common::kSaveDatasetMeta,
    common::kPolygonsToMasks,
    {"shapes-to-boxes", OptionType::kFlag, "false", "Write shapes that the format has no place for as boxes around them"},
    common::kPrecision,
};

constexpr uint32_t Bit(AnnotationType type) { return uint32_t{1} << static_cast<uint32_t>(type); }

Match Detect(const Archive& archive) {
  const Layout layout = FindLayout(archive);
  const auto reason = [&](const std::vector<CsvFile>& files, const char* what) {
    return Match{20, archive.entries()[files[0].entry].path + " is named like Open Images' " + what};
  };
  if (!layout.boxes.empty()) return reason(layout.boxes, "boxes");
  if (!layout.labels.empty()) return reason(layout.labels, "image labels");
  if (!layout.masks.empty()) return reason(layout.masks, "masks");
  if (!layout.lists.empty()) return reason(layout.lists, "lists of images");
  return {0, "there is no list of images and no annotation file (*-annotations-bbox.csv, ...)"};
}

Result<std::unique_ptr<Reader>> Read(const Format& format, const Archive& archive, const Options& options, Context& context) {
  Layout layout = FindLayout(archive);
  if (layout.empty()) return Status(Code::kNotFound, Detect(archive).reason).At(archive.name());
  ReadOptions read{format.id, options.Flag("strict"), options.Text("label-names") == "display", layout.images_meta};
  if (const std::string& path = options.Text("image-meta"); !path.empty()) {
    read.images_meta = archive.Find(path);
    if (read.images_meta == kNoEntry) return Status(Code::kNotFound, "there is no such file").At(path).At(archive.name());
  }
  return std::make_unique<OpenImagesReader>(archive, std::move(layout), read, context);
}

Result<std::unique_ptr<Writer>> Write(const Format& format, Bundle& bundle, const Options& options, Context& context) {
  return std::make_unique<OpenImagesWriter>(bundle, WriteOptions{format.id, options.Flag("save-dataset-meta")}, context);
}

}  // namespace
}  // namespace open_images

Format OpenImagesFormat() {
  Format format;
  format.id = format.family = "open_images";
  format.title = "Open Images";
  for (AnnotationType type : {AnnotationType::kLabel, AnnotationType::kBbox, AnnotationType::kMask}) {
    format.writes.annotations |= open_images::Bit(type);
  }
  format.writes.attributes = format.writes.score = true;  // those that have columns; the writer counts the others
  format.writes.label_parents = true;
  format.writes.ids = false;
  format.writes.media_sizes = Features::Sizes::kAlways;
  format.writes.subsets = true;
  format.import_options = open_images::kImportOptions;
  format.export_options = open_images::kExportOptions;
  format.detect = open_images::Detect;
  format.read = open_images::Read;
  format.write = open_images::Write;
  return format;
}

}  // namespace dropset
