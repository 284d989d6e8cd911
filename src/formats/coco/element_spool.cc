#include "formats/coco/element_spool.h"

namespace dropset::coco {
namespace {

class BucketSink final : public Sink {
 public:
  BucketSink(Buckets& buckets, uint32_t bucket) : buckets_(buckets), bucket_(bucket) {}
  Status Write(std::span<const std::byte> bytes) override { return buckets_.Append(bucket_, bytes); }

 private:
  Buckets& buckets_;
  uint32_t bucket_;
};

}  // namespace

ElementSpool::ElementSpool(Buckets& buckets, uint64_t& written)
    : bucket_(buckets.Create()),
      sink_(std::make_unique<BucketSink>(buckets, bucket_)),
      output_(std::make_unique<JsonOutput>(*sink_, written)) {}

JsonOutput& ElementSpool::Begin() {
  if (elements_++) output_->text() += ',';
  return *output_;
}

Status ElementSpool::Seal() {
  if (!output_) return {};
  DROPSET_TRY(output_->Flush(true));
  output_.reset();
  return {};
}

}  // namespace dropset::coco
