#include "archive/zip_bytes.h"

#include "codec/crc32.h"
#include "codec/deflate.h"

namespace dropset {
namespace {

std::string LittleEndian(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

std::span<const std::byte> BytesOf(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

std::string DataOf(const RawZipEntry& entry) {
  if (entry.data) return *entry.data;
  if (entry.method != 8) return entry.content;
  std::vector<std::byte> deflated = Deflate(BytesOf(entry.content), 6);
  return std::string(reinterpret_cast<const char*>(deflated.data()), deflated.size());
}

}  // namespace

std::string Le16(uint64_t value) { return LittleEndian(value, 2); }
std::string Le32(uint64_t value) { return LittleEndian(value, 4); }
std::string Le64(uint64_t value) { return LittleEndian(value, 8); }
std::string ExtraField(uint16_t id, std::string_view data) { return Le16(id) + Le16(data.size()) + std::string(data); }

std::string RawZip::Bytes() const {
  std::string out = prefix, directory;
  for (const RawZipEntry& e : entries) {
    std::string data = DataOf(e);
    uint32_t crc = Crc32(0, BytesOf(e.content));
    uint64_t offset = out.size() - prefix.size();
    std::string local_name = e.local_name.value_or(e.name);
    out += "PK\3\4" + Le16(20) + Le16(e.local_flags.value_or(e.flags)) + Le16(e.local_method.value_or(e.method)) + Le32(0x210000) +
           Le32(e.local_crc.value_or(crc)) + Le32(e.local_compressed.value_or(static_cast<uint32_t>(data.size()))) +
           Le32(e.local_size.value_or(static_cast<uint32_t>(e.content.size()))) + Le16(local_name.size()) +
           Le16(e.local_extra.size()) + local_name + e.local_extra + data + e.descriptor;
    directory += "PK\1\2" + Le16(e.made_by) + Le16(20) + Le16(e.flags) + Le16(e.method) + Le32(0x210000) +
                 Le32(e.crc.value_or(crc)) + Le32(e.compressed.value_or(static_cast<uint32_t>(data.size()))) +
                 Le32(e.size.value_or(static_cast<uint32_t>(e.content.size()))) + Le16(e.name.size()) +
                 Le16(e.central_extra.size()) + Le16(e.comment.size()) + Le16(e.disk.value_or(0)) + Le16(0) +
                 Le32(e.external_attributes) + Le32(e.offset.value_or(static_cast<uint32_t>(offset))) + e.name + e.central_extra +
                 e.comment;
  }
  uint64_t begin = out.size() - prefix.size();
  out += directory + before_end;
  if (zip64_end) {
    uint64_t end = out.size() - prefix.size();
    out += "PK\6\6" + Le64(44) + Le16(45) + Le16(45) + Le32(0) + Le32(0) + Le64(entries.size()) + Le64(entries.size()) +
           Le64(directory.size()) + Le64(begin);
    out += "PK\6\7" + Le32(0) + Le64(end) + Le32(1);
  }
  uint64_t said = count.value_or(static_cast<uint16_t>(zip64_end ? 0xFFFF : entries.size()));
  out += "PK\5\6" + Le16(end_disk.value_or(0)) + Le16(0) + Le16(said) + Le16(said) +
         Le32(directory_size.value_or(static_cast<uint32_t>(zip64_end ? 0xFFFFFFFF : directory.size()))) +
         Le32(directory_offset.value_or(static_cast<uint32_t>(zip64_end ? 0xFFFFFFFF : begin))) + Le16(comment.size()) + comment;
  return out + suffix;
}

std::shared_ptr<const Source> SourceOf(std::string_view bytes) { return std::make_shared<MemorySource>(bytes); }

Result<std::unique_ptr<Archive>> OpenBytes(std::string_view bytes, const ZipCaps& caps, uint64_t* junk) {
  return OpenZip(SourceOf(bytes), "a.zip", caps, junk);
}

Result<std::string> ReadEntry(const Archive& archive, std::string_view path) {
  EntryId entry = archive.Find(path);
  if (entry == kNoEntry) return Status(Code::kNotFound, std::string(path));
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, archive.Open(entry));
  return ReadAll(*stream, size_t{1} << 28);
}

std::string Explain(const Status& status) {
  return status.ok() ? "ok" : std::string(CodeName(status.code())) + " " + status.Text();
}

}  // namespace dropset
