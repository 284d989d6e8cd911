// The images of one subset, compactly: about 50 bytes each besides their names.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dropset::coco {

// Images by the id that COCO gives them. Order is that of the files.
class ImageTable {
 public:
  struct Image {
    int64_t id;
    uint32_t name_begin, name_size;  // in names_
    uint32_t width, height;          // 0: not known
    bool has_id;                     // false: `id` only joins the tables' rows and is none of the dataset's
  };

  static constexpr uint32_t kNone = ~uint32_t{0};

  size_t size() const { return images_.size(); }
  const Image& operator[](size_t index) const { return images_[index]; }
  std::string_view Name(const Image& image) const { return std::string_view(names_).substr(image.name_begin, image.name_size); }

  // The index of an image, or kNone.
  uint32_t Find(int64_t id) const;
  // The same for many; `found` has as many elements. First slots are read before any is looked at: nearly all of them decide, each
  // is a cache miss, and so the processor waits for several at once.
  void Find(std::span<const int64_t> ids, std::span<uint32_t> found);
  // Adds an image whose id is not there yet.
  void Add(int64_t id, bool has_id, std::string_view name, uint32_t width, uint32_t height);
  void SetSize(uint32_t index, uint32_t width, uint32_t height);

 private:
  struct Slot {
    uint32_t index;
    uint32_t low;  // bits of the id, so that images_ is not looked at: annotations come in no order, and each look is a cache miss
  };

  void Grow();
  void Insert(uint32_t index);

  std::vector<Image> images_;
  std::string names_;
  std::vector<Slot> slots_;  // open addressing by id; a power of two, at most half full
  std::vector<Slot> first_;  // of Find; reused
  bool wide_ids_ = false;    // some id has more than 32 bits
};

}  // namespace dropset::coco
