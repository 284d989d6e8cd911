// How readers speak about input that is not as it should be.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "formats/report.h"

namespace dropset {

// Counts in the report what was mended or left out, or, with `--strict`, makes it the error that ends the reading.
class ReadingNotes {
 public:
  ReadingNotes(Report& report, std::string_view format, bool strict) : report_(report), format_(format), strict_(strict) {}

  // The file that places are in from now on.
  void SetFile(std::string path) { file_ = std::move(path); }
  const std::string& file() const { return file_; }
  // Puts the file in front of an error's place, if it is not there yet: a Stream's errors name it, and --strict's.
  Status AtFile(Status error) const;

  // `problem` is what was found and where in the file; its text is the example of the first one of (code, message).
  Status Mended(std::string_view message, Status problem) {
    return Count(Severity::kNote, "field-mended", message, std::move(problem));
  }
  Status Skipped(std::string_view code, std::string_view message, Status problem) {
    return Count(Severity::kWarning, code, message, std::move(problem));
  }
  // Lost in any case, so no error with `--strict` either.
  // `option`: what would keep it.
  void Lost(std::string_view code, std::string_view message, std::string_view place, std::string_view option = {}) {
    report_.Add(Severity::kLoss, code, format_, message, file_ + ": " + std::string(place), option);
  }
  void Note(std::string_view code, std::string_view message, std::string_view place) {
    report_.Add(Severity::kNote, code, format_, message, file_ + ": " + std::string(place));
  }

 private:
  Status Count(Severity severity, std::string_view code, std::string_view message, Status problem);

  Report& report_;
  std::string_view format_;
  bool strict_;
  std::string file_;
};

}  // namespace dropset
