// Options of formats: one row of a table each, from which parsing, help, describe(), the TypeScript types, the page's form and the
// README tables are made.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace dropset {

enum class OptionType : uint8_t { kFlag, kInteger, kText, kChoice, kList };
// kFlag: bare, or True/False/1/0/yes/no/on/off. kChoice: one of `choices`, case-insensitive. kList: several of `choices`, separated
// by commas.

// One option. Names are written with dashes here; dashes and underscores are equal when parsed.
struct OptionRow {
  std::string_view name;  // "save-media"
  OptionType type;
  std::string_view default_text;  // as a user would write it; "" for none
  std::string_view help;          // one sentence, no full stop
  std::string_view choices = {};  // separated by "|"
  std::string_view aliases = {};  // other accepted names, separated by "|": "save-images"
  bool secret = false;            // never shown, logged or put in a report (keys)
};

using OptionTable = std::span<const OptionRow>;

// Options as given: name → text, a bare flag being "". Names as the user wrote them.
using OptionTexts = std::map<std::string, std::string>;

// Parsed and checked against a table. Every row of the table has a value.
class Options {
 public:
  // Code::kUsage for an unknown name (naming the nearest), a value of the wrong type or outside the choices.
  static Result<Options> Parse(OptionTable table, const OptionTexts& texts);

  bool Flag(std::string_view name) const;
  bool Given(std::string_view name) const;               // whether the user named it
  const std::string& Text(std::string_view name) const;  // kText, kChoice (spelled as in `choices`)
  int64_t Integer(std::string_view name) const;
  std::vector<std::string> List(std::string_view name) const;  // in the order given

 private:
  struct Value {
    std::string text;
    bool given;
  };
  std::map<std::string, Value, std::less<>> values_;
};

// Of `candidates`, the one that takes the fewest edits to become `word`; empty if none is near.
std::string Nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace dropset
