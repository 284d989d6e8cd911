// The sections of a .datum file before its blobs (datumaro_binary.md §3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/datumaro_binary/input.h"
#include "formats/datumaro_binary/key.h"
#include "formats/datumaro_common/categories_json.h"
#include "formats/reading_notes.h"

namespace dropset::datumaro_binary {

constexpr std::string_view kSignature = "signature:datumaro_binary";

struct Head {
  datumaro::FileLabels file;
  Key key;                           // null: not encrypted
  bool media_encrypted = false;      // says something only where there is a key
  bool release_candidate = false;    // of 1.1.0: all items are one piece, up to the file's end
  std::vector<uint32_t> blob_sizes;  // as stored
  uint64_t blobs_offset = 0;         // where the first blob begins
};

// `key`: as it was given; empty: none. Errors have the file as place.
Result<Head> ReadHead(Input& input, std::string_view key_text, ReadingNotes& notes);

// What every subset's file begins with. `seeds` are used one after the other, if there is a key: kHeadSeeds of them.
constexpr size_t kHeadSeeds = 5;
std::string HeadText(const Labels& labels, bool media_encryption, const std::vector<uint32_t>& blob_sizes, const FernetKey* key,
                     std::span<const FernetSeed> seeds);

}  // namespace dropset::datumaro_binary
