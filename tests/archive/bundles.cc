#include "archive/bundles.h"

#include <gtest/gtest.h>

#include "archive/zip_bytes.h"

namespace dropset {

Status PlainSink::Write(std::span<const std::byte> bytes) {
  text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return {};
}

Status SeekableSink::Patch(uint64_t offset, std::span<const std::byte> bytes) {
  if (offset + bytes.size() > text.size()) return Status(Code::kInternal, "a patch beyond the end");
  text.replace(static_cast<size_t>(offset), bytes.size(), reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return {};
}

Result<std::unique_ptr<Sink>> MemoryFolder::CreateFile(std::string_view path) {
  files.emplace_back(path, std::make_shared<std::vector<std::byte>>());
  return std::unique_ptr<Sink>(new MemorySink(files.back().second));
}

Status MemoryFolder::CreateFolder(std::string_view path) {
  folders.emplace_back(path);
  return {};
}

std::string MemoryFolder::Text(std::string_view path) const {
  for (const auto& [name, bytes] : files) {
    if (name == path) return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  }
  return "no such file";
}

std::unique_ptr<Archive> FolderOf(std::vector<std::pair<std::string, std::string>> files, std::string name) {
  std::vector<PlainFile> plain;
  for (auto& [path, text] : files) plain.push_back({path, SourceOf(text)});
  Result<std::unique_ptr<Archive>> archive = OpenFolder(std::move(plain), {}, std::move(name), nullptr);
  EXPECT_EQ(Explain(archive.status()), "ok");
  return archive.ok() ? *std::move(archive) : nullptr;
}

std::unique_ptr<Archive> ZipOf(std::string_view bytes) {
  Result<std::unique_ptr<Archive>> archive = OpenBytes(bytes);
  EXPECT_EQ(Explain(archive.status()), "ok");
  return archive.ok() ? *std::move(archive) : nullptr;
}

Status FinishBundle(Bundle& bundle, size_t budget) {
  for (;;) {
    DROPSET_ASSIGN(bool done, bundle.CopyNoted(budget));
    if (done) return bundle.Finish();
  }
}

}  // namespace dropset
