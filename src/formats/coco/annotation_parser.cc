#include "formats/coco/annotation_parser.h"

#include <cmath>

#include "base/hundredths.h"
#include "base/numbers.h"
#include "model/rle.h"
#include "text/json_writer.h"

namespace dropset::coco {
namespace {

constexpr std::string_view kMendedCode = "field-mended";
constexpr std::string_view kSkippedCode = "annotation-skipped";

bool AllFinite(std::span<const double> values) {
  uint64_t differences = 0;  // of each and itself: no number's bits where one is not finite, else 0; without a branch, for vectors
  for (double value : values) differences |= BitsOf(value - value);
  return differences == 0;
}

// A float that is a whole number: 4.0.
bool WholeNumber(double value, int64_t& integer) {
  if (!(std::fabs(value) < 9e15) || value != std::trunc(value)) return false;
  integer = static_cast<int64_t>(value);
  return true;
}

}  // namespace

Integer ReadTolerantInteger(JsonReader& json, int64_t& value) {
  if (json.TakeShortInteger(value)) return Integer::kRead;
  std::string_view text;
  bool yes;
  double number;
  switch (json.Peek()) {
    case JsonKind::kNumber:
      if (!json.ReadNumberText(text)) return Integer::kNot;
      if (ParseInteger(text, value)) return Integer::kRead;
      return ParseDouble(text, number) && WholeNumber(number, value) ? Integer::kConverted : Integer::kNot;
    case JsonKind::kString:
      if (!json.ReadString(text)) return Integer::kNot;
      if (ParseInteger(text, value)) return Integer::kConverted;
      return ParseDouble(text, number) && WholeNumber(number, value) ? Integer::kConverted : Integer::kNot;
    case JsonKind::kBool:
      if (!json.ReadBool(yes)) return Integer::kNot;
      value = yes;
      return Integer::kRead;
    default: json.Skip(); return Integer::kNot;
  }
}

void AnnotationParser::Bad(std::string message, const JsonReader& json) {
  if (bad_ || !json.ok()) return;
  bad_ = true;
  why_ = std::move(message);
  where_ = json.Path();
}

void AnnotationParser::Mended(std::string_view message, const JsonReader& json) {
  if (!json.ok()) return;
  if (strict_) return Bad(std::string(message), json);
  report_.Add(Severity::kNote, kMendedCode, format_, message, place_ + ": " + json.Path());
}

AnnotationParser::Outcome AnnotationParser::Parse(JsonReader& json, Record& record) {
  record.Clear();
  bad_ = saw_id_ = saw_image_ = saw_crowd_ = saw_box_ = saw_caption_ = false;
  if (json.Peek() != JsonKind::kObject) {
    json.Skip();
    Bad("expected an object", json);
  } else {
    for (json.EnterObject(); json.NextMember();) {
      if (!Member(json, record)) json.Skip();
    }
  }
  if (!json.ok()) return Outcome::kFailed;
  if (!bad_) {
    const bool segment = task_ == Task::kPanoptic;
    if (!saw_image_ && !segment) Bad("there is no image_id", json);
    if (!saw_id_ && segment) Bad("there is no id", json);
    if (!saw_id_) Mended("there is no id: a new one is given where one is needed", json);
    if (HasCategories(task_) && !record.has_category) Bad("there is no category_id", json);
    if (task_ == Task::kCaptions && !saw_caption_) Bad("there is no caption", json);
    if (HasShapes(task_)) {
      if (!saw_crowd_) Mended("there is no iscrowd: 0 is taken", json);
      if (record.is_crowd == Crowd::kAbsent) record.is_crowd = Crowd::kNo;
      if (!saw_box_ && !segment) Mended("there is no bbox", json);
      if (task_ == Task::kPersonKeypoints && !record.has_keypoints) Mended("there are no keypoints", json);
    }
  }
  if (!bad_) return Outcome::kParsed;
  if (strict_) {
    status_ = Status(Code::kInvalid, why_).At(where_);
    return Outcome::kFailed;
  }
  report_.Add(Severity::kWarning, kSkippedCode, format_, "annotations that cannot be understood are left out: " + why_,
              place_ + ": " + where_);
  return Outcome::kSkipped;
}

// False: a key that is none of this task's.
bool AnnotationParser::Member(JsonReader& json, Record& record) {
  std::string_view key = json.key();
  const bool shapes = HasShapes(task_), outlines = shapes && task_ != Task::kPanoptic;
  if (key == "id") {
    Integral(json, record.id, saw_id_, "id");
  } else if (key == "image_id") {
    Integral(json, record.image_id, saw_image_, "image_id");
    if (!saw_image_) Bad("image_id is no number", json);
  } else if (key == "category_id" && HasCategories(task_)) {
    Integral(json, record.category_id, record.has_category, "category_id");
    if (!record.has_category) Bad("category_id is no number", json);
  } else if (key == "segmentation" && outlines) {
    Segmentation(json, record);
  } else if (key == "bbox" && outlines) {
    Box(json, record);
  } else if (key == "iscrowd" && shapes) {
    Crowdedness(json, record);
  } else if (key == "keypoints" && task_ == Task::kPersonKeypoints) {
    Keypoints(json, record);
  } else if (key == "caption" && task_ == Task::kCaptions) {
    if (json.Peek() != JsonKind::kString) {
      json.Skip();
      Bad("expected a string", json);
    } else {
      saw_caption_ = json.ReadString(record.caption);
    }
  } else if (key == "score") {
    Score(json, record);
  } else if (key == "attributes") {
    Attributes(json, record);
  } else {
    return false;
  }
  return true;
}

void AnnotationParser::Integral(JsonReader& json, int64_t& value, bool& present, std::string_view field) {
  Integer outcome = ReadTolerantInteger(json, value);
  present = outcome != Integer::kNot;
  if (outcome == Integer::kConverted) Mended(std::string(field) + " is no integer: its value is converted", json);
}

void AnnotationParser::Crowdedness(JsonReader& json, Record& record) {
  int64_t value = 0;
  Integral(json, value, saw_crowd_, "iscrowd");
  record.is_crowd = value != 0 ? Crowd::kYes : Crowd::kNo;
}

// An array of finite numbers, appended; false and Bad where it is something else. `hundredths` becomes false unless all are such.
bool AnnotationParser::Numbers(JsonReader& json, std::vector<double>& values, bool& hundredths) {
  if (json.Peek() != JsonKind::kArray) {
    std::string found(KindName(json.Peek()));
    json.Skip();
    Bad("expected an array of numbers, found " + found, json);
    return false;
  }
  const size_t begin = values.size();
  uint64_t others = 0;
  bool whole = true;
  if (!json.ReadDoubles(values, &others, &whole)) return false;
  hundredths &= whole;
  if (others) Bad("expected numbers only", json);
  if (!whole && !AllFinite(std::span(values).subspan(begin))) Bad("a coordinate is not finite", json);
  return !bad_;
}

void AnnotationParser::Box(JsonReader& json, Record& record) {
  if (json.Peek() == JsonKind::kNull) {
    json.Skip();
    return;
  }
  saw_box_ = true;
  const size_t begin = record.coords.size();
  if (!Numbers(json, record.coords, record.hundredths)) return;
  size_t count = record.coords.size() - begin;
  if (count != 4 && count != 0) return Bad("expected 4 numbers, found " + std::to_string(count), json);
  record.has_box = count == 4;
  for (size_t k = 0; k < count; ++k) record.box[k] = record.coords[begin + k];
  record.coords.resize(begin);
}

void AnnotationParser::Segmentation(JsonReader& json, Record& record) {
  switch (json.Peek()) {
    case JsonKind::kArray: return Rings(json, record);
    case JsonKind::kObject: return Mask(json, record);
    case JsonKind::kNull: json.Skip(); return Mended("segmentation is null: none is taken", json);
    default: json.Skip(); return Bad("expected polygons or a mask", json);
  }
}

// [[x, y, …], …]; `[]` and `[[]]` mean none.
void AnnotationParser::Rings(JsonReader& json, Record& record) {
  // Keypoints may have been read before; rings come first in `coords`.
  keypoints_.clear();
  keypoints_.swap(record.coords);
  for (json.EnterArray(); json.NextElement();) {
    const size_t begin = record.coords.size();
    if (!Numbers(json, record.coords, record.hundredths)) continue;
    record.rings.push_back(static_cast<uint32_t>(record.coords.size() - begin));
    size_t count = record.rings.back();
    if (count == 0 && record.rings.size() == 1) continue;
    if (count % 2) {
      Bad("expected x and y of each point, found " + std::to_string(count) + " numbers", json);
    } else if (count < 6) {
      Bad("expected at least 3 points, found " + std::to_string(count / 2), json);
    }
  }
  if (record.rings.size() > 1 && record.rings[0] == 0) Bad("expected at least 3 points, found 0", json);
  if (record.rings.size() == 1 && record.rings[0] == 0) record.rings.clear();
  record.coords.insert(record.coords.end(), keypoints_.begin(), keypoints_.end());
}

void AnnotationParser::Mask(JsonReader& json, Record& record) {
  bool any = false, counts = false, text = false, hundredths = true;
  std::vector<double> size, lengths;
  Status decoded;
  for (json.EnterObject(); json.NextMember(); any = true) {
    if (json.key() == "counts") {
      counts = true;
      text = json.Peek() == JsonKind::kString;
      std::string_view encoded;
      if (text && json.ReadString(encoded)) {
        decoded = DecodeRleText(encoded, record.runs);
      } else if (!text && Numbers(json, lengths, hundredths)) {
        for (double length : lengths) {
          int64_t run;
          if (!WholeNumber(length, run) || run < 0 || run > int64_t{0xFFFFFFFF}) {
            Bad("a run length is no count", json);
            break;
          }
          record.runs.push_back(static_cast<uint32_t>(run));
        }
      }
    } else if (json.key() == "size") {
      Numbers(json, size, hundredths);
    } else {
      json.Skip();
    }
  }
  if (!any || bad_ || !json.ok()) return;
  if (!decoded.ok()) return Bad(decoded.message(), json);
  if (!counts) return Bad("there are no counts", json);
  if (size.size() != 2) return Bad("expected a size of 2 numbers, found " + std::to_string(size.size()), json);
  for (double length : size) {
    if (!(length >= 0 && length <= 0xFFFFFFFFu) || length != std::trunc(length)) return Bad("the size is no count of pixels", json);
  }
  record.has_mask = true;
  record.mask_follows_image = !text;
  record.mask_height = static_cast<uint32_t>(size[0]);
  record.mask_width = static_cast<uint32_t>(size[1]);
  uint64_t short_by = 0;
  Status complete = CompleteRuns(record.mask_height, record.mask_width, record.runs, 0, &short_by);
  if (!complete.ok()) return Bad(complete.message(), json);
  if (short_by) Mended("a mask's run lengths end before its size does: the rest is background", json);
}

void AnnotationParser::Keypoints(JsonReader& json, Record& record) {
  if (json.Peek() == JsonKind::kNull) {
    json.Skip();
    return;
  }
  std::vector<double> triples;
  if (!Numbers(json, triples, record.hundredths)) return;
  if (triples.size() % 3) {
    return Bad("expected x, y and visibility of each point, found " + std::to_string(triples.size()) + " numbers", json);
  }
  record.has_keypoints = true;
  for (size_t k = 0; k < triples.size(); k += 3) {
    double visibility = triples[k + 2];
    if (visibility != 0 && visibility != 1 && visibility != 2) return Bad("a visibility is neither 0, 1 nor 2", json);
    record.coords.push_back(triples[k]);
    record.coords.push_back(triples[k + 1]);
    record.visibility.push_back(static_cast<uint8_t>(visibility));
  }
}

void AnnotationParser::Score(JsonReader& json, Record& record) {
  std::string_view text;
  if (json.Peek() != JsonKind::kNumber || !json.ReadNumberText(text)) {
    json.Skip();
    return Bad("expected a number", json);
  }
  int64_t integer;
  record.score_is_integer = ParseInteger(text, integer);
  record.has_score = ParseDouble(text, record.score);
  if (!record.has_score) Mended("a score is not finite: none is taken", json);
}

// Everything but is_crowd and score, which the annotation's own fields override and which have fields in the model.
void AnnotationParser::Attributes(JsonReader& json, Record& record) {
  if (json.Peek() == JsonKind::kNull) {
    json.Skip();
    return Mended("attributes is null: none are taken", json);
  }
  if (json.Peek() != JsonKind::kObject) {
    json.Skip();
    return Bad("expected an object", json);
  }
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "is_crowd") {
      bool crowd = false;
      if (HasShapes(task_) || json.Peek() != JsonKind::kBool) {
        json.Skip();
      } else if (json.ReadBool(crowd)) {
        record.is_crowd = crowd ? Crowd::kYes : Crowd::kNo;
      }
      continue;
    }
    if (json.key() == "score" && json.Peek() == JsonKind::kNumber) {
      // A score of the annotation's own wins, wherever it stands.
      if (record.has_score) {
        json.Skip();
      } else {
        Score(json, record);
      }
      continue;
    }
    if (!record.attributes.empty()) record.attributes.push_back(',');
    AppendJsonString(record.attributes, json.key());
    record.attributes.push_back(':');
    json.Raw(record.attributes);
  }
}

}  // namespace dropset::coco
