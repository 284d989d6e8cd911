#include "io/spool.h"

#include <cstdint>
#include <utility>

namespace dropset {

// Written through `sink_`, until that has become `source_`.
class Spool::Piece {
 public:
  Piece(Scratch& scratch, std::unique_ptr<Sink> sink) : scratch_(scratch), sink_(std::move(sink)) {}

  bool sealed() const { return !sink_; }
  uint64_t size() const { return size_; }
  Status Write(std::span<const std::byte> bytes) {
    size_ += bytes.size();
    return sink_->Write(bytes);
  }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) {
    if (sink_) {
      DROPSET_ASSIGN(source_, scratch_.Seal(std::move(sink_)));
    }
    if (!source_) return Status(Code::kIo, "temporary storage cannot be read");
    return source_->ReadAt(offset, out);
  }

 private:
  Scratch& scratch_;
  std::unique_ptr<Sink> sink_;
  uint64_t size_ = 0;
  std::shared_ptr<const Source> source_;
};

class Spool::Part final : public Source {
 public:
  Part(std::shared_ptr<Piece> piece, uint64_t size) : piece_(std::move(piece)), offset_(piece_->size()), size_(size) {}
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override {
    if (offset > size_ || out.size() > size_ - offset) return Status(Code::kInternal, "a read beyond the end");
    return piece_->ReadAt(offset_ + offset, out);
  }

 private:
  std::shared_ptr<Piece> piece_;
  uint64_t offset_, size_;
};

Result<std::shared_ptr<const Source>> Spool::Add(std::span<const std::byte> bytes) {
  if (!piece_ || piece_->sealed()) {
    DROPSET_ASSIGN(std::unique_ptr<Sink> sink, scratch_.Create());
    piece_ = std::make_shared<Piece>(scratch_, std::move(sink));
  }
  auto part = std::make_shared<Part>(piece_, bytes.size());
  DROPSET_TRY(piece_->Write(bytes));
  return part;
}

}  // namespace dropset
