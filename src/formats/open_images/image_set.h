// The images of a dataset by subset, and the buckets in which their annotations wait.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/open_images/image_table.h"
#include "formats/open_images/text_map.h"
#include "io/buckets.h"

namespace dropset::open_images {

// First images are listed; from EndLists on others may be created, and every image has a bucket. A bucket holds the records of
// successive images of one subset, and the later of two buckets of a subset the later images.
class ImageSet {
 public:
  static constexpr uint32_t kNone = ImageTable::kNone;

  explicit ImageSet(Buckets& buckets) : buckets_(buckets) {}

  uint32_t FindSubset(std::string_view name) const;  // kNone if there is none
  uint32_t AddSubset(std::string_view name);         // its number, new or not

  // False if the subset has an image of this id.
  bool List(std::string_view id, uint32_t subset);
  // How many bytes of annotation files each subset has, about: `bytes`, and the others `of_any`.
  void EndLists(const std::vector<uint64_t>& bytes, uint64_t of_any);

  // The image of that id in `subset`, else, where images were listed, one in another subset; else kNone.
  uint32_t Find(std::string_view id, uint32_t subset) const;
  // Calls `use` for every image of that id.
  template <class Use>
  void ForEach(std::string_view id, Use use) const {
    table_.Find(id, [&](uint32_t image) {
      use(image);
      return !repeated_ids_;
    });
  }
  uint32_t Create(std::string_view id, uint32_t subset);

  uint32_t size() const { return table_.size(); }
  bool any_listed() const { return listed_ > 0; }
  ImageTable& table() { return table_; }
  const ImageTable& table() const { return table_; }
  uint32_t BucketOf(uint32_t image) const { return table_.place(image); }
  uint32_t SubsetOf(uint32_t image) const { return listing_ ? table_.place(image) : bucket_subsets_[table_.place(image)]; }
  const std::string& SubsetName(uint32_t subset) const { return subsets_[subset].name; }

  // All images, subset by subset, these sorted by bytes, each in the order of listing and creating. Ends looking up by id.
  std::vector<uint32_t> TakeOrder();

 private:
  struct Subset {
    std::string name;
    uint32_t images = 0;
    uint32_t bucket = kNone;   // that takes the next image
    uint32_t bucket_room = 0;  // images that it may still take
    uint32_t images_per_bucket = 1;
  };

  void Place(uint32_t image, uint32_t subset);

  Buckets& buckets_;
  ImageTable table_;
  std::vector<Subset> subsets_;
  TextMap<uint32_t> subset_numbers_;
  uint32_t listed_ = 0;
  bool repeated_ids_ = false;             // whether several images may have one id
  bool listing_ = true;                   // until then an image's place is its subset, then its bucket
  std::vector<uint32_t> bucket_subsets_;  // by bucket
};

}  // namespace dropset::open_images
