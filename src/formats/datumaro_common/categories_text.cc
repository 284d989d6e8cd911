#include "formats/datumaro_common/categories_json.h"
#include "text/json_writer.h"

namespace dropset::datumaro {
namespace {

// Appends `[…]`, each element by `append`.
template <class Values, class Append>
void AppendList(std::string& out, const Values& values, Append append) {
  out.push_back('[');
  bool first = true;
  for (const auto& value : values) {
    if (!first) out.push_back(',');
    first = false;
    append(value);
  }
  out.push_back(']');
}

void AppendStrings(std::string& out, const std::vector<std::string>& values) {
  AppendList(out, values, [&out](const std::string& value) { AppendJsonString(out, value); });
}

// {"name":…,<text_key>:…,<list_key>:[…]}
void AppendNamed(std::string& out, const std::string& name, std::string_view text_key, const std::string& text,
                 std::string_view list_key, const std::vector<std::string>& list) {
  out.append("{\"name\":");
  AppendJsonString(out, name);
  out.append(",\"").append(text_key).append("\":");
  AppendJsonString(out, text);
  out.append(",\"").append(list_key).append("\":");
  AppendStrings(out, list);
  out.push_back('}');
}

void AppendLabels(std::string& out, const Labels& labels) {
  out.append("\"label\":{\"labels\":");
  AppendList(out, labels.labels,
             [&](const Label& label) { AppendNamed(out, label.name, "parent", label.parent, "attributes", label.attributes); });
  out.append(",\"label_groups\":");
  AppendList(out, labels.groups,
             [&](const LabelGroup& group) { AppendNamed(out, group.name, "group_type", group.type, "labels", group.labels); });
  out.append(",\"attributes\":");
  AppendStrings(out, labels.attributes);
  out.push_back('}');
}

void AppendColors(std::string& out, const std::vector<std::pair<int64_t, Color>>& colors) {
  out.append("\"mask\":{\"colormap\":");
  AppendList(out, colors, [&out](const std::pair<int64_t, Color>& entry) {
    out.append("{\"label_id\":");
    AppendJsonInteger(out, entry.first);
    static constexpr std::string_view kChannels[] = {",\"r\":", ",\"g\":", ",\"b\":"};
    for (size_t channel = 0; channel < 3; ++channel) {
      out.append(kChannels[channel]);
      AppendJsonInteger(out, entry.second[channel]);
    }
    out.push_back('}');
  });
  out.push_back('}');
}

void AppendPoints(std::string& out, const std::vector<std::pair<int64_t, PointsCategory>>& points) {
  out.append("\"points\":{\"items\":");
  AppendList(out, points, [&out](const std::pair<int64_t, PointsCategory>& entry) {
    const PointsCategory& category = entry.second;
    out.append("{\"label_id\":");
    AppendJsonInteger(out, entry.first);
    out.append(",\"labels\":");
    AppendStrings(out, category.labels);
    out.append(",\"joints\":");
    AppendList(out, category.joints, [&out](const std::pair<int64_t, int64_t>& joint) {
      out.push_back('[');
      AppendJsonInteger(out, joint.first);
      out.push_back(',');
      AppendJsonInteger(out, joint.second);
      out.push_back(']');
    });
    if (!category.positions.empty()) {
      out.append(",\"positions\":");
      AppendList(out, category.positions, [&out](double value) { AppendJsonDouble(out, value); });
    }
    out.push_back('}');
  });
  out.push_back('}');
}

}  // namespace

void AppendCategories(std::string& out, const Labels& labels) {
  out.push_back('{');
  const size_t begin = out.size();
  if (labels.declared || !labels.labels.empty()) AppendLabels(out, labels);
  if (labels.colors) {
    if (out.size() > begin) out.push_back(',');
    AppendColors(out, *labels.colors);
  }
  if (labels.points) {
    if (out.size() > begin) out.push_back(',');
    AppendPoints(out, *labels.points);
  }
  out.push_back('}');
}

}  // namespace dropset::datumaro
