#include "formats/datumaro_binary/item_reader.h"

#include "base/paths.h"
#include "formats/datumaro_binary/media_kinds.h"

namespace dropset::datumaro_binary {
namespace {

constexpr size_t kSmallestImage = 4 + 4 + 4 + 4;    // its kind, an empty path, height and width
constexpr size_t kSmallestAnnotation = 17 + 4 + 4;  // a short head, no attributes, a label

std::string PathOf(std::string_view text) { return std::string(text == kNoPath ? std::string_view() : text); }

}  // namespace

void ItemReader::SetFile(size_t number, const datumaro::AnnotationFile& file, Heads heads) {
  annotations_.SetFile(number, heads);
  finder_.SetRoot(file.root);
  folder_ = file.subset;
}

Result<bool> ItemReader::Read(Cursor& cursor, Item& item) {
  item.Clear();
  item.id = cursor.String();
  NormalizeSlashes(item.id);
  Status problem = item.id.empty() ? cursor.Invalid("an item without an id") : Status();
  item.subset = cursor.String();
  ReadMedia(cursor, item);
  annotations_.ReadAttributes(cursor, item, nullptr);
  const uint32_t count = cursor.Count(kSmallestAnnotation);
  for (uint32_t k = 0; k < count && cursor.ok(); ++k) DROPSET_TRY(annotations_.Read(cursor, item, k));
  if (!cursor.ok()) return false;
  if (problem.ok()) return true;
  DROPSET_TRY(notes_.Skipped("item-skipped", "items that cannot be understood are left out", std::move(problem)));
  return false;
}

void ItemReader::ReadMedia(Cursor& cursor, Item& item) {
  const uint32_t kind = cursor.U32();
  Media& media = item.media;
  std::string path;
  switch (static_cast<MediaKind>(kind)) {
    case MediaKind::kNone: return;
    case MediaKind::kGeneric:
      media.kind = MediaKind::kGeneric;
      path = PathOf(cursor.String());
      break;
    case MediaKind::kImage: media = ReadImage(cursor, path); break;
    case MediaKind::kVideoFrame:
      media.kind = MediaKind::kVideoFrame;
      path = PathOf(cursor.String());
      media.frame = cursor.U32();
      break;
    case MediaKind::kVideo: {
      media.kind = MediaKind::kVideo;
      path = PathOf(cursor.String());
      media.step = cursor.U32();
      media.start_frame = cursor.U32();
      const uint32_t end = cursor.U32();
      if (end != kNoEndFrame) media.end_frame = end;
      break;
    }
    case MediaKind::kPointCloud: return ReadPointCloud(cursor, item);
    default: return cursor.Fail("there is no media kind " + std::to_string(kind));
  }
  if (cursor.ok()) Find(std::move(path), item);
}

// Without a path an image may lie where its id says; then again there may be no file.
void ItemReader::Find(std::string path, Item& item) const {
  const bool named = !path.empty();
  if (named || item.media.kind == MediaKind::kImage) finder_.FindFor(folder_, std::move(path), item);
  if (!named && item.media.entry == kNoEntry) item.media.path.clear();
}

Media ItemReader::ReadImage(Cursor& cursor, std::string& path) {
  Media media;
  media.kind = MediaKind::kImage;
  path = PathOf(cursor.String());
  const int32_t height = cursor.I32(), width = cursor.I32();
  if (height > 0 && width > 0) {
    media.height = static_cast<uint32_t>(height);
    media.width = static_cast<uint32_t>(width);
  }
  return media;
}

void ItemReader::ReadPointCloud(Cursor& cursor, Item& item) {
  item.media.kind = MediaKind::kPointCloud;
  std::string path = PathOf(cursor.String());
  if (cursor.ok()) Find(std::move(path), item);
  const uint32_t count = cursor.Count(kSmallestImage);
  for (uint32_t k = 0; k < count; ++k) {
    const uint32_t kind = cursor.U32();
    if (kind != static_cast<uint32_t>(MediaKind::kImage))
      return cursor.Fail("expected an image, found media kind " + std::to_string(kind));
    std::string related_path;
    Media related = ReadImage(cursor, related_path);
    if (!cursor.ok()) return;
    if (related_path.empty()) related_path = item.id + "/extra_image_" + std::to_string(k) + ".jpg";
    finder_.FindRelated(folder_, item.id, std::move(related_path), related);
    item.related.push_back(std::move(related));
  }
}

}  // namespace dropset::datumaro_binary
