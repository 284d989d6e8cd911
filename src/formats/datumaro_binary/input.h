// The bytes of one .datum file, in order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "io/source.h"

namespace dropset::datumaro_binary {

using Bytes = std::vector<std::byte>;

inline std::string_view TextOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Input {
 public:
  Input(std::unique_ptr<Stream> stream, uint64_t size) : stream_(std::move(stream)), size_(size) {}

  uint64_t offset() const { return offset_; }
  uint64_t remaining() const { return size_ - offset_; }
  // Replaces `out` by the next bytes. More than remain, or than `limit`, is an error before anything is allocated.
  Status Read(uint64_t size, uint64_t limit, Bytes& out);
  Result<uint32_t> ReadU32();
  // A u32 length, and so many bytes into `out`.
  Status ReadBlock(uint64_t limit, Bytes& out);
  Status Skip(uint64_t size);

 private:
  Status Fill(std::span<std::byte> out);

  std::unique_ptr<Stream> stream_;
  uint64_t size_, offset_ = 0;
};

}  // namespace dropset::datumaro_binary
