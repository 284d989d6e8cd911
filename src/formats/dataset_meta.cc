#include "formats/dataset_meta.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/limits.h"
#include "base/numbers.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

namespace dropset {
namespace {

struct Members {
  std::vector<std::string> labels;
  std::vector<std::pair<std::string, std::string>> label_map;  // number's text, name
  std::vector<std::optional<Color>> colors;
  std::map<std::string, std::string> parents;
};

void ReadColor(JsonReader& json, std::vector<std::optional<Color>>& colors) {
  std::optional<Color>& color = colors.emplace_back();
  if (json.Peek() == JsonKind::kNull) {
    json.ReadNull();
    return;
  }
  std::vector<double> channels;
  if (!json.ReadDoubles(channels) || channels.size() < 3) return;
  color.emplace();
  for (size_t k = 0; k < 3; ++k) (*color)[k] = static_cast<uint8_t>(std::clamp(channels[k], 0.0, 255.0));
}

// [[name, parent], …]
void ReadParents(JsonReader& json, std::map<std::string, std::string>& parents) {
  for (json.EnterArray(); json.NextElement();) {
    std::vector<std::string> pair;
    for (json.EnterArray(); json.NextElement();) {
      if (json.Peek() == JsonKind::kString) {
        json.ReadString(pair.emplace_back());
      } else {
        json.Skip();
      }
    }
    if (pair.size() == 2) parents[pair[0]] = pair[1];
  }
}

Status ReadMembers(JsonReader& json, Members& members) {
  for (json.EnterObject(); json.NextMember();) {
    if (json.Peek() == JsonKind::kNull) {
      json.ReadNull();
    } else if (json.key() == "labels") {
      for (json.EnterArray(); json.NextElement();) json.ReadString(members.labels.emplace_back());
    } else if (json.key() == "label_map") {
      for (json.EnterObject(); json.NextMember();) {
        std::string number(json.key());
        json.ReadString(members.label_map.emplace_back(std::move(number), std::string()).second);
      }
    } else if (json.key() == "segmentation_colors") {
      for (json.EnterArray(); json.NextElement();) ReadColor(json, members.colors);
    } else if (json.key() == "label_categories") {
      ReadParents(json, members.parents);
    } else {
      json.Skip();
    }
  }
  return json.Finish();
}

Result<std::vector<MetaLabel>> Resolve(const Members& members) {
  std::vector<MetaLabel> labels;
  std::map<std::string, size_t> known;
  auto labelled = [&](const std::string& name) -> MetaLabel& {
    auto [at, inserted] = known.try_emplace(name, labels.size());
    if (inserted) {
      auto parent = members.parents.find(name);
      labels.push_back({name, parent == members.parents.end() ? std::string() : parent->second, {}});
    }
    return labels[at->second];
  };
  for (const std::string& name : members.labels) labelled(name);
  const bool colored =
      std::any_of(members.colors.begin(), members.colors.end(), [](const auto& color) { return color.has_value(); });
  for (const auto& [number, name] : members.label_map) {
    MetaLabel& label = labelled(name);
    if (!colored) continue;
    int64_t index;
    if (!ParseInteger(number, index) || index < 0 || static_cast<uint64_t>(index) >= members.colors.size()) {
      return Status(Code::kInvalid, "there is no colour of this number in segmentation_colors").At("label_map." + number);
    }
    label.color = members.colors[static_cast<size_t>(index)];
  }
  return labels;
}

// Appends the elements' texts as Python's json.dump(indent=2) does at this depth.
void AppendIndented(std::string& out, char open, const std::vector<std::string>& elements, char close, int depth) {
  out.push_back(open);
  for (const std::string& element : elements) {
    out.append(&element == elements.data() ? "\n" : ",\n").append(static_cast<size_t>(2 * depth + 2), ' ').append(element);
  }
  if (!elements.empty()) out.append("\n").append(static_cast<size_t>(2 * depth), ' ');
  out.push_back(close);
}

std::string Indented(char open, const std::vector<std::string>& elements, char close, int depth) {
  std::string text;
  AppendIndented(text, open, elements, close, depth);
  return text;
}

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonString(quoted, text);
  return quoted;
}

}  // namespace

Result<std::vector<MetaLabel>> ReadDatasetMeta(const Archive& archive, EntryId entry) {
  const Entry& file = archive.entries()[entry];
  if (file.size > kSmallDocument)
    return Status(Code::kLimit, "larger than " + std::to_string(kSmallDocument) + " bytes").At(file.path);
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive.Open(entry));
  JsonReader json(std::move(stream));
  Members members;
  if (Status status = ReadMembers(json, members); !status.ok()) return std::move(status).At(file.path);
  auto labels = Resolve(members);
  if (!labels.ok()) return labels.TakeStatus().At(file.path);
  return labels;
}

std::string DatasetMetaText(const Labels& labels) {
  std::vector<std::string> names, label_map, colors;
  for (const Label& label : labels.labels) names.push_back(Quoted(label.name));
  std::vector<std::string> members{"\"labels\": " + Indented('[', names, ']', 1)};
  if (labels.colors) {
    std::string background;
    for (const auto& [label, color] : *labels.colors) {
      if (label < 0 || static_cast<uint64_t>(label) >= labels.labels.size()) continue;  // of no label
      const auto index = static_cast<size_t>(label);
      const std::string number = std::to_string(label);
      label_map.push_back(Quoted(number) + ": " + names[index]);
      if (colors.size() <= index) colors.resize(index + 1, "null");
      std::vector<std::string> channels;
      for (uint8_t channel : color) channels.push_back(std::to_string(channel));
      colors[index] = Indented('[', channels, ']', 2);
      if (background.empty() && color == Color{}) background = number;
    }
    members.push_back("\"label_map\": " + Indented('{', label_map, '}', 1));
    members.push_back("\"segmentation_colors\": " + Indented('[', colors, ']', 1));
    if (!background.empty()) members.push_back("\"background_label\": " + Quoted(background));
  }
  return Indented('{', members, '}', 0);
}

}  // namespace dropset
