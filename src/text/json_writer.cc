#include "text/json_writer.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "base/numbers.h"

namespace dropset {

void AppendJsonString(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  size_t plain = 0;  // where the bytes begin that need no escape
  for (size_t k = 0; k < text.size(); ++k) {
    auto c = static_cast<unsigned char>(text[k]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, k - plain);
    plain = k + 1;
    out.push_back('\\');
    switch (c) {
      case '"':
      case '\\': out.push_back(static_cast<char>(c)); break;
      case '\n': out.push_back('n'); break;
      case '\r': out.push_back('r'); break;
      case '\t': out.push_back('t'); break;
      case '\b': out.push_back('b'); break;
      case '\f': out.push_back('f'); break;
      default:
        out.append("u00");
        out.push_back(kHex[c >> 4]);
        out.push_back(kHex[c & 15]);
    }
  }
  out.append(text, plain, text.size() - plain);
  out.push_back('"');
}

namespace {

constexpr std::string_view kNull = "null";

// At `to`, with room for kLongestDouble bytes; returns the text's end.
inline char* WriteJsonDouble(char* to, double value) {
  return std::isfinite(value) ? WriteDouble(to, value) : std::copy(kNull.begin(), kNull.end(), to);
}

// The numbers with commas between them, `first` before them, and `]` behind them if they end the list.
void AppendDoubles(std::string& out, char first, std::span<const double> values, bool ends) {
  char piece[4096];
  char* end = piece;
  *end++ = first;
  for (double value : values) {
    if (end - piece > ptrdiff_t{sizeof piece - kLongestDouble - 1}) {
      out.append(piece, static_cast<size_t>(end - piece));
      end = piece;
    }
    char* const behind = WriteHundredths(end, value);
    end = behind ? behind : WriteJsonDouble(end, value);
    *end++ = ',';
  }
  if (!values.empty()) --end;  // the last comma
  if (ends) *end++ = ']';
  out.append(piece, static_cast<size_t>(end - piece));
}

}  // namespace

void AppendJsonDouble(std::string& out, double value) {
  char text[kLongestDouble];
  out.append(text, static_cast<size_t>(WriteJsonDouble(text, value) - text));
}

void AppendJsonDoubles(std::string& out, std::span<const double> values) { AppendDoubles(out, '[', values, true); }

void AppendJsonInteger(std::string& out, int64_t value) { AppendInteger(out, value); }

Status JsonOutput::Doubles(std::span<const double> values) {
  constexpr size_t kAtOnce = 4096;
  char first = '[';
  for (; values.size() > kAtOnce; values = values.subspan(kAtOnce), first = ',') {
    AppendDoubles(text_, first, values.first(kAtOnce), false);
    DROPSET_TRY(Flush());
  }
  AppendDoubles(text_, first, values, true);
  return {};
}

Status JsonOutput::Flush(bool all) {
  if (text_.empty() || (!all && text_.size() < kWriteBuffer)) return {};
  DROPSET_TRY(sink_.WriteText(text_));
  written_ += text_.size();
  text_.clear();
  return {};
}

}  // namespace dropset
