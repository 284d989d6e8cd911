#include "formats/image_zip/image_zip.h"

#include <algorithm>
#include <array>

#include "base/paths.h"
#include "formats/common_options.h"
#include "formats/image_zip/reader.h"
#include "formats/image_zip/writer.h"
#include "formats/media_saver.h"
#include "media/image_size.h"

namespace dropset {
namespace image_zip {
namespace {

constexpr OptionRow kExportOptions[] = {
    {"name", OptionType::kText, "default.zip", "What the archive is called in an output folder, or when it is downloaded"},
    {"compression", OptionType::kChoice, "ZIP_STORED", "How images lie in the archive",
     "ZIP_STORED|ZIP_DEFLATED|ZIP_BZIP2|ZIP_LZMA"},
    common::kImageExt,
    {"save-media", OptionType::kFlag, "true", "Accepted, but images are always saved", {}, "save-images"},
    {"save-dataset-meta", OptionType::kFlag, "false", "Accepted, but there is no place for labels"},
};

// Files beside which images are but a part of a dataset.
bool LooksLikeAnnotations(std::string_view path) {
  constexpr std::array<std::string_view, 10> kExtensions = {".json",  ".jsonl", ".xml", ".csv",     ".tsv",
                                                            ".datum", ".yaml",  ".yml", ".parquet", ".tfrecord"};
  return std::find(kExtensions.begin(), kExtensions.end(), SplitExtension(path).second) != kExtensions.end();
}

// Never surer than any other format: nothing but images.
Match Detect(const Archive& archive) {
  uint64_t images = 0, texts = 0;
  for (const Entry& entry : archive.entries()) {
    if (LooksLikeAnnotations(entry.path)) return {0, entry.path + " says that there is more than images"};
    const std::string_view extension = SplitExtension(entry.path).second;
    images += IsImageExtension(extension);
    texts += extension == ".txt";
  }
  if (images == 0) return {0, "no images"};
  if (texts > 1 && texts >= images / 2) return {0, "as many .txt files as if they were the images' labels"};
  return {10, "images (" + std::to_string(images) + ") and no annotations"};
}

Result<std::unique_ptr<Reader>> Read(const Format&, const Archive& archive, const Options&, Context&) {
  return std::make_unique<ImageZipReader>(archive);
}

Method MethodNamed(std::string_view name) {
  if (name == "ZIP_DEFLATED") return Method::kDeflated;
  if (name == "ZIP_BZIP2") return Method::kBzip2;
  return name == "ZIP_LZMA" ? Method::kLzma : Method::kStored;
}

Result<std::unique_ptr<Writer>> Write(const Format& format, Bundle& bundle, const Options& options, Context& context) {
  auto zip = bundle.ZipNamed(options.Text("name"));
  if (!zip.ok()) return zip.TakeStatus().At("--name");
  context.media->SaveInto(**zip, MethodNamed(options.Text("compression")));
  return std::make_unique<ImageZipWriter>(format.id, context);
}

}  // namespace
}  // namespace image_zip

Format ImageZipFormat() {
  Format format;
  format.id = format.family = "image_zip";
  format.title = "Images in a zip";
  format.archives_apart = true;
  format.reads_sizes = true;
  format.export_options = image_zip::kExportOptions;
  format.detect = image_zip::Detect;
  format.read = image_zip::Read;
  format.write = image_zip::Write;
  return format;
}

}  // namespace dropset
