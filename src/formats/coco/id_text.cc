#include "formats/coco/id_text.h"

#include "base/numbers.h"

namespace dropset::coco {
namespace {

inline bool IsPlaceholder(char c) { return static_cast<unsigned char>(c) <= kThisImageId; }

// The first placeholder from `begin` on, or the text's end. Blocks without one are passed over as vectors.
size_t FindPlaceholder(std::string_view text, size_t begin) {
  constexpr size_t kBlock = 64;
  for (; text.size() - begin >= kBlock; begin += kBlock) {
    unsigned char any = 0;
    for (size_t k = 0; k < kBlock; ++k) any |= IsPlaceholder(text[begin + k]);
    if (any) break;
  }
  while (begin < text.size() && !IsPlaceholder(text[begin])) ++begin;
  return begin;
}

}  // namespace

void IdFiller::Fill(std::string_view text, std::string& out) {
  for (size_t plain = 0;;) {
    const size_t at = FindPlaceholder(text, plain);
    out.append(text, plain, at - plain);
    if (at == text.size()) return;
    if (text[at] == kNextAnnotationId) AppendInteger(out, next_annotation_++);
    if (text[at] == kNextImageId) image_ = next_image_++;
    if (text[at] == kThisImageId) AppendInteger(out, image_);
    plain = at + 1;
  }
}

}  // namespace dropset::coco
