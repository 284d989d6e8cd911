#include "formats/datumaro/datumaro.h"

#include "formats/common_options.h"
#include "formats/datumaro/layout.h"
#include "formats/datumaro/reader.h"
#include "formats/datumaro/writer.h"
#include "formats/datumaro_common/features.h"

namespace dropset {
namespace datumaro {
namespace {

constexpr OptionRow kImportOptions[] = {common::kStrict};
constexpr OptionRow kExportOptions[] = {common::kSaveMedia, common::kImageExt, common::kSaveDatasetMeta, common::kPrecision};

Result<std::unique_ptr<Reader>> Read(const Format& format, const Archive& archive, const Options& options, Context& context) {
  std::vector<AnnotationFile> files = FindJsonFiles(archive);
  if (files.empty()) {
    return Status(Code::kNotFound, "no Datumaro annotations: looked for annotations/<subset>.json").At(archive.name());
  }
  return std::make_unique<DatumaroReader>(archive, std::move(files), format.id, options.Flag("strict"), context);
}

Result<std::unique_ptr<Writer>> Write(const Format&, Bundle& bundle, const Options& options, Context& context) {
  return std::make_unique<DatumaroWriter>(bundle, WriteOptions{options.Flag("save-dataset-meta")}, context);
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
