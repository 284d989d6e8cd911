#include "convert/reduction.h"

#include <algorithm>

#include "base/numbers.h"

namespace dropset {

Reduction::Reduction(const Format& target, std::optional<int> precision, const ShapeConversions& conversions, Report& report)
    : target_(target), precision_(precision), converter_(target, conversions, report), report_(report) {}

void Reduction::Lost(std::string_view code, std::string message, const std::string& place, std::string_view option) {
  report_.Add(Severity::kLoss, code, target_.id, std::string(target_.title) + " has no place for " + message, place, option);
}

void Reduction::ReduceLabels(const Labels& labels) {
  const Features& writes = target_.writes;
  for (const Label& label : labels.labels) {
    if (!label.parent.empty() && !writes.label_parents) Lost("label-parent-dropped", "labels' parents", label.name);
    if (!label.attributes.empty() && !writes.label_attributes)
      Lost("label-attributes-dropped", "lists of labels' attributes", label.name);
  }
  if (!labels.attributes.empty() && !writes.label_attributes) {
    Lost("label-attributes-dropped", "lists of labels' attributes", labels.attributes[0]);
  }
  if (!labels.groups.empty() && !writes.label_groups) Lost("label-groups-dropped", "groups of labels", labels.groups[0].name);
  if (labels.colors && !labels.colors->empty() && !writes.label_colors) Lost("label-colors-dropped", "labels' mask colours", "");
  if (labels.points && !labels.points->empty() && !writes.label_points) Lost("label-points-dropped", "labels' keypoints", "");
  if (labels.infos != "{}" && !writes.infos) Lost("infos-dropped", "a dataset's infos", "");
}

void Reduction::ReduceItem(Item& item) {
  const Features& writes = target_.writes;
  const std::string place = item.subset + "/" + item.id;
  if (!item.attributes.empty() && !writes.item_attributes) Lost("item-attributes-dropped", "attributes of items", place);
  if (item.image_id && !writes.ids) Lost("ids-dropped", "images' ids", place);
  if (!writes.subsets && item.subset != "default") Lost("subset-dropped", "subsets", place);
  if ((item.media.kind != MediaKind::kImage && item.media.kind != MediaKind::kNone) && !writes.point_clouds) {
    Lost("media-dropped", "media that are no images", place);
    item.media = Media();
    item.related.clear();
  }
  // First of all, so that whatever is derived from coordinates is derived from rounded ones.
  if (precision_) {
    for (double& value : item.coords) value = RoundDecimals(value, *precision_);
    item.hundredths = false;  // -0.04 may have become -0
  }
  converter_.Convert(item, place);
  ReduceAnnotations(item, place);
}

void Reduction::ReduceAnnotations(Item& item, const std::string& place) {
  const Features& writes = target_.writes;
  std::erase_if(item.annotations, [&](const Annotation& a) {
    if (!Holds(a.type)) {
      Lost("annotation-type-dropped", "annotations of type " + std::string(TypeName(a.type)), place,
           ConversionOption(target_, a.type));
      return true;
    }
    // Open Images' "verified: not in the image" would turn into its opposite (decisions.md).
    if (a.type != AnnotationType::kLabel || !a.attributes.has_score || a.attributes.score != 0 || writes.score) return false;
    Lost("negative-label-dropped", "labels of score 0, which say what an image does not show", place);
    return true;
  });
  for (const Annotation& a : item.annotations) {
    if (a.attributes.others.size && !writes.attributes) Lost("attributes-dropped", "annotations' attributes", place);
    if (a.attributes.has_score && !writes.score) Lost("score-dropped", "annotations' scores", place);
    if (a.attributes.is_crowd == Crowd::kYes && !writes.is_crowd) Lost("is-crowd-dropped", "is_crowd", place);
    if (a.id != 0 && !writes.ids) Lost("ids-dropped", "annotations' ids", place);
    if (a.object_id != kNoObject && !writes.object_ids) Lost("object-id-dropped", "object ids", place);
    if (a.z_order != 0 && !writes.z_order) Lost("z-order-dropped", "z orders", place);
  }
}

}  // namespace dropset
