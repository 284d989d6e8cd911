#include "formats/open_images/layout.h"

#include <algorithm>
#include <tuple>

#include "base/paths.h"
#include "formats/dataset_meta.h"

namespace dropset::open_images {
namespace {

constexpr std::string_view kAllImages = "image_ids_and_rotation.csv";
constexpr std::string_view kLabelledListSuffix = "-images-with-labels-with-rotation.csv";
constexpr std::string_view kVersion = "oidv";
constexpr std::string_view kVersionedClasses = "-class-descriptions.csv";
constexpr std::string_view kBoxableClasses = "class-descriptions-boxable.csv";
constexpr std::string_view kPlainClasses = "class-descriptions.csv";

// `oidv6-train` → train.
std::string_view WithoutVersion(std::string_view name) {
  if (!name.starts_with(kVersion)) return name;
  size_t at = kVersion.size();
  while (at < name.size() && name[at] >= '0' && name[at] <= '9') ++at;
  return at > kVersion.size() && at < name.size() && name[at] == '-' ? name.substr(at + 1) : name;
}

bool AddIfNamed(std::string_view name, std::string_view suffix, EntryId entry, std::vector<CsvFile>& files) {
  if (!name.ends_with(suffix)) return false;
  const std::string_view subset = WithoutVersion(name.substr(0, name.size() - suffix.size()));
  files.push_back({entry, std::string(subset), std::string(subset.substr(0, subset.find('-')))});
  return true;
}

// The best class list is the one of a version, then the boxable classes, then the plain one.
int ClassesRank(std::string_view name) {
  if (name.starts_with(kVersion) && name.ends_with(kVersionedClasses)) return 3;
  if (name == kBoxableClasses) return 2;
  return name == kPlainClasses ? 1 : 0;
}

Layout FindIn(const Archive& archive, std::string_view folder) {
  Layout layout;
  layout.folder = folder;
  int classes_rank = 0;
  EntryId all_images = kNoEntry;
  const auto entries = archive.entries();
  auto first = std::lower_bound(entries.begin(), entries.end(), folder,
                                [](const Entry& entry, std::string_view path) { return std::string_view(entry.path) < path; });
  for (auto entry = first; entry != entries.end() && entry->path.starts_with(folder); ++entry) {
    const std::string_view name = std::string_view(entry->path).substr(folder.size());
    if (name.find('/') != std::string_view::npos) continue;
    const auto id = static_cast<EntryId>(entry - entries.begin());
    if (name == kAllImages) all_images = id;
    if (name == kHierarchy) layout.hierarchy = id;
    if (name == kImagesMeta) layout.images_meta = id;
    if (ClassesRank(name) > classes_rank) {
      classes_rank = ClassesRank(name);
      layout.classes = id;
    }
    if (AddIfNamed(name, kListSuffix, id, layout.lists) || AddIfNamed(name, kLabelledListSuffix, id, layout.lists)) continue;
    if (AddIfNamed(name, kLabelsSuffix, id, layout.labels) || AddIfNamed(name, kBoxesSuffix, id, layout.boxes)) continue;
    AddIfNamed(name, kMasksSuffix, id, layout.masks);
  }
  for (auto* files : {&layout.lists, &layout.labels, &layout.boxes, &layout.masks}) {
    std::sort(files->begin(), files->end(),
              [](const CsvFile& a, const CsvFile& b) { return std::tie(a.subset, a.entry) < std::tie(b.subset, b.entry); });
  }
  if (all_images != kNoEntry) layout.lists = {{all_images, {}, {}}};
  layout.dataset_meta = archive.Find(kDatasetMeta);
  return layout;
}

}  // namespace

Layout FindLayout(const Archive& archive) {
  Layout layout = FindIn(archive, kAnnotations);
  return layout.empty() ? FindIn(archive, {}) : layout;
}

}  // namespace dropset::open_images
