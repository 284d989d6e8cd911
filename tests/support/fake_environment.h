// Chance and time that are the same in every run.
#pragma once

#include "io/environment.h"

namespace dropset::testing {

class FakeEnvironment final : public Environment {
 public:
  Status Random(std::span<std::byte> out) override {
    for (std::byte& b : out) b = static_cast<std::byte>((next_ = next_ * 1664525 + 1013904223) >> 24);
    return {};
  }
  uint64_t Now() override { return 499162800; }

 private:
  uint32_t next_ = 1;
};

}  // namespace dropset::testing
