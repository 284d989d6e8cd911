#include "archive/copies.h"

#include <algorithm>

#include "archive/entry_path.h"
#include "base/limits.h"

namespace dropset {
namespace {

constexpr size_t kEntryCost = 100;  // of the budget, so that a call with a million empty files returns too

}  // namespace

Status NotedCopies::Note(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding) {
  if (entry >= input_.entries().size()) return Status(Code::kInternal, "there is no such entry to copy").At(ShownName(path));
  if (std::optional<uint32_t> used = paths_.Find(path)) {
    EntryId held = *used < entry_of_path_.size() ? entry_of_path_[*used] : kNoEntry;
    if (held == entry) return {};
    if (held == kNoEntry) return Status(Code::kInvalid, "two files of the output would have this path").At(ShownName(path));
    return Status(Code::kInvalid, "two files of the input would have this path in the output: " +
                                      ShownName(input_.entries()[held].path) + " and " + ShownName(input_.entries()[entry].path))
        .At(ShownName(path));
  }
  DROPSET_ASSIGN(uint32_t number, paths_.AddFile(path));
  entry_of_path_.resize(number + size_t{1}, kNoEntry);
  entry_of_path_[number] = entry;
  if (recoding) recodings_[number] = std::move(recoding);
  order_.push_back(number);
  sorted_ = false;
  return {};
}

Status NotedCopies::Note(std::string_view path, std::shared_ptr<const Source> bytes) {
  DROPSET_ASSIGN(const uint32_t number, paths_.AddFile(path));
  added_.push_back({number, std::move(bytes)});
  return {};
}

// Copies of one entry keep the order in which they were noted. Copies that were begun stay in front.
void NotedCopies::Sort() {
  auto key = [this](uint32_t path) { return std::pair(input_.Position(entry_of_path_[path]), path); };
  const size_t begun = std::max(next_ + (stream_ ? 1 : 0), ahead_.end());
  std::sort(order_.begin() + static_cast<ptrdiff_t>(begun), order_.end(),
            [&key](uint32_t a, uint32_t b) { return key(a) < key(b); });
  sorted_ = true;
  runs_ = WantedRuns(input_);
}

RecodedAhead::Copy NotedCopies::CopyAt(size_t index) const {
  const uint32_t path = order_[index];
  const auto recoding = recodings_.find(path);
  return {entry_of_path_[path], recoding == recodings_.end() ? nullptr : recoding->second.get()};
}

// Null: what it is made of is not there yet.
Result<std::unique_ptr<Stream>> NotedCopies::BeginNext() {
  if (next_ < order_.size()) {
    const auto copy_at = [this](size_t index) { return CopyAt(index); };
    const auto [entry, recoding] = CopyAt(next_);
    if (!recoding) {
      runs_.Reach(next_, order_.size(), [this](size_t index) { return CopyAt(index).entry; });
      return target_.BeginCopy(order_[next_], entry);
    }
    DROPSET_ASSIGN(std::shared_ptr<const Source> content, ahead_.Open(next_, order_.size(), copy_at));
    if (!content) return std::unique_ptr<Stream>();
    return target_.BeginAdded(order_[next_], std::move(content));
  }
  Added& added = added_[next_ - order_.size()];
  return target_.BeginAdded(added.path, std::move(added.bytes));
}

std::span<std::byte> NotedCopies::Room() {
  if (const std::span<std::byte> room = target_.CopyRoom(); !room.empty()) return room;
  if (!buffer_) buffer_.reset(new std::byte[kCopyWindow]);
  return {buffer_.get(), kCopyWindow};
}

Result<bool> NotedCopies::Run(size_t budget) {
  if (!sorted_) Sort();
  size_t spent = 0;
  while (!done() && spent < budget) {
    if (!stream_) {
      DROPSET_ASSIGN(stream_, BeginNext());
      if (!stream_) return false;
      spent += kEntryCost;
    }
    const std::span<std::byte> room = Room();
    DROPSET_ASSIGN(size_t length, stream_->Read(room));
    spent += length;
    if (length != 0) {
      DROPSET_TRY(target_.WriteCopy(room.first(length)));
    } else {
      DROPSET_TRY(target_.EndCopy());
      stream_.reset();
      ++next_;
    }
  }
  if (done()) buffer_.reset();
  return done();
}

}  // namespace dropset
