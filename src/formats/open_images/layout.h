// Where an Open Images dataset keeps its files, in every naming from version 4 on (open_images.md §1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"

namespace dropset::open_images {

constexpr std::string_view kAnnotations = "annotations/";
constexpr std::string_view kImages = "images/";
constexpr std::string_view kMasks = "masks/";
constexpr std::string_view kHierarchy = "bbox_labels_600_hierarchy.json";
constexpr std::string_view kImagesMeta = "images.meta";
constexpr std::string_view kListSuffix = "-images-with-rotation.csv";
constexpr std::string_view kLabelsSuffix = "-annotations-human-imagelabels.csv";
constexpr std::string_view kBoxesSuffix = "-annotations-bbox.csv";
constexpr std::string_view kMasksSuffix = "-annotations-object-segmentation.csv";

struct CsvFile {
  EntryId entry;
  std::string subset;      // what stands before the suffix, without `oidv6-`; empty for the list of all images
  std::string new_subset;  // of images that no list has: its part before the first hyphen
};

struct Layout {
  std::string folder;  // of the annotation files, with its slash; empty: the top
  EntryId classes = kNoEntry, hierarchy = kNoEntry, images_meta = kNoEntry, dataset_meta = kNoEntry;
  std::vector<CsvFile> lists, labels, boxes, masks;  // each sorted by subset, then path

  bool empty() const { return lists.empty() && labels.empty() && boxes.empty() && masks.empty(); }
};

Layout FindLayout(const Archive& archive);

}  // namespace dropset::open_images
