// What the tests of the JSON reader share.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "support/piece_stream.h"
#include "text/json_reader.h"

namespace dropset {

constexpr size_t kWhole = std::numeric_limits<size_t>::max();
constexpr size_t kPieces[] = {1, 2, 3, 4, 5, 6, 7, 13, kWhole};

// Short texts get a small window, which is quick to allocate and soon has to grow.
inline JsonReader Reader(std::string_view text, size_t piece = kWhole, JsonOptions options = {}) {
  if (text.size() < 2000) options.window = 40;
  return JsonReader(std::make_unique<PieceStream>(text, piece), options);
}

// The document's compact text, or the error.
inline Result<std::string> Compact(std::string_view text, size_t piece = kWhole, JsonOptions options = {}) {
  JsonReader json = Reader(text, piece, options);
  std::string out;
  json.Raw(out);
  DROPSET_TRY(json.Finish());
  return out;
}

inline Status Skipped(std::string_view text, size_t piece = kWhole, JsonOptions options = {}) {
  JsonReader json = Reader(text, piece, options);
  json.Skip();
  return json.Finish();
}

}  // namespace dropset
