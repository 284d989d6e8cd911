// CSV files, read whole and in pieces; the cells are written and read again.
#include "fuzz/target.h"
#include "support/piece_stream.h"
#include "text/csv.h"

namespace dropset::fuzz {
namespace {

struct Table {
  std::vector<std::vector<std::string>> rows;
  std::string error;
};

Table Read(std::string_view text, size_t piece, size_t window) {
  Table table;
  CsvReader csv(std::make_unique<PieceStream>(text, piece), window);
  uint64_t line = 0, offset = 0;
  while (csv.Next()) {
    Require(csv.line() > line && csv.offset() > offset && csv.offset() <= text.size(), "a row does not lie behind the one before");
    Require(!csv.cells().empty(), "a row has no cell");
    line = csv.line(), offset = csv.offset();
    table.rows.emplace_back(csv.cells().begin(), csv.cells().end());
  }
  const Status status = csv.TakeStatus();
  RequireExplained(status);
  if (!status.ok()) table.error = status.Text();
  return table;
}

void Csv(std::span<const std::byte> input) {
  const std::string_view text = TextOf(input);
  const Table whole = Read(text, ~size_t{0}, kReadWindow), pieces = Read(text, 1, 8);
  Require(whole.rows == pieces.rows && whole.error == pieces.error, "pieces change the rows");
  std::string written;
  for (const auto& row : whole.rows) {
    for (size_t k = 0; k < row.size(); ++k) {
      if (k) written += ',';
      AppendCsvCell(written, row[k]);
    }
    if (row.size() == 1 && row[0].empty()) written += R"("")";  // else an empty line, which is no row
    written += '\n';
  }
  const Table again = Read(written, ~size_t{0}, kReadWindow);
  Require(again.error.empty(), "written rows cannot be read: " + again.error);
  if (!written.starts_with("\xEF\xBB\xBF")) Require(again.rows == whole.rows, "written rows are others");
}

const Target kTarget("csv", Csv);

}  // namespace
}  // namespace dropset::fuzz
