// .datum files put together by hand, read and written again.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "formats/datumaro_binary/bytes_out.h"
#include "formats/datumaro_binary/datumaro_binary.h"
#include "support/fake_environment.h"
#include "support/memory_archive.h"

namespace dropset::testing {

using datumaro_binary::AppendI32;
using datumaro_binary::AppendInteger;
using datumaro_binary::AppendString;
using datumaro_binary::AppendU32;

inline void AppendU8(std::string& out, uint8_t value) { AppendInteger(out, value); }
inline void AppendI64(std::string& out, int64_t value) { AppendInteger(out, value); }

inline std::string Str(std::string_view text) {
  std::string out;
  AppendString(out, text);
  return out;
}
inline std::string U32(uint32_t value) {
  std::string out;
  AppendU32(out, value);
  return out;
}
inline std::string Floats(std::initializer_list<float> values) {
  std::string out = U32(static_cast<uint32_t>(values.size()));
  for (float value : values) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    AppendU32(out, bits);
  }
  return out;
}

enum class Era { kRc1, kShort, kLong };

// An annotation's head; `body` follows.
inline std::string Annotated(Era era, uint8_t type, std::string_view attributes, std::string_view body, int64_t id = 0,
                             int64_t group = 0, int32_t object_id = -1) {
  std::string out;
  AppendU8(out, type);
  AppendI64(out, id);
  AppendI64(out, group);
  if (era == Era::kLong) AppendI32(out, object_id);
  return out + Str(attributes) + std::string(body);
}

// `media`: empty for none.
inline std::string ItemBytes(std::string_view id, std::string_view subset, std::string_view media,
                             const std::vector<std::string>& annotations, std::string_view attributes = "") {
  std::string out = Str(id) + Str(subset) + (media.empty() ? U32(0) : std::string(media)) + Str(attributes);
  AppendU32(out, static_cast<uint32_t>(annotations.size()));
  for (const std::string& annotation : annotations) out += annotation;
  return out;
}

struct DatumParts {
  Era era = Era::kLong;
  std::string version = R"({"dm_format_version":"1.0","media_encryption":false})";
  std::string infos;
  std::string categories = R"({"label":{"labels":[{"name":"c","parent":"","attributes":[]}],"label_groups":[],"attributes":[]}})";
  std::string media_type = R"({"media_type":2})";
  std::vector<std::string> blobs;
};

inline std::string Datum(const DatumParts& parts) {
  std::string out = "signature:datumaro_binary" + Str(Str(parts.version)) + U32(0);
  for (const std::string& object : {parts.infos, parts.categories, parts.media_type}) out += Str(Str(object));
  std::string sizes = U32(static_cast<uint32_t>(parts.blobs.size())), blobs;
  for (const std::string& blob : parts.blobs) {
    sizes += U32(static_cast<uint32_t>(blob.size()));
    blobs += blob;
  }
  return out + (parts.era == Era::kRc1 ? U32(static_cast<uint32_t>(parts.blobs.size())) : Str(sizes)) + blobs;
}

// datumaro_binary.md §3.1.
inline DatumParts Sample(Era era) {
  DatumParts parts;
  parts.era = era;
  if (era == Era::kRc1) parts.version = R"({"dm_format_version":"1.0"})";
  const std::string label = Annotated(era, 1, "", U32(0), 1, 2);
  const std::string box = Annotated(era, 6, R"({"o":true})", U32(0x7fffffff) + U32(0) + Floats({1, 2, 4, 6}));
  const std::string image = U32(2) + Str("q.png") + U32(2) + U32(3);
  parts.blobs = {ItemBytes("a", "s", "", {label, box}) + ItemBytes("b", "s", image, {})};
  return parts;
}

inline ReadOutcome ReadFiles(const Files& files, const OptionTexts& options = {}) {
  auto archive = MakeArchive(files);
  return ReadDataset(DatumaroBinaryFormat(), *archive, options);
}

inline ReadOutcome ReadDatum(const std::string& datum, const OptionTexts& options = {}) {
  return ReadFiles({{"annotations/s.datum", datum}}, options);
}

// One item "i" of subset "s" with these annotations.
inline ReadOutcome ReadAnnotations(const std::vector<std::string>& annotations, const OptionTexts& options = {}) {
  DatumParts parts;
  parts.blobs = {ItemBytes("i", "s", "", annotations)};
  return ReadDatum(Datum(parts), options);
}

// Reads with one format and writes with another: what comes out. A failure fails the test.
inline Files Rewrite(const Files& files, const Format& from, const Format& to, const OptionTexts& import_options = {},
                     const OptionTexts& export_options = {}, std::string* secret_key = nullptr) {
  auto archive = MakeArchive(files);
  ReadOutcome read = ReadDataset(from, *archive, import_options);
  EXPECT_TRUE(read.status.ok()) << read.status.Text();
  MemoryBundle bundle(archive.get());
  FakeEnvironment environment;
  WriteOutcome written = WriteDataset(to, read.labels, read.items, bundle, export_options, &environment);
  EXPECT_TRUE(written.status.ok()) << written.status.Text();
  if (secret_key) *secret_key = written.secret_key;
  return bundle.files();
}

}  // namespace dropset::testing
