// Where bytes go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "io/source.h"

namespace dropset {

// Takes bytes in order.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status Write(std::span<const std::byte> bytes) = 0;
  // Whether Patch works: files, memory and the browser's private file system can seek, a plain stream cannot.
  virtual bool seekable() const { return false; }
  // Overwrites bytes that were already written. Never extends. Needs seekable().
  virtual Status Patch(uint64_t offset, std::span<const std::byte> bytes);
  // No more writes; everything has reached the medium on success. A Sink that is destroyed without Close was abandoned.
  virtual Status Close() { return {}; }

  Status WriteText(std::string_view text) { return Write(std::as_bytes(std::span(text.data(), text.size()))); }
};

// Temporary storage, written once and then read: what spills when memory has reached its limit.
class Scratch {
 public:
  virtual ~Scratch() = default;
  virtual Result<std::unique_ptr<Sink>> Create() = 0;
  // Ends writing. The Sink must come from Create of the same Scratch. The storage lives as long as the Source.
  virtual Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink> sink) = 0;
};

// Keeps bytes in memory; `bytes` is valid throughout and stays readable through a shared pointer.
class MemorySink final : public Sink {
 public:
  explicit MemorySink(std::shared_ptr<std::vector<std::byte>> bytes) : bytes_(std::move(bytes)) {}
  Status Write(std::span<const std::byte> bytes) override;
  bool seekable() const override { return true; }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override;

 private:
  std::shared_ptr<std::vector<std::byte>> bytes_;
};

// Scratch in memory: for tests, and for hosts that have nothing else.
class MemoryScratch final : public Scratch {
 public:
  Result<std::unique_ptr<Sink>> Create() override;
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink> sink) override;
};

// Copies the rest of `stream` to `sink`; returns the number of bytes.
Result<uint64_t> CopyAll(Stream& stream, Sink& sink);

}  // namespace dropset
