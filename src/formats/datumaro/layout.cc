#include "formats/datumaro/layout.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "base/paths.h"
#include "formats/dataset_meta.h"
#include "text/json_reader.h"

namespace dropset::datumaro {
namespace {

constexpr std::string_view kAnnotations = "annotations/";
constexpr size_t kDeepest = 3;      // folders around `annotations`
constexpr size_t kHead = 64 << 10;  // bytes of a file that are looked at
constexpr size_t kLookedAt = 4;     // files

// The front of another stream.
class HeadStream final : public Stream {
 public:
  explicit HeadStream(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
  Result<size_t> Read(std::span<std::byte> out) override {
    auto length = stream_->Read(out.first(std::min(out.size(), left_)));
    if (length.ok()) left_ -= *length;
    return length;
  }

 private:
  std::unique_ptr<Stream> stream_;
  size_t left_ = kHead;
};

bool IsJson(std::string_view path) {
  std::string extension(SplitExtension(path).second);
  std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return extension == ".json" && BaseName(path) != kDatasetMeta;
}

AnnotationFile FileAt(const Archive& archive, EntryId entry, std::string_view root) {
  return {entry, std::string(SplitExtension(BaseName(archive.entries()[entry].path)).first), std::string(root)};
}

}  // namespace

Look LookAt(const Archive& archive, EntryId entry) {
  auto stream = archive.Open(entry);
  if (!stream.ok()) return Look::kUnclear;
  JsonOptions options;
  options.non_finite = true;
  JsonReader json(std::make_unique<HeadStream>(*std::move(stream)), options);
  JsonKind kind = json.Peek();
  if (kind != JsonKind::kObject) return kind == JsonKind::kNone ? Look::kUnclear : Look::kOther;
  bool categories = false, items = false;
  for (json.EnterObject(); json.NextMember();) {
    kind = json.Peek();
    if (json.key() == "categories") {
      if (kind == JsonKind::kArray) return Look::kOther;  // COCO
      categories = kind == JsonKind::kObject;
    } else if (json.key() == "items") {
      items = kind == JsonKind::kArray;
    } else if ((json.key() == "images" || json.key() == "annotations") && kind == JsonKind::kArray) {
      return Look::kOther;
    }
    if (categories && items) return Look::kDatumaro;
    json.Skip();
  }
  if (!json.ok()) return categories || items ? Look::kDatumaro : Look::kUnclear;
  return categories || items ? Look::kUnclear : Look::kOther;
}

std::vector<AnnotationFile> FindAnnotationFiles(const Archive& archive) {
  std::vector<AnnotationFile> files;
  size_t shallowest = kDeepest + 1;
  for (EntryId entry = 0; entry < archive.entries().size(); ++entry) {
    const std::string_view path = archive.entries()[entry].path;
    const std::string_view folder = FolderName(path);
    if (!folder.ends_with(kAnnotations) || !IsJson(path)) continue;
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
    if (!FolderName(path).empty() || !IsJson(path) || LookAt(archive, entry) != Look::kDatumaro) continue;
    files.push_back(FileAt(archive, entry, {}));
  }
  std::sort(files.begin(), files.end(), [](const AnnotationFile& a, const AnnotationFile& b) {
    return std::tie(a.subset, a.entry) < std::tie(b.subset, b.entry);
  });
  return files;
}

Match Detect(const Archive& archive) {
  std::vector<AnnotationFile> files = FindAnnotationFiles(archive);
  for (size_t k = 0; k < std::min(files.size(), kLookedAt); ++k) {
    if (LookAt(archive, files[k].entry) != Look::kDatumaro) continue;
    return {20, archive.entries()[files[k].entry].path + ": categories and items, as Datumaro JSON has them"};
  }
  if (files.empty()) return {0, "no annotations/<subset>.json"};
  return {0, archive.entries()[files[0].entry].path + ": not an object with categories and items"};
}

}  // namespace dropset::datumaro
