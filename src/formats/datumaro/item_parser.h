// Reads one element of `items` (datumaro.md §2.4).
#pragma once

#include <string>
#include <vector>

#include "archive/archive.h"
#include "formats/datumaro/annotation_parser.h"
#include "formats/datumaro/layout.h"
#include "formats/datumaro_common/label_union.h"
#include "formats/datumaro_common/media_paths.h"
#include "formats/reading_notes.h"
#include "model/item.h"
#include "text/json_reader.h"

namespace dropset::datumaro {

class ItemParser {
 public:
  ItemParser(const Archive& archive, const LabelUnion& labels, ReadingNotes& notes);

  // The file that is read from now on: the `number`-th of those whose labels were united.
  void SetFile(size_t number, const AnnotationFile& file);
  // Consumes the element that comes next. True: `item` is it. False: it was left out, which was noted, or the reader has failed.
  // The error is --strict's (with its file).
  Result<bool> Parse(JsonReader& json, Item& item);

 private:
  // A medium as the file names it.
  struct Named {
    bool present = false;
    std::string path;
    Media media;
  };

  Status Member(JsonReader& json, Item& item);
  Status Annotations(JsonReader& json, Item& item);
  Status MediaMember(JsonReader& json, MediaKind kind, Named& named);
  Status Related(JsonReader& json);
  void MediaObject(JsonReader& json, Lenient& lenient, MediaKind kind, Named& named);
  void Size(JsonReader& json, Lenient& lenient, Media& media);
  Status ChooseMedia(JsonReader& json, Item& item);

  ReadingNotes& notes_;
  AnnotationParser annotations_;
  MediaFinder finder_;
  std::string subset_;

  Lenient* lenient_ = nullptr;  // of the item being read: about its id
  uint64_t begin_ = 0;          // offset of the item
  Named image_, point_cloud_, video_frame_, video_, generic_;
  std::vector<Named> related_;
};

}  // namespace dropset::datumaro
