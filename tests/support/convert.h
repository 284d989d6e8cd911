// Whole conversions in memory: archives in, archives out.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "convert/conversion.h"

namespace dropset::testing {

using Files = std::map<std::string, std::string>;  // path → content
using Bytes = std::vector<std::byte>;

// A zip of these files. A path that ends in a slash is a folder.
Bytes ZipOf(const Files& files);
// The files of a zip, inflated; fails the test if it cannot be read.
Files Unzip(const Bytes& zip);

struct Converted {
  Bytes zip;
  std::vector<ReportLine> report;
  std::string secret_key;
  size_t steps = 0;
};

// Converts with steps of `budget` bytes. `cancel_after`: destroys the conversion after so many steps and fails with Code::kIo.
Result<Converted> Convert(const Bytes& zip, const Request& request, size_t budget = size_t{1} << 20,
                          size_t cancel_after = ~size_t{0});

// Like Convert; a failure fails the test.
Files ConvertFiles(const Files& files, const Request& request);

}  // namespace dropset::testing
