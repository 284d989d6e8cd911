// Reads one annotation (datumaro_binary.md §3).
#pragma once

#include <string>
#include <vector>

#include "formats/datumaro_binary/cursor.h"
#include "formats/datumaro_common/label_union.h"
#include "formats/reading_notes.h"
#include "model/item.h"

namespace dropset::datumaro_binary {

// How an annotation begins: kShort, of Datumaro 1.1 to 1.4, has no object id.
enum class Heads : uint8_t { kShort, kLong };

class AnnotationReader {
 public:
  AnnotationReader(const datumaro::LabelUnion& labels, ReadingNotes& notes) : labels_(labels), notes_(notes) {}

  // Which of the files whose labels were united is being read, and how.
  void SetFile(size_t file, Heads heads) { file_ = file, heads_ = heads; }

  // Adds the annotation that comes next to `item`, or leaves it out and notes why. The error is --strict's (with its file); what
  // has no known end fails the cursor. `index`: which annotation of the item it is.
  Status Read(Cursor& cursor, Item& item, size_t index);
  // The JSON text that comes next. `item_attributes`: those of the item itself.
  void ReadAttributes(Cursor& cursor, Item& item, Attributes* attributes);

 private:
  void Body(Cursor& cursor, Item& item);
  void Label(Cursor& cursor);
  void Floats(Cursor& cursor, Item& item, size_t least, size_t most);
  void Visibility(Cursor& cursor, Item& item);
  void Mask(Cursor& cursor, Item& item);
  bool KnownAttributes(std::string_view text, Item& item, Attributes& attributes) const;
  void Bad(const Cursor& cursor, std::string message);  // this annotation cannot be used

  const datumaro::LabelUnion& labels_;
  ReadingNotes& notes_;
  size_t file_ = 0;
  Heads heads_ = Heads::kLong;

  // Of the annotation being read.
  Annotation annotation_;
  Status problem_;
  uint64_t short_by_ = 0;

  // The attributes that were read last: those of most annotations are the same.
  std::string last_text_, last_others_;
  Attributes last_attributes_;
};

}  // namespace dropset::datumaro_binary
