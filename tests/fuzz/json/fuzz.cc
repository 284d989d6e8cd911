// JSON documents, read whole and in pieces, skipped, kept as text and walked: all must agree.
#include <algorithm>
#include <cmath>

#include "base/hundredths.h"
#include "fuzz/target.h"
#include "support/piece_stream.h"
#include "text/json_reader.h"
#include "text/json_writer.h"

namespace dropset::fuzz {
namespace {

JsonOptions OptionsOf(uint8_t choice) {
  JsonOptions options;
  options.depth = 40;
  options.non_finite = choice & 1;
  if (choice & 2) options.string_limit = 12;
  if (choice & 4) options.window = 16;
  return options;
}

// What a way of reading makes of a document.
struct Outcome {
  Status status;
  std::string text;  // compact JSON, where it was kept
};

void Walk(JsonReader& json, std::string& out) {
  switch (json.Peek()) {
    case JsonKind::kObject:
      out += '{';
      for (json.EnterObject(); json.NextMember();) {
        const std::string key(json.key());
        AppendJsonString(out, key);
        Walk(json, out);
      }
      out += '}';
      return;
    case JsonKind::kArray:
      out += '[';
      for (json.EnterArray(); json.NextElement();) Walk(json, out);
      out += ']';
      return;
    case JsonKind::kString:
      if (std::string value; json.ReadString(value)) AppendJsonString(out, value);
      return;
    case JsonKind::kNumber:
      if (double value; json.ReadDouble(value)) AppendJsonDouble(out, value);
      return;
    case JsonKind::kBool:
      if (bool value; json.ReadBool(value)) out += value ? "true" : "false";
      return;
    case JsonKind::kNull:
      if (json.ReadNull()) out += "null";
      return;
    case JsonKind::kNone: return;
  }
}

enum class Way { kSkip, kRaw, kWalk };

Outcome Read(std::string_view document, size_t piece, const JsonOptions& options, Way way) {
  JsonReader json(std::make_unique<PieceStream>(document, piece), options);
  Outcome outcome;
  if (way == Way::kSkip) json.Skip();
  if (way == Way::kRaw) json.Raw(outcome.text);
  if (way == Way::kWalk) Walk(json, outcome.text);
  outcome.status = json.Finish();
  RequireExplained(outcome.status);
  Require(outcome.status.ok() || !json.ok(), "Finish fails where the reader has not");
  return outcome;
}

std::string ErrorOf(const Status& status) { return status.ok() ? std::string() : status.Text(); }

void Json(std::span<const std::byte> input) {
  const JsonOptions options = OptionsOf(TakeByte(input));
  const std::string_view document = TextOf(input);
  const Outcome raw = Read(document, ~size_t{0}, options, Way::kRaw);
  for (const Way way : {Way::kSkip, Way::kRaw, Way::kWalk}) {
    const Outcome whole = Read(document, ~size_t{0}, options, way), pieces = Read(document, 1, options, way);
    Require(whole.status.ok() == pieces.status.ok(), "pieces change whether there is an error");
    // Of a string that is both too long and wrong, the pieces decide what is seen first.
    const bool limited = options.string_limit < kJsonString;
    Require(limited || ErrorOf(whole.status) == ErrorOf(pieces.status), "pieces change the error");
    Require(!whole.status.ok() || whole.text == pieces.text, "pieces change the text");
    Require(whole.status.ok() == raw.status.ok(), "ways of reading judge differently");
  }
  if (!raw.status.ok()) return;
  Require(Read(raw.text, 3, options, Way::kRaw).text == raw.text, "compact text is not its own compact text");
  const Outcome walked = Read(document, 5, options, Way::kWalk), again = Read(raw.text, 5, options, Way::kWalk);
  Require(walked.text == again.text, "compact text has other values");
}

// Arrays of numbers, which have a fast path.
void Numbers(std::span<const std::byte> input) {
  const std::string_view document = TextOf(input);
  std::vector<double> whole, pieces;
  uint64_t others = 0, others_in_pieces = 0;
  bool hundredths = true, hundredths_in_pieces = true;
  JsonReader json(std::make_unique<PieceStream>(document, ~size_t{0}));
  JsonReader slow(std::make_unique<PieceStream>(document, 1));
  const bool taken = json.ReadDoubles(whole, &others, &hundredths);
  Require(taken == slow.ReadDoubles(pieces, &others_in_pieces, &hundredths_in_pieces), "pieces change whether numbers are read");
  if (!taken) return;
  Require(whole == pieces && others == others_in_pieces, "pieces change the numbers");
  for (double value : whole) Require(!std::isnan(value), "a number is none");
  const bool all = std::all_of(whole.begin(), whole.end(), IsHundredths);
  Require(hundredths == all && hundredths_in_pieces == all, "numbers are taken for hundredths, or not");
  std::string text;
  AppendJsonDoubles(text, whole);
  std::vector<double> again;
  uint64_t infinities = 0;
  JsonReader back(std::make_unique<PieceStream>(text, ~size_t{0}));
  Require(back.ReadDoubles(again, &infinities) && back.Finish().ok(), "written numbers cannot be read");
  std::erase_if(whole, [](double value) { return std::isinf(value); });
  Require(again == whole, "written numbers are others");
}

const Target kTarget("json", [](std::span<const std::byte> input) {
  Json(input);
  Numbers(input);
});

}  // namespace
}  // namespace dropset::fuzz
