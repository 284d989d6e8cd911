// AES-128 in CBC mode (NIST SP 800-38A), over mbedtls.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace dropset {

constexpr size_t kAesBlock = 16;
using AesBlock = std::array<std::byte, kAesBlock>;

class AesCbc {
 public:
  enum class Direction { kEncrypt, kDecrypt };
  AesCbc(std::span<const std::byte, kAesBlock> key, const AesBlock& iv, Direction direction);
  ~AesCbc();  // wipes the key schedule
  AesCbc(const AesCbc&) = delete;
  AesCbc& operator=(const AesCbc&) = delete;

  // The next blocks, in place; whole ones only.
  void Run(std::span<std::byte> blocks);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dropset
