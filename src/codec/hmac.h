// HMAC-SHA256 (RFC 2104), over libsodium.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace dropset {

constexpr size_t kHmacSize = 32;

class HmacSha256 {
 public:
  explicit HmacSha256(std::span<const std::byte> key);
  ~HmacSha256();  // wipes the state
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  void Update(std::span<const std::byte> bytes);
  // Ends it: call either, once.
  std::array<std::byte, kHmacSize> Finish();
  bool Matches(std::span<const std::byte, kHmacSize> expected);  // in constant time

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dropset
