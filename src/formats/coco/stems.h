// The stems of images' names: of two images that differ in the extension only, the later one keeps it in its id (coco.md §2.2).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/coco/image_table.h"

namespace dropset::coco {

class Stems {
 public:
  explicit Stems(const ImageTable& images);  // which outlives it

  // Whether an image that was asked for before has the same stem; remembers this one.
  bool Taken(std::string_view stem, uint32_t image);

 private:
  const ImageTable& images_;
  std::vector<uint32_t> slots_;  // open addressing by stem: images; a power of two, at most half full
};

}  // namespace dropset::coco
