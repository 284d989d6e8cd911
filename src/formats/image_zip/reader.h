// Reads images as items, in the order in which they lie in the input (image_zip.md §2).
#pragma once

#include <string>
#include <vector>

#include "formats/format.h"

namespace dropset::image_zip {

class ImageZipReader final : public Reader {
 public:
  explicit ImageZipReader(const Archive& archive);

  const Labels& labels() const override { return labels_; }
  Result<Poll> Next(Item& item) override;
  std::string Place() const override;

 private:
  bool IsFirstOfItsStem(EntryId entry) const;
  bool KeepsStem(EntryId entry) const;

  const Archive& archive_;
  const Labels labels_;
  std::vector<EntryId> images_;  // by position
  size_t next_ = 0;
};

}  // namespace dropset::image_zip
