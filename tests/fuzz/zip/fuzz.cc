// Zip archives. What can be opened is copied entry by entry: the copy is an archive of the same entries.
#include <set>

#include "archive/zip.h"
#include "fuzz/target.h"
#include "io/sink.h"

namespace dropset::fuzz {
namespace {

constexpr size_t kMost = size_t{1} << 20;  // of one entry's content

struct Contents {
  std::vector<Drained> files;
  bool whole = true;  // each could be read to its end
};

Contents ContentsOf(const Archive& archive) {
  Contents contents;
  for (EntryId entry = 0; entry < archive.entries().size(); ++entry) {
    auto stream = archive.Open(entry);
    RequireExplained(stream.status());
    contents.files.push_back(stream.ok() ? Drain(**stream, kMost) : Drained());
    const Drained& file = contents.files.back();
    RequireExplained(file.status);
    if (file.whole) Require(file.bytes.size() == archive.entries()[entry].size, "an entry has another size than it says");
    contents.whole = contents.whole && file.whole;
  }
  return contents;
}

// Whether a file of the archive has the name of a folder in which others lie: the one reason for which a writer refuses a path of
// a reader.
bool HasFileThatIsAFolder(const Archive& archive) {
  std::set<std::string_view> files;
  for (const Entry& entry : archive.entries()) files.insert(entry.path);
  for (const std::string_view path : files) {
    for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
      if (files.contains(path.substr(0, slash))) return true;
    }
  }
  return false;
}

// Nothing where the archive cannot be copied.
std::shared_ptr<Bytes> CopyOf(const Archive& archive) {
  auto bytes = std::make_shared<Bytes>();
  MemorySink sink(bytes);
  auto bundle = WriteZip(sink, archive, {});
  for (EntryId entry = 0; entry < archive.entries().size(); ++entry) {
    RequireOk(bundle->Copy(archive.entries()[entry].path, entry), "an entry's own path is refused");
  }
  for (;;) {
    auto all = bundle->CopyNoted(size_t{1} << 20);
    RequireExplained(all.status());
    if (!all.ok()) return nullptr;
    if (*all) break;
  }
  RequireOk(bundle->Finish(), "an archive cannot be ended");
  return bytes;
}

void Zip(std::span<const std::byte> input) {
  ZipCaps caps;
  caps.entries = 1000;
  caps.total = uint64_t{16} << 20;
  uint64_t junk = 0;
  auto archive = OpenZip(SourceOf(input), "in.zip", caps, &junk);
  RequireExplained(archive.status());
  if (!archive.ok()) return;
  const Contents contents = ContentsOf(**archive);
  if (HasFileThatIsAFolder(**archive)) return;
  auto copied = CopyOf(**archive);
  if (!copied) {
    Require(!contents.whole, "entries that can be read cannot be copied");
    return;
  }
  auto copy = OpenZip(std::make_shared<MemorySource>(*copied), "copy.zip", caps, &junk);
  RequireOk(copy.status(), "a copy cannot be opened");
  Require((*copy)->entries().size() == (*archive)->entries().size(), "a copy has other entries");
  for (EntryId entry = 0; entry < (*copy)->entries().size(); ++entry) {
    Require((*copy)->entries()[entry].path == (*archive)->entries()[entry].path, "a copy's entry has another name");
  }
  if (!contents.whole) return;
  const Contents again = ContentsOf(**copy);
  Require(again.whole, "a copy cannot be read");
  for (size_t k = 0; k < again.files.size(); ++k) {
    Require(again.files[k].bytes == contents.files[k].bytes, "a copy's entry has another content");
  }
}

const Target kTarget("zip", Zip);

}  // namespace
}  // namespace dropset::fuzz
