#include "formats/datumaro_common/attributes_json.h"

#include "base/numbers.h"
#include "text/json_writer.h"

namespace dropset::datumaro {
namespace {

constexpr int64_t kExactInteger = int64_t{1} << 53;  // doubles hold every integer up to here

// Appends `"key":value` as one more of the members that begin at `begin`.
bool AppendMember(JsonReader& json, std::string& text, size_t begin) {
  if (text.size() > begin) text.push_back(',');
  AppendJsonString(text, json.key());
  text.push_back(':');
  return json.Raw(text);
}

// The same for a number that was read already; NaN and infinities become null.
void AppendNumberMember(std::string& text, size_t begin, std::string_view key, std::string_view number) {
  if (text.size() > begin) text.push_back(',');
  AppendJsonString(text, key);
  const bool finite = number.back() != 'N' && number.back() != 'y';
  text.append(":").append(finite ? number : "null");
}

// A number that `score` can carry; otherwise its member is appended as it is.
bool ReadScore(JsonReader& json, Item& item, size_t begin, Attributes& attributes) {
  std::string_view text;
  if (!json.ReadNumberText(text)) return false;
  int64_t integer = 0;
  attributes.score_is_integer = ParseInteger(text, integer);
  const bool fits =
      attributes.score_is_integer ? integer <= kExactInteger && integer >= -kExactInteger : ParseDouble(text, attributes.score);
  if (fits) {
    if (attributes.score_is_integer) attributes.score = static_cast<double>(integer);
    attributes.has_score = true;
    return true;
  }
  AppendNumberMember(item.text, begin, "score", text);
  return true;
}

Slice TextFrom(const Item& item, size_t begin) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(item.text.size() - begin)};
}

}  // namespace

bool ReadAttributes(JsonReader& json, Item& item, Attributes& attributes) {
  const size_t begin = item.text.size();
  attributes = Attributes();
  for (json.EnterObject(); json.NextMember();) {
    bool yes;
    if (json.key() == "is_crowd" && json.Peek() == JsonKind::kBool) {
      if (json.ReadBool(yes)) attributes.is_crowd = yes ? Crowd::kYes : Crowd::kNo;
    } else if (json.key() == "score" && json.Peek() == JsonKind::kNumber) {
      ReadScore(json, item, begin, attributes);
    } else {
      AppendMember(json, item.text, begin);
    }
  }
  attributes.others = TextFrom(item, begin);
  return json.ok();
}

bool ReadItemAttributes(JsonReader& json, Item& item) {
  const size_t begin = item.text.size();
  item.image_id.reset();
  for (json.EnterObject(); json.NextMember();) {
    std::string_view text;
    if (json.key() != "id" || json.Peek() != JsonKind::kNumber) {
      AppendMember(json, item.text, begin);
    } else if (int64_t id; json.ReadNumberText(text) && ParseInteger(text, id)) {
      item.image_id = id;
    } else if (json.ok()) {
      AppendNumberMember(item.text, begin, "id", text);
    }
  }
  item.attributes.others = TextFrom(item, begin);
  return json.ok();
}

void AddAttribute(Item& item, Attributes& attributes, std::string_view key, std::string_view value) {
  const size_t begin = item.text.size();
  if (attributes.others.size > 0) {
    item.text.append(std::string(item.Text(attributes.others)));  // a copy: the text moves when it grows
    item.text.push_back(',');
  }
  AppendJsonString(item.text, key);
  item.text.push_back(':');
  item.text.append(value);
  attributes.others = TextFrom(item, begin);
}

void AppendAttributes(std::string& out, const Item& item, const Attributes& attributes) {
  if (attributes.others.size == 0 && !attributes.has_score) {  // what nearly all annotations have, in one piece
    constexpr std::string_view kTexts[] = {"{}", R"({"is_crowd":false})", R"({"is_crowd":true})"};
    out.append(kTexts[static_cast<size_t>(attributes.is_crowd)]);
    return;
  }
  out.push_back('{');
  const size_t begin = out.size();
  out.append(item.Text(attributes.others));
  if (attributes.is_crowd != Crowd::kAbsent) {
    if (out.size() > begin) out.push_back(',');
    out.append(attributes.is_crowd == Crowd::kYes ? "\"is_crowd\":true" : "\"is_crowd\":false");
  }
  if (attributes.has_score) {
    out.append(out.size() > begin ? ",\"score\":" : "\"score\":");
    if (attributes.score_is_integer) {
      AppendJsonInteger(out, static_cast<int64_t>(attributes.score));
    } else {
      AppendJsonDouble(out, attributes.score);
    }
  }
  out.push_back('}');
}

void AppendItemAttributes(std::string& out, const Item& item) {
  out.push_back('{');
  const size_t begin = out.size();
  if (item.image_id) {
    out.append("\"id\":");
    AppendJsonInteger(out, *item.image_id);
  }
  std::string_view others = item.Text(item.attributes.others);
  if (!others.empty() && out.size() > begin) out.push_back(',');
  out.append(others).push_back('}');
}

}  // namespace dropset::datumaro
