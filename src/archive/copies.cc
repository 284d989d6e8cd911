#include "archive/copies.h"

#include <algorithm>

#include "archive/entry_path.h"
#include "base/limits.h"

namespace dropset {
namespace {

constexpr size_t kEntryCost = 100;  // of the budget, so that a call with a million empty files returns too

}  // namespace

Status NotedCopies::Note(std::string_view path, EntryId entry) {
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
  order_.push_back(number);
  sorted_ = false;
  return {};
}

Status NotedCopies::Note(std::string_view path, std::shared_ptr<const Source> bytes) {
  DROPSET_ASSIGN(const uint32_t number, paths_.AddFile(path));
  added_.push_back({number, std::move(bytes)});
  return {};
}

// Copies of one entry keep the order in which they were noted. A copy that was begun stays in front.
void NotedCopies::Sort() {
  auto key = [this](uint32_t path) { return std::pair(input_.Position(entry_of_path_[path]), path); };
  std::sort(order_.begin() + static_cast<ptrdiff_t>(next_ + (stream_ ? 1 : 0)), order_.end(),
            [&key](uint32_t a, uint32_t b) { return key(a) < key(b); });
  sorted_ = true;
  runs_ = WantedRuns(input_);
}

Result<std::unique_ptr<Stream>> NotedCopies::BeginNext() {
  const auto entry = [this](size_t i) { return entry_of_path_[order_[i]]; };
  if (next_ < order_.size()) {
    runs_.Reach(next_, order_.size(), entry);
    return target_.BeginCopy(order_[next_], entry(next_));
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
