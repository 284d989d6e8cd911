// The elements of one array of a COCO file to be: their text waits in a bucket until all of it is known.
#pragma once

#include <cstdint>
#include <memory>

#include "base/status.h"
#include "io/buckets.h"
#include "text/json_writer.h"

namespace dropset::coco {

class ElementSpool {
 public:
  // Both outlive it. What has gone to the bucket is added to `written`.
  ElementSpool(Buckets& buckets, uint64_t& written);

  // Where to append text: of an element after Begin, which puts a comma between it and the one before, or between elements.
  JsonOutput& output() { return *output_; }
  JsonOutput& Begin();
  uint64_t elements() const { return elements_; }

  // The rest goes to the bucket; nothing more can be appended.
  Status Seal();
  uint32_t bucket() const { return bucket_; }

 private:
  uint32_t bucket_;
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<JsonOutput> output_;  // null once it is sealed
  uint64_t elements_ = 0;
};

}  // namespace dropset::coco
