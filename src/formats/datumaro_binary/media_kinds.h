// Numbers and texts that stand for something missing (datumaro_binary.md §3).
#pragma once

#include <cstdint>
#include <string_view>

namespace dropset::datumaro_binary {

constexpr std::string_view kNoPath = "/NOT/A/REAL/PATH";
constexpr int32_t kNoHeight = -1583, kNoWidth = -1597;
constexpr uint32_t kNoEndFrame = UINT32_MAX;
constexpr int32_t kNullLabel = INT32_MAX;

}  // namespace dropset::datumaro_binary
