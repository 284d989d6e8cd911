#include "formats/datumaro_binary/head.h"

#include <numeric>

#include "base/limits.h"
#include "formats/datumaro_binary/bytes_out.h"
#include "formats/datumaro_binary/cursor.h"
#include "text/json_reader.h"

namespace dropset::datumaro_binary {
namespace {

constexpr int64_t kMediaTypes = 10, kNoClass = 3;  // model.md §1.1

// Reads the sections one after the other.
class HeadReader {
 public:
  HeadReader(Input& input, ReadingNotes& notes) : input_(input), notes_(notes) {}

  Status Read(std::string_view key_text);
  Head TakeHead() { return std::move(head_); }

 private:
  Status Signature();
  Status Version(JsonReader& json);
  Status MediaType(JsonReader& json);
  Status BlobSizes();
  Status KeyCheck(std::string_view key_text);
  Status Block(std::string_view name, const FernetKey* key);
  template <class ReadObject>
  Status Section(std::string_view name, const FernetKey* key, ReadObject read);

  Input& input_;
  ReadingNotes& notes_;
  Head head_;
  bool saw_media_encryption_ = false;
  Bytes block_;            // of the section being read, decrypted
  uint64_t block_at_ = 0;  // its offset in the file
};

Status HeadReader::Read(std::string_view key_text) {
  DROPSET_TRY(Signature());
  DROPSET_TRY(Section("version", nullptr, [this](JsonReader& json) { return Version(json); }));
  head_.release_candidate = !saw_media_encryption_;
  DROPSET_TRY(KeyCheck(key_text));
  DROPSET_TRY(
      Section("infos", head_.key.get(), [this](JsonReader& json) { return datumaro::ReadInfos(json, head_.file.labels, notes_); }));
  DROPSET_TRY(
      Section("categories", head_.key.get(), [this](JsonReader& json) { return ReadCategories(json, head_.file, notes_); }));
  DROPSET_TRY(Section("media type", head_.key.get(), [this](JsonReader& json) { return MediaType(json); }));
  if (!head_.release_candidate) DROPSET_TRY(BlobSizes());
  head_.blobs_offset = input_.offset();
  return {};
}

Status HeadReader::Signature() {
  Status status = input_.Read(kSignature.size(), kSignature.size(), block_);
  if (status.ok() && TextOf(block_) == kSignature) return {};
  if (!status.ok() && status.code() != Code::kTruncated) return status;
  return Status(Code::kInvalid, "it does not begin with the signature of a .datum file").At("byte 0");
}

// Reads the next block into block_.
Status HeadReader::Block(std::string_view name, const FernetKey* key) {
  block_at_ = input_.offset() + 4;
  Status status = input_.ReadBlock(kSmallDocument, block_);
  if (!status.ok()) return std::move(status).At(name);
  if (!key) return {};
  auto decrypted = FernetDecrypt(TextOf(block_), *key);
  if (!decrypted.ok()) return decrypted.TakeStatus().At("byte " + std::to_string(block_at_)).At(name);
  block_ = *std::move(decrypted);
  return {};
}

template <class ReadObject>
Status HeadReader::Section(std::string_view name, const FernetKey* key, ReadObject read) {
  DROPSET_TRY(Block(name, key));
  Cursor cursor(block_, key ? " of the section, decrypted" : "", key ? 0 : block_at_);
  const std::string_view text = cursor.Block();
  if (cursor.ok() && !cursor.at_end()) cursor.Fail("the text is shorter than its section");
  if (!cursor.ok()) return cursor.TakeStatus().At(name);
  JsonOptions options;
  options.non_finite = true;
  JsonReader json(std::make_unique<SourceStream>(std::make_shared<MemorySource>(text.empty() ? "{}" : text)), options);
  if (json.Peek() != JsonKind::kObject && json.ok()) return json.Invalid("expected an object").At(name);
  DROPSET_TRY(read(json));
  Status status = json.ok() ? json.Finish() : json.TakeStatus();
  return std::move(status).At(name);
}

Status HeadReader::Version(JsonReader& json) {
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "dm_format_version") {
      std::string version;
      json.ReadString(version);
      if (json.ok() && version != "1.0" && version != "legacy") {
        return Status(Code::kUnsupported, "expected version 1.0, found " + version.substr(0, 40))
            .At("dm_format_version")
            .At("version");
      }
    } else if (json.key() == "media_encryption") {
      saw_media_encryption_ = true;
      json.ReadBool(head_.media_encrypted);
    } else {
      json.Skip();
    }
  }
  return {};
}

Status HeadReader::KeyCheck(std::string_view key_text) {
  DROPSET_TRY(Block("key check", nullptr));
  if (!key_text.empty()) {
    DROPSET_ASSIGN(head_.key, ParseKey(key_text, head_.release_candidate));
  }
  return CheckKey(TextOf(block_), head_.key.get());
}

Status HeadReader::MediaType(JsonReader& json) {
  int64_t type = -1;
  for (json.EnterObject(); json.NextMember();) {
    if (json.key() == "media_type") {
      json.ReadInteger(type);
    } else {
      json.Skip();
    }
  }
  if (!json.ok()) return {};
  if (type >= 0 && type <= kMediaTypes && type != kNoClass) {
    head_.file.labels.media_type = static_cast<int>(type);
    return {};
  }
  return notes_.Mended("media types that are unknown count as images",
                       Status(Code::kInvalid, "there is no media type " + std::to_string(type)).At("media type"));
}

Status HeadReader::BlobSizes() {
  constexpr std::string_view kName = "blob sizes";
  DROPSET_TRY(Block(kName, head_.key.get()));
  Cursor cursor(block_, head_.key ? " of the section, decrypted" : "", head_.key ? 0 : block_at_);
  const uint32_t count = cursor.Count(sizeof(int32_t));
  uint64_t total = 0;
  for (uint32_t k = 0; k < count; ++k) {
    const int32_t size = cursor.I32();
    if (size < 0) cursor.Fail("a blob of " + std::to_string(size) + " bytes");
    total += static_cast<uint32_t>(size);
    head_.blob_sizes.push_back(static_cast<uint32_t>(size));
  }
  if (cursor.ok() && !cursor.at_end()) cursor.Fail("the list is shorter than its section");
  if (!cursor.ok()) return cursor.TakeStatus().At(kName);
  if (total > input_.remaining()) {
    return Status(Code::kTruncated, "blobs of " + std::to_string(total) + " bytes are announced, " +
                                        std::to_string(input_.remaining()) + " bytes follow")
        .At(kName);
  }
  return {};
}

}  // namespace

Result<Head> ReadHead(Input& input, std::string_view key_text, ReadingNotes& notes) {
  HeadReader reader(input, notes);
  Status status = reader.Read(key_text);
  if (!status.ok()) return notes.AtFile(std::move(status));
  return reader.TakeHead();
}

std::string HeadText(const Labels& labels, bool media_encryption, const std::vector<uint32_t>& blob_sizes, const FernetKey* key,
                     std::span<const FernetSeed> seeds) {
  size_t used = 0;
  std::string out(kSignature);
  auto append_block = [&](const std::string& block) {
    AppendString(out, key ? FernetEncrypt(std::as_bytes(std::span(block.data(), block.size())), *key, seeds[used++]) : block);
  };
  auto append_object = [&](std::string_view object) {
    std::string block;
    AppendDict(block, object);
    append_block(block);
  };
  std::string version;
  AppendDict(version, media_encryption ? R"({"dm_format_version":"1.0","media_encryption":true})"
                                       : R"({"dm_format_version":"1.0","media_encryption":false})");
  AppendString(out, version);
  AppendString(out, key ? KeyCheck(*key, seeds[used++]) : std::string());
  append_object(labels.infos);
  std::string categories;
  datumaro::AppendCategories(categories, labels);
  append_object(categories);
  append_object("{\"media_type\":" + std::to_string(labels.media_type) + '}');
  std::string sizes;
  AppendU32(sizes, static_cast<uint32_t>(blob_sizes.size()));
  for (uint32_t size : blob_sizes) AppendU32(sizes, size);
  append_block(sizes);
  return out;
}

}  // namespace dropset::datumaro_binary
