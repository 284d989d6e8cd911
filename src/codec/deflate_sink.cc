// Invariants of Deflating:
// - Pieces are written in order: `waiting_` holds those that could not be yet, the front one given away, and nothing lies between
//   them and `piece_`.
// - A piece that is given away is kept until its answer is written, so that nothing depends on the answer.

#include <algorithm>
#include <cstring>
#include <deque>
#include <utility>

#include "base/limits.h"
#include "codec/deflate.h"
#include "codec/piece_compressor.h"
#include "codec/piece_helper.h"

namespace dropset {
namespace {

class Deflating final : public Sink {
 public:
  Deflating(Sink& out, int level, PieceHelper* helper) : out_(out), level_(level), helper_(helper), compressor_(level) {}
  Deflating(const Deflating&) = delete;
  Deflating& operator=(const Deflating&) = delete;
  ~Deflating() override {
    for (const Waiting& waiting : waiting_) {
      if (waiting.ticket) helper_->Drop(waiting.ticket);
    }
  }

  Status Write(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      if (filled_ == kDeflatePiece) DROPSET_TRY(EndPiece());
      if (!piece_) piece_.reset(new std::byte[kDeflatePiece]);
      size_t length = std::min(bytes.size(), kDeflatePiece - filled_);
      std::memcpy(piece_.get() + filled_, bytes.data(), length);
      filled_ += length;
      bytes = bytes.subspan(length);
    }
    return {};
  }

  Status Close() override {
    DROPSET_TRY(WriteWaiting(0));
    DROPSET_TRY(compressor_.Compress(Filled(), true, deflated_));
    filled_ = 0;
    return out_.Write(deflated_);
  }

 private:
  struct Waiting {
    uint32_t ticket;                     // 0: it is compressed
    std::unique_ptr<std::byte[]> piece;  // kDeflatePiece bytes, while it is not
    RawBytes deflated;
  };

  std::span<const std::byte> Filled() const { return {piece_.get(), filled_}; }

  Status EndPiece() {
    DROPSET_TRY(WriteWaiting(kDeflatePiecesWaiting - 1));
    if (!GiveAway()) {
      DROPSET_TRY(compressor_.Compress(Filled(), false, deflated_));
      if (waiting_.empty()) {
        DROPSET_TRY(out_.Write(deflated_));
      } else {
        waiting_.push_back({0, nullptr, RawBytes(deflated_.begin(), deflated_.end())});
      }
    }
    filled_ = 0;
    return {};
  }

  bool GiveAway() {
    if (!helper_ || level_ == 0 || pieces_++ < kDeflatePiecesAlone) return false;
    const uint32_t ticket = helper_->Deflate(level_, Filled());
    if (ticket) waiting_.push_back({ticket, std::move(piece_), {}});
    return ticket != 0;
  }

  // Up to the first one whose answer is not there; while more than `most` are left, that one is compressed here.
  Status WriteWaiting(size_t most) {
    for (; !waiting_.empty(); waiting_.pop_front()) {
      Waiting& front = waiting_.front();
      if (front.ticket && !helper_->Take(front.ticket, front.deflated)) {
        if (waiting_.size() <= most) return {};
        helper_->Drop(std::exchange(front.ticket, 0));
        DROPSET_TRY(compressor_.Compress({front.piece.get(), kDeflatePiece}, false, front.deflated));
      }
      front.ticket = 0;  // spent
      DROPSET_TRY(out_.Write(front.deflated));
    }
    return {};
  }

  Sink& out_;
  const int level_;
  PieceHelper* const helper_;
  PieceCompressor compressor_;
  std::unique_ptr<std::byte[]> piece_;
  size_t filled_ = 0;  // of piece_
  size_t pieces_ = 0;  // that were ended
  std::deque<Waiting> waiting_;
  RawBytes deflated_;
};

}  // namespace

std::unique_ptr<Sink> DeflateSink(Sink& out, int level, PieceHelper* helper) {
  return std::make_unique<Deflating>(out, level, helper);
}

}  // namespace dropset
