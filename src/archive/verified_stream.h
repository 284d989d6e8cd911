// Holds what is inflated against what the container promised.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/status.h"
#include "io/source.h"

namespace dropset {

// The first `size` bytes of `content`. Fewer are Code::kTruncated; when all were read and their CRC-32 is not `crc`,
// Code::kCorrupt. Errors get `place`.
std::unique_ptr<Stream> VerifiedStream(std::unique_ptr<Stream> content, uint64_t size, uint32_t crc, std::string place);

// Errors of `content` get `place`.
std::unique_ptr<Stream> PlacedStream(std::unique_ptr<Stream> content, std::string place);

}  // namespace dropset
