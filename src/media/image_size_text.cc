// Formats whose headers are text: PBM, PGM, PPM, PAM (netpbm's), PFM and Radiance HDR.
#include <utility>

#include "media/image_headers.h"

namespace dropset {
namespace {

bool IsBlank(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsDigit(uint8_t c) { return c >= '0' && c <= '9'; }

constexpr uint32_t kMost = uint32_t{1} << 31;

// A number at `at`, which steps behind it and the one byte that ends it. Larger ones become kMost.
bool ReadNumber(HeadBytes& bytes, uint64_t& at, uint32_t& number) {
  uint64_t value = 0;
  const uint64_t first = at;
  const uint8_t* p;
  for (; (p = bytes.At(at, 1)) && IsDigit(*p); ++at) value = std::min<uint64_t>(value * 10 + (*p - '0'), kMost);
  if (!p || at == first) return false;
  number = static_cast<uint32_t>(value);
  ++at;
  return IsBlank(*p) || *p == '#';
}

// Steps over white space, and over comments from # to the end of the line.
bool SkipBlanks(HeadBytes& bytes, uint64_t& at) {
  bool comment = false;
  for (const uint8_t* p; (p = bytes.At(at, 1)); ++at) {
    if (*p == '#') comment = true;
    if (*p == '\n' || *p == '\r') comment = false;
    if (!comment && !IsBlank(*p)) return true;
  }
  return false;
}

// The line at `at`, which steps behind it.
bool ReadLine(HeadBytes& bytes, uint64_t& at, std::string_view& line) {
  std::string_view rest = bytes.Rest(at);
  size_t size = rest.find('\n');
  if (size == std::string_view::npos) {
    bytes.At(at, rest.size() + 1);
    return false;
  }
  line = rest.substr(0, size);
  at += size + 1;
  return true;
}

}  // namespace

bool ReadPnmHeader(HeadBytes& bytes, ImageInfo& info) {
  const uint8_t* behind = bytes.At(2, 1);
  if (!behind || !(IsBlank(*behind) || *behind == '#')) return false;
  uint64_t at = 2;
  if (!SkipBlanks(bytes, at) || !ReadNumber(bytes, at, info.width)) return false;
  --at;  // what ended the number may begin a comment
  if (!SkipBlanks(bytes, at)) return false;
  return ReadNumber(bytes, at, info.height);
}

bool ReadPamHeader(HeadBytes& bytes, ImageInfo& info) {
  uint64_t at = 2;
  const uint8_t* behind = bytes.At(at, 1);
  if (!behind || *behind != '\n') return false;
  for (std::string_view line; ReadLine(bytes, at, line);) {
    if (line.substr(0, 6) == "ENDHDR") return true;
    uint64_t value = at - line.size() - 1;
    for (auto [word, number] : {std::pair("WIDTH ", &info.width), std::pair("HEIGHT ", &info.height)}) {
      std::string_view name(word);
      if (line.substr(0, name.size()) != name) continue;
      value += name.size();
      if (!SkipBlanks(bytes, value) || !ReadNumber(bytes, value, *number)) return false;
    }
  }
  return false;
}

// Lines of variables up to an empty one, then `-Y height +X width`, in either order and direction.
bool ReadHdrHeader(HeadBytes& bytes, ImageInfo& info) {
  uint64_t at = 0;
  std::string_view line;
  do {
    if (!ReadLine(bytes, at, line)) return false;
  } while (!line.empty());
  for (int k = 0; k < 2; ++k) {
    const uint8_t* axis = bytes.At(at, 3);
    if (!axis || (axis[0] != '-' && axis[0] != '+') || (axis[1] != 'X' && axis[1] != 'Y') || axis[2] != ' ') return false;
    at += 3;
    if (!ReadNumber(bytes, at, axis[1] == 'X' ? info.width : info.height)) return false;
  }
  return true;
}

}  // namespace dropset
