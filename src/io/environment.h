// What only the host knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/status.h"

namespace dropset {

class Environment {
 public:
  virtual ~Environment() = default;
  // Unforeseeable bytes, fit for keys.
  virtual Status Random(std::span<std::byte> out) = 0;
  virtual uint64_t Now() = 0;  // seconds since 1970, UTC
};

}  // namespace dropset
