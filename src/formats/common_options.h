// Options that many formats have, under the same name and with the same meaning.
#pragma once

#include "formats/options.h"

namespace dropset::common {

constexpr OptionRow kStrict = {"strict", OptionType::kFlag, "false",
                               "Make an error of whatever is otherwise mended or left out and counted"};
constexpr OptionRow kSaveMedia = {"save-media", OptionType::kFlag, "false", "Save the images and other media as well",
                                  {},           "save-images"};
constexpr OptionRow kImageExt = {
    "image-ext", OptionType::kText, "",
    "Save images under this extension (.jpg, .png, .bmp, .tga), encoded anew where they are of another kind"};
constexpr OptionRow kSaveDatasetMeta = {"save-dataset-meta", OptionType::kFlag, "false",
                                        "Write the labels to dataset_meta.json as well"};
constexpr OptionRow kPolygonsToMasks = {"polygons-to-masks", OptionType::kFlag, "false", "Write polygons and ellipses as masks"};
constexpr OptionRow kPrecision = {"precision", OptionType::kInteger, "", "Round coordinates to this many decimals (0 to 15)"};

}  // namespace dropset::common
