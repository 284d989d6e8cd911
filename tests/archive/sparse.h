// Files of many gigabytes that are nearly all zeros.
#pragma once

#include <cstring>
#include <map>
#include <memory>
#include <string>

#include "io/sink.h"
#include "io/source.h"

namespace dropset {

// Blocks that hold more than zeros, by their number.
struct SparseBlocks {
  static constexpr size_t kBlock = 4096;
  std::map<uint64_t, std::string> blocks;
  uint64_t size = 0;

  void Write(uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      size_t at = static_cast<size_t>(offset % kBlock), length = std::min(bytes.size(), kBlock - at);
      auto block = blocks.find(offset / kBlock);
      if (block == blocks.end() && !AllZero(bytes.first(length)))
        block = blocks.emplace(offset / kBlock, std::string(kBlock, '\0')).first;
      if (block != blocks.end()) std::memcpy(block->second.data() + at, bytes.data(), length);
      offset += length;
      bytes = bytes.subspan(length);
    }
    size = std::max(size, offset);
  }

  static bool AllZero(std::span<const std::byte> bytes) {
    static const std::byte zeros[kBlock] = {};
    return std::memcmp(bytes.data(), zeros, bytes.size()) == 0;
  }
};

class SparseSource final : public Source {
 public:
  explicit SparseSource(std::shared_ptr<const SparseBlocks> data) : data_(std::move(data)) {}
  uint64_t size() const override { return data_->size; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override {
    if (offset > size() || out.size() > size() - offset) return Status(Code::kTruncated, "beyond the end");
    if (out.empty()) return {};
    std::memset(out.data(), 0, out.size());
    uint64_t end = offset + out.size();
    for (auto block = data_->blocks.lower_bound(offset / SparseBlocks::kBlock); block != data_->blocks.end(); ++block) {
      uint64_t begin = block->first * SparseBlocks::kBlock;
      if (begin >= end) break;
      uint64_t from = std::max(begin, offset), to = std::min(begin + SparseBlocks::kBlock, end);
      std::memcpy(out.data() + (from - offset), block->second.data() + (from - begin), static_cast<size_t>(to - from));
    }
    return {};
  }

 private:
  std::shared_ptr<const SparseBlocks> data_;
};

class SparseSink final : public Sink {
 public:
  explicit SparseSink(std::shared_ptr<SparseBlocks> data) : data_(std::move(data)) {}
  Status Write(std::span<const std::byte> bytes) override {
    data_->Write(data_->size, bytes);
    return {};
  }
  bool seekable() const override { return true; }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override {
    data_->Write(offset, bytes);
    return {};
  }

 private:
  std::shared_ptr<SparseBlocks> data_;
};

}  // namespace dropset
