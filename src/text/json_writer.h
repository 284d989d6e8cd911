// Writes JSON text as orjson does (model.md §7): no white space, UTF-8 as it is, shortest numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"
#include "io/sink.h"

namespace dropset {

// Appends to `out`: the text with quotes, `"`, `\` and control characters escaped.
void AppendJsonString(std::string& out, std::string_view text);
// Shortest text that reads back the same, always with `.0`, a fraction or an exponent; NaN and infinities become null.
void AppendJsonDouble(std::string& out, double value);
// `[1.0,2.5]`, about twice as fast as one by one.
void AppendJsonDoubles(std::string& out, std::span<const double> values);
void AppendJsonInteger(std::string& out, int64_t value);

// Gathers text and hands it to a Sink in pieces of kWriteBuffer. Structure (commas, brackets) is the caller's: format writers
// append to text() and call Flush now and then. What was handed on is added to `written`.
class JsonOutput {
 public:
  JsonOutput(Sink& sink, uint64_t& written) : sink_(sink), written_(written) {}
  std::string& text() { return text_; }
  // The same text as AppendJsonDoubles, but handed on between the numbers: a list takes no memory, however long it is.
  Status Doubles(std::span<const double> values);
  // Hands on what has been gathered if it is enough for one write, or if `all`.
  Status Flush(bool all = false);

 private:
  Sink& sink_;
  uint64_t& written_;
  std::string text_;
};

}  // namespace dropset
