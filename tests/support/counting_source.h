// A Source over text that counts how it is read, and keeps what it was told to be wanted.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "io/source.h"

namespace dropset {

class CountingSource final : public Source {
 public:
  explicit CountingSource(std::string text) : text_(std::move(text)) {}
  uint64_t size() const override { return text_.size(); }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override {
    if (offset > size() || out.size() > size() - offset) return Status(Code::kTruncated, "beyond the end");
    ++reads;
    bytes += out.size();
    std::memcpy(out.data(), text_.data() + offset, out.size());
    return {};
  }
  void Want(uint64_t offset, uint64_t size) const override { wanted.emplace_back(offset, offset + size); }

  bool WantWhole() const override {
    wanted_whole += takes_whole;
    return takes_whole;
  }

  bool takes_whole = false;
  mutable int wanted_whole = 0;
  mutable size_t reads = 0, bytes = 0;
  mutable std::vector<std::pair<uint64_t, uint64_t>> wanted;  // from, to

 private:
  std::string text_;
};

}  // namespace dropset
