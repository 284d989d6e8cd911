// Where pieces are compressed, encrypted and decrypted while the core goes on: in other threads, which the core knows nothing of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/raw_bytes.h"

namespace dropset {

class FernetKey;    // codec/fernet.h
struct FernetSeed;  // codec/fernet.h

// Never waits, never fails: whoever gives a piece away must be able to do without the answer. The first three take a copy of the
// piece, and return its ticket; 0: not taken.
class PieceHelper {
 public:
  virtual ~PieceHelper() = default;
  // For what PieceCompressor makes of a piece that is not the last.
  virtual uint32_t Deflate(int level, std::span<const std::byte> piece) = 0;
  // For the token that FernetEncrypt makes.
  virtual uint32_t Encrypt(const FernetKey& key, const FernetSeed& seed, std::span<const std::byte> piece) = 0;
  // For what FernetDecrypt makes of a good token; there is no answer to any other.
  virtual uint32_t Decrypt(const FernetKey& key, std::span<const std::byte> token) = 0;
  // Whether the answer is there: it fills `made`, and the ticket is spent.
  virtual bool Take(uint32_t ticket, RawBytes& made) = 0;
  // Whether there still can be an answer. If so, the core should be left alone until one has come, to this piece or another: it has
  // nothing else to do.
  virtual bool Await(uint32_t ticket) = 0;
  // The answer is not wanted any more: the ticket is spent.
  virtual void Drop(uint32_t ticket) = 0;
};

}  // namespace dropset
