// CRC-32 of zip and PNG (polynomial 0xEDB88320).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dropset {

// `crc` is the value so far, 0 to begin.
uint32_t Crc32(uint32_t crc, std::span<const std::byte> bytes);

// That of two texts, one behind the other, from their own; `length` is the second one's.
uint32_t CombineCrc32(uint32_t first, uint32_t second, uint64_t length);

}  // namespace dropset
