// Invariant: sink_ and output_ exist together, between OpenFile and CloseFile.
#include "formats/datumaro/writer.h"

#include "formats/dataset_meta.h"
#include "formats/datumaro/annotation_writer.h"
#include "formats/datumaro_common/attributes_json.h"
#include "formats/datumaro_common/categories_json.h"

namespace dropset::datumaro {
namespace {

constexpr std::string_view kDefaultSubset = "default";

void AppendPath(std::string& out, std::string_view key, const std::string& path) {
  out.append(key);
  if (path.empty()) {
    out.append("null");
  } else {
    AppendJsonString(out, path);
  }
}

void AppendInteger(std::string& out, std::string_view key, int64_t value) {
  out.append(key);
  AppendJsonInteger(out, value);
}

void AppendSize(std::string& out, const Media& media) {
  if (media.width == 0 || media.height == 0) return;
  AppendInteger(out, ",\"size\":[", media.height);
  AppendInteger(out, ",", media.width);
  out.push_back(']');
}

}  // namespace

DatumaroWriter::DatumaroWriter(Bundle& bundle, WriteOptions options, Context& context)
    : bundle_(bundle), options_(std::move(options)), context_(context), media_(*context.media) {}

Status DatumaroWriter::Begin(const Labels& labels) {
  labels_ = &labels;
  AppendInteger(head_, "{\"dm_format_version\":\"1.0\",\"media_type\":", labels.media_type);
  head_.append(",\"infos\":").append(labels.infos).append(",\"categories\":");
  AppendCategories(head_, labels);
  head_.append(",\"items\":[");
  return {};
}

Status DatumaroWriter::OpenFile(std::string_view subset) {
  subset_ = subset;
  DROPSET_ASSIGN(sink_, bundle_.Create("annotations/" + SubsetFileName(subset) + ".json"));
  output_ = std::make_unique<JsonOutput>(*sink_, *context_.bytes_written);
  output_->text() = head_;
  first_item_ = wrote_any_ = true;
  return {};
}

Status DatumaroWriter::CloseFile() {
  if (!sink_) return {};
  output_->text().append("]}");
  DROPSET_TRY(output_->Flush(true));
  DROPSET_TRY(sink_->Close());
  output_.reset();
  sink_.reset();
  return {};
}

Status DatumaroWriter::Write(const Item& item) {
  if (!sink_ || item.subset != subset_) {
    DROPSET_TRY(CloseFile());
    DROPSET_TRY(OpenFile(item.subset));
  }
  if (!first_item_) output_->text().push_back(',');
  first_item_ = false;
  DROPSET_TRY(AppendItem(item));
  return output_->Flush();
}

Status DatumaroWriter::AppendItem(const Item& item) {
  std::string& out = output_->text();
  out.append("{\"id\":");
  AppendJsonString(out, item.id);
  out.append(",\"annotations\":[");
  for (size_t k = 0; k < item.annotations.size(); ++k) {
    if (k > 0) out.push_back(',');
    DROPSET_TRY(AppendAnnotation(*output_, item, item.annotations[k]));
    DROPSET_TRY(output_->Flush());
  }
  out.push_back(']');
  if (HasItemAttributes(item)) {
    out.append(",\"attr\":");
    AppendItemAttributes(out, item);
  }
  if (item.media.kind != MediaKind::kNone) DROPSET_TRY(AppendMedia(item));
  out.push_back('}');
  return {};
}

Status DatumaroWriter::AppendMedia(const Item& item) {
  std::string& out = output_->text();
  const Media& media = item.media;
  DROPSET_ASSIGN(const std::string path, media_.Save(item));
  switch (media.kind) {
    case MediaKind::kNone: return {};
    case MediaKind::kGeneric: AppendPath(out, ",\"media\":{\"path\":", path); break;
    case MediaKind::kImage:
      AppendPath(out, ",\"image\":{\"path\":", path);
      AppendSize(out, media);
      break;
    case MediaKind::kVideoFrame:
      AppendPath(out, ",\"video_frame\":{\"video_path\":", path);
      AppendInteger(out, ",\"frame_index\":", media.frame);
      break;
    case MediaKind::kVideo:
      AppendPath(out, ",\"video\":{\"path\":", path);
      AppendInteger(out, ",\"step\":", media.step);
      AppendInteger(out, ",\"start_frame\":", media.start_frame);
      if (media.end_frame >= 0) AppendInteger(out, ",\"end_frame\":", media.end_frame);
      break;
    case MediaKind::kPointCloud: AppendPath(out, ",\"point_cloud\":{\"path\":", path); break;
  }
  out.push_back('}');
  return item.related.empty() ? Status() : AppendRelated(item);
}

Status DatumaroWriter::AppendRelated(const Item& item) {
  std::string& out = output_->text();
  out.append(",\"related_images\":[");
  for (size_t k = 0; k < item.related.size(); ++k) {
    DROPSET_ASSIGN(const std::string path, media_.SaveRelated(item, k));
    AppendPath(out, k > 0 ? ",{\"path\":" : "{\"path\":", path);
    AppendSize(out, item.related[k]);
    out.push_back('}');
  }
  out.push_back(']');
  return {};
}

Result<Poll> DatumaroWriter::Finish() {
  DROPSET_TRY(CloseFile());
  if (!wrote_any_) {  // without items there is no subset, but labels and infos are kept
    DROPSET_TRY(OpenFile(kDefaultSubset));
    DROPSET_TRY(CloseFile());
  }
  if (!media_.saved_images()) DROPSET_TRY(bundle_.AddFolder("images"));
  if (options_.save_dataset_meta) DROPSET_TRY(bundle_.AddText(kDatasetMeta, DatasetMetaText(*labels_)));
  return Poll::kEnd;
}

}  // namespace dropset::datumaro
