#include "formats/datumaro/layout.h"

#include <algorithm>
#include <memory>

#include "base/paths.h"
#include "formats/dataset_meta.h"
#include "text/json_reader.h"

namespace dropset::datumaro {
namespace {

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

bool IsJson(std::string_view path) { return HasExtension(path, ".json") && BaseName(path) != kDatasetMeta; }

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

std::vector<AnnotationFile> FindJsonFiles(const Archive& archive) {
  return FindAnnotationFiles(archive, IsJson, [&](EntryId entry) { return LookAt(archive, entry) == Look::kDatumaro; });
}

Match Detect(const Archive& archive) {
  std::vector<AnnotationFile> files = FindJsonFiles(archive);
  for (size_t k = 0; k < std::min(files.size(), kLookedAt); ++k) {
    if (LookAt(archive, files[k].entry) != Look::kDatumaro) continue;
    return {20, archive.entries()[files[k].entry].path + ": categories and items, as Datumaro JSON has them"};
  }
  if (files.empty()) return {0, "no annotations/<subset>.json"};
  return {0, archive.entries()[files[0].entry].path + ": not an object with categories and items"};
}

}  // namespace dropset::datumaro
