// Outputs of zips in memory, and inputs for them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/folder.h"
#include "archive/zip.h"
#include "io/sink.h"

namespace dropset {

// A sink that cannot seek.
class PlainSink : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override;
  std::string text;
};

class SeekableSink final : public PlainSink {
 public:
  bool seekable() const override { return true; }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override;
};

// Keeps the files of an output folder. Must outlive the sinks.
class MemoryFolder final : public FolderHost {
 public:
  Result<std::unique_ptr<Sink>> CreateFile(std::string_view path) override;
  Status CreateFolder(std::string_view path) override;
  std::vector<std::pair<std::string, std::shared_ptr<std::vector<std::byte>>>> files;  // in the order of their creation
  std::vector<std::string> folders;

  std::string Text(std::string_view path) const;
};

// These end the test where they fail.
std::unique_ptr<Archive> FolderOf(std::vector<std::pair<std::string, std::string>> files, std::string name = "folder");
std::unique_ptr<Archive> ZipOf(std::string_view bytes);
// Makes all noted copies, a little at a time, and finishes.
Status FinishBundle(Bundle& bundle, size_t budget = 1000);

}  // namespace dropset
