// An input and an output in memory, and a format's reader and writer run over them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/folder.h"
#include "archive/recoding.h"
#include "formats/format.h"

namespace dropset::testing {

using Files = std::map<std::string, std::string>;  // path → content

// The files as an archive named "input".
std::unique_ptr<Archive> MakeArchive(const Files& files, std::vector<std::string> folders = {});

// Collects what a writer does.
class MemoryBundle : public Bundle {
 public:
  explicit MemoryBundle(const Archive* input = nullptr) : input_(input) {}

  Result<std::unique_ptr<Sink>> Create(std::string_view path) override;
  Status AddFolder(std::string_view path) override;
  Status Add(std::string_view path, std::shared_ptr<const Source> bytes, bool media) override;
  Status Copy(std::string_view path, EntryId entry) override;
  Status AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method method) override;
  Status CopyRecoded(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding,
                     std::optional<Method>) override;
  Result<bool> CopyNoted(size_t) override { return true; }
  Status Finish() override { return {}; }

  std::map<std::string, EntryId> copies;  // as noted
  std::vector<std::string> folders;
  // Everything written; copies as the input's content, where it was given.
  Files files() const;
  std::string Text(const std::string& path) const;  // of a written file; "(none)" if there is none

 private:
  Status Claim(std::string_view path);

  const Archive* input_;
  std::map<std::string, std::shared_ptr<std::vector<std::byte>>> written_;
  std::map<std::string, std::shared_ptr<const Recoding>> recodings_;  // of copies
};

// What a reader gave. `items` are copies, in order; the report is complete.
struct ReadOutcome {
  Status status;
  Labels labels;
  std::vector<Item> items;
  Report report;
  uint64_t bytes_planned = 0, bytes_read = 0;
  int busy = 0;  // how often it answered kBusy

  // The count of the report's lines of this code.
  uint64_t Count(std::string_view code) const;
};
ReadOutcome ReadDataset(const Format& format, const Archive& archive, const OptionTexts& options = {});

struct WriteOutcome {
  Status status;
  Report report;
  std::string secret_key;
};
WriteOutcome WriteDataset(const Format& format, const Labels& labels, const std::vector<Item>& items, Bundle& bundle,
                          const OptionTexts& options = {}, Environment* environment = nullptr);

// Of `report`, the first line of that code; all empty if there is none.
ReportLine LineOf(const Report& report, std::string_view code);

}  // namespace dropset::testing
