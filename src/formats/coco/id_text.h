// Ids that are not known while text is written: all of them depend on the largest id that the whole dataset uses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dropset::coco {

// Control characters, which JSON text never holds, stand for ids in spooled text until they are filled in.
constexpr char kNextAnnotationId = '\x01';  // a new annotation id
constexpr char kNextImageId = '\x02';       // nothing, but the next new image id is the current one from here on
constexpr char kThisImageId = '\x03';       // the current new image id

// Fills ids in, chunk by chunk; chunks may be cut anywhere.
class IdFiller {
 public:
  // The first new ids.
  IdFiller(int64_t annotation, int64_t image) : first_annotation_(annotation), next_annotation_(annotation), next_image_(image) {}
  void RestartImages(int64_t image) { next_image_ = image; }
  int64_t annotations_given() const { return next_annotation_ - first_annotation_; }
  // Appends `text` with its ids.
  void Fill(std::string_view text, std::string& out);

 private:
  int64_t first_annotation_, next_annotation_, next_image_;
  int64_t image_ = 0;
};

}  // namespace dropset::coco
