// Reads DatumaroBinary: the head of every file, then their items blob by blob.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/datumaro_binary/file_scan.h"
#include "formats/datumaro_binary/item_reader.h"
#include "formats/datumaro_common/distinct_ids.h"
#include "formats/format.h"

namespace dropset::datumaro_binary {

struct ReadOptions {
  std::string key;             // as given; may be empty
  std::optional<Heads> heads;  // nothing: found out
  bool strict = false;
};

class BinaryReader final : public Reader {
 public:
  // `files` as FindAnnotationFiles gives them, not empty.
  BinaryReader(const Archive& archive, const std::vector<datumaro::AnnotationFile>& files, std::string_view format,
               ReadOptions options, Context& context);

  const Labels& labels() const override { return labels_.labels(); }
  Result<Poll> Next(Item& item) override;
  std::string Place() const override;

 private:
  struct File {
    datumaro::AnnotationFile at;
    size_t number = 0;   // among those whose labels were united
    std::string subset;  // of its items
    std::unique_ptr<Head> head;
    Heads heads = Heads::kLong;
  };

  Status ScanSome();
  Status OpenFile();
  Status NextBlob();
  Result<bool> ReadItem(Item& item);
  void Decrypt(const Item& item) const;
  const std::string& PathOf(const File& file) const { return archive_.entries()[file.at.entry].path; }

  const Archive& archive_;
  std::vector<File> files_;
  const ReadOptions options_;
  Context& context_;
  ReadingNotes notes_;
  datumaro::LabelUnion labels_;
  ItemReader items_;

  bool heads_read_ = false;
  std::unique_ptr<FileScan> scan_;
  size_t file_ = 0;                             // in files_; its head is being scanned, or its items are being read
  std::optional<BlobReader> blobs_;             // of the file; nothing between files
  std::shared_ptr<const Recoding> decryption_;  // of the file's images; null: they are not encrypted
  std::optional<Cursor> cursor_;                // in the blob; nothing between blobs
  uint64_t item_ = 0;                           // how many of the file were begun
  datumaro::DistinctIds ids_;
};

}  // namespace dropset::datumaro_binary
