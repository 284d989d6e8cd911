// Invariant: sink_ and blobs_ are there together, while the file of subsets_[file_] is being written.
#include "formats/datumaro_binary/writer.h"

#include "base/limits.h"
#include "formats/dataset_meta.h"
#include "formats/datumaro_binary/head.h"
#include "formats/datumaro_binary/media_tokens.h"

namespace dropset::datumaro_binary {
namespace {

constexpr std::string_view kDefaultSubset = "default";

std::span<const std::byte> BytesOf(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

}  // namespace

BinaryWriter::BinaryWriter(Bundle& bundle, std::string_view format, WriteOptions options, Context& context)
    : bundle_(bundle),
      options_(std::move(options)),
      context_(context),
      media_(*context.media),
      items_(media_, *context.report, format),
      buckets_(*context.scratch, kSpoolMemory) {
  if (!options_.key) return;
  if (context_.secret_key) *context_.secret_key = KeyText(*options_.key);
  if (!options_.encrypt_media) return;
  context_.media->RecodeImages([this]() -> Result<std::shared_ptr<const Recoding>> {
    DROPSET_ASSIGN(const FernetSeed seed, NewSeed(*context_.environment));
    return EncryptedImage(options_.key, seed);
  });
}

Status BinaryWriter::Begin(const Labels& labels) {
  labels_ = &labels;
  return {};
}

void BinaryWriter::BeginSubset(const std::string& name) { subsets_.push_back({name, buckets_.Create(), {}}); }

Status BinaryWriter::Write(const Item& item) {
  if (subsets_.empty() || subsets_.back().name != item.subset) {
    DROPSET_TRY(EndBlob());
    BeginSubset(item.subset);
  }
  const size_t before = blob_.size();
  DROPSET_TRY(items_.Append(blob_, item));
  *context_.bytes_written += blob_.size() - before;
  return blob_.size() > options_.blob_size ? EndBlob() : Status();
}

Status BinaryWriter::EndBlob() {
  if (blob_.empty()) return {};
  Subset& subset = subsets_.back();
  const uint64_t size = options_.key ? FernetTokenSize(blob_.size()) : blob_.size();
  if (size > INT32_MAX) {
    return Status(Code::kLimit, "an item of " + std::to_string(size) + " bytes, where 2 GiB is the most").At(subset.name);
  }
  if (options_.key) {
    DROPSET_ASSIGN(const FernetSeed seed, NewSeed(*context_.environment));
    blob_ = FernetEncrypt(BytesOf(blob_), *options_.key, seed);
  }
  subset.blob_sizes.push_back(static_cast<uint32_t>(size));
  Status status = buckets_.Append(subset.bucket, BytesOf(blob_));
  blob_.clear();
  return status;
}

Result<Poll> BinaryWriter::Finish() {
  if (!finishing_) {
    finishing_ = true;
    DROPSET_TRY(EndBlob());
    if (subsets_.empty()) BeginSubset(std::string(kDefaultSubset));  // labels and infos are kept
    blob_ = {};
  }
  if (file_ < subsets_.size()) {
    if (!sink_) DROPSET_TRY(OpenFile(subsets_[file_]));
    DROPSET_TRY(CopyBlobs());
    return Poll::kBusy;
  }
  DROPSET_TRY(EndFiles());
  return Poll::kEnd;
}

Status BinaryWriter::OpenFile(const Subset& subset) {
  std::vector<FernetSeed> seeds;
  while (options_.key && seeds.size() < kHeadSeeds) {
    DROPSET_ASSIGN(const FernetSeed seed, NewSeed(*context_.environment));
    seeds.push_back(seed);
  }
  const bool media_encryption = context_.media->saves() && options_.encrypt_media;
  const std::string head = HeadText(*labels_, media_encryption, subset.blob_sizes, options_.key.get(), seeds);
  DROPSET_ASSIGN(sink_, bundle_.Create("annotations/" + datumaro::SubsetFileName(subset.name) + ".datum"));
  DROPSET_ASSIGN(blobs_, buckets_.Open(subset.bucket));
  *context_.bytes_written += head.size();
  return sink_->WriteText(head);
}

// About kReadWindow bytes; ends the file behind its last.
Status BinaryWriter::CopyBlobs() {
  piece_.resize(kReadWindow);
  DROPSET_ASSIGN(const size_t length, blobs_->Read(piece_));
  *context_.bytes_written += length;
  if (length > 0) return sink_->Write(std::span(piece_).first(length));
  DROPSET_TRY(sink_->Close());
  sink_.reset();
  blobs_.reset();
  buckets_.Drop(subsets_[file_++].bucket);
  return {};
}

Status BinaryWriter::EndFiles() {
  if (!media_.saved_images()) DROPSET_TRY(bundle_.AddFolder("images"));
  return options_.save_dataset_meta ? bundle_.AddText(kDatasetMeta, DatasetMetaText(*labels_)) : Status();
}

}  // namespace dropset::datumaro_binary
