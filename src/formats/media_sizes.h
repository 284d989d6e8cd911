// Sizes of images from their own first bytes, where the dataset does not give them.
#pragma once

#include <cstdint>
#include <vector>

#include "archive/archive.h"
#include "model/item.h"

namespace dropset {

class MediaSizes {
 public:
  static constexpr size_t kHead = 64 << 10;  // of an image, is read at most

  explicit MediaSizes(const Archive& input) : input_(input) {}

  // Fills in width and height where they are not known and the file's header tells; else leaves them 0. Returns the bytes read.
  uint64_t Fill(Media& media);

 private:
  const Archive& input_;
  std::vector<std::byte> head_;
};

}  // namespace dropset
