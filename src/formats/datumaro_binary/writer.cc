// Invariants: blobs of subset_ are all in its bucket or, once through_ is there, all in that. sink_ and blobs_ are there together,
// while the file of spooled_[file_] is being written.
#include "formats/datumaro_binary/writer.h"

#include "base/limits.h"
#include "formats/dataset_meta.h"
#include "formats/datumaro_binary/head.h"
#include "formats/datumaro_binary/media_tokens.h"

namespace dropset::datumaro_binary {
namespace {

constexpr std::string_view kDefaultSubset = "default";
constexpr size_t kMostBlobs = 8192;              // of a file whose head comes last
constexpr uint64_t kSpooled = kSpoolMemory / 2;  // of a subset, before it is written through: nothing has been spilled yet

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

Status BinaryWriter::Write(const Item& item) {
  if (!subset_ || subset_->name != item.subset) {
    DROPSET_TRY(EndSubset());
    BeginSubset(item.subset);
  }
  const size_t before = blob_.size();
  DROPSET_TRY(items_.Append(blob_, item));
  *context_.bytes_written += blob_.size() - before;
  return blob_.size() > BlobSize() ? EndBlob() : Status();
}

void BinaryWriter::BeginSubset(const std::string& name) {
  subset_ = {name, buckets_.Create(), {}};
  begun_ = true;
}

Status BinaryWriter::EndSubset() {
  if (!subset_) return {};
  DROPSET_TRY(EndBlob());
  if (through_) {
    DROPSET_ASSIGN(const std::string head, HeadOf(*subset_));
    DROPSET_TRY(through_->PutHead(BytesOf(head)));
    DROPSET_TRY(through_->Close());
    through_.reset();
  } else {
    spooled_.push_back(*std::move(subset_));
  }
  subset_.reset();
  return {};
}

// Where the head's room is bounded, so is the number of blobs: the second half of them grow, from the size of the others to 256
// times as much, which is room for 256 GiB.
size_t BinaryWriter::BlobSize() const {
  const size_t sixteenth = through_ ? subset_->blob_sizes.size() * 16 / kMostBlobs : 0;
  return options_.blob_size << (sixteenth < 8 ? 0 : sixteenth - 7);
}

Status BinaryWriter::EndBlob() {
  if (blob_.empty()) return {};
  const uint64_t size = options_.key ? FernetTokenSize(blob_.size()) : blob_.size();
  if (size > INT32_MAX) {
    return Status(Code::kLimit, "an item of " + std::to_string(size) + " bytes, where 2 GiB is the most").At(subset_->name);
  }
  if (options_.key) {
    DROPSET_ASSIGN(const FernetSeed seed, NewSeed(*context_.environment));
    blob_ = FernetEncrypt(BytesOf(blob_), *options_.key, seed);
  }
  Status status = AppendBlob(BytesOf(blob_));
  blob_.clear();
  return status;
}

Status BinaryWriter::AppendBlob(std::span<const std::byte> blob) {
  const uint64_t spooled = buckets_.size(subset_->bucket);
  if (!through_ && spooled <= kSpooled && spooled + blob.size() > kSpooled) DROPSET_TRY(WriteThrough());
  subset_->blob_sizes.push_back(static_cast<uint32_t>(blob.size()));
  if (!through_) return buckets_.Append(subset_->bucket, blob);
  if (subset_->blob_sizes.size() > kMostBlobs) return Status(Code::kLimit, "a file of over 256 GiB").At(PathOf(*subset_));
  return through_->Write(blob);
}

// What would pass through Scratch goes into the output instead, where that can be.
Status BinaryWriter::WriteThrough() {
  if (subset_->blob_sizes.size() > kMostBlobs / 2) return {};
  const std::vector<FernetSeed> any(kHeadSeeds);
  const std::vector<uint32_t> most(kMostBlobs);
  const size_t head = HeadText(*labels_, encrypts_media(), most, options_.key.get(), any).size();
  DROPSET_ASSIGN(through_, bundle_.CreateHeaded(PathOf(*subset_), head));
  if (!through_) return {};
  DROPSET_ASSIGN(const RawBytes blobs, buckets_.Take(subset_->bucket));
  return through_->Write(blobs);
}

std::string BinaryWriter::PathOf(const Subset& subset) const {
  return "annotations/" + datumaro::SubsetFileName(subset.name) + ".datum";
}

Result<std::string> BinaryWriter::HeadOf(const Subset& subset) {
  std::vector<FernetSeed> seeds;
  while (options_.key && seeds.size() < kHeadSeeds) {
    DROPSET_ASSIGN(const FernetSeed seed, NewSeed(*context_.environment));
    seeds.push_back(seed);
  }
  std::string head = HeadText(*labels_, encrypts_media(), subset.blob_sizes, options_.key.get(), seeds);
  *context_.bytes_written += head.size();
  return head;
}

Result<Poll> BinaryWriter::Finish() {
  if (!finishing_) {
    finishing_ = true;
    if (!begun_) BeginSubset(std::string(kDefaultSubset));  // labels and infos are kept
    DROPSET_TRY(EndSubset());
    blob_ = {};
  }
  if (file_ < spooled_.size()) {
    if (!sink_) DROPSET_TRY(OpenFile(spooled_[file_]));
    DROPSET_TRY(CopyBlobs());
    return Poll::kBusy;
  }
  DROPSET_TRY(EndFiles());
  return Poll::kEnd;
}

Status BinaryWriter::OpenFile(const Subset& subset) {
  DROPSET_ASSIGN(const std::string head, HeadOf(subset));
  DROPSET_ASSIGN(sink_, bundle_.Create(PathOf(subset)));
  DROPSET_ASSIGN(blobs_, buckets_.Open(subset.bucket));
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
  buckets_.Drop(spooled_[file_++].bucket);
  return {};
}

Status BinaryWriter::EndFiles() {
  if (!media_.saved_images()) DROPSET_TRY(bundle_.AddFolder("images"));
  return options_.save_dataset_meta ? bundle_.AddText(kDatasetMeta, DatasetMetaText(*labels_)) : Status();
}

}  // namespace dropset::datumaro_binary
