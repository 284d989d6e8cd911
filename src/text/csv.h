// Comma-separated values (RFC 4180, with the liberties that Python's csv takes) from a Stream, row by row, and to text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/status.h"
#include "io/source.h"

namespace dropset {

// Rows end in LF, CR LF or CR; empty lines are no rows; a UTF-8 mark at the beginning is skipped. A cell that begins with a quote
// ends at the next quote that is not doubled, and may hold commas and line ends; elsewhere quotes are text.
//
//   for (CsvReader csv(std::move(stream)); csv.Next();) use(csv.cells());
//   DROPSET_TRY(csv.TakeStatus());
class CsvReader {
 public:
  explicit CsvReader(std::unique_ptr<Stream> stream, size_t window = kReadWindow);

  // The next row; false at the end or on error. A row of more than kCsvRow bytes is an error (Code::kLimit).
  bool Next();
  // Of the current row; valid until the next call. What lies behind a cell can be read up to a byte that continues no number.
  std::span<const std::string_view> cells() const { return cells_; }
  // The line of the current row's first byte, from 1.
  uint64_t line() const { return line_; }
  uint64_t offset() const { return consumed_ + static_cast<uint64_t>(at_ - buffer_.get()); }  // bytes of the stream consumed
  // The first error, with its line as place where the text is at fault; success if there was none.
  Status TakeStatus() { return std::move(status_); }
  // An error about the current row.
  Status Invalid(std::string message) const;

 private:
  enum class Scan { kRow, kEmpty, kMore, kUnended };

  bool Fill();     // more behind end_, keeping what begins at at_; false: there is no more, or an error
  Scan ScanRow();  // the row at at_ into cells_; consumes it, or asks for more
  bool ScanQuoted(char*& p, std::string_view& cell);

  std::unique_ptr<Stream> stream_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_;
  char* at_;
  char* end_;  // behind the last byte; a line feed stands there
  uint64_t consumed_ = 0;
  uint64_t line_ = 0, next_line_ = 1;
  bool at_begin_ = true, at_end_ = false;
  std::vector<std::string_view> cells_;
  Status status_;
};

// Appends the text as a cell, in quotes only where it must be.
void AppendCsvCell(std::string& out, std::string_view text);
// Appends a finite number as Python writes it: 0.5, 1.0, 1e-05, 1e+16.
void AppendPythonDouble(std::string& out, double value);

}  // namespace dropset
