#include "io/sink.h"

#include <cstring>

#include "base/limits.h"

namespace dropset {
namespace {

// What MemoryScratch hands out: it owns its bytes until Seal takes them.
class ScratchSink final : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
  }
  std::vector<std::byte> Take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace

Status Sink::Patch(uint64_t, std::span<const std::byte>) { return Status(Code::kInternal, "this output cannot be patched"); }

Status MemorySink::Write(std::span<const std::byte> bytes) {
  bytes_->insert(bytes_->end(), bytes.begin(), bytes.end());
  return {};
}

Status MemorySink::Patch(uint64_t offset, std::span<const std::byte> bytes) {
  if (offset > bytes_->size() || bytes.size() > bytes_->size() - offset) {
    return Status(Code::kInternal, "a patch reaches beyond what was written");
  }
  std::memcpy(bytes_->data() + offset, bytes.data(), bytes.size());
  return {};
}

Result<std::unique_ptr<Sink>> MemoryScratch::Create() { return std::make_unique<ScratchSink>(); }

Result<std::shared_ptr<const Source>> MemoryScratch::Seal(std::unique_ptr<Sink> sink) {
  return std::make_shared<MemorySource>(static_cast<ScratchSink&>(*sink).Take());
}

Result<uint64_t> CopyAll(Stream& stream, Sink& sink) {
  std::vector<std::byte> buffer(kCopyWindow);
  uint64_t total = 0;
  for (;;) {
    DROPSET_ASSIGN(size_t length, stream.Read(buffer));
    if (length == 0) return total;
    DROPSET_TRY(sink.Write(std::span(buffer).first(length)));
    total += length;
  }
}

}  // namespace dropset
