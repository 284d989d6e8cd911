#include "formats/open_images/image_table.h"

#include <algorithm>
#include <functional>

namespace dropset::open_images {
namespace {

constexpr size_t kPage = size_t{1} << 16;
constexpr size_t kPackedDigits = 16;

// -1 for what is no lower-case hexadecimal digit.
int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

ImageTable::Key ImageTable::KeyOf(std::string_view id) {
  if (id.size() == kPackedDigits) {
    uint64_t digits = 0;
    int bad = 0;
    for (char c : id) {
      const int value = HexValue(c);
      bad |= value;
      digits = digits << 4 | static_cast<uint64_t>(value & 15);
    }
    if (bad >= 0) return {digits, true};
  }
  return {std::hash<std::string_view>()(id), false};
}

std::string_view ImageTable::Text(const Image& image) const {
  return {pages_[image.name >> 32].get() + (image.name >> 16 & 0xFFFF), static_cast<size_t>(image.name & 0xFFFF)};
}

std::string ImageTable::Id(uint32_t image) const {
  if (!At(image).packed) return std::string(Text(At(image)));
  std::string id(kPackedDigits, '0');
  uint64_t digits = At(image).name;
  for (size_t k = kPackedDigits; k-- > 0; digits >>= 4) id[k] = "0123456789abcdef"[digits & 15];
  return id;
}

uint64_t ImageTable::Store(std::string_view id) {
  if (pages_.empty() || kPage - page_used_ < id.size()) {
    pages_.emplace_back(new char[kPage]);
    page_used_ = 0;
  }
  const uint64_t at = uint64_t{pages_.size() - 1} << 32 | uint64_t{page_used_} << 16 | id.size();
  std::copy(id.begin(), id.end(), pages_.back().get() + page_used_);
  page_used_ += id.size();
  return at;
}

uint32_t ImageTable::Add(std::string_view id, uint32_t place) {
  const Key key = KeyOf(id);
  if (size_ % kBlock == 0) blocks_.emplace_back(new Image[kBlock]());
  Image& image = At(size_++);
  image.packed = key.packed;
  image.place = place & kPlaceMask;
  image.name = key.packed ? key.value : Store(id);
  if (size_t{size_} * 4 > slots_.size() * 3) {
    size_t slots = std::max<size_t>(64, slots_.size() * 2);
    slots_ = std::vector<uint32_t>();  // first, so that both never stand side by side
    slots_.assign(slots, kNone);
    for (uint32_t other = 0; other < size(); ++other) {
      const Image& stored = At(other);
      Insert(other, stored.packed ? Key{stored.name, true} : KeyOf(Text(stored)));
    }
  } else {
    Insert(size() - 1, key);
  }
  return size() - 1;
}

void ImageTable::Insert(uint32_t image, Key key) {
  size_t slot = SlotOf(key);
  while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = image;
}

std::pair<uint32_t, uint32_t> ImageTable::Size(uint32_t image) const {
  const Image& stored = At(image);
  if (stored.width == kLargeSize) return large_sizes_.at(image);
  return {stored.width, stored.height};
}

void ImageTable::SetSize(uint32_t image, uint32_t width, uint32_t height) {
  const bool large = width >= kLargeSize || height >= kLargeSize;
  if (large) large_sizes_[image] = {width, height};
  At(image).width = large ? kLargeSize : static_cast<uint16_t>(width);
  At(image).height = large ? kLargeSize : static_cast<uint16_t>(height);
}

}  // namespace dropset::open_images
