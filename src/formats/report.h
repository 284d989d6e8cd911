// What a conversion lost, filled in or found odd: counted by kind, with one example each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dropset {

enum class Severity : uint8_t {
  kNote,
  kWarning,
  kLoss
};  // nothing changed / input was mended or skipped / data are not in the output

struct ReportLine {
  std::string code;  // stable, dashed: "annotation-type-dropped"
  Severity severity;
  std::string format;   // the format concerned
  std::string message;  // the sentence, without count and place: "Open Images has no place for polygons"
  std::string example;  // the place of the first one: "annotations/x.json: annotations[17]"
  std::string option;   // what would change it: "--polygons-to-masks"; may be empty
  uint64_t count = 0;
};

// A line is one (code, format, message); adding to it again raises its count.
class Report {
 public:
  void Add(Severity severity, std::string_view code, std::string_view format, std::string_view message, std::string_view example,
           std::string_view option = {}, uint64_t count = 1);
  std::span<const ReportLine> lines() const { return lines_; }

 private:
  std::vector<ReportLine> lines_;
};

std::string_view SeverityName(Severity severity);  // "note", "warning", "loss"

}  // namespace dropset
