#include "formats/coco/instances.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/limits.h"
#include "base/numbers.h"
#include "model/crop.h"

namespace dropset::coco {
namespace {

constexpr double kPi = 3.14159265358979323846;

// Order in which members are looked at: boxes, outlines, masks.
int Rank(AnnotationType type) { return type == AnnotationType::kBbox ? 0 : type == AnnotationType::kMask ? 2 : 1; }

RleView MaskOf(const Item& item, const Annotation& a) { return {a.mask_height, a.mask_width, item.Runs(a)}; }

double AreaOf(const Item& item, const Annotation& a) {
  switch (a.type) {
    case AnnotationType::kBbox: {
      Box box = BoxOf(item, a);
      return box.width * box.height;
    }
    case AnnotationType::kEllipse: {
      auto c = item.Coords(a);
      return kPi / 4 * (c[2] - c[0]) * (c[3] - c[1]);
    }
    case AnnotationType::kMask: return static_cast<double>(RleArea(MaskOf(item, a)));
    default: return ShoelaceArea(item.Coords(a));
  }
}

struct Extent {
  double x1 = INFINITY, y1 = INFINITY, x2 = -INFINITY, y2 = -INFINITY;
  void Add(double x, double y) {
    x1 = std::min(x1, x);
    y1 = std::min(y1, y);
    x2 = std::max(x2, x);
    y2 = std::max(y2, y);
  }
  Box ToBox() const { return x1 > x2 ? Box{} : Box{x1, y1, DecimalDifference(x2, x1), DecimalDifference(y2, y1)}; }
};

void AddTo(Extent& extent, const Item& item, const Annotation& a) {
  if (a.type == AnnotationType::kBbox) {
    Corners c = CornersOf(item, a);
    extent.Add(c.x1, c.y1);
    extent.Add(c.x2, c.y2);
  } else if (a.type == AnnotationType::kMask) {
    PixelBox box = RleBox(MaskOf(item, a));
    if (box.width == 0) return;
    extent.Add(box.x, box.y);
    extent.Add(box.x + double{1} * box.width, box.y + double{1} * box.height);
  } else {
    auto c = item.Coords(a);
    for (size_t k = 0; k + 1 < c.size(); k += 2) extent.Add(c[k], c[k + 1]);
  }
}

Rle RasterUnion(std::span<const std::span<const double>> rings, uint32_t height, uint32_t width) {
  if (rings.size() == 1) return Rasterize(rings[0], height, width);
  std::vector<Rle> parts;
  for (std::span<const double> ring : rings) parts.push_back(Rasterize(ring, height, width));
  return RleUnion(std::vector<RleView>(parts.begin(), parts.end()));
}

// Members of one instance, boxes first, then outlines, then masks.
class Builder {
 public:
  // `members` are put in order. `instance` is a new one.
  Builder(const Item& item, std::span<uint32_t> members, const InstanceOptions& options, Report& report, Instance& instance)
      : item_(item), members_(members), options_(options), report_(report), instance_(instance) {
    std::stable_sort(members.begin(), members.end(), [&](size_t a, size_t b) { return Rank(At(a).type) < Rank(At(b).type); });
  }

  void Build() {
    ChooseLeader();
    instance_.group = At(instance_.leader).group;
    instance_.box = FrameOf();
    for (size_t m : members_) {
      const Annotation& a = At(m);
      if (a.type == AnnotationType::kPolygon) instance_.rings.push_back(item_.Coords(a));
      if (a.type == AnnotationType::kEllipse) instance_.AddRing(EllipseRing(item_.Coords(a)));
    }
    if (AsMask()) {
      MergeIntoMask();
    } else if (Rle mask; UnitedMasks(nullptr, mask)) {
      uint64_t holes = 0;
      for (Ring& ring : MaskToRings(mask, &holes)) instance_.AddRing(std::move(ring));
      if (holes) {
        report_.Add(Severity::kLoss, "mask-holes-dropped", options_.format, "polygons have no place for the holes of masks",
                    Place(), options_.mode_option, holes);
      }
    }
    CountLostAttributes();
  }

 private:
  const Annotation& At(size_t member) const { return item_.annotations[member]; }
  std::string Place() const { return item_.subset + "/" + item_.id; }

  void ChooseLeader() {
    double largest = -1;
    for (size_t m : members_) {
      double area = AreaOf(item_, At(m));
      if (!(area > largest)) continue;
      largest = area;
      instance_.leader = m;
    }
    if (largest < 0) instance_.leader = members_[0];
  }

  Box FrameOf() const {
    bool boxes = At(members_[0]).type == AnnotationType::kBbox;
    bool alone = boxes && (members_.size() == 1 || At(members_[1]).type != AnnotationType::kBbox);
    if (alone) return BoxOf(item_, At(members_[0]));
    Extent extent;
    for (size_t m : members_) {
      if (!boxes || At(m).type == AnnotationType::kBbox) AddTo(extent, item_, At(m));
    }
    return extent.ToBox();
  }

  bool AsMask() const {
    const Annotation& leader = At(instance_.leader);
    if (options_.mode != SegmentationMode::kGuess) return options_.mode == SegmentationMode::kMask;
    if (leader.attributes.is_crowd != Crowd::kAbsent) return leader.attributes.is_crowd == Crowd::kYes;
    return std::any_of(members_.begin(), members_.end(),
                       [&](size_t m) { return At(m).type == AnnotationType::kMask && At(m).label == leader.label; });
  }

  // All masks of the size of the first (or of `base`) in one, with `base`, which may be null; false if there are none.
  bool UnitedMasks(const Rle* base, Rle& united) {
    std::vector<RleView> views;
    if (base) views.emplace_back(*base);
    for (size_t m : members_) {
      if (At(m).type != AnnotationType::kMask) continue;
      RleView view = MaskOf(item_, At(m));
      if (!views.empty() && (views[0].height != view.height || views[0].width != view.width)) {
        report_.Add(Severity::kLoss, "mask-size-dropped", options_.format,
                    "masks of one object that differ in size cannot be united: the first one is taken", Place());
        continue;
      }
      views.push_back(view);
    }
    if (!views.empty()) united = RleUnion(views);
    return !views.empty();
  }

  void MergeIntoMask() {
    Rle outline;
    const Rle* base = nullptr;
    if (!instance_.rings.empty() && item_.media.width && item_.media.height) {
      outline = RasterUnion(instance_.rings, item_.media.height, item_.media.width);
      base = &outline;
    } else if (!instance_.rings.empty()) {
      report_.Add(Severity::kLoss, "polygon-without-size-dropped", options_.format,
                  "polygons become masks only where the image's size is known", Place(), "--segmentation-mode polygons");
    }
    instance_.rings.clear();
    instance_.is_mask = UnitedMasks(base, instance_.mask);
  }

  // COCO gives an instance one set of attributes: the leader's.
  void CountLostAttributes() {
    std::string_view kept = item_.Text(At(instance_.leader).attributes.others);
    for (size_t m : members_) {
      std::string_view others = item_.Text(At(m).attributes.others);
      if (m == instance_.leader || others.empty() || others == kept) continue;
      report_.Add(Severity::kLoss, "member-attributes-dropped", options_.format,
                  "of the parts of one object only the largest one's attributes are kept", Place());
    }
  }

  const Item& item_;
  std::span<const uint32_t> members_;
  const InstanceOptions& options_;
  Report& report_;
  Instance& instance_;
};

double SegmentationArea(const Item& item, const Instance& instance) {
  if (instance.is_mask) return static_cast<double>(RleArea(instance.mask));
  if (instance.rings.empty()) return instance.box.width * instance.box.height;
  auto clamp = [](double v) { return static_cast<uint32_t>(std::clamp(v, 0.0, double{kMaskSide})); };
  uint32_t width = item.media.width ? item.media.width : clamp(instance.box.x + instance.box.width);
  uint32_t height = item.media.height ? item.media.height : clamp(instance.box.y + instance.box.height);
  if (instance.rings.size() == 1) return static_cast<double>(RasterArea(instance.rings[0], height, width));
  return static_cast<double>(RleArea(RasterUnion(instance.rings, height, width)));
}

// coco.md §6.6: also puts the instances in the order of their leaders' z_order.
void Crop(const Item& item, std::vector<Instance>& instances, const InstanceOptions& options, Report& report) {
  std::stable_sort(instances.begin(), instances.end(), [&](const Instance& a, const Instance& b) {
    return item.annotations[a.leader].z_order < item.annotations[b.leader].z_order;
  });
  std::vector<CropSegment> segments;
  for (const Instance& instance : instances) {
    for (std::span<const double> ring : instance.rings) segments.push_back({ring, {}, false});
    if (instance.is_mask) segments.push_back({{}, instance.mask, true});
  }
  uint64_t holes = 0;
  std::vector<CropResult> results = CropCovered(segments, item.media.height, item.media.width, &holes);
  if (holes) {
    report.Add(Severity::kLoss, "mask-holes-dropped", options.format, "polygons have no place for the holes of masks",
               item.subset + "/" + item.id, options.mode_option, holes);
  }
  size_t at = 0;
  for (Instance& instance : instances) {
    for (std::span<const double> ring : std::exchange(instance.rings, {})) {
      CropResult& result = results[at++];
      if (result.kind == CropResult::Kind::kKept) instance.rings.push_back(ring);
      for (Ring& part : result.rings) instance.AddRing(std::move(part));
    }
    if (!instance.is_mask) continue;
    CropResult& result = results[at++];
    if (result.kind == CropResult::Kind::kRemoved) instance.is_mask = false;
    if (result.kind == CropResult::Kind::kMask) instance.mask = std::move(result.mask);
  }
}

}  // namespace

Box BoxAround(std::span<const double> points) {
  Extent extent;
  for (size_t k = 0; k + 1 < points.size(); k += 2) extent.Add(points[k], points[k + 1]);
  return extent.ToBox();
}

bool IsShape(AnnotationType type) {
  return type == AnnotationType::kBbox || type == AnnotationType::kPolygon || type == AnnotationType::kMask ||
         type == AnnotationType::kEllipse;
}

void Instance::AddRing(Ring ring) { rings.push_back(made_rings.emplace_back(std::move(ring))); }

Instances::Instances(const Item& item, const InstanceOptions& options, Report& report)
    : item_(item), options_(options), report_(report) {
  for (uint32_t k = 0; k < item.annotations.size(); ++k) {
    if (IsShape(item.annotations[k].type)) shapes_.push_back(k);
  }
  auto by_group = [&](uint32_t a, uint32_t b) { return item.annotations[a].group < item.annotations[b].group; };
  if (!std::is_sorted(shapes_.begin(), shapes_.end(), by_group)) std::stable_sort(shapes_.begin(), shapes_.end(), by_group);
  if (!options.crop_covered || !item.media.width || !item.media.height) return;
  for (Instance instance; Uncropped(instance);) cropped_.push_back(std::move(instance));
  Crop(item, cropped_, options, report);
  shapes_.clear();
  next_ = 0;
}

bool Instances::Next(Instance& instance) {
  if (next_ < cropped_.size()) {
    instance = std::move(cropped_[next_++]);
  } else if (!Uncropped(instance)) {
    return false;
  }
  instance.area = SegmentationArea(item_, instance);
  return true;
}

bool Instances::Uncropped(Instance& instance) {
  if (next_ >= shapes_.size()) return false;
  auto group_of = [&](size_t k) { return item_.annotations[shapes_[k]].group; };
  const size_t begin = next_++;
  while (group_of(begin) != 0 && next_ < shapes_.size() && group_of(next_) == group_of(begin)) ++next_;
  instance = {};
  Builder(item_, std::span(shapes_).subspan(begin, next_ - begin), options_, report_, instance).Build();
  return true;
}

}  // namespace dropset::coco
