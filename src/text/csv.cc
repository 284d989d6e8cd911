// Invariants: [at_, end_) are bytes read and not consumed. A row is scanned only as a whole: where the buffer ends within one, it
// is filled up and the row is scanned again, so a buffer that grows by doubling keeps the work linear. Doubled quotes are folded in
// place once the row is known to be complete.
#include "text/csv.h"

#include <algorithm>
#include <cstring>

#include "base/numbers.h"

namespace dropset {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

// Folds `""` to `"` up to the closing quote, and moves what follows that up. Returns the cell's new end.
char* FoldQuotes(char* begin, char* end) {
  char* to = begin;
  bool quoted = true;
  for (char* from = begin; from < end; ++from) {
    if (quoted && *from == '"') {
      if (from + 1 < end && from[1] == '"') {
        ++from;
      } else {
        quoted = false;
        continue;
      }
    }
    *to++ = *from;
  }
  return to;
}

}  // namespace

CsvReader::CsvReader(std::unique_ptr<Stream> stream, size_t window)
    : stream_(std::move(stream)), buffer_(new char[window + 1]), capacity_(window), at_(buffer_.get()), end_(at_) {
  *end_ = '\n';
}

Status CsvReader::Invalid(std::string message) const {
  return Status(Code::kInvalid, std::move(message)).At("line " + std::to_string(line_));
}

bool CsvReader::Fill() {
  auto kept = static_cast<size_t>(end_ - at_);
  if (at_end_ || !status_.ok()) return false;
  consumed_ += static_cast<uint64_t>(at_ - buffer_.get());
  if (kept == capacity_) {
    capacity_ *= 2;
    std::unique_ptr<char[]> larger(new char[capacity_ + 1]);
    std::memcpy(larger.get(), at_, kept);
    buffer_ = std::move(larger);
  } else {
    std::memmove(buffer_.get(), at_, kept);
  }
  at_ = buffer_.get();
  end_ = at_ + kept;
  while (end_ < at_ + capacity_) {
    auto length = stream_->Read(std::as_writable_bytes(std::span(end_, static_cast<size_t>(at_ + capacity_ - end_))));
    if (!length.ok()) {
      status_ = length.TakeStatus();
      break;
    }
    if (*length == 0) {
      at_end_ = true;
      break;
    }
    end_ += *length;
  }
  *end_ = '\n';
  return status_.ok() && static_cast<size_t>(end_ - at_) > kept;
}

// `p` is behind the opening quote; moves it to the cell's end. False: the buffer ended first.
bool CsvReader::ScanQuoted(char*& p, std::string_view& cell) {
  char* const begin = p;
  bool folded = false;
  for (;;) {
    auto* quote = static_cast<char*>(std::memchr(p, '"', static_cast<size_t>(end_ - p)));
    if (!quote) return false;
    p = quote + 1;
    if (p == end_ && !at_end_) return false;  // it may be doubled
    if (*p != '"' || p == end_) break;
    folded = true;
    ++p;
  }
  char* const close = p - 1;
  while (*p != ',' && !IsLineEnd(*p)) ++p;
  if (p == end_ && !at_end_) return false;
  folded |= p > close + 1;  // text behind the closing quote belongs to the cell
  cell = std::string_view(begin, static_cast<size_t>((folded ? p : close) - begin));
  return true;
}

CsvReader::Scan CsvReader::ScanRow() {
  cells_.clear();
  char* p = at_;
  bool quotes = false;
  for (;;) {
    std::string_view cell;
    if (*p == '"' && p < end_) {
      quotes = true;
      ++p;
      if (!ScanQuoted(p, cell)) return at_end_ ? Scan::kUnended : Scan::kMore;
    } else {
      char* const begin = p;
      while (*p != ',' && !IsLineEnd(*p)) ++p;
      cell = std::string_view(begin, static_cast<size_t>(p - begin));
    }
    cells_.push_back(cell);
    if (*p != ',') break;
    ++p;
  }
  // A line end at end_ is only the mark that stands there; a CR just before it may be half of a CR LF.
  if (!at_end_ && (p == end_ || (*p == '\r' && p + 1 == end_))) return Scan::kMore;
  const bool empty = p == at_;
  line_ = next_line_;
  if (quotes) {
    for (std::string_view& cell : cells_) {
      next_line_ += static_cast<uint64_t>(std::count(cell.begin(), cell.end(), '\n'));
      auto* begin = const_cast<char*>(cell.data());
      const bool quoted = begin > at_ && begin[-1] == '"';
      if (quoted && cell.find('"') != std::string_view::npos) {
        cell = std::string_view(begin, static_cast<size_t>(FoldQuotes(begin, begin + cell.size()) - begin));
      }
    }
  }
  if (p < end_ && *p == '\r' && p + 1 < end_ && p[1] == '\n') ++p;
  at_ = std::min(p + 1, end_);
  ++next_line_;
  return empty ? Scan::kEmpty : Scan::kRow;
}

bool CsvReader::Next() {
  if (at_begin_) {
    at_begin_ = false;
    while (static_cast<size_t>(end_ - at_) < kMark.size() && Fill()) {
    }
    if (std::string_view(at_, static_cast<size_t>(end_ - at_)).starts_with(kMark)) at_ += kMark.size();
  }
  while (status_.ok()) {
    if (at_ == end_ && !Fill()) break;
    switch (ScanRow()) {
      case Scan::kRow: return true;
      case Scan::kEmpty: break;
      case Scan::kUnended:
        line_ = next_line_;
        status_ = Invalid("a quoted cell does not end");
        break;
      case Scan::kMore:
        if (static_cast<size_t>(end_ - at_) >= kCsvRow) {
          line_ = next_line_;
          status_ = Status(Code::kLimit, "a row of more than " + std::to_string(kCsvRow) + " bytes (is a quote missing?)")
                        .At("line " + std::to_string(line_));
        } else {
          Fill();
        }
    }
  }
  cells_.clear();
  return false;
}

void AppendCsvCell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

// model.md §7: the digits are those of the shortest text, the point stands elsewhere.
void AppendPythonDouble(std::string& out, double value) {
  const size_t begin = out.size();
  AppendDouble(out, value);
  std::string_view text = std::string_view(out).substr(begin);
  const size_t sign = text.starts_with('-');
  if (size_t e = text.find('e'); e != std::string_view::npos) {  // `1e16`, `1e-6`
    const bool negative = text[e + 1] == '-';
    std::string exponent(text.substr(e + 1 + negative));
    if (exponent.size() < 2) exponent.insert(0, 1, '0');
    out.resize(begin + e);
    out.append(negative ? "e-" : "e+").append(exponent);
    return;
  }
  if (!text.substr(sign).starts_with("0.0000")) return;
  const size_t first = text.find_first_not_of("0.", sign);
  if (first == std::string_view::npos) return;
  std::string digits(text.substr(first));
  std::string exponent = std::to_string(first - sign - 1);
  if (exponent.size() < 2) exponent.insert(0, 1, '0');
  out.resize(begin + sign);
  out += digits[0];
  if (digits.size() > 1) out.append(1, '.').append(digits, 1);
  out.append("e-").append(exponent);
}

}  // namespace dropset
