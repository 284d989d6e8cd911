// Invariants: until heads_read_ the files' heads go into labels_ in their order; then the files are put into the order of their
// subsets and read again. A file's entry is opened twice.
#include "formats/datumaro_binary/reader.h"

#include <algorithm>

#include "base/paths.h"
#include "formats/datumaro_binary/media_tokens.h"

namespace dropset::datumaro_binary {
namespace {

constexpr std::string_view kDefaultSubset = "default";

}  // namespace

BinaryReader::BinaryReader(const Archive& archive, const std::vector<datumaro::AnnotationFile>& files, std::string_view format,
                           ReadOptions options, Context& context)
    : archive_(archive),
      options_(std::move(options)),
      context_(context),
      notes_(*context.report, format, options_.strict),
      items_(archive, labels_, notes_) {
  for (const datumaro::AnnotationFile& file : files) {
    files_.push_back({file, files_.size(), {}, nullptr, Heads::kLong});
    *context_.bytes_planned += archive_.entries()[file.entry].size;
  }
}

Result<Poll> BinaryReader::Next(Item& item) {
  if (!heads_read_) {
    DROPSET_TRY(ScanSome());
    return Poll::kBusy;
  }
  if (file_ == files_.size()) return Poll::kEnd;
  if (!blobs_) DROPSET_TRY(OpenFile());
  if (!cursor_) {
    if (blobs_->at_end()) {
      blobs_.reset();
      ++file_;
      return Poll::kBusy;
    }
    DROPSET_TRY(NextBlob());
  }
  bool taken = false;
  if (!cursor_->at_end()) {
    DROPSET_ASSIGN(taken, ReadItem(item));
  }
  if (cursor_->at_end()) cursor_.reset();
  return taken ? Poll::kItem : Poll::kBusy;
}

std::string BinaryReader::Place() const {
  if (file_ == files_.size()) return {};
  const std::string& path = PathOf(files_[file_]);
  return cursor_ && item_ > 0 ? path + ": items[" + std::to_string(item_ - 1) + "]" : path;
}

Status BinaryReader::ScanSome() {
  File& file = files_[file_];
  if (!scan_) {
    notes_.SetFile(PathOf(file));
    DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive_.Open(file.at.entry));
    scan_ = std::make_unique<FileScan>(std::move(stream), archive_.entries()[file.at.entry].size, options_.key, options_.heads,
                                       archive_, notes_);
  }
  const uint64_t before = scan_->offset();
  DROPSET_ASSIGN(const bool done, scan_->Step());
  // These bytes are read once more, with their items.
  *context_.bytes_planned += scan_->offset() - before;
  *context_.bytes_read += scan_->offset() - before;
  if (!done) return {};
  file.head = std::make_unique<Head>(std::move(scan_->head()));
  file.heads = scan_->heads();
  file.subset = scan_->subset().empty() ? std::string(kDefaultSubset) : scan_->subset();
  scan_.reset();
  DROPSET_TRY(labels_.Add(std::move(file.head->file), notes_));
  if (++file_ < files_.size()) return {};
  DROPSET_TRY(datumaro::UseDatasetMeta(archive_, files_[0].at.root, labels_.labels()));
  std::stable_sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.subset < b.subset; });
  heads_read_ = true;
  file_ = 0;
  return {};
}

Status BinaryReader::OpenFile() {
  const File& file = files_[file_];
  notes_.SetFile(PathOf(file));
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive_.Open(file.at.entry));
  Input input(std::move(stream), archive_.entries()[file.at.entry].size);
  Status status = input.Skip(file.head->blobs_offset);
  if (!status.ok()) return notes_.AtFile(std::move(status));
  *context_.bytes_read += input.offset();
  blobs_.emplace(*file.head, std::move(input));
  decryption_ = file.head->key && file.head->media_encrypted ? DecryptedImage(file.head->key) : nullptr;
  items_.SetFile(file.number, file.at, file.heads);
  item_ = 0;
  if (file_ == 0 || files_[file_ - 1].subset != file.subset) ids_.BeginSubset();
  return {};
}

Status BinaryReader::NextBlob() {
  const uint64_t before = blobs_->offset();
  Status status = blobs_->Next();
  if (!status.ok()) return notes_.AtFile(std::move(status));
  *context_.bytes_read += blobs_->offset() - before;
  cursor_.emplace(blobs_->Begin());
  return {};
}

Result<bool> BinaryReader::ReadItem(Item& item) {
  const std::string place = "items[" + std::to_string(item_++) + "]";
  DROPSET_ASSIGN(const bool taken, items_.Read(*cursor_, item));
  if (!cursor_->ok()) return notes_.AtFile(cursor_->TakeStatus().At(place));
  if (!taken) return false;
  const File& file = files_[file_];
  if (item.subset.empty()) item.subset = kDefaultSubset;
  if (item.subset != file.subset) {
    DROPSET_TRY(notes_.Mended("items of another subset than their file's first come into that one",
                              cursor_->Invalid("subset " + item.subset.substr(0, 80)).At(place)));
    item.subset = file.subset;
  }
  DROPSET_TRY(ids_.Keep(item, notes_, [&](std::string message) { return cursor_->Invalid(std::move(message)).At(place); }));
  if (decryption_) Decrypt(item);
  return true;
}

// Only images are encrypted, not those of a point cloud.
void BinaryReader::Decrypt(const Item& item) const {
  if (item.media.kind != MediaKind::kImage || item.media.entry == kNoEntry || !context_.decrypted) return;
  context_.decrypted->Recode(item.media.entry, decryption_);
}

}  // namespace dropset::datumaro_binary
