// Writes DatumaroBinary as the reference of 1.10 does (datumaro_binary.md §3, layout C).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/datumaro_binary/item_writer.h"
#include "formats/datumaro_binary/key.h"
#include "formats/datumaro_common/media_paths.h"
#include "formats/format.h"
#include "io/buckets.h"

namespace dropset::datumaro_binary {

constexpr size_t kBlobSize = size_t{1} << 20;

struct WriteOptions {
  bool save_dataset_meta = false;
  bool encrypt_media = true;     // saved images too, where there is a key
  Key key;                       // null: nothing is encrypted
  size_t blob_size = kBlobSize;  // a blob ends with the first item that makes it larger
};

class BinaryWriter final : public Writer {
 public:
  // With a key, context.environment must be there.
  BinaryWriter(Bundle& bundle, std::string_view format, WriteOptions options, Context& context);

  Status Begin(const Labels& labels) override;
  Status Write(const Item& item) override;
  Result<Poll> Finish() override;

 private:
  struct Subset {
    std::string name;
    uint32_t bucket = 0;               // its blobs, as they will be stored
    std::vector<uint32_t> blob_sizes;  // of them
  };

  bool encrypts_media() const { return context_.media->saves() && options_.encrypt_media; }
  void BeginSubset(const std::string& name);
  Status EndSubset();
  size_t BlobSize() const;
  Status EndBlob();
  Status AppendBlob(std::span<const std::byte> blob);
  Status WriteThrough();
  std::string PathOf(const Subset& subset) const;
  Result<std::string> HeadOf(const Subset& subset);
  Status OpenFile(const Subset& subset);
  Status CopyBlobs();
  Status EndFiles();

  Bundle& bundle_;
  const WriteOptions options_;
  Context& context_;
  datumaro::SavedMedia media_;
  ItemWriter items_;
  const Labels* labels_ = nullptr;

  // While items come: blobs are spooled, since the sizes of all precede them, until there are many and the output can be given
  // their head last.
  Buckets buckets_;
  std::optional<Subset> subset_;         // under way
  std::string blob_;                     // of it, not stored yet
  std::unique_ptr<HeadedSink> through_;  // its file, if it is being written already
  bool begun_ = false;                   // a subset

  // Then, the files of those that were spooled, one by one.
  std::vector<Subset> spooled_;
  bool finishing_ = false;
  size_t file_ = 0;  // in spooled_
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<Stream> blobs_;
  std::vector<std::byte> piece_;  // being copied
};

}  // namespace dropset::datumaro_binary
