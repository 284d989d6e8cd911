#include "formats/media_saver.h"

#include "archive/entry_path.h"
#include "base/limits.h"
#include "base/paths.h"
#include "formats/format.h"
#include "media/decode.h"
#include "media/encode.h"
#include "media/image_size.h"

namespace dropset {
namespace {

constexpr int kOtherNames = 1000;  // tried where a name is taken

std::string WithDot(std::string_view extension) {
  if (extension.empty() || extension[0] == '.') return std::string(extension);
  return '.' + std::string(extension);
}

std::string PlaceOf(const Item& item) { return ShownName(item.subset + "/" + item.id); }

std::string Join(std::string_view a, std::string_view b) { return std::string(a).append(b); }

// Failures of the medium end a conversion; others concern one image.
bool IsFatal(const Status& status) { return status.code() == Code::kIo || status.code() == Code::kInternal; }

}  // namespace

MediaSaver::MediaSaver(Context& context, Bundle& bundle, std::string_view format, const Options& options)
    : context_(context),
      bundle_(&bundle),
      format_(format),
      saves_(options.Flag("save-media")),
      image_ext_(WithDot(options.Text("image-ext"))),
      encoded_files_(*context.scratch) {}

void MediaSaver::SaveInto(Bundle& zip, Method method) {
  bundle_ = &zip;
  method_ = method;
  saves_ = true;
}

MediaSaver::Put MediaSaver::CopyOf(const Media& media, std::shared_ptr<const Recoding> recoding) {
  return [this, entry = media.entry, recoding = std::move(recoding)](std::string_view path) {
    if (recoding) return bundle_->CopyRecoded(path, entry, recoding, method_);
    return method_ ? bundle_->CopyAs(path, entry, *method_) : bundle_->Copy(path, entry);
  };
}

Result<std::string> MediaSaver::SaveFile(const Item& item, const Media& media, std::string_view folder, std::string_view name) {
  return Place(item, folder, name, IfTaken::kNumbered, media.entry == kNoEntry ? Put() : CopyOf(media));
}

Result<std::string> MediaSaver::SaveImage(const Item& item, std::string_view folder, IfTaken if_taken) {
  const Media& media = item.media;
  if (media.entry == kNoEntry) return Place(item, folder, ImageName(item), if_taken, {});
  std::shared_ptr<const Recoding> recoding;
  if (recode_images_) {
    DROPSET_ASSIGN(recoding, recode_images_());
  }
  if (image_ext_.empty() || SameKind(media.extension, image_ext_)) {
    return Place(item, folder, ImageName(item), if_taken, CopyOf(media, recoding));
  }
  auto encoded = Encode(media);
  if (!encoded.ok()) {
    if (IsFatal(encoded.status())) return encoded.TakeStatus();
    context_.report->Add(Severity::kWarning, "image-not-encoded", format_,
                         "images that cannot be encoded anew are saved as they are: " + encoded.status().message(), PlaceOf(item));
    return Place(item, folder, item.FileName({}), if_taken, CopyOf(media, recoding));
  }
  std::shared_ptr<const Source> bytes = *std::move(encoded);
  if (!bytes) return Place(item, folder, ImageName(item), if_taken, CopyOf(media, recoding));
  if (recoding) {
    DROPSET_ASSIGN(bytes, recoding->Apply(bytes));
  }
  return Place(item, folder, ImageName(item), if_taken,
               [this, &bytes](std::string_view path) { return bundle_->AddLater(path, bytes, method_.value_or(Method::kStored)); });
}

// The image as one of the kind that is asked for; null: it is one already, whatever it is called.
Result<std::shared_ptr<const Source>> MediaSaver::Encode(const Media& media) {
  const auto kind = KindToEncode(image_ext_);
  if (!kind) return Status(Code::kUnsupported, image_ext_ + " is no kind of image that can be written");
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, context_.input->Open(media.entry));
  DROPSET_ASSIGN(const std::string text, ReadAll(*stream, kImageFile));
  encoded_ += context_.input->entries()[media.entry].compressed_size;
  *context_.bytes_written += text.size();
  const auto file = std::as_bytes(std::span(text));
  const auto info = SniffImage(file, media.extension);
  if (info && info->kind == NameOf(*kind)) return std::shared_ptr<const Source>();
  DROPSET_ASSIGN(const Pixels pixels, DecodeImage(file, media.extension));
  *context_.bytes_written += pixels.samples.size();
  DROPSET_ASSIGN(const std::vector<std::byte> encoded, EncodeImage(pixels, *kind));
  if (info->exif_turned) {
    context_.report->Add(Severity::kWarning, "image-turn-dropped", format_,
                         "images that ask to be turned when they are shown no longer do so when they are encoded anew",
                         ShownName(context_.input->entries()[media.entry].path));
  }
  return encoded_files_.Add(encoded);
}

Result<std::string> MediaSaver::Place(const Item& item, std::string_view folder, std::string_view name, IfTaken if_taken,
                                      const Put& put) {
  Result<EntryPath> normal = NormalisePath(WithoutEscapes(name));
  if (!normal.ok() || normal->path.empty()) {
    return Status(Code::kInvalid, "this is no name for a file: " + ShownName(name)).At(PlaceOf(item));
  }
  std::string path = std::move(normal->path);
  if (!put) {
    context_.report->Add(Severity::kWarning, "media-missing", format_, "files that are not in the input are not saved",
                         PlaceOf(item));
    return path;
  }
  Status status = put(Join(folder, path));
  if (status.ok()) return path;
  if (status.code() != Code::kInvalid) return status;
  if (if_taken == IfTaken::kNumbered) return PlaceAnother(item, folder, path, put);
  context_.report->Add(Severity::kNote, "media-moved", format_,
                       "files whose names are taken are saved in folders named after their subsets", PlaceOf(item));
  DROPSET_ASSIGN(EntryPath inside, NormalisePath(Join(WithoutEscapes(item.subset), "/" + path)));
  status = put(Join(folder, inside.path));
  if (status.ok()) return inside.path;
  return PlaceAnother(item, folder, inside.path, put);
}

// With the first free number.
Result<std::string> MediaSaver::PlaceAnother(const Item& item, std::string_view folder, const std::string& name, const Put& put) {
  const auto [stem, extension] = SplitExtension(name);
  int& number = numbers_.try_emplace(Join(folder, name), 1).first->second;
  for (int tries = 0; tries < kOtherNames; ++tries) {
    const std::string other = Join(stem, std::string("_").append(std::to_string(++number))).append(extension);
    Status status = put(Join(folder, other));
    if (!status.ok() && status.code() == Code::kInvalid) continue;
    DROPSET_TRY(std::move(status));
    context_.report->Add(Severity::kNote, "media-renamed", format_,
                         "files whose names are taken are saved under other ones, with a number", PlaceOf(item));
    return other;
  }
  return Status(Code::kInvalid, "no name is left for the file " + ShownName(name)).At(PlaceOf(item));
}

}  // namespace dropset
