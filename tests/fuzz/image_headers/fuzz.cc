// Heads of image files of every kind. The first byte chooses the extension.
#include "fuzz/target.h"
#include "media/image_size.h"

namespace dropset::fuzz {
namespace {

constexpr std::string_view kExtensions[] = {"", ".jpg", ".png", ".TGA", ".heic"};

std::optional<ImageInfo> Sniff(std::span<const std::byte> head, std::string_view extension, uint64_t* wanted) {
  const Bytes copy(head.begin(), head.end());  // so that a look beyond it is seen
  auto info = SniffImage(copy, extension, wanted);
  if (info) {
    Require(!info->kind.empty() && info->width > 0 && info->height > 0 && (info->width | info->height) >> 31 == 0,
            "an image has no kind or size");
  } else {
    Require(*wanted == 0 || *wanted > head.size(), "what is there is wanted");
  }
  return info;
}

// As a caller reads: ever longer heads, as long as more is wanted, end where the whole file does.
void ImageHeaders(std::span<const std::byte> input) {
  const std::string_view extension = kExtensions[TakeByte(input) % std::size(kExtensions)];
  uint64_t wanted = 0;
  const auto whole = Sniff(input, extension, &wanted);
  size_t size = std::min<size_t>(input.size(), 16);
  for (int looks = 0;; ++looks) {
    Require(looks < 1000, "ever more is wanted");
    const auto head = Sniff(input.first(size), extension, &wanted);
    if (head) {
      Require(whole && whole->kind == head->kind && whole->width == head->width && whole->height == head->height,
              "the whole file is another image than its head");
      return;
    }
    if (wanted == 0 || size == input.size()) break;
    size = static_cast<size_t>(std::min<uint64_t>(input.size(), wanted));
  }
  Require(!whole, "an image is not found by its head");
}

const Target kTarget("image_headers", ImageHeaders);

}  // namespace
}  // namespace dropset::fuzz
