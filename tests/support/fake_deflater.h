// Compresses pieces at once and answers when it is told to.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "codec/piece_compressor.h"
#include "codec/piece_deflater.h"

namespace dropset::testing {

class FakeDeflater final : public PieceDeflater {
 public:
  static constexpr int kRefuse = -1, kNever = 1 << 30;

  // `delays`, over and over: how many further pieces are ended before the answer to one is there.
  explicit FakeDeflater(std::vector<int> delays) : delays_(std::move(delays)) {}

  uint32_t Begin(int level, std::span<const std::byte> piece) override {
    const int delay = delays_[static_cast<size_t>(asked_++) % delays_.size()];
    if (delay == kRefuse) return 0;
    Answer answer{asked_ + delay, {}};
    EXPECT_TRUE(PieceCompressor(level).Compress(piece, false, answer.deflated).ok());
    open_.emplace(++last_, std::move(answer));
    most_open_ = std::max(most_open_, open_.size());
    return last_;
  }
  bool Take(uint32_t ticket, RawBytes& deflated) override {
    const auto found = open_.find(ticket);
    EXPECT_TRUE(found != open_.end()) << "a ticket that is spent";
    if (found == open_.end() || found->second.there_at > asked_) return false;
    deflated = std::move(found->second.deflated);
    open_.erase(found);
    ++taken_;
    return true;
  }
  void Drop(uint32_t ticket) override { EXPECT_EQ(open_.erase(ticket), 1u) << "a ticket that is spent"; }

  int asked() const { return asked_; }
  int taken() const { return taken_; }
  size_t open() const { return open_.size(); }  // tickets that are not spent
  size_t most_open() const { return most_open_; }

 private:
  struct Answer {
    int there_at;  // asked_
    RawBytes deflated;
  };

  std::vector<int> delays_;
  int asked_ = 0, taken_ = 0;
  uint32_t last_ = 0;
  std::map<uint32_t, Answer> open_;
  size_t most_open_ = 0;
};

}  // namespace dropset::testing
