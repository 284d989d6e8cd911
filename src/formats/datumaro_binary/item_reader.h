// Reads one item (datumaro_binary.md §3).
#pragma once

#include <string>

#include "formats/datumaro_binary/annotation_reader.h"
#include "formats/datumaro_common/annotation_files.h"
#include "formats/datumaro_common/media_paths.h"

namespace dropset::datumaro_binary {

class ItemReader {
 public:
  ItemReader(const Archive& archive, const datumaro::LabelUnion& labels, ReadingNotes& notes)
      : annotations_(labels, notes), notes_(notes), finder_(archive) {}

  // The file that is read from now on: the `number`-th of those whose labels were united.
  void SetFile(size_t number, const datumaro::AnnotationFile& file, Heads heads);
  // True: `item` is the one that comes next; its subset is as the file has it, perhaps empty. False: it was left out, which was
  // noted, or the cursor has failed. The error is --strict's (with its file).
  Result<bool> Read(Cursor& cursor, Item& item);

 private:
  void ReadMedia(Cursor& cursor, Item& item);
  Media ReadImage(Cursor& cursor, std::string& path);
  void ReadPointCloud(Cursor& cursor, Item& item);
  void Find(std::string path, Item& item) const;

  AnnotationReader annotations_;
  ReadingNotes& notes_;
  datumaro::MediaFinder finder_;
  std::string folder_;  // the file's stem: the subset in paths of media
};

}  // namespace dropset::datumaro_binary
