// Reads JSON values that may be of another kind than they should be, without failing the reader.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "text/json_reader.h"

namespace dropset::datumaro {

// Of one object that is taken or left as a whole: the first thing that makes it unusable, and what was converted. Every method
// consumes exactly one value. Errors of the JsonReader itself (syntax) stay there.
class Lenient {
 public:
  explicit Lenient(JsonReader& json) : json_(json) {}

  void Clear();
  void Bad(std::string message);                                 // about the value that was read last
  void BadMember(std::string_view member, std::string message);  // about a member of the object that was left last
  bool bad() const { return !problem_.ok(); }
  Status TakeProblem() { return std::move(problem_); }
  // The first value that was converted (a text that is a number, say), if any.
  bool converted() const { return !conversion_.ok(); }
  Status TakeConversion() { return std::move(conversion_); }

  // An integer in [low, high]; also as a float or text that is one. null leaves `value` alone; false: null, or Bad.
  bool Integer(int64_t& value, int64_t low = INT64_MIN, int64_t high = INT64_MAX);
  bool String(std::string& value);  // false: null, or Bad
  // Appends a flat array of finite numbers; with `pairs` also an array of arrays of them, flattened. false: Bad.
  bool Numbers(std::vector<double>& values, bool pairs = false);
  // Whether the value that comes next is of this kind. If not it is consumed, and Bad unless it is null.
  bool Expect(JsonKind kind);

 private:
  void Converted(std::string message);
  void NestedNumbers(std::vector<double>& values, uint64_t& others);

  JsonReader& json_;
  Status problem_;
  Status conversion_;
};

}  // namespace dropset::datumaro
