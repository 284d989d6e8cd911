#include "formats/coco/elements.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/numbers.h"
#include "formats/coco/id_text.h"
#include "text/json_members.h"

namespace dropset::coco {
namespace {

constexpr std::string_view kScore = "score";

void AppendImageRef(std::string& out, const ImageRef& image) {
  if (image.assigned) {
    out.push_back(kThisImageId);
  } else {
    AppendJsonInteger(out, image.id);
  }
}

void AppendBox(std::string& out, const Box& box) {
  out += ",\"bbox\":";
  AppendJsonDoubles(out, std::array{box.x, box.y, box.width, box.height});
}

Status AppendSegmentation(JsonOutput& output, const Instance& instance) {
  constexpr size_t kRunsAtOnce = 4096;
  std::string& out = output.text();
  out += ",\"segmentation\":";
  if (instance.is_mask) {
    out += "{\"counts\":[";
    for (size_t k = 0; k < instance.mask.runs.size(); ++k) {
      if (k) out += ',';
      if (k % kRunsAtOnce == 0) DROPSET_TRY(output.Flush());
      AppendJsonInteger(out, instance.mask.runs[k]);
    }
    out += "],\"size\":[";
    AppendJsonInteger(out, instance.mask.height);
    out += ',';
    AppendJsonInteger(out, instance.mask.width);
    out += "]}";
    return {};
  }
  out += '[';
  for (size_t r = 0; r < instance.rings.size(); ++r) {
    if (r) out += ',';
    DROPSET_TRY(output.Doubles(instance.rings[r]));
  }
  out += ']';
  return {};
}

void AppendSkeleton(std::string& out, const PointsCategory& points) {
  out += ",\"keypoints\":[";
  for (size_t p = 0; p < points.labels.size(); ++p) {
    if (p) out += ',';
    AppendJsonString(out, points.labels[p]);
  }
  out += "],\"skeleton\":[";
  for (size_t j = 0; j < points.joints.size(); ++j) {
    out += j ? ",[" : "[";
    AppendJsonInteger(out, points.joints[j].first);
    out += ',';
    AppendJsonInteger(out, points.joints[j].second);
    out += ']';
  }
  out += ']';
}

int64_t CategoryId(const Annotation& a) { return a.label == kNoLabel ? 0 : int64_t{a.label} + 1; }

// A score that is kept as text, `"0.25"` or `true`, as the reference's float() takes it.
bool ScoreFromText(std::string_view value, double& score) {
  std::string text;
  if (value == "true" || value == "false") {
    score = value == "true";
    return true;
  }
  return ParseDouble(DecodeJsonString(value, text) ? std::string_view(text) : value, score);
}

}  // namespace

void ElementWriter::Image(std::string& out, const Item& item, const ImageRef& image, std::string_view file_name) const {
  out += "{\"id\":";
  AppendImageRef(out, image);
  out += ",\"width\":";
  AppendJsonInteger(out, item.media.width);
  out += ",\"height\":";
  AppendJsonInteger(out, item.media.height);
  out += ",\"file_name\":";
  AppendJsonString(out, file_name);
  out += ",\"license\":0,\"flickr_url\":\"\",\"coco_url\":\"\",\"date_captured\":0}";
}

void ElementWriter::Head(std::string& out, const ImageRef& image, const Annotation& leader, int64_t& largest_id) const {
  out += "{\"id\":";
  if (options_.reindex || leader.id == 0) {
    out.push_back(kNextAnnotationId);
  } else {
    AppendJsonInteger(out, leader.id);
    largest_id = std::max(largest_id, leader.id);
  }
  out += ",\"image_id\":";
  AppendImageRef(out, image);
  out += ",\"category_id\":";
  AppendJsonInteger(out, CategoryId(leader));
}

void ElementWriter::ScoreAndAttributes(std::string& out, const Item& item, const Annotation& leader) const {
  std::string_view others = item.Text(leader.attributes.others);
  std::string without_score;
  bool has_score = leader.attributes.has_score;
  double score = leader.attributes.score;
  if (std::string_view value = FindMember(others, kScore); !value.empty()) {
    has_score = ScoreFromText(value, score);
    if (!has_score) {
      report_.Add(Severity::kLoss, "score-not-a-number", options_.format, "COCO has no place for scores that are no numbers",
                  item.subset + "/" + item.id);
    }
    without_score = WithoutMember(others, kScore);
    others = without_score;
  }
  if (has_score) {
    out += ",\"score\":";
    AppendJsonDouble(out, score);
  }
  if (others.empty()) return;
  if (options_.allow_attributes) {
    out += ",\"attributes\":{";
    out += others;
    out += '}';
  } else {
    report_.Add(Severity::kLoss, "attributes-left-out", options_.format, "annotations' attributes are left out as asked",
                item.subset + "/" + item.id, "--allow-attributes");
  }
}

void ElementWriter::Keypoints(std::string& out, const Item& item, const Annotation& points) const {
  auto coords = item.Coords(points);
  auto visibility = item.Visibility(points);
  out += ",\"keypoints\":[";
  int64_t visible = 0;
  for (size_t k = 0; k < visibility.size(); ++k) {
    if (k) out += ',';
    AppendJsonDouble(out, coords[2 * k]);
    out += ',';
    AppendJsonDouble(out, coords[2 * k + 1]);
    out += ',';
    AppendJsonInteger(out, visibility[k]);
    visible += visibility[k] != 0;
  }
  out += "],\"num_keypoints\":";
  AppendJsonInteger(out, visible);
}

Status ElementWriter::Shape(JsonOutput& output, const Item& item, const ImageRef& image, const Instance& instance,
                            const Annotation* points, int64_t& largest_id) const {
  const Annotation& leader = item.annotations[instance.leader];
  std::string& out = output.text();
  Head(out, image, leader, largest_id);
  DROPSET_TRY(AppendSegmentation(output, instance));
  out += ",\"area\":";
  AppendJsonDouble(out, instance.area);
  AppendBox(out, instance.box);
  out += instance.is_mask ? ",\"iscrowd\":1" : ",\"iscrowd\":0";
  ScoreAndAttributes(out, item, leader);
  if (points) Keypoints(out, item, *points);
  out += '}';
  return {};
}

void ElementWriter::LonePoints(std::string& out, const Item& item, const ImageRef& image, const Annotation& points,
                               int64_t& largest_id) const {
  auto coords = item.Coords(points);
  auto visibility = item.Visibility(points);
  std::vector<double> present;
  for (size_t k = 0; k < visibility.size(); ++k) {
    if (visibility[k] != 0) present.insert(present.end(), {coords[2 * k], coords[2 * k + 1]});
  }
  Box box = BoxAround(present);
  Head(out, image, points, largest_id);
  out += ",\"segmentation\":[],\"area\":";
  AppendJsonDouble(out, box.width * box.height);
  AppendBox(out, box);
  out += ",\"iscrowd\":0";
  ScoreAndAttributes(out, item, points);
  Keypoints(out, item, points);
  out += '}';
}

void ElementWriter::Caption(std::string& out, const Item& item, const ImageRef& image, const Annotation& caption,
                            int64_t& largest_id) const {
  Annotation unlabelled = caption;
  unlabelled.label = kNoLabel;
  Head(out, image, unlabelled, largest_id);
  out += ",\"caption\":";
  AppendJsonString(out, item.Text(caption.caption));
  ScoreAndAttributes(out, item, caption);
  out += '}';
}

void ElementWriter::Label(std::string& out, const Item& item, const ImageRef& image, const Annotation& label,
                          int64_t& largest_id) const {
  Head(out, image, label, largest_id);
  ScoreAndAttributes(out, item, label);
  out += '}';
}

void ElementWriter::Panoptic(std::string& out, const Item& item, const ImageRef& image, std::string_view file_name,
                             const std::vector<PanopticSegment>& segments) const {
  out += "{\"image_id\":";
  AppendImageRef(out, image);
  out += ",\"file_name\":";
  AppendJsonString(out, file_name);
  out += ",\"segments_info\":[";
  for (const PanopticSegment& segment : segments) {
    const Annotation& a = *segment.mask;
    const RleView mask(a.mask_height, a.mask_width, item.Runs(a));
    const PixelBox box = RleBox(mask);
    out += &segment == segments.data() ? "{\"id\":" : ",{\"id\":";
    AppendJsonInteger(out, segment.id);
    out += ",\"category_id\":";
    AppendJsonInteger(out, CategoryId(a));
    out += ",\"area\":";
    AppendJsonDouble(out, static_cast<double>(RleArea(mask)));
    AppendBox(out, {double{1} * box.x, double{1} * box.y, double{1} * box.width, double{1} * box.height});
    out += a.attributes.is_crowd == Crowd::kYes ? ",\"iscrowd\":1}" : ",\"iscrowd\":0}";
  }
  out += "]}";
}

Status AppendCategories(JsonOutput& output, const Labels& labels, Task task) {
  std::unordered_map<int64_t, const PointsCategory*> points;  // of each label
  if (labels.points && task == Task::kPersonKeypoints) {
    for (const auto& [label, category] : *labels.points) points.emplace(label, &category);
  }
  std::string& out = output.text();
  out += '[';
  for (size_t k = 0; k < labels.labels.size() && HasCategories(task); ++k) {
    out += k ? ",{\"id\":" : "{\"id\":";
    AppendJsonInteger(out, static_cast<int64_t>(k) + 1);
    out += ",\"name\":";
    AppendJsonString(out, labels.labels[k].name);
    out += ",\"supercategory\":";
    AppendJsonString(out, labels.labels[k].parent);
    if (task == Task::kPanoptic) out += ",\"isthing\":0";
    if (task == Task::kPersonKeypoints) {
      const auto found = points.find(static_cast<int64_t>(k));
      AppendSkeleton(out, found != points.end() ? *found->second : PointsCategory());
    }
    out += '}';
    DROPSET_TRY(output.Flush());
  }
  out += ']';
  return {};
}

}  // namespace dropset::coco
