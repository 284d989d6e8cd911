// LZMA as zip archives hold it, through liblzma.
#pragma once

#include <cstdint>
#include <memory>

#include "io/sink.h"
#include "io/source.h"

namespace dropset {

// A zip entry of method 14 (APPNOTE 5.8) → bytes, of which the caller takes `size`: without an end marker nothing in the data says
// where they end. Code::kCorrupt for broken streams, kTruncated where it ends early, kLimit where it wants a dictionary over
// kLzmaDictionary.
std::unique_ptr<Stream> ZipLzmaStream(std::unique_ptr<Stream> compressed, uint64_t size);

// Bytes, `size` of them, → the data of such an entry, with an end marker (bit 1 of its flags), into `out`, as EncodingSink does.
// Its dictionary is at most kLzmaWrittenDictionary.
std::unique_ptr<Sink> ZipLzmaSink(Sink& out, uint64_t size);

}  // namespace dropset
