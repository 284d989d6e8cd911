#include "formats/datumaro_common/features.h"

namespace dropset::datumaro {

Features AllFeatures() {
  Features features;
  for (AnnotationType type : {AnnotationType::kLabel, AnnotationType::kMask, AnnotationType::kPoints, AnnotationType::kPolygon,
                              AnnotationType::kPolyline, AnnotationType::kBbox, AnnotationType::kCaption, AnnotationType::kCuboid3d,
                              AnnotationType::kEllipse, AnnotationType::kCuboid2d}) {
    features.annotations |= uint32_t{1} << static_cast<uint32_t>(type);
  }
  features.attributes = features.score = features.is_crowd = true;
  features.item_attributes = features.label_parents = features.label_attributes = true;
  features.label_groups = features.label_colors = features.label_points = features.infos = true;
  features.object_ids = features.z_order = true;
  features.media_sizes = Features::Sizes::kUnlessSaved;
  features.subsets = features.point_clouds = true;
  return features;
}

}  // namespace dropset::datumaro
