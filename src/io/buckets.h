// Many growing sequences of bytes in bounded memory: what does not fit spills to Scratch in large sequential writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/status.h"
#include "io/raw_bytes.h"
#include "io/sink.h"
#include "io/source.h"

namespace dropset {

// Written (Create, Append), then read. A bucket that has been read takes no more; others may grow on. Bytes are held in pages: what
// is spilled gives its memory back as a whole, and nothing is moved when a bucket grows.
class Buckets {
 public:
  // `scratch` must outlive it. About `memory_limit` bytes are held at most while writing.
  Buckets(Scratch& scratch, size_t memory_limit) : scratch_(scratch), memory_limit_(memory_limit) {}

  uint32_t Create();  // numbers from 0 on
  Status Append(uint32_t bucket, std::span<const std::byte> bytes);
  uint64_t size(uint32_t bucket) const { return buckets_[bucket]->size; }

  // All of a bucket; its memory is given up.
  Result<RawBytes> Take(uint32_t bucket);
  // A bucket from its beginning, as often as one likes. The stream needs these Buckets.
  Result<std::unique_ptr<Stream>> Open(uint32_t bucket);
  void Drop(uint32_t bucket);  // gives its memory up

 private:
  friend class BucketStream;
  struct Extent {
    uint32_t source;  // in sources_
    uint64_t size, offset;
  };
  struct Page {
    std::unique_ptr<std::byte[]> bytes;
    uint32_t filled, capacity;
  };
  struct Bucket {
    uint64_t size = 0;
    size_t held = 0;              // capacities of `tail`, unless it is a stream's
    std::vector<Extent> extents;  // spilled, in order
    std::vector<Page> tail;       // what follows them; all pages but the last one are full
  };

  Status Spill();
  Status SpillTail(Bucket& bucket, std::vector<std::byte>& gathered);
  Status SpillThrough(Bucket& bucket, std::span<const std::byte> bytes);
  void AddExtent(Bucket& bucket, size_t size);
  Status MakeReadable(const Bucket& bucket);

  Scratch& scratch_;
  size_t memory_limit_;
  size_t held_ = 0;             // by all tails
  std::unique_ptr<Sink> sink_;  // being spilled to, made when needed
  uint64_t sink_size_ = 0;
  std::vector<std::shared_ptr<const Source>> sources_;  // sealed ones; the next is what sink_ becomes
  std::vector<std::shared_ptr<Bucket>> buckets_;
};

}  // namespace dropset
