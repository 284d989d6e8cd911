#include "formats/coco/layout.h"

#include <algorithm>
#include <tuple>

#include "base/paths.h"
#include "text/json_reader.h"

namespace dropset::coco {
namespace {

constexpr std::string_view kJson = ".json";
constexpr std::string_view kRoboflow = "_annotations.coco.json";
constexpr std::string_view kAnnotations = "annotations/";
constexpr std::string_view kImages = "images/";
constexpr std::string_view kDefaultSubset = "default";

std::string OrDefault(std::string_view subset) { return std::string(subset.empty() ? kDefaultSubset : subset); }

// `instances_train2017.json` → instances, train2017.
std::optional<AnnotationFile> ByTaskPrefix(EntryId entry, std::string_view path) {
  std::string_view name = BaseName(path);
  if (!name.ends_with(kJson)) return std::nullopt;
  name.remove_suffix(kJson.size());
  for (size_t k = 0; k < kTasks; ++k) {
    std::string_view prefix = kTaskNames[k];
    if (name.size() > prefix.size() && name.starts_with(prefix) && name[prefix.size()] == '_') {
      return AnnotationFile{entry, static_cast<Task>(k), OrDefault(name.substr(prefix.size() + 1))};
    }
  }
  return std::nullopt;
}

// Roboflow: `<subset>/_annotations.coco.json`.
std::optional<AnnotationFile> ByRoboflowName(EntryId entry, std::string_view path) {
  if (BaseName(path) != kRoboflow) return std::nullopt;
  std::string_view folder = FolderName(path);
  if (!folder.empty()) folder.remove_suffix(1);
  return AnnotationFile{entry, Task::kInstances, OrDefault(BaseName(folder))};
}

// coco.md §1.2: a file that was named may have any name; its subset is what follows the first `<task>_` of its stem.
AnnotationFile AsNamed(EntryId entry, std::string_view path, Task task) {
  std::string_view stem = BaseName(path);
  stem = stem.substr(0, stem.rfind('.'));
  std::string prefix = std::string(Name(task)) + '_';
  size_t at = stem.find(prefix);
  return {entry, task, OrDefault(at == std::string_view::npos ? std::string_view() : stem.substr(at + prefix.size()))};
}

// A path as a user sees it may have folders in front that were stepped into when the archive was opened.
EntryId FindGiven(const Archive& archive, std::string path) {
  NormalizeSlashes(path);
  std::string_view rest = path;
  for (;;) {
    if (EntryId entry = archive.Find(rest); entry != kNoEntry) return entry;
    const size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return kNoEntry;
    rest.remove_prefix(slash + 1);
  }
}

bool Wanted(Task task, const Selection& selection) {
  if (selection.only) return task == *selection.only;
  return selection.tasks.empty() || std::find(selection.tasks.begin(), selection.tasks.end(), task) != selection.tasks.end();
}

bool IsJson(std::string_view path) { return path.ends_with(kJson) && BaseName(path) != "dataset_meta.json"; }

}  // namespace

std::optional<Task> TaskNamed(std::string_view name) {
  for (size_t k = 0; k < kTasks; ++k) {
    if (kTaskNames[k] == name) return static_cast<Task>(k);
  }
  return std::nullopt;
}

Look LookAt(const Archive& archive, EntryId entry) {
  constexpr size_t kHead = 64 << 10;
  auto stream = archive.Open(entry);
  if (!stream.ok()) return Look::kOther;
  std::vector<std::byte> head(kHead);
  size_t filled = 0;
  while (filled < kHead) {
    auto length = (*stream)->Read(std::span(head).subspan(filled));
    if (!length.ok() || *length == 0) break;
    filled += *length;
  }
  head.resize(filled);
  JsonOptions options;
  options.non_finite = true;
  JsonReader json(std::make_unique<SourceStream>(std::make_shared<MemorySource>(std::move(head))), options);
  if (json.Peek() != JsonKind::kObject) return Look::kOther;
  bool coco = false;
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "items") return Look::kOther;
    coco |= json.key() == "images" || json.key() == "annotations";
    json.Skip();
  }
  return coco ? Look::kCoco : Look::kOther;
}

Result<std::vector<AnnotationFile>> FindAnnotationFiles(const Archive& archive, const Selection& selection) {
  auto entries = archive.entries();
  std::vector<AnnotationFile> found;
  if (!selection.path.empty()) {
    const EntryId entry = FindGiven(archive, selection.path);
    if (entry == kNoEntry) return Status(Code::kNotFound, "there is no such file").At(selection.path).At(archive.name());
    if (selection.only) return std::vector{AsNamed(entry, selection.path, *selection.only)};
    auto named = ByTaskPrefix(entry, selection.path);
    if (!named) {
      return Status(Code::kUsage, "its name tells no task; name the task's own format, coco_instances say").At(selection.path);
    }
    return std::vector{*named};
  }
  std::vector<EntryId> others;
  for (EntryId entry = 0; entry < entries.size(); ++entry) {
    std::string_view path = entries[entry].path;
    auto file = ByTaskPrefix(entry, path);
    if (!file) file = ByRoboflowName(entry, path);
    if (file && Wanted(file->task, selection)) found.push_back(*std::move(file));
    if (!file && IsJson(path)) others.push_back(entry);
  }
  if (found.empty() && others.size() == 1 && (selection.only || LookAt(archive, others[0]) == Look::kCoco)) {
    found.push_back(AsNamed(others[0], entries[others[0]].path, selection.only.value_or(Task::kInstances)));
  }
  if (found.empty()) {
    std::string wanted = selection.only ? std::string(Name(*selection.only)) : "<task>";
    return Status(Code::kNotFound, "no COCO annotations: looked for annotations/" + wanted +
                                       "_<subset>.json, <subset>/_annotations.coco.json and a single .json file")
        .At(archive.name());
  }
  std::sort(found.begin(), found.end(), [](const AnnotationFile& a, const AnnotationFile& b) {
    return std::tie(a.subset, a.task, a.entry) < std::tie(b.subset, b.task, b.entry);
  });
  return found;
}

ImageFinder::ImageFinder(const Archive& archive, const AnnotationFile& file, BaseNames& base_names)
    : archive_(archive), base_names_(base_names) {
  std::string folder(FolderName(archive.entries()[file.entry].path));
  // The dataset's root: the parent of annotations/, else where the file itself lies.
  std::string root = folder;
  if (size_t at = folder.rfind(kAnnotations); at != std::string::npos && (at == 0 || folder[at - 1] == '/')) root.resize(at);
  expected_ = root + std::string(kImages);
  std::string subset = file.subset + '/';
  if (archive.HasFolder(expected_ + file.subset)) expected_ += subset;
  for (std::string prefix : {root + "images/" + subset, root + "images/", root + subset, folder, root,
                             std::string("images/") + subset, std::string("images/"), subset, std::string()}) {
    bool there = prefix.empty() || archive.HasFolder(prefix.substr(0, prefix.size() - 1));
    if (there && std::find(prefixes_.begin(), prefixes_.end(), prefix) == prefixes_.end()) prefixes_.push_back(std::move(prefix));
  }
}

EntryId ImageFinder::Find(std::string_view file_name, std::string* path) {
  for (const std::string& prefix : prefixes_) {
    path->assign(prefix).append(file_name);
    if (EntryId entry = archive_.Find(*path); entry != kNoEntry) return entry;
  }
  if (EntryId entry = base_names_.Find(BaseName(file_name)); entry != kNoEntry) {
    *path = archive_.entries()[entry].path;
    return entry;
  }
  path->assign(expected_).append(file_name);
  return kNoEntry;
}

// Whether an entry lies in the folder of a JSON file's panoptic PNGs (coco.md §1.1), which are no images: `x.json` beside `x/`.
bool BaseNames::BelongsToJson(std::string_view path) const {
  for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (archive_.Find(std::string(path.substr(0, slash)).append(kJson)) != kNoEntry) return true;
  }
  return false;
}

EntryId BaseNames::Find(std::string_view base_name) {
  if (!indexed_) {
    indexed_ = true;
    auto entries = archive_.entries();
    for (EntryId entry = 0; entry < entries.size(); ++entry) {
      if (BelongsToJson(entries[entry].path)) continue;
      auto [at, fresh] = entries_.emplace(BaseName(entries[entry].path), entry);
      if (!fresh) at->second = kNoEntry;
    }
  }
  auto found = entries_.find(base_name);
  return found == entries_.end() ? kNoEntry : found->second;
}

}  // namespace dropset::coco
