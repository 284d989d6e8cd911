// Datumaro JSON documents, read and written again.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "formats/datumaro/datumaro.h"
#include "support/memory_archive.h"

namespace dropset::testing {

// A file whose `items` are this text; labels a, b, c.
inline std::string Document(std::string_view items, std::string_view categories = R"({"label":{"labels":[
    {"name":"a","parent":""},{"name":"b","parent":"a"},{"name":"c","parent":""}]}})") {
  return R"({"dm_format_version":"1.0","media_type":2,"infos":{},"categories":)" + std::string(categories) + R"(,"items":[)" +
         std::string(items) + "]}";
}

// One item "i" with these annotations.
inline std::string ItemWith(std::string_view annotations) {
  return R"({"id":"i","annotations":[)" + std::string(annotations) + "]}";
}

inline ReadOutcome Read(const Files& files, const OptionTexts& options = {}) {
  auto archive = MakeArchive(files);
  return ReadDataset(DatumaroFormat(), *archive, options);
}

inline ReadOutcome ReadDocument(const std::string& document, const OptionTexts& options = {}) {
  return Read({{"annotations/train.json", document}}, options);
}

inline ReadOutcome ReadAnnotations(std::string_view annotations, const OptionTexts& options = {}) {
  return ReadDocument(Document(ItemWith(annotations)), options);
}

// Reads and writes: what comes out. A failure fails the test.
inline Files Rewrite(const Files& files, const OptionTexts& export_options = {}) {
  auto archive = MakeArchive(files);
  ReadOutcome read = ReadDataset(DatumaroFormat(), *archive);
  EXPECT_TRUE(read.status.ok()) << read.status.Text();
  MemoryBundle bundle(archive.get());
  WriteOutcome written = WriteDataset(DatumaroFormat(), read.labels, read.items, bundle, export_options);
  EXPECT_TRUE(written.status.ok()) << written.status.Text();
  return bundle.files();
}

}  // namespace dropset::testing
