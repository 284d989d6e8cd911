// Invariants of ZipWriter:
// - Everything goes through out_, in order; only the local header of the newest record is patched, at its end.
// - records_ holds one record for each file or folder that was begun, in output order. While `open_`, the last one is unfinished.
// - Sizes and CRC of a finished record are final, and its local header (or descriptor) says the same as the record.

#include <algorithm>
#include <optional>

#include "archive/copies.h"
#include "archive/entry_path.h"
#include "archive/output_buffer.h"
#include "archive/output_paths.h"
#include "archive/zip.h"
#include "archive/zip_format.h"
#include "archive/zip_records.h"
#include "codec/bzip2.h"
#include "codec/crc32.h"
#include "codec/deflate.h"
#include "codec/lzma.h"
#include "codec/piece_compressor.h"

namespace dropset {
namespace {

constexpr size_t kWholeBuffer = kCopyWindow;  // what is deflated in memory at once
// From this size on what cannot be compressed may need ZIP64: no method adds as much as a sixteenth.
constexpr uint64_t kMayNeedZip64 = zip::kMax32 - (zip::kMax32 >> 4);

class ZipWriter final : public Bundle, private CopyTarget {
 public:
  ZipWriter(Sink& sink, const Archive& input, const ZipWriteOptions& options)
      : out_(sink),
        input_(input),
        level_(std::clamp(options.level, 0, 9)),
        helper_(options.helper),
        copies_(input, paths_, *this, options.helper) {}

  Result<std::unique_ptr<Sink>> Create(std::string_view path) override;
  Result<std::unique_ptr<HeadedSink>> CreateHeaded(std::string_view path, size_t most) override;
  Status AddFolder(std::string_view path) override;
  Status Add(std::string_view path, std::shared_ptr<const Source> bytes, bool media) override;
  Status Copy(std::string_view path, EntryId entry) override { return copies_.Note(path, entry); }
  Status CopyAs(std::string_view path, EntryId entry, Method method) override { return Note(path, entry, method, nullptr); }
  Status CopyRecoded(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding,
                     std::optional<Method> method) override {
    return Note(path, entry, method, std::move(recoding));
  }
  Status AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method method) override;
  Result<bool> CopyNoted(size_t budget) override {
    if (!copies_.copying()) DROPSET_TRY(Ready());
    return copies_.Run(budget);
  }
  Status Finish() override;

 private:
  // What Create and CreateHeaded hand out: content of the open record.
  class FileSink final : public HeadedSink {
   public:
    explicit FileSink(ZipWriter& writer) : writer_(writer) {}
    Status PutHead(std::span<const std::byte> head) override { return writer_.PutHead(head); }
    Status Write(std::span<const std::byte> bytes) override {
      if (closed_) return Status(Code::kInternal, "this file of the zip is closed");
      return writer_.WriteContent(bytes);
    }
    Status Close() override {
      if (closed_) return {};
      closed_ = true;
      return writer_.End();
    }

   private:
    ZipWriter& writer_;
    bool closed_ = false;
  };

  // CopyTarget
  Result<std::unique_ptr<Stream>> BeginCopy(uint32_t path, EntryId entry) override;
  Result<std::unique_ptr<Stream>> BeginAdded(uint32_t path, std::shared_ptr<const Source> bytes) override;
  std::span<std::byte> CopyRoom() override { return compressor_ ? std::span<std::byte>() : out_.Room(); }
  Status WriteCopy(std::span<const std::byte> bytes) override;
  Status EndCopy() override { return End(); }

  Status Note(std::string_view path, EntryId entry, std::optional<Method> method, std::shared_ptr<const Recoding> recoding);
  Status Ready() const;
  zip::Record NewRecord(uint32_t path, Method method) const;
  Status Begin(const zip::Record& record, size_t room);
  Status BeginFile(std::string_view path, size_t head_room);
  Status PutHead(std::span<const std::byte> head);
  Status WriteContent(std::span<const std::byte> bytes);
  Status End();
  Status AddDeflated(std::string_view path, const Source& bytes);
  Status AddStored(uint32_t path, std::shared_ptr<const Source> bytes);
  Result<std::unique_ptr<Stream>> BeginStored(uint32_t path, std::shared_ptr<const Source> bytes);
  Result<std::unique_ptr<Stream>> BeginCompressed(uint32_t path, std::unique_ptr<Stream> content, const RawEntry& raw,
                                                  Method method);
  std::optional<Method> MethodOf(uint32_t path) const;
  void SetMethod(uint32_t path, std::optional<Method> method);
  std::unique_ptr<Sink> Compressor(Method method, uint64_t size);

  OutputBuffer out_;
  const Archive& input_;
  int level_;
  PieceHelper* helper_;
  OutputPaths paths_;
  NotedCopies copies_;
  std::vector<std::optional<Method>> methods_;  // by path, of what is noted, if not as it lies; may be shorter than paths_
  std::vector<zip::Record> records_;
  bool finished_ = false;

  bool open_ = false;
  size_t room_ = 0;                   // bytes of the open record's header for ZIP64 sizes, and where a head may come to lie
  bool patch_ = false;                // the open record's header is written again at its end
  bool count_ = false;                // size and CRC are found while writing
  uint64_t data_begin_ = 0;           // where the open record's data begin
  std::unique_ptr<Sink> compressor_;  // of the open record, if it is compressed here
};

Status ZipWriter::Ready() const {
  if (finished_) return Status(Code::kInternal, "the zip is finished");
  if (open_) return Status(Code::kInternal, "the file is still open").At(ShownName(paths_.Get(records_.back().path)));
  return {};
}

zip::Record ZipWriter::NewRecord(uint32_t path, Method method) const {
  zip::Record record;
  record.path = path;
  record.offset = out_.position();
  record.method = static_cast<uint16_t>(method);
  std::string_view name = paths_.Get(path);
  bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) record.flags |= zip::kFlagUtf8;
  return record;
}

// Writes the local header. The caller says beforehand in patch_ and count_ what is still open in it.
Status ZipWriter::Begin(const zip::Record& record, size_t room) {
  records_.push_back(record);
  open_ = true;
  room_ = room;
  DROPSET_TRY(out_.Write(zip::LocalHeader(record, paths_.Get(record.path), room)));
  data_begin_ = out_.position();
  return {};
}

Status ZipWriter::WriteContent(std::span<const std::byte> bytes) {
  if (count_) {
    zip::Record& record = records_.back();
    record.crc = Crc32(record.crc, bytes);
    record.size += bytes.size();
  }
  return compressor_ ? compressor_->Write(bytes) : out_.Write(bytes);
}

Status ZipWriter::End() {
  if (compressor_) DROPSET_TRY(compressor_->Close());
  compressor_.reset();
  zip::Record& record = records_.back();
  record.compressed = out_.position() - data_begin_;
  if (record.flags & zip::kFlagDescriptor) DROPSET_TRY(out_.Write(zip::Descriptor(record)));
  if (patch_) DROPSET_TRY(out_.Patch(record.offset, zip::LocalHeader(record, paths_.Get(record.path), room_)));
  open_ = patch_ = count_ = false;
  return {};
}

// A stored entry with a data descriptor is one that streaming readers (Java's among them) refuse, since only the compressed data
// can say where they end. So without Patch even level 0 is deflate, in its stored blocks.
Status ZipWriter::BeginFile(std::string_view path, size_t head_room) {
  DROPSET_TRY(Ready());
  DROPSET_ASSIGN(uint32_t number, paths_.AddFile(path));
  patch_ = out_.seekable();
  count_ = true;
  bool deflated = level_ > 0 || !patch_;
  zip::Record record = NewRecord(number, deflated ? Method::kDeflated : Method::kStored);
  if (!patch_) record.flags |= zip::kFlagDescriptor;
  DROPSET_TRY(Begin(record, head_room ? zip::kWideRoom + head_room : patch_ ? zip::kRoom : 0));
  if (deflated) compressor_ = DeflateSink(out_, level_, helper_);
  return {};
}

Result<std::unique_ptr<Sink>> ZipWriter::Create(std::string_view path) {
  DROPSET_TRY(BeginFile(path, 0));
  return std::make_unique<FileSink>(*this);
}

// The header is followed by a large extra field, whose end the head overwrites.
Result<std::unique_ptr<HeadedSink>> ZipWriter::CreateHeaded(std::string_view path, size_t most) {
  constexpr size_t kGrowth = 1024;  // of what deflate does not make smaller
  if (!out_.seekable() || most > zip::kMax16 - zip::kWideRoom - kGrowth) return std::unique_ptr<HeadedSink>();
  DROPSET_TRY(BeginFile(path, most + kGrowth));
  return std::make_unique<FileSink>(*this);
}

// Deflated, it is one more piece of the stream.
Status ZipWriter::PutHead(std::span<const std::byte> head) {
  zip::Record& record = records_.back();
  record.crc = CombineCrc32(Crc32(0, head), record.crc, record.size);
  record.size += head.size();
  RawBytes deflated;
  if (compressor_) {
    DROPSET_TRY(PieceCompressor(level_).Compress(head, false, deflated));
    head = deflated;
  }
  if (room_ < zip::kWideRoom + head.size()) return Status(Code::kInternal, "a file's head is larger than was said");
  room_ -= head.size();
  data_begin_ -= head.size();
  return out_.Patch(data_begin_, head);
}

Status ZipWriter::AddFolder(std::string_view path) {
  DROPSET_TRY(Ready());
  DROPSET_ASSIGN(std::optional<uint32_t> number, paths_.AddFolder(path));
  if (!number) return {};
  DROPSET_TRY(Begin(NewRecord(*number, Method::kStored), 0));
  return End();
}

Status ZipWriter::Add(std::string_view path, std::shared_ptr<const Source> bytes, bool media) {
  DROPSET_TRY(Ready());
  if (media || level_ == 0 || bytes->size() == 0) {
    DROPSET_ASSIGN(uint32_t number, paths_.AddFile(path));
    return AddStored(number, std::move(bytes));
  }
  if (bytes->size() <= kWholeBuffer) return AddDeflated(path, *bytes);
  DROPSET_ASSIGN(std::unique_ptr<Sink> file, Create(path));
  SourceStream stream(std::move(bytes));
  DROPSET_TRY(CopyAll(stream, *file).TakeStatus());
  return file->Close();
}

// In memory, or stored where deflate gains nothing.
Status ZipWriter::AddDeflated(std::string_view path, const Source& bytes) {
  std::vector<std::byte> content(static_cast<size_t>(bytes.size()));
  DROPSET_TRY(bytes.ReadAt(0, content));
  DROPSET_ASSIGN(uint32_t number, paths_.AddFile(path));
  std::vector<std::byte> deflated = Deflate(content, level_);
  bool smaller = !deflated.empty() && deflated.size() < content.size();
  zip::Record record = NewRecord(number, smaller ? Method::kDeflated : Method::kStored);
  record.crc = Crc32(0, content);
  record.size = content.size();
  record.compressed = smaller ? deflated.size() : content.size();
  DROPSET_TRY(Begin(record, 0));
  DROPSET_TRY(WriteContent(smaller ? deflated : content));
  return End();
}

Status ZipWriter::AddStored(uint32_t path, std::shared_ptr<const Source> bytes) {
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, BeginStored(path, std::move(bytes)));
  std::vector<std::byte> buffer(static_cast<size_t>(std::min<uint64_t>(records_.back().compressed, kCopyWindow)));
  for (;;) {
    DROPSET_ASSIGN(size_t length, stream->Read(buffer));
    if (length == 0) return End();
    DROPSET_TRY(WriteCopy(std::span(buffer).first(length)));
  }
}

// A stored file whose size is known and whose CRC is not. Where the header cannot be patched, the file is read twice.
Result<std::unique_ptr<Stream>> ZipWriter::BeginStored(uint32_t path, std::shared_ptr<const Source> bytes) {
  zip::Record record = NewRecord(path, Method::kStored);
  record.size = record.compressed = bytes->size();
  patch_ = out_.seekable() && record.size != 0;
  if (!patch_) {
    SourceStream stream(bytes);
    std::vector<std::byte> buffer(static_cast<size_t>(std::min<uint64_t>(record.size, kCopyWindow)));
    for (;;) {
      DROPSET_ASSIGN(size_t length, stream.Read(buffer));
      if (length == 0) break;
      record.crc = Crc32(record.crc, std::span(buffer).first(length));
    }
  }
  DROPSET_TRY(Begin(record, 0));
  return std::make_unique<SourceStream>(std::move(bytes));
}

Result<std::unique_ptr<Stream>> ZipWriter::BeginCopy(uint32_t path, EntryId entry) {
  DROPSET_ASSIGN(RawEntry raw, input_.OpenRaw(entry));
  const std::optional<Method> method = MethodOf(path);
  if (method && *method != raw.method) {
    DROPSET_ASSIGN(std::unique_ptr<Stream> content, input_.Open(entry));
    return BeginCompressed(path, std::move(content), raw, *method);
  }
  if (!raw.crc_known) return BeginStored(path, std::move(raw.bytes));
  zip::Record record = NewRecord(path, raw.method);
  record.flags |= raw.method_flags & zip::kFlagMethodOptions;
  record.crc = raw.crc;
  record.size = raw.size;
  record.compressed = raw.bytes->size();
  DROPSET_TRY(Begin(record, 0));
  return std::make_unique<SourceStream>(std::move(raw.bytes));
}

Result<std::unique_ptr<Stream>> ZipWriter::BeginAdded(uint32_t path, std::shared_ptr<const Source> bytes) {
  const Method method = MethodOf(path).value_or(Method::kStored);
  if (method == Method::kStored) return BeginStored(path, std::move(bytes));
  RawEntry raw;
  raw.size = bytes->size();
  return BeginCompressed(path, std::make_unique<SourceStream>(std::move(bytes)), raw, method);
}

// What is stored in the end has its sizes and CRC in the header from the beginning; the stream holds the content against them.
Result<std::unique_ptr<Stream>> ZipWriter::BeginCompressed(uint32_t path, std::unique_ptr<Stream> content, const RawEntry& raw,
                                                           Method method) {
  zip::Record record = NewRecord(path, method);
  record.size = raw.size;
  if (raw.crc_known) record.crc = raw.crc;
  if (method == Method::kStored) {
    record.compressed = raw.size;
    DROPSET_TRY(Begin(record, 0));
    return content;
  }
  if (method == Method::kLzma) record.flags |= zip::kFlagLzmaEnd;
  patch_ = out_.seekable();
  if (!patch_) record.flags |= zip::kFlagDescriptor;
  count_ = !raw.crc_known;
  if (count_) record.size = 0;
  DROPSET_TRY(Begin(record, patch_ && raw.size >= kMayNeedZip64 ? zip::kRoom : 0));
  compressor_ = Compressor(method, raw.size);
  return content;
}

std::unique_ptr<Sink> ZipWriter::Compressor(Method method, uint64_t size) {
  switch (method) {
    case Method::kStored: break;
    case Method::kDeflated: return DeflateSink(out_, level_, helper_);
    case Method::kBzip2: return Bzip2Sink(out_);
    case Method::kLzma: return ZipLzmaSink(out_, size);
  }
  return nullptr;
}

// A raw copy changes nothing but, where it is not known yet, the CRC.
Status ZipWriter::WriteCopy(std::span<const std::byte> bytes) {
  if (compressor_) return WriteContent(bytes);
  zip::Record& record = records_.back();
  if (patch_) record.crc = Crc32(record.crc, bytes);
  return out_.Write(bytes);
}

Status ZipWriter::Note(std::string_view path, EntryId entry, std::optional<Method> method,
                       std::shared_ptr<const Recoding> recoding) {
  const bool noted = paths_.Find(path).has_value();
  DROPSET_TRY(copies_.Note(path, entry, std::move(recoding)));
  if (!noted) SetMethod(*paths_.Find(path), method);
  return {};
}

Status ZipWriter::AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method method) {
  DROPSET_TRY(copies_.Note(path, std::move(bytes)));
  SetMethod(*paths_.Find(path), method);
  return {};
}

std::optional<Method> ZipWriter::MethodOf(uint32_t path) const { return path < methods_.size() ? methods_[path] : std::nullopt; }

void ZipWriter::SetMethod(uint32_t path, std::optional<Method> method) {
  if (!method) return;
  if (path >= methods_.size()) methods_.resize(path + size_t{1});
  methods_[path] = method;
}

Status ZipWriter::Finish() {
  DROPSET_TRY(Ready());
  if (!copies_.done()) return Status(Code::kInternal, "the zip is finished before its copies are made");
  uint64_t begin = out_.position();
  for (const zip::Record& record : records_) DROPSET_TRY(out_.Write(zip::CentralHeader(record, paths_.Get(record.path))));
  DROPSET_TRY(out_.Write(zip::EndRecords(records_.size(), begin, out_.position() - begin)));
  finished_ = true;
  return out_.Flush();
}

}  // namespace

std::unique_ptr<Bundle> WriteZip(Sink& sink, const Archive& input, const ZipWriteOptions& options) {
  return std::make_unique<ZipWriter>(sink, input, options);
}

}  // namespace dropset
