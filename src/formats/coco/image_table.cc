#include "formats/coco/image_table.h"

namespace dropset::coco {
namespace {

// Ids are often consecutive: a multiplicative hash (Knuth 6.4) spreads them.
size_t SlotOf(int64_t id, size_t slots) {
  return static_cast<size_t>(static_cast<uint64_t>(id) * 0x9E3779B97F4A7C15u >> 20) & (slots - 1);
}

}  // namespace

uint32_t ImageTable::Find(int64_t id) const {
  const auto low = static_cast<uint32_t>(id);
  if (slots_.empty() || (!wide_ids_ && id != low)) return kNone;
  for (size_t slot = SlotOf(id, slots_.size()); slots_[slot].index != kNone; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].low == low && (!wide_ids_ || images_[slots_[slot].index].id == id)) return slots_[slot].index;
  }
  return kNone;
}

void ImageTable::Find(std::span<const int64_t> ids, std::span<uint32_t> found) {
  first_.assign(ids.size(), {kNone, 0});
  if (!slots_.empty() && !wide_ids_) {
    for (size_t k = 0; k < ids.size(); ++k) first_[k] = slots_[SlotOf(ids[k], slots_.size())];
  }
  for (size_t k = 0; k < ids.size(); ++k) {
    const Slot& slot = first_[k];
    found[k] = slot.index != kNone && ids[k] == slot.low ? slot.index : Find(ids[k]);
  }
}

void ImageTable::Add(int64_t id, bool has_id, std::string_view name, uint32_t width, uint32_t height) {
  images_.push_back({id, static_cast<uint32_t>(names_.size()), static_cast<uint32_t>(name.size()), width, height, has_id});
  names_.append(name);
  wide_ids_ |= id != static_cast<uint32_t>(id);
  if (images_.size() * 2 > slots_.size()) {
    Grow();
  } else {
    Insert(static_cast<uint32_t>(images_.size() - 1));
  }
}

void ImageTable::SetSize(uint32_t index, uint32_t width, uint32_t height) {
  images_[index].width = width;
  images_[index].height = height;
}

void ImageTable::Grow() {
  slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, {kNone, 0});
  for (uint32_t index = 0; index < images_.size(); ++index) Insert(index);
}

void ImageTable::Insert(uint32_t index) {
  const int64_t id = images_[index].id;
  size_t slot = SlotOf(id, slots_.size());
  while (slots_[slot].index != kNone) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = {index, static_cast<uint32_t>(id)};
}

}  // namespace dropset::coco
