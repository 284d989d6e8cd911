// A fuzz target: a function that takes any bytes and comes back, in bounded time and memory. tests/fuzz/<name>/fuzz.cc registers
// one, and tests/fuzz/<name>/corpus/ holds inputs for it. Built twice: each alone with libFuzzer (scripts/fuzz), and all together
// as a test that runs the corpora.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "io/source.h"

namespace dropset::fuzz {

using Bytes = std::vector<std::byte>;
using Run = void (*)(std::span<const std::byte> input);

// Those that are linked in, by name.
std::map<std::string, Run>& Targets();

struct Target {
  Target(const char* name, Run run) { Targets()[name] = run; }
};

// Ends the process with the words, unless the property holds: that is how a target reports a finding.
void Require(bool holds, std::string_view words);
// The same for an error where success was promised.
void RequireOk(const Status& status, std::string_view words);
// Errors may come, but say where and why, and are never Dropset's own defects.
void RequireExplained(const Status& status);

std::string_view TextOf(std::span<const std::byte> bytes);
std::shared_ptr<const Source> SourceOf(std::span<const std::byte> bytes);

// Takes the first byte off; 0 where there is none.
uint8_t TakeByte(std::span<const std::byte>& input);

// What a stream gives, at most `limit` bytes of it, read in pieces of `piece`.
struct Drained {
  Bytes bytes;
  Status status;
  bool whole = false;  // the stream has ended
};
Drained Drain(Stream& stream, size_t limit, size_t piece = size_t{1} << 16);

}  // namespace dropset::fuzz
