// The parts of a Fernet token's bytes.
#pragma once

#include <array>
#include <cstddef>

#include "codec/aes_cbc.h"
#include "codec/fernet.h"
#include "codec/hmac.h"

namespace dropset::fernet {

constexpr std::byte kVersion{0x80};
constexpr size_t kHeader = 1 + 8 + kAesBlock;      // version, time, IV
constexpr size_t kOverhead = kHeader + kHmacSize;  // beside the blocks
constexpr size_t kSmallest = kOverhead + kAesBlock;

std::array<std::byte, kHeader> Header(const FernetSeed& seed);

}  // namespace dropset::fernet
