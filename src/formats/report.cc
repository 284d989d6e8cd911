#include "formats/report.h"

namespace dropset {

void Report::Add(Severity severity, std::string_view code, std::string_view format, std::string_view message,
                 std::string_view example, std::string_view option, uint64_t count) {
  for (ReportLine& line : lines_) {
    if (line.code == code && line.format == format && line.message == message) {
      line.count += count;
      return;
    }
  }
  lines_.push_back(
      {std::string(code), severity, std::string(format), std::string(message), std::string(example), std::string(option), count});
}

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kNote: return "note";
    case Severity::kWarning: return "warning";
    case Severity::kLoss: return "loss";
  }
  return "note";
}

}  // namespace dropset
