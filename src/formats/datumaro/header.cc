// Invariant: items are looked at, to tell the kind of media, only while no media_type was declared and looked_at_ < kLookedAt.
#include "formats/datumaro/header.h"

#include "base/limits.h"
#include "formats/datumaro_common/lenient.h"
#include "model/item.h"

namespace dropset::datumaro {
namespace {

constexpr int kLookedAt = 64;                      // items that tell the kind of media where no media_type does
constexpr int64_t kMediaTypes = 10, kNoClass = 3;  // model.md §1.1

JsonOptions Options() {
  JsonOptions options;
  options.non_finite = true;
  return options;
}

bool HasMembers(JsonReader& json) {
  bool any = false;
  for (json.EnterObject(); json.NextMember();) {
    any = true;
    json.Skip();
  }
  return any;
}

// Whether the object that comes next has a `path` that is not empty.
bool HasPath(JsonReader& json) {
  std::string_view path;
  bool any = false;
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "path" && json.Peek() == JsonKind::kString) {
      any = json.ReadString(path) && !path.empty();
    } else {
      json.Skip();
    }
  }
  return any;
}

}  // namespace

HeaderScan::HeaderScan(std::unique_ptr<Stream> stream, ReadingNotes& notes) : json_(std::move(stream), Options()), notes_(notes) {
  json_.EnterObject();
}

Result<bool> HeaderScan::Step() {
  const uint64_t until = json_.offset() + kReadWindow;
  bool done = false;
  while (!done && json_.ok() && json_.offset() < until) {
    if (!in_items_) {
      DROPSET_TRY(Member(done));
    } else if (!json_.NextElement()) {
      in_items_ = false;
    } else if (!media_type_ && looked_at_ < kLookedAt && json_.Peek() == JsonKind::kObject) {
      ++looked_at_;
      Element();
    } else if (saw_categories_ && saw_infos_) {
      done = true;
    } else {
      json_.Skip();
    }
  }
  if (!json_.ok()) return notes_.AtFile(json_.TakeStatus());
  if (done) DROPSET_TRY(Complete());
  return done;
}

Status HeaderScan::Member(bool& done) {
  if (!json_.NextMember()) {
    if (!json_.ok()) return {};
    done = whole_ = true;
    return {};
  }
  if (json_.key() == "dm_format_version") return Version();
  if (json_.key() == "media_type") return MediaType();
  if (json_.key() == "categories") {
    saw_categories_ = true;
    return ReadCategories(json_, file_, notes_);
  }
  if (json_.key() == "infos") {
    saw_infos_ = true;
    return ReadInfos(json_, file_.labels, notes_);
  }
  if (json_.key() == "info") {
    saw_infos_ = true;
    return OldInfo();
  }
  if (json_.key() != "items") {
    json_.Skip();
    return {};
  }
  saw_items_ = true;
  in_items_ = json_.EnterArray();
  return {};
}

// Where files of 0.3 and CVAT's have their infos; no reader of Datumaro takes them (datumaro.md §1.1).
Status HeaderScan::OldInfo() {
  if (json_.Peek() != JsonKind::kObject) {
    json_.Skip();
  } else if (HasMembers(json_)) {
    notes_.Lost("info-dropped", "infos of Datumaro 0.3 are not taken over, as Datumaro itself does not", "info");
  }
  return {};
}

// Absent or "1.0" (datumaro.md §2.2).
Status HeaderScan::Version() {
  std::string text;
  double number;
  bool known = false;
  switch (json_.Peek()) {
    case JsonKind::kNull: known = json_.ReadNull(); break;
    case JsonKind::kString: known = json_.ReadString(text) && text == "1.0"; break;
    case JsonKind::kNumber: known = json_.ReadDouble(number) && number == 1; break;
    default: json_.Skip();
  }
  if (known || !json_.ok()) return {};
  return Status(Code::kUnsupported, "expected version 1.0" + (text.empty() ? "" : ", found " + text.substr(0, 40)))
      .At(json_.Path())
      .At(notes_.file());
}

Status HeaderScan::MediaType() {
  Lenient lenient(json_);
  int64_t type;
  if (lenient.Integer(type, 0, kMediaTypes)) {
    if (type == kNoClass) lenient.Bad("there are no media of type 3");
    if (type != kNoClass) media_type_ = static_cast<int>(type);
  }
  if (lenient.bad()) {
    return notes_.Mended("media types that are unknown are inferred from the items", lenient.TakeProblem());
  }
  return {};
}

void HeaderScan::Element() {
  MediaKind kind = MediaKind::kNone;
  for (json_.EnterObject(); json_.NextMember();) {
    const bool object = json_.Peek() == JsonKind::kObject;
    if (object && json_.key() == "image") {
      if (HasMembers(json_)) kind = MediaKind::kImage;
    } else if (object && json_.key() == "point_cloud") {
      if (HasPath(json_)) kind = MediaKind::kPointCloud;
    } else if (object && json_.key() == "video_frame") {
      kind = MediaKind::kVideoFrame;
      json_.Skip();
    } else if (object && json_.key() == "video") {
      kind = MediaKind::kVideo;
      json_.Skip();
    } else {
      json_.Skip();
    }
  }
  if (kind == MediaKind::kNone) return;
  if (found_media_ && *found_media_ != static_cast<int>(kind)) kind = MediaKind::kGeneric;
  found_media_ = static_cast<int>(kind);
}

Status HeaderScan::Complete() {
  file_.labels.media_type = media_type_.value_or(found_media_.value_or(static_cast<int>(MediaKind::kImage)));
  if (!saw_categories_ && !saw_items_) {
    return Status(Code::kInvalid, "this is no Datumaro file: there are neither categories nor items").At(notes_.file());
  }
  if (!saw_categories_) {
    return notes_.Mended("annotation files without categories have none", Status(Code::kInvalid, "there are no categories"));
  }
  if (!saw_items_) return notes_.Mended("annotation files without items have none", Status(Code::kInvalid, "there are no items"));
  return {};
}

}  // namespace dropset::datumaro
