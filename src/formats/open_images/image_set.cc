#include "formats/open_images/image_set.h"

#include <algorithm>
#include <numeric>

#include "base/limits.h"

namespace dropset::open_images {
namespace {

// What one image's records may take, where nothing is known.
constexpr uint64_t kBytesPerImage = 512;

}  // namespace

uint32_t ImageSet::FindSubset(std::string_view name) const {
  const auto known = subset_numbers_.find(name);
  return known == subset_numbers_.end() ? kNone : known->second;
}

uint32_t ImageSet::AddSubset(std::string_view name) {
  const uint32_t known = FindSubset(name);
  if (known != kNone) return known;
  Subset& subset = subsets_.emplace_back();
  subset.name = name;
  subset.images_per_bucket = kBucketTarget / kBytesPerImage;
  const auto number = static_cast<uint32_t>(subsets_.size() - 1);
  subset_numbers_.emplace(std::string(name), number);
  return number;
}

bool ImageSet::List(std::string_view id, uint32_t subset) {
  const auto in_subset = [&](uint32_t image) {
    repeated_ids_ |= table_.place(image) != subset;
    return table_.place(image) == subset;
  };
  if (table_.Find(id, in_subset) != kNone) return false;
  table_.Add(id, subset);
  ++subsets_[subset].images;
  ++listed_;
  return true;
}

void ImageSet::EndLists(const std::vector<uint64_t>& bytes, uint64_t of_any) {
  for (size_t k = 0; k < subsets_.size(); ++k) {
    Subset& subset = subsets_[k];
    if (subset.images == 0) continue;
    // Records take no more than their rows.
    const uint64_t per_bucket =
        subset.images * uint64_t{kBucketTarget} / std::max<uint64_t>(k < bytes.size() ? bytes[k] : of_any, 1);
    subset.images_per_bucket = static_cast<uint32_t>(std::clamp<uint64_t>(per_bucket, 1, uint64_t{1} << 29));
  }
  listing_ = false;
  for (uint32_t image = 0; image < table_.size(); ++image) Place(image, table_.place(image));
}

void ImageSet::Place(uint32_t image, uint32_t number) {
  Subset& subset = subsets_[number];
  // Images that are created as rows come have no share worked out for them: a bucket that has grown takes no more.
  if (subset.bucket == kNone || subset.bucket_room == 0 || buckets_.size(subset.bucket) > kBucketTarget / 4) {
    subset.bucket = buckets_.Create();
    subset.bucket_room = subset.images_per_bucket;
    bucket_subsets_.resize(subset.bucket + 1, number);
  }
  --subset.bucket_room;
  table_.SetPlace(image, subset.bucket);
}

uint32_t ImageSet::Find(std::string_view id, uint32_t subset) const {
  uint32_t any = kNone;
  const uint32_t found = table_.Find(id, [&](uint32_t image) {
    any = std::min(any, image);
    return SubsetOf(image) == subset;
  });
  return found != kNone || !any_listed() ? found : any;
}

uint32_t ImageSet::Create(std::string_view id, uint32_t subset) {
  repeated_ids_ |= table_.Find(id, [](uint32_t) { return true; }) != kNone;
  const uint32_t image = table_.Add(id, subset);
  ++subsets_[subset].images;
  Place(image, subset);
  return image;
}

std::vector<uint32_t> ImageSet::TakeOrder() {
  table_.DropIndex();
  std::vector<uint32_t> by_name(subsets_.size());
  std::iota(by_name.begin(), by_name.end(), 0u);
  std::sort(by_name.begin(), by_name.end(), [&](uint32_t a, uint32_t b) { return subsets_[a].name < subsets_[b].name; });
  std::vector<uint32_t> next(subsets_.size());
  uint32_t at = 0;
  for (uint32_t subset : by_name) {
    next[subset] = at;
    at += subsets_[subset].images;
  }
  std::vector<uint32_t> order(table_.size());
  for (uint32_t image = 0; image < table_.size(); ++image) order[next[SubsetOf(image)]++] = image;
  return order;
}

}  // namespace dropset::open_images
