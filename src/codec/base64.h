// Base64 in the URL's alphabet, with padding (RFC 4648 §5). By tables, in a sixth of the time of libsodium's, which takes the same
// time for all texts: that one is for keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "io/source.h"

namespace dropset {

void AppendBase64(std::string& out, std::span<const std::byte> bytes);

// Appends the bytes of a whole text. False where it is anything else than Base64: other characters (line ends too), missing
// padding, bits that are left over. `bytes` is unchanged then.
bool DecodeBase64(std::string_view text, std::vector<std::byte>& bytes);

// The bytes of a text that comes piece by piece. Code::kCorrupt where DecodeBase64 says false.
std::unique_ptr<Stream> Base64Stream(std::unique_ptr<Stream> text);

}  // namespace dropset
