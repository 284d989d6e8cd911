#include "formats/datumaro/datumaro.h"

#include "formats/datumaro/layout.h"
#include "formats/datumaro/reader.h"
#include "formats/datumaro/writer.h"
#include "formats/datumaro_common/features.h"

namespace dropset {
namespace datumaro {
namespace {

constexpr OptionRow kImportOptions[] = {
    {"strict", OptionType::kFlag, "false", "Make an error of whatever is otherwise mended or left out and counted"},
};

constexpr OptionRow kExportOptions[] = {
    {"save-media", OptionType::kFlag, "false", "Save the images, point clouds and videos as well", {}, "save-images"},
    {"image-ext", OptionType::kText, "", "Save images under this extension (.jpg, .png)"},
    {"save-dataset-meta", OptionType::kFlag, "false", "Write the labels to dataset_meta.json as well"},
    {"precision", OptionType::kInteger, "", "Round coordinates to this many decimals (0 to 15)"},
};

Result<std::unique_ptr<Reader>> Read(const Format& format, const Archive& archive, const Options& options, Context& context) {
  std::vector<AnnotationFile> files = FindJsonFiles(archive);
  if (files.empty()) {
    return Status(Code::kNotFound, "no Datumaro annotations: looked for annotations/<subset>.json").At(archive.name());
  }
  return std::unique_ptr<Reader>(
      std::make_unique<DatumaroReader>(archive, std::move(files), format.id, options.Flag("strict"), context));
}

Result<std::unique_ptr<Writer>> Write(const Format& format, Bundle& bundle, const Options& options, Context& context) {
  WriteOptions write;
  write.save_media = options.Flag("save-media");
  write.image_ext = options.Text("image-ext");
  write.save_dataset_meta = options.Flag("save-dataset-meta");
  return std::unique_ptr<Writer>(std::make_unique<DatumaroWriter>(bundle, format.id, std::move(write), context));
}

}  // namespace
}  // namespace datumaro

Format DatumaroFormat() {
  Format format;
  format.id = format.family = "datumaro";
  format.title = "Datumaro JSON";
  format.writes = datumaro::AllFeatures();
  format.import_options = datumaro::kImportOptions;
  format.export_options = datumaro::kExportOptions;
  format.detect = datumaro::Detect;
  format.read = datumaro::Read;
  format.write = datumaro::Write;
  return format;
}

}  // namespace dropset
