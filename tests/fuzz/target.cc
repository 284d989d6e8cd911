#include "fuzz/target.h"

#include <cstdio>
#include <cstdlib>

namespace dropset::fuzz {

std::map<std::string, Run>& Targets() {
  static std::map<std::string, Run> targets;
  return targets;
}

void Require(bool holds, std::string_view words) {
  if (holds) return;
  std::fprintf(stderr, "finding: %.*s\n", static_cast<int>(words.size()), words.data());
  std::abort();
}

void RequireOk(const Status& status, std::string_view words) {
  if (!status.ok()) Require(false, std::string(words) + ": " + status.Text());
}

void RequireExplained(const Status& status) {
  if (status.ok()) return;
  Require(status.code() != Code::kInternal, status.Text());
  Require(!status.message().empty(), "an error without words, of " + std::string(CodeName(status.code())));
}

std::string_view TextOf(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::shared_ptr<const Source> SourceOf(std::span<const std::byte> bytes) {
  return std::make_shared<MemorySource>(Bytes(bytes.begin(), bytes.end()));
}

uint8_t TakeByte(std::span<const std::byte>& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<uint8_t>(input[0]);
  input = input.subspan(1);
  return byte;
}

Drained Drain(Stream& stream, size_t limit, size_t piece) {
  Drained drained;
  Bytes buffer(piece);
  while (drained.bytes.size() < limit) {
    auto read = stream.Read(buffer);
    if (!read.ok()) {
      drained.status = read.TakeStatus();
      return drained;
    }
    Require(*read <= piece, "a stream gives more than was asked for");
    if (*read == 0) {
      drained.whole = true;
      return drained;
    }
    drained.bytes.insert(drained.bytes.end(), buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(*read));
  }
  return drained;
}

}  // namespace dropset::fuzz
