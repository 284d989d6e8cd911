#include "io/buckets.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/limits.h"

namespace dropset {
namespace {

// Datasets have a few large buckets or many small ones: a bucket's first page is small, each further one twice as large.
constexpr uint32_t kFirstPage = 512;

}  // namespace

uint32_t Buckets::Create() {
  buckets_.push_back(std::make_shared<Bucket>());
  return static_cast<uint32_t>(buckets_.size() - 1);
}

Status Buckets::Append(uint32_t bucket, std::span<const std::byte> bytes) {
  Bucket& b = *buckets_[bucket];
  b.size += bytes.size();
  if (sink_ && bytes.size() >= kSpillWrite) return SpillThrough(b, bytes);
  while (!bytes.empty()) {
    if (b.tail.empty() || b.tail.back().filled == b.tail.back().capacity) {
      uint32_t capacity = b.tail.empty() ? kFirstPage : std::min<uint32_t>(b.tail.back().capacity * 2, kBucketPage);
      b.tail.push_back({std::unique_ptr<std::byte[]>(new std::byte[capacity]), 0, capacity});
      b.held += capacity;
      held_ += capacity;
    }
    Page& page = b.tail.back();
    size_t length = std::min<size_t>(bytes.size(), page.capacity - page.filled);
    std::memcpy(page.bytes.get() + page.filled, bytes.data(), length);
    page.filled += static_cast<uint32_t>(length);
    bytes = bytes.subspan(length);
    if (held_ > memory_limit_) DROPSET_TRY(Spill());
  }
  return {};
}

// The largest buckets go first, until half of the limit is free: that makes large extents and few of them.
Status Buckets::Spill() {
  std::vector<uint32_t> order(buckets_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return std::pair(buckets_[b]->held, a) < std::pair(buckets_[a]->held, b); });
  std::vector<std::byte> gathered;
  gathered.reserve(kSpillWrite);
  for (uint32_t bucket : order) {
    if (held_ <= memory_limit_ / 2) break;
    DROPSET_TRY(SpillTail(*buckets_[bucket], gathered));
  }
  return gathered.empty() ? Status() : sink_->Write(gathered);
}

// What would be spilled before long, and is large enough to be written alone, needs no pages.
Status Buckets::SpillThrough(Bucket& bucket, std::span<const std::byte> bytes) {
  if (bucket.held > 0) {
    std::vector<std::byte> gathered;
    DROPSET_TRY(SpillTail(bucket, gathered));
    DROPSET_TRY(sink_->Write(gathered));
  }
  AddExtent(bucket, bytes.size());
  return sink_->Write(bytes);
}

// Of bytes that are written to sink_ next.
void Buckets::AddExtent(Bucket& bucket, size_t size) {
  if (size) bucket.extents.push_back({static_cast<uint32_t>(sources_.size()), size, sink_size_});
  sink_size_ += size;
}

// Pages are handed on together, since hosts are slow at small writes.
Status Buckets::SpillTail(Bucket& bucket, std::vector<std::byte>& gathered) {
  if (!sink_) {
    DROPSET_ASSIGN(sink_, scratch_.Create());
  }
  size_t size = 0;
  for (const Page& page : bucket.tail) {
    if (gathered.size() + page.filled > kSpillWrite) {
      DROPSET_TRY(sink_->Write(gathered));
      gathered.clear();
    }
    gathered.insert(gathered.end(), page.bytes.get(), page.bytes.get() + page.filled);
    size += page.filled;
  }
  AddExtent(bucket, size);
  held_ -= bucket.held;
  bucket.held = 0;
  bucket.tail.clear();
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
  held_ -= buckets_[bucket]->held;
  buckets_[bucket] = std::make_shared<Bucket>();
}

Result<RawBytes> Buckets::Take(uint32_t bucket) {
  std::shared_ptr<Bucket> held = buckets_[bucket];
  Bucket& b = *held;
  DROPSET_TRY(MakeReadable(b));
  Drop(bucket);
  RawBytes all(static_cast<size_t>(b.size));
  size_t at = 0;
  for (const Extent& extent : b.extents) {
    DROPSET_TRY(sources_[extent.source]->ReadAt(extent.offset, std::span(all).subspan(at, extent.size)));
    at += extent.size;
  }
  for (Page& page : b.tail) {
    std::memcpy(all.data() + at, page.bytes.get(), page.filled);
    at += page.filled;
    page.bytes.reset();
  }
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
    size_t filled = 0;
    while (page_ < bucket_->tail.size() && filled < out.size()) {
      const Buckets::Page& page = bucket_->tail[page_];
      size_t length = std::min<size_t>(out.size() - filled, page.filled - at_);
      std::memcpy(out.data() + filled, page.bytes.get() + at_, length);
      filled += length;
      at_ += length;
      if (at_ < page.filled) break;
      ++page_;
      at_ = 0;
    }
    return filled;
  }

 private:
  std::shared_ptr<const Buckets::Bucket> bucket_;
  const Buckets& buckets_;
  size_t extent_ = 0;  // being read; extents.size(): the tail
  size_t page_ = 0;    // of the tail
  size_t at_ = 0;      // within either
};

// While the bucket is read, others may grow and spill: what it still holds in memory is the stream's then, and none too much.
Result<std::unique_ptr<Stream>> Buckets::Open(uint32_t bucket) {
  Bucket& b = *buckets_[bucket];
  if (b.held > memory_limit_ / 4) {
    std::vector<std::byte> gathered;
    gathered.reserve(kSpillWrite);
    DROPSET_TRY(SpillTail(b, gathered));
    DROPSET_TRY(sink_->Write(gathered));
  }
  held_ -= b.held;
  b.held = 0;
  DROPSET_TRY(MakeReadable(b));
  return std::make_unique<BucketStream>(buckets_[bucket], *this);
}

}  // namespace dropset
