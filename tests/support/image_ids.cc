#include "support/image_ids.h"

#include <gtest/gtest.h>

#include "formats/image_zip/image_zip.h"
#include "support/memory_archive.h"

namespace dropset::testing {

std::vector<std::string> ImageIds(const Archive& archive) {
  ReadOutcome read = ReadDataset(ImageZipFormat(), archive);
  EXPECT_TRUE(read.status.ok());
  std::vector<std::string> ids;
  for (const Item& item : read.items) {
    EXPECT_EQ(item.subset, "default");
    EXPECT_EQ(item.media.kind, MediaKind::kImage);
    EXPECT_EQ(item.media.path, "");
    ids.push_back(item.id_is_file_name ? item.id : item.id + "|" + item.media.extension);
  }
  return ids;
}

}  // namespace dropset::testing
