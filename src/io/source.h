// Bytes that can be read at any offset, and bytes that come in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace dropset {

// Random access to bytes of a known size. Many readers may share one Source (it is immutable as far as they can see).
class Source {
 public:
  virtual ~Source() = default;
  virtual uint64_t size() const = 0;
  // Fills all of `out` from `offset`, or fails. A range beyond size() is an error, never a short read.
  virtual Status ReadAt(uint64_t offset, std::span<std::byte> out) const = 0;
  // What will be read next, in order: a hint for a host that can read ahead while the core works. It takes the place of the one
  // before; a range inside that one says only where reading goes on. Who passes reads on to another Source passes this on, too.
  virtual void Want([[maybe_unused]] uint64_t offset, [[maybe_unused]] uint64_t size) const {}
  // A file of its own will be read as a whole, behind others of which this was said: a hint for a host that reads several at once.
  // False: it does not, and Want may be said when its turn has come.
  virtual bool WantWhole() const { return false; }
};

// Bytes in order, once.
class Stream {
 public:
  virtual ~Stream() = default;
  // Fills the front of `out`; returns how many bytes. 0 only at the end (or when `out` is empty). After an error: call no more.
  virtual Result<size_t> Read(std::span<std::byte> out) = 0;
};

// Bytes held in memory. Owns them.
class MemorySource final : public Source {
 public:
  explicit MemorySource(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  explicit MemorySource(std::string_view text);
  uint64_t size() const override { return bytes_.size(); }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override;

 private:
  std::vector<std::byte> bytes_;
};

// The range [offset, offset + size) of another Source, which must contain it.
class RangeSource final : public Source {
 public:
  RangeSource(std::shared_ptr<const Source> base, uint64_t offset, uint64_t size)
      : base_(std::move(base)), offset_(offset), size_(size) {}
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override;
  void Want(uint64_t offset, uint64_t size) const override { base_->Want(offset_ + offset, size); }

 private:
  std::shared_ptr<const Source> base_;
  uint64_t offset_, size_;
};

// A Source from its first byte to its last, in order. Reads go straight into the caller's buffer: ask for large pieces. Once
// kReadWindow bytes were read, which whoever only looks into a file does not do, all the rest is wanted.
class SourceStream final : public Stream {
 public:
  explicit SourceStream(std::shared_ptr<const Source> source) : source_(std::move(source)) {}
  Result<size_t> Read(std::span<std::byte> out) override;

 private:
  std::shared_ptr<const Source> source_;
  uint64_t offset_ = 0;
  bool said_ = false;  // what is wanted
};

// Reads what is left of `stream`; more than `limit` bytes is Code::kLimit.
Result<std::string> ReadAll(Stream& stream, size_t limit);

}  // namespace dropset
