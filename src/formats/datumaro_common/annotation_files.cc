#include "formats/datumaro_common/annotation_files.h"

#include <algorithm>
#include <tuple>

#include "base/paths.h"
#include "formats/dataset_meta.h"

namespace dropset::datumaro {
namespace {

constexpr std::string_view kAnnotations = "annotations/";
constexpr size_t kDeepest = 3;  // folders around `annotations`

AnnotationFile FileAt(const Archive& archive, EntryId entry, std::string_view root) {
  return {entry, std::string(SplitExtension(BaseName(archive.entries()[entry].path)).first), std::string(root)};
}

}  // namespace

std::vector<AnnotationFile> FindAnnotationFiles(const Archive& archive, const std::function<bool(std::string_view)>& is_named,
                                                const std::function<bool(EntryId)>& is_alike) {
  std::vector<AnnotationFile> files;
  size_t shallowest = kDeepest + 1;
  for (EntryId entry = 0; entry < archive.entries().size(); ++entry) {
    const std::string_view path = archive.entries()[entry].path;
    const std::string_view folder = FolderName(path);
    if (!folder.ends_with(kAnnotations) || !is_named(path)) continue;
    const std::string_view root = folder.substr(0, folder.size() - kAnnotations.size());
    if (!root.empty() && root.back() != '/') continue;  // another folder whose name ends so
    const auto depth = static_cast<size_t>(std::count(root.begin(), root.end(), '/'));
    if (depth > shallowest || depth > kDeepest) continue;
    if (depth < shallowest) files.clear();
    shallowest = depth;
    files.push_back(FileAt(archive, entry, root));
  }
  for (EntryId entry = 0; shallowest > kDeepest && entry < archive.entries().size(); ++entry) {
    const std::string_view path = archive.entries()[entry].path;
    if (FolderName(path).empty() && is_named(path) && is_alike(entry)) files.push_back(FileAt(archive, entry, {}));
  }
  std::sort(files.begin(), files.end(), [](const AnnotationFile& a, const AnnotationFile& b) {
    return std::tie(a.subset, a.entry) < std::tie(b.subset, b.entry);
  });
  return files;
}

bool HasExtension(std::string_view path, std::string_view extension) {
  const std::string_view own = SplitExtension(path).second;
  auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::equal(own.begin(), own.end(), extension.begin(), extension.end(), same);
}

Status UseDatasetMeta(const Archive& archive, const std::string& root, Labels& labels) {
  const EntryId entry = archive.Find(root + std::string(kDatasetMeta));
  if (entry == kNoEntry || !labels.labels.empty()) return {};
  DROPSET_ASSIGN(std::vector<MetaLabel> meta, ReadDatasetMeta(archive, entry));
  labels.declared = true;
  for (MetaLabel& label : meta) {
    if (label.color) {
      if (!labels.colors) labels.colors.emplace();
      labels.colors->emplace_back(static_cast<int64_t>(labels.labels.size()), *label.color);
    }
    labels.labels.push_back({std::move(label.name), std::move(label.parent), {}});
  }
  return {};
}

}  // namespace dropset::datumaro
