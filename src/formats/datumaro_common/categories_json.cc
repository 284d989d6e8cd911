#include "formats/datumaro_common/categories_json.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/numbers.h"
#include "formats/datumaro_common/lenient.h"

namespace dropset::datumaro {
namespace {

template <class T>
void SortUnique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// One `categories` object being read. Every method consumes one value; methods that note return only what --strict refuses.
class CategoriesReader {
 public:
  CategoriesReader(JsonReader& json, FileLabels& file, ReadingNotes& notes)
      : json_(json), file_(file), labels_(file.labels), notes_(notes), lenient_(json) {}

  Status Read();

 private:
  Status Label();
  Status LabelList();
  Status OneLabel();
  void Declare(dropset::Label label, bool& repeated);
  Status Groups();
  Status OneGroup();
  Status Colormap();
  Status OneColor();
  Status PointsList();
  Status OnePoints();
  void Joints(std::vector<std::pair<int64_t, int64_t>>& joints);
  void Strings(std::vector<std::string>& values);
  template <class Element>
  Status EachElement(Element element);
  // What became of an element: notes what was converted, or that it was left out. `*taken`: whether it may be used.
  Status Judge(std::string_view message, bool* taken);

  JsonReader& json_;
  FileLabels& file_;
  Labels& labels_;
  ReadingNotes& notes_;
  Lenient lenient_;
  std::map<std::pair<std::string, std::string>, int32_t> known_;  // (name, parent) → index
};

constexpr std::string_view kLabelMended = "label categories that are not as specified are mended";

// An empty object counts as absent (datumaro.md §2.3), so a kind of categories exists from its first member on.
Status CategoriesReader::Read() {
  for (json_.EnterObject(); json_.NextMember();) {
    const bool object = json_.Peek() == JsonKind::kObject;
    if (object && json_.key() == "label") {
      DROPSET_TRY(Label());
    } else if (object && json_.key() == "mask") {
      for (json_.EnterObject(); json_.NextMember();) {
        if (!labels_.colors) labels_.colors.emplace();
        if (json_.key() == "colormap") {
          DROPSET_TRY(Colormap());
        } else {
          json_.Skip();
        }
      }
    } else if (object && json_.key() == "points") {
      for (json_.EnterObject(); json_.NextMember();) {
        if (!labels_.points) labels_.points.emplace();
        if (json_.key() == "items") {
          DROPSET_TRY(PointsList());
        } else {
          json_.Skip();
        }
      }
    } else {
      json_.Skip();
    }
  }
  return {};
}

template <class Element>
Status CategoriesReader::EachElement(Element element) {
  lenient_.Clear();
  if (lenient_.Expect(JsonKind::kArray)) {
    for (json_.EnterArray(); json_.NextElement();) {
      lenient_.Clear();
      if (lenient_.Expect(JsonKind::kObject)) {
        DROPSET_TRY((this->*element)());
      } else {
        lenient_.Bad("expected an object, found null");
        if (lenient_.bad()) DROPSET_TRY(notes_.Mended(kLabelMended, lenient_.TakeProblem()));  // else the reader has failed
      }
    }
    return {};
  }
  return lenient_.bad() ? notes_.Mended(kLabelMended, lenient_.TakeProblem()) : Status();
}

Status CategoriesReader::Judge(std::string_view message, bool* taken) {
  *taken = json_.ok() && !lenient_.bad();
  if (lenient_.bad()) return notes_.Mended(message, lenient_.TakeProblem());
  if (lenient_.converted()) return notes_.Mended(message, lenient_.TakeConversion());
  return {};
}

Status CategoriesReader::Label() {
  for (json_.EnterObject(); json_.NextMember();) {
    labels_.declared = true;
    if (json_.key() == "labels") {
      DROPSET_TRY(LabelList());
    } else if (json_.key() == "label_groups") {
      DROPSET_TRY(Groups());
    } else if (json_.key() == "attributes") {
      lenient_.Clear();
      Strings(labels_.attributes);
      bool taken;
      DROPSET_TRY(Judge(kLabelMended, &taken));
    } else {
      json_.Skip();
    }
  }
  return {};
}

// Labels keep their numbers whatever is wrong with them, since annotations refer to these.
Status CategoriesReader::LabelList() {
  lenient_.Clear();
  if (!lenient_.Expect(JsonKind::kArray)) {
    return lenient_.bad() ? notes_.Mended(kLabelMended, lenient_.TakeProblem()) : Status();
  }
  for (json_.EnterArray(); json_.NextElement();) DROPSET_TRY(OneLabel());
  return {};
}

Status CategoriesReader::OneLabel() {
  dropset::Label label;
  bool has_parent = false, repeated = false;
  lenient_.Clear();
  if (lenient_.Expect(JsonKind::kObject)) {
    for (json_.EnterObject(); json_.NextMember();) {
      if (json_.key() == "name") {
        lenient_.String(label.name);
      } else if (json_.key() == "parent") {
        has_parent = true;
        lenient_.String(label.parent);
      } else if (json_.key() == "attributes") {
        Strings(label.attributes);
      } else {
        json_.Skip();
      }
    }
  }
  if (label.name.empty()) {
    lenient_.BadMember("name", "a label without a name");
    label.name = "label_" + std::to_string(file_.index.size());
  }
  if (!has_parent) lenient_.BadMember("parent", "there is none");
  Declare(std::move(label), repeated);
  if (repeated) lenient_.Bad("a label of this name stands before it");
  bool taken;
  return Judge(kLabelMended, &taken);
}

// Labels are unique by name and parent (model.md §3): a second one becomes the first.
void CategoriesReader::Declare(dropset::Label label, bool& repeated) {
  const auto next = static_cast<int32_t>(labels_.labels.size());
  auto [at, inserted] = known_.try_emplace({label.name, label.parent}, next);
  repeated = !inserted;
  file_.index.push_back(at->second);
  if (inserted) labels_.labels.push_back(std::move(label));
}

Status CategoriesReader::Groups() { return EachElement(&CategoriesReader::OneGroup); }

Status CategoriesReader::OneGroup() {
  LabelGroup group;
  for (json_.EnterObject(); json_.NextMember();) {
    if (json_.key() == "name") {
      lenient_.String(group.name);
    } else if (json_.key() == "group_type") {
      lenient_.String(group.type);
    } else if (json_.key() == "labels") {
      Strings(group.labels);
    } else {
      json_.Skip();
    }
  }
  group.type = LowerAscii(std::move(group.type));
  if (group.type != "exclusive" && group.type != "inclusive" && group.type != "restricted") {
    lenient_.BadMember("group_type", "expected exclusive, inclusive or restricted");
    group.type = "exclusive";
  }
  labels_.groups.push_back(std::move(group));
  bool taken;
  return Judge("label groups that are not as specified are mended", &taken);
}

Status CategoriesReader::Colormap() { return EachElement(&CategoriesReader::OneColor); }

Status CategoriesReader::OneColor() {
  int64_t label = -1, red = 0, green = 0, blue = 0;
  for (json_.EnterObject(); json_.NextMember();) {
    if (json_.key() == "label_id") {
      lenient_.Integer(label, 0, INT32_MAX);
    } else if (json_.key() == "r") {
      lenient_.Integer(red, 0, 255);
    } else if (json_.key() == "g") {
      lenient_.Integer(green, 0, 255);
    } else if (json_.key() == "b") {
      lenient_.Integer(blue, 0, 255);
    } else {
      json_.Skip();
    }
  }
  if (label < 0) lenient_.BadMember("label_id", "there is none");
  bool taken;
  DROPSET_TRY(Judge("mask colours that cannot be understood are left out", &taken));
  Color color{static_cast<uint8_t>(red), static_cast<uint8_t>(green), static_cast<uint8_t>(blue)};
  if (taken) labels_.colors->emplace_back(label, color);
  return {};
}

Status CategoriesReader::PointsList() { return EachElement(&CategoriesReader::OnePoints); }

// Into the unit box, keeping the aspect (model.md §3).
void NormalisePositions(std::vector<double>& positions) {
  if (positions.empty()) return;
  double low[2] = {positions[0], positions[1]}, high[2] = {positions[0], positions[1]};
  for (size_t k = 0; k < positions.size(); ++k) {
    low[k % 2] = std::min(low[k % 2], positions[k]);
    high[k % 2] = std::max(high[k % 2], positions[k]);
  }
  double scale = 0;
  for (int axis : {0, 1}) {
    const double extent = high[axis] - low[axis];
    scale = std::max(scale, extent == 0 ? 1e-6 : extent);
  }
  for (size_t k = 0; k < positions.size(); ++k) positions[k] = (positions[k] - low[k % 2]) / scale;
}

Status CategoriesReader::OnePoints() {
  int64_t label = -1;
  PointsCategory points;
  for (json_.EnterObject(); json_.NextMember();) {
    if (json_.key() == "label_id") {
      lenient_.Integer(label, 0, INT32_MAX);
    } else if (json_.key() == "labels") {
      Strings(points.labels);
    } else if (json_.key() == "joints") {
      Joints(points.joints);
    } else if (json_.key() == "positions" && json_.Peek() == JsonKind::kArray) {
      lenient_.Numbers(points.positions, true);
    } else {
      json_.Skip();
    }
  }
  if (label < 0) lenient_.BadMember("label_id", "there is none");
  if (!points.positions.empty() && points.positions.size() != 2 * points.labels.size()) {
    lenient_.BadMember("positions", "expected 2 numbers for each of the labels");
  }
  SortUnique(points.joints);
  NormalisePositions(points.positions);
  bool taken;
  DROPSET_TRY(Judge("keypoint categories that cannot be understood are left out", &taken));
  if (taken) labels_.points->emplace_back(label, std::move(points));
  return {};
}

void CategoriesReader::Joints(std::vector<std::pair<int64_t, int64_t>>& joints) {
  if (!lenient_.Expect(JsonKind::kArray)) return;
  for (json_.EnterArray(); json_.NextElement();) {
    std::vector<double> joint;
    if (!lenient_.Numbers(joint)) continue;
    const bool pair = joint.size() == 2 && std::fabs(joint[0]) < 1e15 && std::fabs(joint[1]) < 1e15;
    if (pair) {
      joints.emplace_back(static_cast<int64_t>(joint[0]), static_cast<int64_t>(joint[1]));
    } else {
      lenient_.Bad("expected two numbers of points");
    }
  }
}

// A set of names; numbers are taken as their text.
void CategoriesReader::Strings(std::vector<std::string>& values) {
  if (!lenient_.Expect(JsonKind::kArray)) return;
  for (json_.EnterArray(); json_.NextElement();) {
    std::string value;
    if (json_.Peek() == JsonKind::kString) {
      json_.ReadString(value);
    } else {
      json_.Raw(value);
    }
    values.push_back(std::move(value));
  }
}

}  // namespace

Status ReadCategories(JsonReader& json, FileLabels& file, ReadingNotes& notes) {
  if (json.Peek() != JsonKind::kObject) {
    const bool null = json.Peek() == JsonKind::kNull;
    json.Skip();
    return null ? Status() : notes.Mended("categories that are no object count as absent", json.Invalid("expected an object"));
  }
  DROPSET_TRY(CategoriesReader(json, file, notes).Read());
  Labels& labels = file.labels;
  SortUnique(labels.attributes);
  for (Label& label : labels.labels) SortUnique(label.attributes);
  for (LabelGroup& group : labels.groups) SortUnique(group.labels);
  if (file.index.size() == labels.labels.size()) file.index.clear();  // no label stands twice
  return {};
}

Status ReadInfos(JsonReader& json, Labels& labels, ReadingNotes& notes) {
  const JsonKind kind = json.Peek();
  if (kind == JsonKind::kObject) {
    labels.infos.clear();
    json.Raw(labels.infos);
    return {};
  }
  json.Skip();
  return kind == JsonKind::kNull ? Status()
                                 : notes.Mended("infos that are no object are left out", json.Invalid("expected an object"));
}

}  // namespace dropset::datumaro
