#include "formats/datumaro_common/label_union.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "io/source.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

namespace dropset::datumaro {
namespace {

constexpr int kGenericMedia = 1;

// The members of both objects; `text`'s where both have one of that name.
std::string UniteObjects(const std::string& text, const std::string& more) {
  std::set<std::string> members;
  std::string united = "{";
  for (const std::string* object : {&text, &more}) {
    JsonReader json(std::make_unique<SourceStream>(std::make_shared<MemorySource>(*object)));
    for (json.EnterObject(); json.NextMember();) {
      if (!members.insert(std::string(json.key())).second) {
        json.Skip();
        continue;
      }
      if (united.size() > 1) united.push_back(',');
      AppendJsonString(united, json.key());
      united.push_back(':');
      json.Raw(united);
    }
  }
  return united + '}';
}

template <class T>
void AddMissing(std::vector<T>& values, const std::vector<T>& more) {
  for (const T& value : more) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  std::sort(values.begin(), values.end());
}

// Entries of labels that have none yet. False: one has another already, which stays.
template <class T>
bool AddEntries(std::optional<std::vector<std::pair<int64_t, T>>>& entries,
                const std::optional<std::vector<std::pair<int64_t, T>>>& more) {
  if (!more) return true;
  if (!entries) entries.emplace();
  bool agree = true;
  for (const auto& entry : *more) {
    auto same = [&entry](const auto& other) { return other.first == entry.first; };
    auto found = std::find_if(entries->begin(), entries->end(), same);
    if (found == entries->end()) {
      entries->push_back(entry);
    } else {
      agree &= found->second == entry.second;
    }
  }
  return agree;
}

template <class T>
void Renumber(std::optional<std::vector<std::pair<int64_t, T>>>& entries, const std::vector<int32_t>& index) {
  if (!entries || index.empty()) return;
  for (auto& [label, value] : *entries) {
    if (static_cast<size_t>(label) < index.size()) label = index[static_cast<size_t>(label)];
  }
}

Status Disagreement(std::string_view member) { return Status(Code::kInvalid, "differs from that of the files before").At(member); }

}  // namespace

Status LabelUnion::Add(FileLabels file, ReadingNotes& notes) {
  if (indexes_.empty()) {
    Renumber(file.labels.colors, file.index);
    Renumber(file.labels.points, file.index);
    labels_ = std::move(file.labels);
    indexes_.push_back(std::move(file.index));
    return {};
  }
  return Unite(file, notes);
}

// Returns the index here of each of `more`.
std::vector<int32_t> LabelUnion::UniteLabels(const std::vector<Label>& more) {
  std::map<std::pair<std::string, std::string>, size_t> known;
  for (const Label& label : labels_.labels) known.emplace(std::pair(label.name, label.parent), known.size());
  std::vector<int32_t> index;
  for (const Label& label : more) {
    auto found = known.find(std::pair(label.name, label.parent));
    const size_t at = found == known.end() ? labels_.labels.size() : found->second;
    if (found == known.end()) {
      labels_.labels.push_back(label);
    } else {
      AddMissing(labels_.labels[at].attributes, label.attributes);
    }
    index.push_back(static_cast<int32_t>(at));
  }
  return index;
}

void LabelUnion::UniteGroups(const std::vector<LabelGroup>& more) {
  for (const LabelGroup& group : more) {
    auto same = [&group](const LabelGroup& other) { return other.name == group.name; };
    auto found = std::find_if(labels_.groups.begin(), labels_.groups.end(), same);
    if (found == labels_.groups.end()) {
      labels_.groups.push_back(group);
    } else {
      AddMissing(found->labels, group.labels);
    }
  }
}

Status LabelUnion::Unite(const FileLabels& file, ReadingNotes& notes) {
  const Labels& more = file.labels;
  if (more.infos != labels_.infos) {
    DROPSET_TRY(notes.Mended("infos that differ between subset files are united", Disagreement("infos")));
    labels_.infos = UniteObjects(labels_.infos, more.infos);
  }
  if (more.media_type != labels_.media_type) {
    DROPSET_TRY(notes.Mended("media types that differ between subset files become the generic one", Disagreement("media_type")));
    labels_.media_type = kGenericMedia;
  }
  std::vector<int32_t> index;
  bool agree = more.labels == labels_.labels && more.groups == labels_.groups && more.declared == labels_.declared;
  if (!agree) {
    index = UniteLabels(more.labels);
    UniteGroups(more.groups);
    labels_.declared |= more.declared;
  }
  AddMissing(labels_.attributes, more.attributes);
  // From the file's own numbers over its unique labels to the dataset's.
  std::vector<int32_t> total = file.index.empty() ? index : file.index;
  if (!file.index.empty() && !index.empty()) {
    for (int32_t& label : total) label = index[static_cast<size_t>(label)];
  }
  Labels renumbered;
  renumbered.colors = more.colors;
  renumbered.points = more.points;
  Renumber(renumbered.colors, total);
  Renumber(renumbered.points, total);
  agree &= renumbered.colors.has_value() == labels_.colors.has_value() && AddEntries(labels_.colors, renumbered.colors);
  agree &= renumbered.points.has_value() == labels_.points.has_value() && AddEntries(labels_.points, renumbered.points);
  indexes_.push_back(std::move(total));
  if (agree) return {};
  return notes.Mended("categories that differ between subset files are united by the labels' names", Disagreement("categories"));
}

int32_t LabelUnion::Translate(size_t file, int32_t label) const {
  const std::vector<int32_t>& index = indexes_[file];
  if (index.empty()) return label;
  const auto at = static_cast<size_t>(label);
  if (at < index.size()) return index[at];
  const uint64_t undeclared = labels_.labels.size() + (at - index.size());
  return static_cast<int32_t>(std::min<uint64_t>(undeclared, INT32_MAX));
}

}  // namespace dropset::datumaro
