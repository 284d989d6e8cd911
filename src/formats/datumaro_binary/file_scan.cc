// A file's annotations have the layout in which they can be read to the end without anything odd. Where both can, as without
// annotations, the next blob may tell; the newer one is taken if none does, or if one cannot be read either way.
#include "formats/datumaro_binary/file_scan.h"

#include "formats/datumaro_binary/item_reader.h"

namespace dropset::datumaro_binary {

FileScan::FileScan(std::unique_ptr<Stream> stream, uint64_t size, std::string_view key_text, std::optional<Heads> heads,
                   const Archive& archive, ReadingNotes& notes)
    : input_(std::move(stream), size), key_text_(key_text), heads_(heads), archive_(archive), notes_(notes) {}

Result<bool> FileScan::Step() {
  if (!head_) {
    DROPSET_ASSIGN(Head head, ReadHead(input_, key_text_, notes_));
    head_ = std::make_unique<Head>(std::move(head));
    if (head_->release_candidate) heads_ = Heads::kShort;
    blobs_.emplace(*head_, std::move(input_));
    return blobs_->at_end();
  }
  Status status = blobs_->Next();
  if (!status.ok()) return notes_.AtFile(std::move(status));
  const bool is_long = Parses(Heads::kLong), is_short = Parses(Heads::kShort);
  if (!heads_ && is_long != is_short) heads_ = is_long ? Heads::kLong : Heads::kShort;
  const bool hopeless = !is_long && !is_short;
  return blobs_->at_end() || (saw_item_ && (heads_ || hopeless));
}

bool FileScan::Parses(Heads heads) {
  Report report;
  ReadingNotes notes(report, {}, true);
  datumaro::LabelUnion labels;
  if (!labels.Add({}, notes).ok()) return false;
  ItemReader items(archive_, labels, notes);
  items.SetFile(0, {}, heads);
  Item item;
  Cursor cursor = blobs_->Begin();
  while (!cursor.at_end()) {
    auto taken = items.Read(cursor, item);
    if (!saw_item_ && !item.id.empty()) {
      subset_ = item.subset;
      saw_item_ = true;
    }
    if (!taken.ok() || !*taken) return false;
  }
  return true;
}

}  // namespace dropset::datumaro_binary
