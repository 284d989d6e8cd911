#include "formats/image_zip/writer.h"

#include "archive/entry_path.h"
#include "formats/media_saver.h"

namespace dropset::image_zip {

// The archive has no subsets: a second image of one name lies in a folder named after its subset (decisions.md "Media").
Status ImageZipWriter::Write(const Item& item) {
  if (item.media.kind == MediaKind::kImage) {
    return context_.media->SaveImage(item, {}, MediaSaver::IfTaken::kSubsetsFolder).TakeStatus();
  }
  context_.report->Add(Severity::kLoss, "item-without-image", format_,
                       "items without an image have no place in an archive of images", ShownName(item.subset + "/" + item.id));
  return {};
}

}  // namespace dropset::image_zip
