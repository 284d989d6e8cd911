#include "codec/aes_cbc.h"

#include <algorithm>

#include "mbedtls/aes.h"

namespace dropset {
namespace {

const unsigned char* Bytes(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
unsigned char* Bytes(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

}  // namespace

struct AesCbc::State {
  mbedtls_aes_context context;
  AesBlock iv;
  int mode;
};

AesCbc::AesCbc(std::span<const std::byte, kAesBlock> key, const AesBlock& iv, Direction direction)
    : state_(std::make_unique<State>()) {
  constexpr unsigned kKeyBits = 8 * kAesBlock;
  mbedtls_aes_init(&state_->context);
  state_->iv = iv;
  if (direction == Direction::kEncrypt) {
    state_->mode = MBEDTLS_AES_ENCRYPT;
    mbedtls_aes_setkey_enc(&state_->context, Bytes(key.data()), kKeyBits);
  } else {
    state_->mode = MBEDTLS_AES_DECRYPT;
    mbedtls_aes_setkey_dec(&state_->context, Bytes(key.data()), kKeyBits);
  }
}

AesCbc::~AesCbc() { mbedtls_aes_free(&state_->context); }

void AesCbc::Run(std::span<std::byte> blocks) {
  unsigned char* const data = Bytes(blocks.data());
  mbedtls_aes_crypt_cbc(&state_->context, state_->mode, blocks.size(), Bytes(state_->iv.data()), data, data);
}

}  // namespace dropset
