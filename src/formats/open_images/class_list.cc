#include "formats/open_images/class_list.h"

#include <algorithm>
#include <unordered_set>

#include "base/utf8.h"
#include "formats/dataset_meta.h"
#include "text/csv.h"
#include "text/json_reader.h"

namespace dropset::open_images {
namespace {

constexpr std::string_view kLabelName = "LabelName";
constexpr std::string_view kDisplayName = "DisplayName";
constexpr size_t kNoParent = ~size_t{0};

struct Node {
  std::string name;
  size_t parent;  // in the same list
};

struct Hierarchy {
  std::vector<Node> nodes;  // parents first
  uint64_t parts = 0;       // classes that are said to be parts of others
};

// Appends the node that comes next and those below it. The reader's limit on depth bounds the recursion.
void ReadNode(JsonReader& json, size_t parent, Hierarchy& hierarchy) {
  std::vector<Node>& nodes = hierarchy.nodes;
  const size_t here = nodes.size();
  nodes.push_back({{}, parent});
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == kLabelName) {
      std::string name;
      json.ReadString(name);
      nodes[here].name = std::move(name);
    } else if (json.key() == "Subcategory") {
      for (json.EnterArray(); json.NextElement();) ReadNode(json, here, hierarchy);
    } else if (json.key() == "Part") {
      for (json.EnterArray(); json.NextElement(); ++hierarchy.parts) json.Skip();
    } else {
      json.Skip();
    }
  }
}

std::string_view CellAt(std::span<const std::string_view> cells, size_t index) {
  return index < cells.size() ? cells[index] : std::string_view();
}

}  // namespace

int ClassList::Find(std::string_view name) const {
  const auto found = indexes_.find(name);
  return found == indexes_.end() ? -1 : found->second;
}

bool ClassList::Add(std::string_view name, std::string shown) {
  if (!indexes_.emplace(std::string(name), static_cast<int>(labels_.labels.size())).second) return false;
  labels_.labels.push_back({std::move(shown), {}, {}});
  return true;
}

Status ClassList::Read(const Archive& archive, const Layout& layout, bool display_names, ReadingNotes& notes) {
  labels_.declared = true;
  if (layout.dataset_meta != kNoEntry) {
    DROPSET_TRY(ReadMeta(archive, layout.dataset_meta));
  } else if (layout.classes != kNoEntry) {
    DROPSET_TRY(ReadClasses(archive, layout.classes, display_names, notes));
  } else {
    return Status(Code::kNotFound,
                  "there is no list of classes: looked for oidv*-class-descriptions.csv, class-descriptions-boxable.csv, "
                  "class-descriptions.csv and dataset_meta.json")
        .At(layout.folder.empty() ? archive.name() : layout.folder);
  }
  return layout.hierarchy == kNoEntry ? Status() : ReadHierarchy(archive, layout.hierarchy, notes);
}

Status ClassList::ReadMeta(const Archive& archive, EntryId entry) {
  DROPSET_ASSIGN(std::vector<MetaLabel> meta, ReadDatasetMeta(archive, entry));
  for (const MetaLabel& label : meta) {
    if (Add(label.name, label.name)) labels_.labels.back().parent = label.parent;
  }
  return {};
}

// Files of version 6 have a header, older ones do not (and some of theirs do all the same).
Status ClassList::ReadClasses(const Archive& archive, EntryId entry, bool display_names, ReadingNotes& notes) {
  const Entry& file = archive.entries()[entry];
  notes.SetFile(file.path);
  if (file.size > kSmallDocument) {
    return Status(Code::kLimit, "larger than " + std::to_string(kSmallDocument) + " bytes").At(file.path);
  }
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive.Open(entry));
  size_t name_column = 0, display_column = 1;
  std::vector<std::string> display;
  CsvReader csv(std::move(stream));
  for (bool first = true; csv.Next(); first = false) {
    const auto cells = csv.cells();
    const auto named = std::find(cells.begin(), cells.end(), kLabelName);
    if (first && named != cells.end()) {
      name_column = static_cast<size_t>(named - cells.begin());
      display_column = static_cast<size_t>(std::find(cells.begin(), cells.end(), kDisplayName) - cells.begin());
      continue;
    }
    const std::string_view name = CellAt(cells, name_column);
    const std::string_view shown = CellAt(cells, display_column);
    if (name.empty() || !ValidUtf8(name)) {
      DROPSET_TRY(notes.Skipped("class-skipped", "classes without a name in UTF-8 are left out", csv.Invalid("expected a name")));
    } else if (!Add(name, std::string(name))) {
      DROPSET_TRY(notes.Skipped("class-repeated", "of classes with one name the first one is taken",
                                csv.Invalid("this class stands before it: " + std::string(name))));
    } else {
      const bool usable = !shown.empty() && ValidUtf8(shown);
      if (usable && shown != name && !display_names) {
        notes.Lost("display-name-dropped", "classes' display names are not used", shown, "--label-names display");
      }
      display.emplace_back(usable ? shown : name);
    }
  }
  if (Status status = csv.TakeStatus(); !status.ok()) return notes.AtFile(std::move(status));
  if (display_names) Display(std::move(display));
  return {};
}

// Names that several classes share get the class's own name too, so that they stay apart.
void ClassList::Display(std::vector<std::string> names) {
  TextMap<int> uses;
  for (const std::string& name : names) ++uses[name];
  std::unordered_set<std::string> taken;
  for (size_t k = 0; k < names.size(); ++k) {
    std::string& name = labels_.labels[k].name;
    const std::string own_name = " (" + name + ")";
    name = names[k];
    if (uses[names[k]] > 1) name += own_name;
    while (!taken.insert(name).second) name += own_name;
  }
}

Status ClassList::ReadHierarchy(const Archive& archive, EntryId entry, ReadingNotes& notes) {
  notes.SetFile(archive.entries()[entry].path);
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive.Open(entry));
  JsonReader json(std::move(stream));
  Hierarchy hierarchy;
  ReadNode(json, kNoParent, hierarchy);
  if (Status status = json.Finish(); !status.ok()) return notes.AtFile(std::move(status));
  if (hierarchy.parts > 0) notes.Lost("label-parts-dropped", "classes that are parts of others are not read as such", "Part");
  for (const Node& node : hierarchy.nodes) {
    const int child = Find(node.name);
    if (child < 0 || node.parent == kNoParent) continue;
    const int parent = Find(hierarchy.nodes[node.parent].name);
    if (parent < 0 || parent == child) continue;
    std::string& known = labels_.labels[static_cast<size_t>(child)].parent;
    const std::string& name = labels_.labels[static_cast<size_t>(parent)].name;
    if (!known.empty() && known != name) {
      notes.Lost("label-parent-dropped", "of several parents of a class the last one is taken", node.name);
    }
    known = name;
  }
  return {};
}

}  // namespace dropset::open_images
