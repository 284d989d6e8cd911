// LZMA as zip archives hold it, through liblzma.
#pragma once

#include <cstdint>
#include <memory>

#include "io/source.h"

namespace dropset {

// A zip entry of method 14 (APPNOTE 5.8) → bytes, of which the caller takes `size`: without an end marker nothing in the data says
// where they end. Code::kCorrupt for broken streams, kTruncated where it ends early, kLimit where it wants a dictionary over
// kLzmaDictionary.
std::unique_ptr<Stream> ZipLzmaStream(std::unique_ptr<Stream> compressed, uint64_t size);

}  // namespace dropset
