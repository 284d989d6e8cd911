#include "formats/datumaro/item_parser.h"

#include "base/limits.h"
#include "base/paths.h"
#include "formats/datumaro_common/attributes_json.h"
#include "formats/datumaro_common/lenient.h"

namespace dropset::datumaro {

ItemParser::ItemParser(const Archive& archive, const LabelUnion& labels, ReadingNotes& notes)
    : notes_(notes), annotations_(labels, notes), finder_(archive) {}

void ItemParser::SetFile(size_t number, const AnnotationFile& file) {
  annotations_.SetFile(number);
  finder_.SetRoot(file.root);
  subset_ = file.subset;
}

Result<bool> ItemParser::Parse(JsonReader& json, Item& item) {
  item.Clear();
  item.subset = subset_;
  for (Named* named : {&image_, &point_cloud_, &video_frame_, &video_, &generic_}) *named = Named();
  related_.clear();
  Lenient lenient(json);
  lenient_ = &lenient;
  begin_ = json.offset();
  const bool object = json.Peek() == JsonKind::kObject;
  if (object) {
    for (json.EnterObject(); json.NextMember();) DROPSET_TRY(Member(json, item));
  } else {
    json.Skip();
    lenient.Bad("expected an object");
  }
  if (!json.ok()) return false;
  if (item.id.empty()) lenient.BadMember("id", "there is none");
  if (lenient.bad()) {
    DROPSET_TRY(notes_.Skipped("item-skipped", "items that cannot be understood are left out", lenient.TakeProblem()));
    return false;
  }
  DROPSET_TRY(ChooseMedia(json, item));
  return true;
}

Status ItemParser::Member(JsonReader& json, Item& item) {
  const std::string_view key = json.key();
  if (key == "id") {
    std::string_view text;
    if (json.Peek() == JsonKind::kNumber) {
      if (json.ReadNumberText(text)) item.id = text;
    } else {
      lenient_->String(item.id);
    }
    NormalizeSlashes(item.id);
  } else if (key == "annotations") {
    return Annotations(json, item);
  } else if (key == "attr") {
    Lenient lenient(json);
    if (lenient.Expect(JsonKind::kObject)) ReadItemAttributes(json, item);
    if (lenient.bad()) return notes_.Mended("item attributes that are no object are left out", lenient.TakeProblem());
  } else if (key == "image") {
    return MediaMember(json, MediaKind::kImage, image_);
  } else if (key == "point_cloud") {
    return MediaMember(json, MediaKind::kPointCloud, point_cloud_);
  } else if (key == "video_frame") {
    return MediaMember(json, MediaKind::kVideoFrame, video_frame_);
  } else if (key == "video") {
    return MediaMember(json, MediaKind::kVideo, video_);
  } else if (key == "media") {
    return MediaMember(json, MediaKind::kGeneric, generic_);
  } else if (key == "related_images") {
    return Related(json);
  } else {
    json.Skip();
  }
  return {};
}

Status ItemParser::Annotations(JsonReader& json, Item& item) {
  Lenient lenient(json);
  if (lenient.Expect(JsonKind::kArray)) {
    for (json.EnterArray(); json.NextElement();) {
      DROPSET_TRY(annotations_.Parse(json, item));
      if (json.offset() - begin_ > kItemText) {
        return Status(Code::kLimit, "an item of more than " + std::to_string(kItemText) + " bytes")
            .At(json.Path())
            .At(notes_.file());
      }
    }
  }
  if (!lenient.bad()) return {};
  return notes_.Skipped("annotations-skipped", "annotations that are no array are left out", lenient.TakeProblem());
}

Status ItemParser::MediaMember(JsonReader& json, MediaKind kind, Named& named) {
  Lenient lenient(json);
  named = Named();
  MediaObject(json, lenient, kind, named);
  if (lenient.bad()) return notes_.Mended("media members that cannot be understood are left out", lenient.TakeProblem());
  if (lenient.converted()) return notes_.Mended("fields that are no integers are converted", lenient.TakeConversion());
  return {};
}

void ItemParser::MediaObject(JsonReader& json, Lenient& lenient, MediaKind kind, Named& named) {
  if (!lenient.Expect(JsonKind::kObject)) return;
  bool any = false;
  Media& media = named.media;
  media.kind = kind;
  for (json.EnterObject(); json.NextMember(); any = true) {
    const std::string_view key = json.key();
    int64_t value;
    if (key == (kind == MediaKind::kVideoFrame ? "video_path" : "path")) {
      lenient.String(named.path);
    } else if (key == "size" && kind == MediaKind::kImage) {
      Size(json, lenient, media);
    } else if (key == "frame_index" && kind == MediaKind::kVideoFrame) {
      if (lenient.Integer(value, 0, UINT32_MAX)) media.frame = static_cast<uint32_t>(value);
    } else if (key == "step" && kind == MediaKind::kVideo) {
      if (lenient.Integer(value, 1, UINT32_MAX)) media.step = static_cast<uint32_t>(value);
    } else if (key == "start_frame" && kind == MediaKind::kVideo) {
      if (lenient.Integer(value, 0, UINT32_MAX)) media.start_frame = static_cast<uint32_t>(value);
    } else if (key == "end_frame" && kind == MediaKind::kVideo) {
      if (lenient.Integer(value, 0, UINT32_MAX)) media.end_frame = value;
    } else {
      json.Skip();
    }
  }
  // An empty path means no medium at all, but of an image, whose path follows from the item's id.
  named.present = kind == MediaKind::kImage ? any : !named.path.empty();
}

// [height, width]
void ItemParser::Size(JsonReader& json, Lenient& lenient, Media& media) {
  if (json.Peek() == JsonKind::kNull) {
    json.ReadNull();
    return;
  }
  std::vector<double> size;
  if (!lenient.Numbers(size)) return;
  const bool known = size.size() == 2 && size[0] >= 1 && size[1] >= 1 && size[0] <= INT32_MAX && size[1] <= INT32_MAX;
  if (!known) return lenient.Bad("expected a height and a width");
  media.height = static_cast<uint32_t>(size[0]);
  media.width = static_cast<uint32_t>(size[1]);
}

Status ItemParser::Related(JsonReader& json) {
  Lenient lenient(json);
  if (lenient.Expect(JsonKind::kArray)) {
    for (json.EnterArray(); json.NextElement();) {
      Named named;
      MediaObject(json, lenient, MediaKind::kImage, named);
      if (!named.path.empty()) related_.push_back(std::move(named));
    }
  }
  return lenient.bad() ? notes_.Mended("media members that cannot be understood are left out", lenient.TakeProblem()) : Status();
}

// One item has one medium; the first of those given in this order is it.
Status ItemParser::ChooseMedia(JsonReader& json, Item& item) {
  Named* chosen = nullptr;
  for (Named* named : {&image_, &point_cloud_, &video_frame_, &video_}) {
    if (!named->present) continue;
    if (chosen) {
      DROPSET_TRY(notes_.Skipped("media-ambiguous", "of several media of one item the first kind is taken",
                                 json.Invalid("expected one of image, point_cloud, video_frame and video")));
      break;
    }
    chosen = named;
  }
  if (!chosen && generic_.present) chosen = &generic_;
  if (!chosen) return {};
  item.media = std::move(chosen->media);
  finder_.FindFor(subset_, std::move(chosen->path), item);
  if (item.media.kind != MediaKind::kPointCloud) return {};
  for (Named& named : related_) {
    item.related.push_back(std::move(named.media));
    finder_.FindRelated(subset_, item.id, std::move(named.path), item.related.back());
  }
  return {};
}

}  // namespace dropset::datumaro
