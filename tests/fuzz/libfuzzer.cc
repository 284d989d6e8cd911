// What libFuzzer calls: the one target that is linked in.
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const auto& [name, run] : dropset::fuzz::Targets()) run(std::as_bytes(std::span(data, size)));
  return 0;
}
