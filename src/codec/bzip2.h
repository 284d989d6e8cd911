// bzip2, through its library.
#pragma once

#include <memory>

#include "io/source.h"

namespace dropset {

// One bzip2 stream → bytes. Code::kCorrupt for broken streams, kTruncated where it ends early.
std::unique_ptr<Stream> Bunzip2Stream(std::unique_ptr<Stream> compressed);

}  // namespace dropset
