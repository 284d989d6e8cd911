// Recoded copies whose contents helpers make ahead of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "archive/archive.h"
#include "archive/recoding.h"
#include "archive/wanted_runs.h"
#include "codec/piece_helper.h"

namespace dropset {

// Goes along an order of copies, and waits for helpers: other than with deflate they are several times as fast as the core, since
// they have the processor's own instructions. What none of them takes is made here; nothing depends on who did it.
class RecodedAhead {
 public:
  struct Copy {
    EntryId entry;
    const Recoding* recoding;  // null: it is copied as it is, and not opened here
  };
  using Order = std::function<Copy(size_t)>;

  // All must outlive it. `helper` may be null: then every content is made while it is read.
  RecodedAhead(const Archive& input, WantedRuns& runs, PieceHelper* helper) : input_(input), runs_(runs), helper_(helper) {}
  ~RecodedAhead();
  RecodedAhead(const RecodedAhead&) = delete;
  RecodedAhead& operator=(const RecodedAhead&) = delete;

  // The content of the copy `next` of `count`, which has a recoding. Null: helpers are at it, and it is to be opened again once one
  // of them has answered (PieceHelper::Await). Errors have a place.
  Result<std::shared_ptr<const Source>> Open(size_t next, size_t count, const Order& order);

  // Behind the last copy that was looked at: the order up to it must stay as it is.
  size_t end() const { return end_ + (refused_.empty() ? 0 : 1); }

 private:
  struct Waiting {
    size_t index;
    uint32_t ticket;
    uint64_t size;  // before
  };

  bool HasRoom(size_t next) const;
  bool Look(size_t count, const Order& order);
  void SetEnd(size_t end);
  std::vector<std::byte> Content(size_t index, size_t count, const Order& order);
  Result<std::shared_ptr<const Source>> OpenHere(size_t index, size_t count, const Order& order);

  const Archive& input_;
  WantedRuns& runs_;
  PieceHelper* const helper_;
  std::deque<Waiting> waiting_;  // by index, all of them before end_
  uint64_t held_ = 0;            // the sum of their sizes
  size_t end_ = 0;
  std::vector<std::byte> refused_;  // the content of the copy end_, where no helper took it yet
};

}  // namespace dropset
