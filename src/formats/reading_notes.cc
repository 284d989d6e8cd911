#include "formats/reading_notes.h"

namespace dropset {

Status ReadingNotes::Count(Severity severity, std::string_view code, std::string_view message, Status problem) {
  if (strict_) return std::move(problem).At(file_);
  report_.Add(severity, code, format_, message, file_ + ": " + problem.Text());
  return {};
}

Status ReadingNotes::AtFile(Status error) const {
  if (error.ok() || error.place().starts_with(file_) || error.place().ends_with(file_)) return error;
  return std::move(error).At(file_);
}

}  // namespace dropset
