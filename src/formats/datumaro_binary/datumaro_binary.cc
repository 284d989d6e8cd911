#include "formats/datumaro_binary/datumaro_binary.h"

#include "formats/common_options.h"
#include "formats/datumaro_binary/head.h"
#include "formats/datumaro_binary/reader.h"
#include "formats/datumaro_binary/writer.h"
#include "formats/datumaro_common/annotation_files.h"
#include "formats/datumaro_common/features.h"

namespace dropset {
namespace datumaro_binary {
namespace {

constexpr std::string_view kWorkersHelp = "Taken for the sake of Datumaro's command lines; has no effect";
constexpr std::string_view kLongHeads = "1.5", kShortHeads = "1.1";

constexpr OptionRow kImportOptions[] = {
    {"encryption-key", OptionType::kText, "", "The key of an encrypted dataset, as in its secret_key.txt", {}, {}, true},
    {"layout", OptionType::kChoice, "auto",
     "Which versions of Datumaro the files are of, where they cannot be told apart: 1.1 to 1.4, or 1.5 and later", "auto|1.1|1.5"},
    {"num-workers", OptionType::kInteger, "0", kWorkersHelp},
    common::kStrict,
};

constexpr OptionRow kExportOptions[] = {
    common::kSaveMedia,
    common::kImageExt,
    common::kSaveDatasetMeta,
    common::kPrecision,
    {"encryption", OptionType::kFlag, "false", "Encrypt the dataset with a new key: whoever loses it loses the data"},
    {"no-media-encryption", OptionType::kFlag, "false", "Leave saved images as they are"},
    {"encryption-key", OptionType::kText, "", "Encrypt the dataset with this key (`datum-` and 44 characters)", {}, {}, true},
    {"num-workers", OptionType::kInteger, "0", kWorkersHelp},
};

// Whether the entry begins with the signature.
bool IsDatum(const Archive& archive, EntryId entry) {
  auto stream = archive.Open(entry);
  if (!stream.ok()) return false;
  Input input(*std::move(stream), archive.entries()[entry].size);
  Bytes bytes;
  return input.Read(kSignature.size(), kSignature.size(), bytes).ok() && TextOf(bytes) == kSignature;
}

// `.datumaro` is what 1.1.0rc1 wrote.
std::vector<datumaro::AnnotationFile> FindDatumFiles(const Archive& archive) {
  auto is_named = [](std::string_view path) {
    return datumaro::HasExtension(path, ".datum") || datumaro::HasExtension(path, ".datumaro");
  };
  return datumaro::FindAnnotationFiles(archive, is_named, [&](EntryId entry) { return IsDatum(archive, entry); });
}

Match Detect(const Archive& archive) {
  const std::vector<datumaro::AnnotationFile> files = FindDatumFiles(archive);
  if (files.empty()) return {0, "no annotations/<subset>.datum"};
  for (const datumaro::AnnotationFile& file : files) {
    if (!IsDatum(archive, file.entry)) return {0, archive.entries()[file.entry].path + ": no signature of a .datum file"};
  }
  return {20, archive.entries()[files[0].entry].path + ": the signature of a .datum file"};
}

Status CheckWorkers(const Options& options) {
  if (options.Integer("num-workers") >= 0) return {};
  return Status(Code::kUsage, "expected 0 or more").At("--num-workers");
}

Result<std::unique_ptr<Reader>> Read(const Format& format, const Archive& archive, const Options& options, Context& context) {
  const std::vector<datumaro::AnnotationFile> files = FindDatumFiles(archive);
  if (files.empty()) {
    return Status(Code::kNotFound, "no DatumaroBinary annotations: looked for annotations/<subset>.datum").At(archive.name());
  }
  DROPSET_TRY(CheckWorkers(options));
  ReadOptions read;
  read.key = options.Text("encryption-key");
  if (options.Given("encryption-key")) DROPSET_TRY(ParseKey(read.key, true).TakeStatus());
  if (options.Text("layout") == kLongHeads) read.heads = Heads::kLong;
  if (options.Text("layout") == kShortHeads) read.heads = Heads::kShort;
  read.strict = options.Flag("strict");
  return std::make_unique<BinaryReader>(archive, files, format.id, std::move(read), context);
}

// A key that is given to be used again asks for encryption, too.
Result<Key> KeyOf(const Options& options, const Context& context) {
  const bool given = options.Given("encryption-key");
  if (!given && !options.Flag("encryption")) return Key();
  if (!context.environment) return Status(Code::kUnsupported, "there is no source of random numbers here").At("--encryption");
  return given ? ParseKey(options.Text("encryption-key"), false) : NewKey(*context.environment);
}

Result<std::unique_ptr<Writer>> Write(const Format& format, Bundle& bundle, const Options& options, Context& context) {
  DROPSET_TRY(CheckWorkers(options));
  WriteOptions write;
  write.save_dataset_meta = options.Flag("save-dataset-meta");
  write.encrypt_media = !options.Flag("no-media-encryption");
  DROPSET_ASSIGN(write.key, KeyOf(options, context));
  return std::make_unique<BinaryWriter>(bundle, format.id, std::move(write), context);
}

}  // namespace
}  // namespace datumaro_binary

Format DatumaroBinaryFormat() {
  Format format;
  format.id = format.family = "datumaro_binary";
  format.title = "DatumaroBinary";
  format.writes = datumaro::AllFeatures();
  format.import_options = datumaro_binary::kImportOptions;
  format.export_options = datumaro_binary::kExportOptions;
  format.detect = datumaro_binary::Detect;
  format.read = datumaro_binary::Read;
  format.write = datumaro_binary::Write;
  return format;
}

}  // namespace dropset
