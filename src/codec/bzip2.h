// bzip2, through its library.
#pragma once

#include <memory>

#include "io/sink.h"
#include "io/source.h"

namespace dropset {

// One bzip2 stream → bytes. Code::kCorrupt for broken streams, kTruncated where it ends early.
std::unique_ptr<Stream> Bunzip2Stream(std::unique_ptr<Stream> compressed);

// Bytes → one bzip2 stream of the largest blocks into `out`, as EncodingSink does. Takes 8 MB of memory.
std::unique_ptr<Sink> Bzip2Sink(Sink& out);

}  // namespace dropset
