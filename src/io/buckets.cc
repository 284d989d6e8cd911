#include "io/buckets.h"

#include <algorithm>
#include <numeric>

namespace dropset {

uint32_t Buckets::Create() {
  buckets_.push_back(std::make_shared<Bucket>());
  return static_cast<uint32_t>(buckets_.size() - 1);
}

Status Buckets::Append(uint32_t bucket, std::span<const std::byte> bytes) {
  Bucket& b = *buckets_[bucket];
  size_t capacity = b.tail.capacity();
  b.tail.insert(b.tail.end(), bytes.begin(), bytes.end());
  b.size += bytes.size();
  held_ += b.tail.capacity() - capacity;
  return held_ > memory_limit_ ? Spill() : Status();
}

// The largest buckets go first, until half of the limit is free: that makes large extents and few of them.
Status Buckets::Spill() {
  if (!sink_) {
    DROPSET_ASSIGN(sink_, scratch_.Create());
  }
  std::vector<uint32_t> order(buckets_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return std::pair(buckets_[b]->tail.size(), a) < std::pair(buckets_[a]->tail.size(), b);
  });
  for (uint32_t bucket : order) {
    if (held_ <= memory_limit_ / 2) break;
    Bucket& b = *buckets_[bucket];
    DROPSET_TRY(sink_->Write(b.tail));
    if (!b.tail.empty()) {
      b.extents.push_back({static_cast<uint32_t>(sources_.size()), static_cast<uint32_t>(b.tail.size()), sink_size_});
    }
    sink_size_ += b.tail.size();
    held_ -= b.tail.capacity();
    b.tail = std::vector<std::byte>();  // `= {}` would keep the capacity
  }
  return {};
}

// Extents in the sink under way can be read once that is sealed; the next spill begins another.
Status Buckets::MakeReadable(const Bucket& bucket) {
  if (!sink_ || bucket.extents.empty() || bucket.extents.back().source != sources_.size()) return {};
  DROPSET_ASSIGN(std::shared_ptr<const Source> source, scratch_.Seal(std::move(sink_)));
  sources_.push_back(std::move(source));
  sink_size_ = 0;
  return {};
}

void Buckets::Drop(uint32_t bucket) {
  held_ -= buckets_[bucket]->tail.capacity();
  buckets_[bucket] = std::make_shared<Bucket>();
}

Result<std::vector<std::byte>> Buckets::Take(uint32_t bucket) {
  std::shared_ptr<Bucket> held = buckets_[bucket];
  Bucket& b = *held;
  DROPSET_TRY(MakeReadable(b));
  Drop(bucket);
  if (b.extents.empty()) return std::move(b.tail);
  std::vector<std::byte> all(static_cast<size_t>(b.size));
  size_t at = 0;
  for (const Extent& extent : b.extents) {
    DROPSET_TRY(sources_[extent.source]->ReadAt(extent.offset, std::span(all).subspan(at, extent.size)));
    at += extent.size;
  }
  std::copy(b.tail.begin(), b.tail.end(), all.begin() + static_cast<ptrdiff_t>(at));
  return all;
}

class BucketStream final : public Stream {
 public:
  BucketStream(std::shared_ptr<const Buckets::Bucket> bucket, const Buckets& buckets)
      : bucket_(std::move(bucket)), buckets_(buckets) {}

  Result<size_t> Read(std::span<std::byte> out) override {
    if (extent_ < bucket_->extents.size()) {
      const Buckets::Extent& extent = bucket_->extents[extent_];
      size_t length = std::min<size_t>(out.size(), extent.size - at_);
      DROPSET_TRY(buckets_.sources_[extent.source]->ReadAt(extent.offset + at_, out.first(length)));
      at_ += length;
      if (at_ == extent.size) {
        ++extent_;
        at_ = 0;
      }
      return length;
    }
    size_t length = std::min(out.size(), bucket_->tail.size() - at_);
    std::copy_n(bucket_->tail.begin() + static_cast<ptrdiff_t>(at_), length, out.begin());
    at_ += length;
    return length;
  }

 private:
  std::shared_ptr<const Buckets::Bucket> bucket_;
  const Buckets& buckets_;
  size_t extent_ = 0;  // being read; extents.size(): the tail
  size_t at_ = 0;      // within it
};

Result<std::unique_ptr<Stream>> Buckets::Open(uint32_t bucket) {
  DROPSET_TRY(MakeReadable(*buckets_[bucket]));
  return std::unique_ptr<Stream>(new BucketStream(buckets_[bucket], *this));
}

}  // namespace dropset
