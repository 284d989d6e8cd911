#include "formats/open_images/file_name.h"

#include <array>
#include <utility>

#include "base/utf8.h"

namespace dropset::open_images {
namespace {

// What is left of a character in ASCII, in lower case, once it is decomposed (NFKD). A point: nothing. A capital: one of kPairs.
constexpr char32_t kLatinBegin = 0xA0, kAdditionalBegin = 0x1E00;
constexpr std::string_view kLatin =
    " ....... .a.... ..23 ... 1o.QHT.aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.yaaaaaaccccccccdd"
    "..eeeeeeeeeegggggggghh..iiiiiiiii.JJjjkk.llllllll..nnnnnnn..oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzzs"
    "................................oo.............uu...................DDDLLLNNNaaiioouuuuuuuuuu.aaaa....ggkkoooo.."
    "jDDDgg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";
constexpr std::string_view kAdditional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrsssssssssstttttt"
    "ttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooo"
    "oooouuuuuuuuuuuuuuyyyyyyyy......";
constexpr std::array<std::pair<char, std::string_view>, 7> kPairs = {
    {{'J', "ij"}, {'D', "dz"}, {'L', "lj"}, {'N', "nj"}, {'Q', "14"}, {'H', "12"}, {'T', "34"}}};
constexpr std::array<std::string_view, 7> kLigatures = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};  // from U+FB00

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f'); }
bool IsWord(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || IsSpace(c); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

char32_t Decode(std::string_view bytes) {
  const auto byte = [&](size_t k) { return static_cast<char32_t>(static_cast<unsigned char>(bytes[k])); };
  switch (bytes.size()) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default: return 0;  // none that decomposes to what is kept, but for mathematical letters
  }
}

// Appends what NFKD and the removal of all but ASCII leave.
void AppendAscii(std::string& out, char32_t c) {
  char code = '.';
  if (c < 0x80) {
    code = Lower(static_cast<char>(c));
  } else if (c >= kLatinBegin && c < kLatinBegin + kLatin.size()) {
    code = kLatin[c - kLatinBegin];
  } else if (c >= kAdditionalBegin && c < kAdditionalBegin + kAdditional.size()) {
    code = kAdditional[c - kAdditionalBegin];
  } else if (c >= 0xFF01 && c <= 0xFF5E) {
    code = Lower(static_cast<char>(c - 0xFF01 + '!'));
  } else if ((c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) {
    code = ' ';
  } else if (c >= 0xFB00 && c < 0xFB00 + kLigatures.size()) {
    out += kLigatures[c - 0xFB00];
  }
  for (const auto& [capital, letters] : kPairs) {
    if (code == capital) out += letters;
  }
  if (IsWord(code)) out += code;
}

}  // namespace

std::string MakeFileName(std::string_view text) {
  std::string ascii;
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length > 0) AppendAscii(ascii, Decode(text.substr(0, length)));
    text.remove_prefix(length > 0 ? length : 1);
  }
  size_t begin = 0, end = ascii.size();
  while (begin < end && IsSpace(ascii[begin])) ++begin;
  while (end > begin && IsSpace(ascii[end - 1])) --end;
  std::string name;
  for (; begin < end; ++begin) {
    const bool hyphen = ascii[begin] == '-' || IsSpace(ascii[begin]);
    if (!hyphen) {
      name += ascii[begin];
    } else if (name.empty() || name.back() != '-') {
      name += '-';
    }
  }
  return name;
}

}  // namespace dropset::open_images
