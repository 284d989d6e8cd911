#include <vector>

#include "formats/coco/coco.h"
#include "formats/datumaro/datumaro.h"
#include "formats/datumaro_binary/datumaro_binary.h"
#include "formats/format.h"
#include "formats/image_zip/image_zip.h"
#include "formats/open_images/open_images.h"

namespace dropset {

std::span<const Format> Formats() {
  static const std::vector<Format> kFormats = [] {
    std::vector<Format> formats = CocoFormats();
    formats.push_back(DatumaroFormat());
    formats.push_back(DatumaroBinaryFormat());
    formats.push_back(OpenImagesFormat());
    formats.push_back(ImageZipFormat());
    return formats;
  }();
  return kFormats;
}

const Format* FindFormat(std::string_view id) {
  for (const Format& format : Formats()) {
    if (format.id == id || (!format.alias.empty() && format.alias == id)) return &format;
  }
  return nullptr;
}

}  // namespace dropset
