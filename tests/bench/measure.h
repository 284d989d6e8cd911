// What the programs of scripts/bench share: an archive of one file in memory, and how fast work on it is.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#else
#include <sys/resource.h>
#endif

#include "archive/zip.h"
#include "support/files.h"

namespace dropset {

class CountingSink final : public Sink {
 public:
  Status Write(std::span<const std::byte> bytes) override {
    size += bytes.size();
    return {};
  }
  uint64_t size = 0;
};

inline double CpuSeconds() {
#ifdef __EMSCRIPTEN__
  return EM_ASM_DOUBLE({ return process.cpuUsage().user / 1e6; });
#else
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
#endif
}

// Returns the bytes it went through, 0 for a failure.
using Work = std::function<uint64_t()>;

// MB/s of CPU time, the best of three measurements; 0 if the work fails.
inline double SpeedOf(const Work& work) {
  constexpr double kEnough = 0.3;  // seconds of a measurement
  constexpr int kMeasurements = 3;
  double best = 0;
  for (int k = 0; k < kMeasurements; ++k) {
    uint64_t bytes = 0;
    const double begin = CpuSeconds();
    double seconds = 0;
    for (; seconds < kEnough; seconds = CpuSeconds() - begin) {
      const uint64_t more = work();
      if (more == 0) return 0;
      bytes += more;
    }
    best = std::max(best, static_cast<double>(bytes) / seconds / 1e6);
  }
  return best;
}

using Bytes = std::shared_ptr<const Source>;

struct Workload {
  std::shared_ptr<Archive> archive;  // of one annotation file
  Bytes text;                        // that file's
  std::vector<std::byte> bytes;      // the same
};

inline Result<Workload> Open(const std::string& path) {
  Workload workload;
  DROPSET_ASSIGN(Bytes zip, testing::OpenFile(path));
  DROPSET_ASSIGN(workload.archive, OpenZip(zip, path, {}, nullptr));
  DROPSET_ASSIGN(std::unique_ptr<Stream> stream, workload.archive->Open(0));
  DROPSET_ASSIGN(std::string text, ReadAll(*stream, size_t{1} << 30));
  workload.text = std::make_shared<MemorySource>(text);
  workload.bytes.resize(text.size());
  DROPSET_TRY(workload.text->ReadAt(0, workload.bytes));
  return workload;
}

}  // namespace dropset
