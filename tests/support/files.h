// Files of the system, for programs of the tests: the core itself knows none.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "io/sink.h"
#include "io/source.h"

namespace dropset::testing {

Result<std::shared_ptr<const Source>> OpenFile(const std::string& path);
// Seekable; replaces what has that name.
Result<std::unique_ptr<Sink>> CreateFile(const std::string& path);

// Nameless files that vanish with the program.
class FileScratch final : public Scratch {
 public:
  Result<std::unique_ptr<Sink>> Create() override;
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink> sink) override;
};

}  // namespace dropset::testing
