// Invariants: until heads_read_ the files' heads go into labels_ in their order; from then on labels_ stays as it is and the files
// are read again, item by item. json_ is null between files.
#include "formats/datumaro/reader.h"

#include "base/limits.h"

namespace dropset::datumaro {

DatumaroReader::DatumaroReader(const Archive& archive, std::vector<AnnotationFile> files, std::string_view format, bool strict,
                               Context& context)
    : archive_(archive),
      files_(std::move(files)),
      context_(context),
      notes_(*context.report, format, strict),
      items_(archive, labels_, notes_) {
  for (const AnnotationFile& file : files_) *context_.bytes_planned += archive_.entries()[file.entry].size;
}

Result<Poll> DatumaroReader::Next(Item& item) {
  if (!heads_read_) {
    DROPSET_TRY(ScanSome());
    return Poll::kBusy;
  }
  if (file_ == files_.size()) return Poll::kEnd;
  if (!json_) DROPSET_TRY(OpenFile());
  auto found = ReadSome(item);
  CountBytes();
  if (!found.ok()) return found.TakeStatus();
  if (*found) return Poll::kItem;
  if (json_ && !json_->ok()) return notes_.AtFile(json_->TakeStatus());
  return Poll::kBusy;
}

std::string DatumaroReader::Place() const {
  if (!json_) return {};
  return archive_.entries()[files_[file_].entry].path + ": " + json_->Path();
}

Status DatumaroReader::ScanSome() {
  if (!scan_) {
    const EntryId entry = files_[file_].entry;
    notes_.SetFile(archive_.entries()[entry].path);
    DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive_.Open(entry));
    scan_ = std::make_unique<HeaderScan>(std::move(stream), notes_);
  }
  const uint64_t before = scan_->offset();
  DROPSET_ASSIGN(const bool done, scan_->Step());
  // These bytes are read once more, with their items.
  *context_.bytes_planned += scan_->offset() - before;
  *context_.bytes_read += scan_->offset() - before;
  if (!done) return {};
  DROPSET_TRY(labels_.Add(std::move(scan_->file()), notes_));
  scan_.reset();
  if (++file_ < files_.size()) return {};
  DROPSET_TRY(UseDatasetMeta(archive_, files_[0].root, labels_.labels()));
  heads_read_ = true;
  file_ = 0;
  return {};
}

Status DatumaroReader::OpenFile() {
  const AnnotationFile& file = files_[file_];
  notes_.SetFile(archive_.entries()[file.entry].path);
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive_.Open(file.entry));
  JsonOptions options;
  options.non_finite = true;
  json_ = std::make_unique<JsonReader>(std::move(stream), options);
  json_->EnterObject();
  in_items_ = false;
  counted_ = 0;
  items_.SetFile(file_, file);
  if (file_ == 0 || files_[file_ - 1].subset != file.subset) ids_.BeginSubset();
  return {};
}

void DatumaroReader::CountBytes() {
  if (!json_) return;
  *context_.bytes_read += json_->offset() - counted_;
  counted_ = json_->offset();
}

Result<bool> DatumaroReader::ReadSome(Item& item) {
  JsonReader& json = *json_;
  const uint64_t until = json.offset() + kReadWindow;
  while (json.ok() && json.offset() < until) {
    if (in_items_) {
      in_items_ = json.NextElement();
      if (!in_items_) continue;
      DROPSET_ASSIGN(const bool taken, items_.Parse(json, item));
      if (!taken) continue;
      DROPSET_TRY(ids_.Keep(item, notes_, [&json](std::string message) { return json.Invalid(std::move(message)); }));
      return true;
    }
    if (!json.NextMember()) {
      Status status = json.Finish();
      if (!status.ok()) return notes_.AtFile(std::move(status));
      CountBytes();
      json_.reset();
      ++file_;
      return false;
    }
    if (json.key() == "items") {
      in_items_ = json.EnterArray();
    } else {
      json.Skip();
    }
  }
  return false;
}

}  // namespace dropset::datumaro
