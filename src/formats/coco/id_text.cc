#include "formats/coco/id_text.h"

#include "base/numbers.h"

namespace dropset::coco {

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

}  // namespace dropset::coco
