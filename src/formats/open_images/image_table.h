// All images of a dataset by their ids, compactly: 16 bytes each and 6 to 11 for the look-up; ids that are not 16 hexadecimal
// digits, as Open Images' own are, take their length besides.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dropset::open_images {

class ImageTable {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};
  static constexpr size_t kLongestId = 4096;

  uint32_t size() const { return size_; }
  std::string Id(uint32_t image) const;

  // An image of this id that `accept` accepts; kNone if there is none. Several may have one id, in different subsets.
  // `accept` may be asked about an image twice.
  template <class Accept>
  uint32_t Find(std::string_view id, Accept accept) const {
    if (slots_.empty()) return kNone;
    const Key key = KeyOf(id);
    for (uint32_t image : {last_found_, last_found_ + 1}) {
      if (image < size_ && Matches(At(image), key, id) && accept(image)) return last_found_ = image;
    }
    for (size_t slot = SlotOf(key); slots_[slot] != kNone; slot = (slot + 1) & (slots_.size() - 1)) {
      if (Matches(At(slots_[slot]), key, id) && accept(slots_[slot])) return last_found_ = slots_[slot];
    }
    return kNone;
  }
  // Adds an image; `id` has at most kLongestId bytes. Not after DropIndex.
  uint32_t Add(std::string_view id, uint32_t place);
  void DropIndex() { slots_ = std::vector<uint32_t>(); }  // gives the memory of the look-up back

  // A number of the reader's, below 2^30.
  uint32_t place(uint32_t image) const { return At(image).place; }
  void SetPlace(uint32_t image, uint32_t place) { At(image).place = place & kPlaceMask; }
  // Whether the reader wants to know the image's size.
  bool wants_size(uint32_t image) const { return At(image).wants_size; }
  void WantSize(uint32_t image) { At(image).wants_size = true; }

  std::pair<uint32_t, uint32_t> Size(uint32_t image) const;  // width, height; 0, 0: not known
  void SetSize(uint32_t image, uint32_t width, uint32_t height);

 private:
  static constexpr uint32_t kPlaceMask = (uint32_t{1} << 30) - 1;
  static constexpr uint16_t kLargeSize = 0xFFFF;  // in large_sizes_
  static constexpr uint32_t kBlock = 4096;        // images

  struct Image {
    uint64_t name;  // packed: the id's digits; else where its text is: page << 32 | offset << 16 | length
    uint32_t place : 30;
    uint32_t packed : 1;
    uint32_t wants_size : 1;
    uint16_t width, height;
  };
  struct Key {
    uint64_t value;  // packed: the digits; else a hash
    bool packed;
  };

  Image& At(uint32_t image) { return blocks_[image / kBlock][image % kBlock]; }
  const Image& At(uint32_t image) const { return blocks_[image / kBlock][image % kBlock]; }
  static Key KeyOf(std::string_view id);
  size_t SlotOf(Key key) const { return static_cast<size_t>(key.value * 0x9E3779B97F4A7C15u >> 24) & (slots_.size() - 1); }
  bool Matches(const Image& image, Key key, std::string_view id) const {
    return image.packed == key.packed && (key.packed ? image.name == key.value : Text(image) == id);
  }
  std::string_view Text(const Image& image) const;
  uint64_t Store(std::string_view id);
  void Insert(uint32_t image, Key key);

  std::vector<std::unique_ptr<Image[]>> blocks_;  // so that nothing is moved when they grow
  uint32_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> pages_;  // of kPage bytes
  size_t page_used_ = 0;                        // of the last page
  // Rows of one image follow each other in many files, and images the order of their list.
  mutable uint32_t last_found_ = 0;
  std::vector<uint32_t> slots_;  // open addressing; a power of two, at most three quarters full
  std::unordered_map<uint32_t, std::pair<uint32_t, uint32_t>> large_sizes_;
};

}  // namespace dropset::open_images
