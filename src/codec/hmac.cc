#include "codec/hmac.h"

#include <sodium.h>

namespace dropset {

struct HmacSha256::State {
  crypto_auth_hmacsha256_state hmac;
};

HmacSha256::HmacSha256(std::span<const std::byte> key) : state_(std::make_unique<State>()) {
  crypto_auth_hmacsha256_init(&state_->hmac, reinterpret_cast<const unsigned char*>(key.data()), key.size());
}

HmacSha256::~HmacSha256() { sodium_memzero(state_.get(), sizeof *state_); }

void HmacSha256::Update(std::span<const std::byte> bytes) {
  crypto_auth_hmacsha256_update(&state_->hmac, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::array<std::byte, kHmacSize> HmacSha256::Finish() {
  std::array<std::byte, kHmacSize> tag;
  crypto_auth_hmacsha256_final(&state_->hmac, reinterpret_cast<unsigned char*>(tag.data()));
  return tag;
}

bool HmacSha256::Matches(std::span<const std::byte, kHmacSize> expected) {
  const std::array<std::byte, kHmacSize> tag = Finish();
  return sodium_memcmp(tag.data(), expected.data(), kHmacSize) == 0;
}

}  // namespace dropset
