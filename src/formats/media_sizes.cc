#include "formats/media_sizes.h"

#include "media/image_size.h"

namespace dropset {
namespace {

// Most headers lie in the first piece; JPEG's may follow long application segments.
constexpr size_t kFirstPiece = 4 << 10;

}  // namespace

uint64_t MediaSizes::Fill(Media& media) {
  if (media.kind != MediaKind::kImage || media.entry == kNoEntry || media.width) return 0;
  auto stream = input_.Open(media.entry);
  if (!stream.ok()) return 0;
  head_.resize(kHead);
  size_t filled = 0, wanted = kFirstPiece;
  for (;;) {
    while (filled < wanted) {
      auto length = (*stream)->Read(std::span(head_).subspan(filled, wanted - filled));
      if (!length.ok() || *length == 0) wanted = filled;
      if (length.ok()) filled += *length;
    }
    if (auto info = SniffImage(std::span(head_).first(filled), media.extension)) {
      media.width = info->width;
      media.height = info->height;
      return filled;
    }
    if (filled < kFirstPiece || wanted == kHead || filled < wanted) return filled;
    wanted = kHead;
  }
}

}  // namespace dropset
