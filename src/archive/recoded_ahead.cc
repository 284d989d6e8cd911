#include "archive/recoded_ahead.h"

#include "base/limits.h"

namespace dropset {

RecodedAhead::~RecodedAhead() {
  for (const Waiting& waiting : waiting_) helper_->Drop(waiting.ticket);
}

Result<std::shared_ptr<const Source>> RecodedAhead::Open(size_t next, size_t count, const Order& order) {
  if (end_ < next) SetEnd(next);
  while (helper_ && end_ < count && HasRoom(next) && Look(count, order)) {
  }
  if (waiting_.empty() || waiting_.front().index != next) return OpenHere(next, count, order);
  const Waiting front = waiting_.front();
  RawBytes made;
  const bool taken = helper_->Take(front.ticket, made);
  if (!taken && helper_->Await(front.ticket)) return std::shared_ptr<const Source>();
  if (!taken) helper_->Drop(front.ticket);
  waiting_.pop_front();
  held_ -= front.size;
  if (!taken) return OpenHere(next, count, order);
  return std::shared_ptr<const Source>(std::make_shared<MemorySource>(std::vector<std::byte>(made.begin(), made.end())));
}

void RecodedAhead::SetEnd(size_t end) {
  end_ = end;
  refused_.clear();
}

bool RecodedAhead::HasRoom(size_t next) const { return end_ - next < kRecodedFilesAhead && held_ < kRecodedAhead; }

// Goes on by one copy. False: no helper takes it.
bool RecodedAhead::Look(size_t count, const Order& order) {
  const auto [entry, recoding] = order(end_);
  const uint64_t size = input_.entries()[entry].size;
  if (recoding && size > 0 && size <= kRecodedFile) {
    if (refused_.empty()) refused_ = Content(end_, count, order);
    const uint32_t ticket = refused_.empty() ? 0 : recoding->Begin(*helper_, refused_);
    if (ticket) {
      waiting_.push_back({end_, ticket, refused_.size()});
      held_ += refused_.size();
    } else if (!refused_.empty()) {
      return false;
    }
  }
  SetEnd(end_ + 1);
  return true;
}

// Empty where it cannot be read: that is an error once its turn has come.
std::vector<std::byte> RecodedAhead::Content(size_t index, size_t count, const Order& order) {
  runs_.Reach(index, count, [&order](size_t i) { return order(i).entry; });
  const EntryId entry = order(index).entry;
  auto stream = input_.Open(entry);
  if (!stream.ok()) return {};
  std::vector<std::byte> bytes(static_cast<size_t>(input_.entries()[entry].size));
  for (size_t filled = 0; filled < bytes.size();) {
    const auto length = (*stream)->Read(std::span(bytes).subspan(filled));
    if (!length.ok() || *length == 0) return {};
    filled += *length;
  }
  std::byte behind;
  const auto end = (*stream)->Read({&behind, 1});  // where its CRC is checked
  return end.ok() && *end == 0 ? bytes : std::vector<std::byte>();
}

Result<std::shared_ptr<const Source>> RecodedAhead::OpenHere(size_t index, size_t count, const Order& order) {
  runs_.Reach(index, count, [&order](size_t i) { return order(i).entry; });
  const auto [entry, recoding] = order(index);
  return RecodedContent(input_, entry, *recoding);
}

}  // namespace dropset
