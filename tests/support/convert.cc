#include "support/convert.h"

#include <gtest/gtest.h>

#include "archive/folder.h"
#include "archive/zip.h"
#include "convert/input_set.h"

namespace dropset::testing {

Bytes ZipOf(const Files& files) {
  auto bytes = std::make_shared<Bytes>();
  MemorySink sink(bytes);
  auto nothing = OpenFolder({}, {}, "empty", nullptr);
  EXPECT_TRUE(nothing.ok());
  std::unique_ptr<Bundle> bundle = WriteZip(sink, **nothing, {});
  for (const auto& [path, content] : files) {
    if (path.ends_with('/')) {
      EXPECT_TRUE(bundle->AddFolder(path.substr(0, path.size() - 1)).ok());
    } else {
      EXPECT_TRUE(bundle->AddText(path, content).ok()) << path;
    }
  }
  EXPECT_TRUE(bundle->CopyNoted(1).ok());
  EXPECT_TRUE(bundle->Finish().ok());
  return *bytes;
}

Files Unzip(const Bytes& zip) {
  Files files;
  auto archive = OpenZip(std::make_shared<MemorySource>(zip), "out.zip", {}, nullptr);
  EXPECT_TRUE(archive.ok()) << archive.status().Text();
  if (!archive.ok()) return files;
  for (EntryId entry = 0; entry < (*archive)->entries().size(); ++entry) {
    auto stream = (*archive)->Open(entry);
    EXPECT_TRUE(stream.ok());
    auto text = ReadAll(**stream, size_t{1} << 30);
    EXPECT_TRUE(text.ok()) << text.status().Text();
    files[(*archive)->entries()[entry].path] = text.ok() ? *text : "";
  }
  return files;
}

Result<Converted> Convert(const Bytes& zip, const Request& request, size_t budget, size_t cancel_after) {
  Report opening;
  std::vector<Input> inputs(1);
  inputs[0].name = "in.zip";
  inputs[0].file = std::make_shared<MemorySource>(zip);
  MemoryScratch scratch;
  DROPSET_ASSIGN(std::shared_ptr<Archive> archive, OpenInputs(inputs, request.from, scratch, opening));
  auto bytes = std::make_shared<Bytes>();
  MemorySink sink(bytes);
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *archive, {});
  DROPSET_ASSIGN(std::unique_ptr<Conversion> conversion, Conversion::Start(*archive, *bundle, scratch, request));
  Converted converted;
  uint64_t done = 0;
  for (;;) {
    DROPSET_ASSIGN(const Poll poll, conversion->Step(budget));
    ++converted.steps;
    Progress progress = conversion->progress();
    EXPECT_GE(progress.done, done) << "progress runs backwards";
    EXPECT_LE(progress.done, progress.total);
    done = progress.done;
    if (poll == Poll::kEnd) break;
    if (converted.steps > cancel_after) return Status(Code::kIo, "cancelled");
  }
  EXPECT_EQ(conversion->progress().done, conversion->progress().total);
  EXPECT_EQ(conversion->progress().phase, "done");
  converted.report.assign(conversion->report().lines().begin(), conversion->report().lines().end());
  converted.secret_key = conversion->secret_key();
  converted.zip = *bytes;
  return converted;
}

Files ConvertFiles(const Files& files, const Request& request) {
  auto converted = Convert(ZipOf(files), request);
  EXPECT_TRUE(converted.ok()) << converted.status().Text();
  return converted.ok() ? Unzip(converted->zip) : Files();
}

}  // namespace dropset::testing
