// Names of zip entries as UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace dropset::zip {

// By APPNOTE appendix D: UTF-8 where the flag (bit 11) says so; else the Unicode path extra field, if it belongs to this name; else
// CP437. Where the rules and the bytes disagree the bytes win: a name that is not flagged and is valid UTF-8 is taken for that
// (macOS and old Unix tools), and a flagged name that is not valid UTF-8 for CP437. The result is always valid UTF-8.
std::string DecodeName(std::span<const std::byte> raw, std::span<const std::byte> extra, bool flagged_utf8);

}  // namespace dropset::zip
