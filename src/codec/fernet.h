// Fernet tokens (https://github.com/fernet/spec): 0x80, the time, an IV, AES-128-CBC of the padded text, HMAC-SHA256 of all that,
// as Base64. No token expires here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec/aes_cbc.h"
#include "io/source.h"

namespace dropset {

// The first half signs, the second encrypts. Copies nowhere, wiped at the end.
class FernetKey {
 public:
  static constexpr size_t kBytes = 32, kCharacters = 44;

  explicit FernetKey(std::span<const std::byte, kBytes> bytes);
  // Base64 of 32 bytes; null for any other text.
  static std::shared_ptr<const FernetKey> FromText(std::string_view text);
  ~FernetKey();
  FernetKey(const FernetKey&) = delete;
  FernetKey& operator=(const FernetKey&) = delete;

  std::string Text() const;
  std::span<const std::byte, kBytes> bytes() const { return bytes_; }
  std::span<const std::byte, kBytes / 2> signing() const { return std::span(bytes_).first<kBytes / 2>(); }
  std::span<const std::byte, kBytes / 2> encryption() const { return std::span(bytes_).last<kBytes / 2>(); }

 private:
  std::array<std::byte, kBytes> bytes_;
};

// What makes a token unlike others of the same text.
struct FernetSeed {
  uint64_t time = 0;  // seconds since 1970
  AesBlock iv{};      // random; never used twice with one key
};

uint64_t FernetTokenSize(uint64_t plain_size);

// The token of what `plain` gives.
std::unique_ptr<Stream> FernetEncrypt(std::unique_ptr<Stream> plain, const FernetKey& key, const FernetSeed& seed);
std::string FernetEncrypt(std::span<const std::byte> plain, const FernetKey& key, const FernetSeed& seed);

// Decrypting takes two passes over a token, since nothing of it may be believed before its HMAC has been checked.
// First: the size of the text. Code::kCorrupt: it is no token; Code::kEncrypted: it was made with another key, or changed.
Result<uint64_t> FernetVerify(std::unique_ptr<Stream> token, const FernetKey& key);
// Second, of the same bytes: the text, whose size FernetVerify has told.
std::unique_ptr<Stream> FernetDecrypt(std::unique_ptr<Stream> token, std::shared_ptr<const FernetKey> key, uint64_t plain_size);
// Both, in memory.
Result<std::vector<std::byte>> FernetDecrypt(std::string_view token, const FernetKey& key);

}  // namespace dropset
