// Writes an annotation file into a zip at each --zip-level; prints a line `<level> <bytes of the zip> <MB/s of CPU time>` for each.
//
// usage: levels ANNOTATIONS.zip      (one stored file)
#include <cstdio>

#include "archive/folder.h"
#include "archive/zip.h"
#include "bench/measure.h"

namespace dropset {
namespace {

uint64_t SizeOfZip(const Archive& nothing, std::span<const std::byte> bytes, int level) {
  CountingSink zip;
  std::unique_ptr<Bundle> bundle = WriteZip(zip, nothing, {level});
  auto entry = bundle->Create("annotations.json");
  if (!entry.ok() || !(*entry)->Write(bytes).ok() || !(*entry)->Close().ok() || !bundle->Finish().ok()) return 0;
  return zip.size;
}

int Run(const std::string& path) {
  constexpr int kLevels = 10;
  auto workload = Open(path);
  auto nothing = OpenFolder({}, {}, "nothing", nullptr);
  if (!workload.ok() || !nothing.ok()) {
    std::fprintf(stderr, "%s\n", workload.status().Text().c_str());
    return 1;
  }
  for (int level = 0; level < kLevels; ++level) {
    uint64_t size = 0;
    const double speed = SpeedOf([&]() -> uint64_t {
      size = SizeOfZip(**nothing, workload->bytes, level);
      return size ? workload->bytes.size() : 0;
    });
    std::printf("%d %llu %.0f\n", level, static_cast<unsigned long long>(size), speed);
  }
  return 0;
}

}  // namespace
}  // namespace dropset

int main(int count, char** arguments) { return count == 2 ? dropset::Run(arguments[1]) : 2; }
