// The reading side that a conversion and a survey share: the format found, its options parsed, its reader open.
#pragma once

#include <memory>
#include <string>

#include "convert/conversion.h"

namespace dropset {

struct DatasetRun {
  DatasetRun(const Archive& archive, Scratch& scratch)
      : input(archive), context{&scratch, &report, &input, &planned, &read, &written, &input, nullptr, &secret_key} {}
  DatasetRun(const DatasetRun&) = delete;

  Status Open(const std::string& from, const OptionTexts& options);

  RecodedArchive input;  // the archive, decrypted
  Report report;
  uint64_t planned = 0, read = 0, written = 0;
  std::string secret_key;
  Context context;
  Detection source{};
  std::unique_ptr<Reader> reader;
  Item item;
};

// A format's name, or Code::kUsage naming the nearest. `writing`: it must be one that can be written, else one that can be read.
Result<const Format*> NamedFormat(std::string_view id, bool writing);

}  // namespace dropset
