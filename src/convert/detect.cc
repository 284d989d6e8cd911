#include "convert/conversion.h"

namespace dropset {

Result<Detection> Detect(const Archive& archive) {
  std::vector<Detection> best;
  std::string looked_for;
  for (const Format& format : Formats()) {
    if (!format.detectable || !format.detect) continue;
    Match match = format.detect(archive);
    if (match.confidence == 0) {
      looked_for += (looked_for.empty() ? "" : "; ") + std::string(format.id) + ": " + match.reason;
      continue;
    }
    if (!best.empty() && match.confidence > best[0].confidence) best.clear();
    if (best.empty() || match.confidence == best[0].confidence) best.push_back({&format, match.confidence, match.reason});
  }
  if (best.empty()) {
    return Status(Code::kNotFound, "no dataset of a known format is in here (" + looked_for + ")").At(archive.name());
  }
  if (best.size() > 1) {
    std::string fits;
    for (const Detection& d : best) fits += (fits.empty() ? "" : "; ") + std::string(d.format->id) + ": " + d.reason;
    return Status(Code::kAmbiguous, "several formats fit equally well, so the one that is meant must be named (" + fits + ")")
        .At(archive.name());
  }
  return best[0];
}

}  // namespace dropset
