#include "formats/coco/stems.h"

#include <bit>
#include <functional>
#include <string>

#include "base/paths.h"

namespace dropset::coco {

Stems::Stems(const ImageTable& images) : images_(images), slots_(std::bit_ceil(images.size() * 2 + 1), ImageTable::kNone) {}

bool Stems::Taken(std::string_view stem, uint32_t image) {
  size_t slot = std::hash<std::string_view>()(stem) & (slots_.size() - 1);
  for (; slots_[slot] != ImageTable::kNone; slot = (slot + 1) & (slots_.size() - 1)) {
    std::string other(images_.Name(images_[slots_[slot]]));
    NormalizeSlashes(other);
    if (SplitExtension(WithoutEscapes(other)).first == stem) return true;
  }
  slots_[slot] = image;
  return false;
}

}  // namespace dropset::coco
