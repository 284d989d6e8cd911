// Does at once what it is asked for, and answers when it is told to.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "codec/fernet.h"
#include "codec/piece_compressor.h"
#include "codec/piece_helper.h"

namespace dropset::testing {

class FakeHelper final : public PieceHelper {
 public:
  static constexpr int kRefuse = -1, kNever = 1 << 30;

  // `delays`, over and over: how many further pieces are offered, or awaited, before the answer to one is there.
  explicit FakeHelper(std::vector<int> delays) : delays_(std::move(delays)) {}

  uint32_t Deflate(int level, std::span<const std::byte> piece) override {
    return Begin([&](RawBytes& made) {
      EXPECT_TRUE(PieceCompressor(level).Compress(piece, false, made).ok());
      return true;
    });
  }
  uint32_t Encrypt(const FernetKey& key, const FernetSeed& seed, std::span<const std::byte> piece) override {
    return Begin([&](RawBytes& made) {
      const std::string token = FernetEncrypt(piece, key, seed);
      const auto bytes = std::as_bytes(std::span(token));
      made.assign(bytes.begin(), bytes.end());
      return true;
    });
  }
  uint32_t Decrypt(const FernetKey& key, std::span<const std::byte> token) override {
    return Begin([&](RawBytes& made) {
      auto plain = FernetDecrypt({reinterpret_cast<const char*>(token.data()), token.size()}, key);
      if (plain.ok()) made.assign(plain->begin(), plain->end());
      return plain.ok();
    });
  }
  bool Take(uint32_t ticket, RawBytes& made) override {
    const auto found = open_.find(ticket);
    EXPECT_TRUE(found != open_.end()) << "a ticket that is spent";
    if (found == open_.end() || found->second.there_at > time_) return false;
    made = std::move(found->second.made);
    open_.erase(found);
    ++taken_;
    return true;
  }
  bool Await(uint32_t ticket) override {
    ++time_;
    return open_.at(ticket).there_at < kNever;
  }
  void Drop(uint32_t ticket) override { EXPECT_EQ(open_.erase(ticket), 1u) << "a ticket that is spent"; }

  int asked() const { return asked_; }
  int taken() const { return taken_; }
  size_t open() const { return open_.size(); }  // tickets that are not spent
  size_t most_open() const { return most_open_; }

 private:
  struct Answer {
    int there_at;  // time_
    RawBytes made;
  };

  // `make` fills the answer; false: there never is one.
  template <class Make>
  uint32_t Begin(Make&& make) {
    const int delay = delays_[static_cast<size_t>(asked_++) % delays_.size()];
    ++time_;
    if (delay == kRefuse) return 0;
    Answer answer{time_ + delay, {}};
    if (!make(answer.made)) answer.there_at = kNever;
    open_.emplace(++last_, std::move(answer));
    most_open_ = std::max(most_open_, open_.size());
    return last_;
  }

  std::vector<int> delays_;
  int asked_ = 0, taken_ = 0, time_ = 0;
  uint32_t last_ = 0;
  std::map<uint32_t, Answer> open_;
  size_t most_open_ = 0;
};

}  // namespace dropset::testing
