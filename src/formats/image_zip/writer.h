// Writes the images of a dataset into one zip (image_zip.md §3).
#pragma once

#include <string_view>

#include "formats/format.h"

namespace dropset::image_zip {

class ImageZipWriter final : public Writer {
 public:
  // Images are saved as `context.media` is set up to.
  ImageZipWriter(std::string_view format, Context& context) : format_(format), context_(context) {}

  Status Begin(const Labels&) override { return {}; }
  Status Write(const Item& item) override;
  Result<Poll> Finish() override { return Poll::kEnd; }

 private:
  std::string_view format_;
  Context& context_;
};

}  // namespace dropset::image_zip
