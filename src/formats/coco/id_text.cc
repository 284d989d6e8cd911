#include "formats/coco/id_text.h"

#include "base/numbers.h"

namespace dropset::coco {
namespace {

constexpr int64_t kFree = INT64_MIN;

size_t SlotOf(int64_t id, size_t slots) {
  return static_cast<size_t>(static_cast<uint64_t>(id) * 0x9E3779B97F4A7C15u >> 20) & (slots - 1);
}

}  // namespace

void IdFiller::Fill(std::string_view text, std::string& out) {
  size_t plain = 0;
  for (size_t k = 0; k < text.size(); ++k) {
    char c = text[k];
    if (static_cast<unsigned char>(c) > kThisImageId) continue;
    out.append(text, plain, k - plain);
    plain = k + 1;
    if (c == kNextAnnotationId) AppendInteger(out, next_annotation_++);
    if (c == kNextImageId) image_ = next_image_++;
    if (c == kThisImageId) AppendInteger(out, image_);
  }
  out.append(text, plain, text.size() - plain);
}

bool IdSet::Add(int64_t id) {
  if (id == kFree) {
    bool fresh = !has_free_;
    has_free_ = true;
    return fresh;
  }
  if ((size_ + 1) * 2 > slots_.size()) {
    std::vector<int64_t> old(slots_.empty() ? 64 : slots_.size() * 2, kFree);
    old.swap(slots_);
    size_ = 0;
    for (int64_t known : old) {
      if (known != kFree) Add(known);
    }
  }
  size_t slot = SlotOf(id, slots_.size());
  for (; slots_[slot] != kFree; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot] == id) return false;
  }
  slots_[slot] = id;
  ++size_;
  return true;
}

void IdSet::Clear() {
  slots_.clear();
  size_ = 0;
  has_free_ = false;
}

}  // namespace dropset::coco
