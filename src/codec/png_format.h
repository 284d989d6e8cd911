// What PNG's reader and writer share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dropset::png {

constexpr std::array<uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr size_t kChunkFrame = 12;  // length, type and CRC
constexpr size_t kHeaderSize = 13;  // of IHDR

constexpr uint32_t Type(const char (&name)[5]) {
  return uint32_t{static_cast<uint8_t>(name[0])} << 24 | uint32_t{static_cast<uint8_t>(name[1])} << 16 |
         uint32_t{static_cast<uint8_t>(name[2])} << 8 | uint32_t{static_cast<uint8_t>(name[3])};
}

// How a row was predicted (§9.2).
enum Filter : uint8_t { kNone, kSub, kUp, kAverage, kPaeth };

inline uint8_t Paeth(int left, int up, int corner) {
  const int estimate = left + up - corner;
  auto distance = [&](int value) { return value < estimate ? estimate - value : value - estimate; };
  if (distance(left) <= distance(up) && distance(left) <= distance(corner)) return static_cast<uint8_t>(left);
  return static_cast<uint8_t>(distance(up) <= distance(corner) ? up : corner);
}

}  // namespace dropset::png
