// Zip files made byte by byte, so that each field can be what no honest writer makes it; and ways to look into archives.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/zip.h"
#include "io/source.h"

namespace dropset {

std::string Le16(uint64_t value);
std::string Le32(uint64_t value);
std::string Le64(uint64_t value);
std::string ExtraField(uint16_t id, std::string_view data);

// An entry as it is to be written. Fields that are not set follow from the content.
struct RawZipEntry {
  std::string name = {};
  std::string content = {};  // as stored, or deflated when `method` is 8
  uint16_t method = 0, flags = 0, made_by = 20;
  uint32_t external_attributes = 0;
  std::string local_extra = {}, central_extra = {}, comment = {};
  std::optional<std::string> local_name = {}, data = {};  // `data`: the compressed bytes
  std::optional<uint16_t> local_method = {}, local_flags = {}, disk = {};
  std::optional<uint32_t> crc = {}, size = {}, compressed = {}, offset = {};  // in the central directory
  std::optional<uint32_t> local_crc = {}, local_size = {}, local_compressed = {};
  std::string descriptor = {};  // behind the data
};

struct RawZip {
  std::string prefix = {};  // before everything; offsets do not count it
  std::vector<RawZipEntry> entries = {};
  std::string before_end = {};  // between the directory and the end record
  std::string comment = {}, suffix = {};
  std::optional<uint16_t> count = {}, end_disk = {};
  std::optional<uint32_t> directory_size = {}, directory_offset = {};
  bool zip64_end = false;  // adds the ZIP64 end record and its locator; the plain fields become all ones

  std::string Bytes() const;
};

std::shared_ptr<const Source> SourceOf(std::string_view bytes);
Result<std::unique_ptr<Archive>> OpenBytes(std::string_view bytes, const ZipCaps& caps = {}, uint64_t* junk = nullptr);
Result<std::string> ReadEntry(const Archive& archive, std::string_view path);
// Code and text of an error: "corrupt a.zip: b: message".
std::string Explain(const Status& status);

}  // namespace dropset
