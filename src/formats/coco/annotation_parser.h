// Reads one element of `annotations` (coco.md §2.4 to §2.6) with the tolerances of decisions.md.
#pragma once

#include <string>
#include <vector>

#include "formats/coco/record.h"
#include "formats/coco/tasks.h"
#include "formats/report.h"
#include "text/json_reader.h"

namespace dropset::coco {

// A field's value that should be an integer: also taken are a float or a text that is one, and true and false.
enum class Integer { kRead, kConverted, kNot };  // kNot: the value was skipped
Integer ReadTolerantInteger(JsonReader& json, int64_t& value);

// Reads annotations of one file; of a panoptic one, the elements of `segments_info`. What is filled in or converted is counted in
// the report; with `strict` it is an error.
class AnnotationParser {
 public:
  // `place` is the file's path; all outlive the parser.
  AnnotationParser(Task task, const std::string& place, std::string_view format, bool strict, Report& report)
      : task_(task), place_(place), format_(format), strict_(strict), report_(report) {}

  enum class Outcome { kParsed, kSkipped, kFailed };  // kFailed: json or TakeStatus() holds the error, whose place lacks the file
  // Consumes the element that comes next. `record` is cleared first.
  Outcome Parse(JsonReader& json, Record& record);
  Status TakeStatus() { return std::move(status_); }

 private:
  bool Member(JsonReader& json, Record& record);
  void Integral(JsonReader& json, int64_t& value, bool& present, std::string_view field);
  void Crowdedness(JsonReader& json, Record& record);
  void Box(JsonReader& json, Record& record);
  void Segmentation(JsonReader& json, Record& record);
  void Rings(JsonReader& json, Record& record);
  void Mask(JsonReader& json, Record& record);
  void Keypoints(JsonReader& json, Record& record);
  void Score(JsonReader& json, Record& record);
  void Attributes(JsonReader& json, Record& record);
  bool Numbers(JsonReader& json, std::vector<double>& values, bool& hundredths);

  void Bad(std::string message, const JsonReader& json);          // this annotation cannot be understood
  void Mended(std::string_view message, const JsonReader& json);  // filled in or converted

  Task task_;
  const std::string& place_;
  std::string_view format_;
  bool strict_;
  Report& report_;
  Status status_;
  bool bad_ = false;
  std::string why_;                // of the first Bad
  std::string where_;              // its JSON path
  std::vector<double> keypoints_;  // of the annotation being read, while its rings are; reused
  bool saw_id_, saw_image_, saw_crowd_, saw_box_, saw_caption_;
};

}  // namespace dropset::coco
