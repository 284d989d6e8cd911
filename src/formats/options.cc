#include "formats/options.h"

#include <algorithm>
#include <numeric>

#include "base/numbers.h"

namespace dropset {
namespace {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<std::string_view> Choices(const OptionRow& row) {
  return row.choices.empty() ? std::vector<std::string_view>() : Split(row.choices, '|');
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerAscii);
  return lower;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "save_images" and "save-images" are one name.
std::string Dashed(std::string_view name) {
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return dashed;
}

const OptionRow* FindRow(OptionTable table, std::string_view name) {
  for (const OptionRow& row : table) {
    if (row.name == name) return &row;
    auto aliases = Split(row.aliases, '|');
    if (std::find(aliases.begin(), aliases.end(), name) != aliases.end()) return &row;
  }
  return nullptr;
}

// A long text may be a key that was put in another option's place: it is not shown.
constexpr size_t kLongestShown = 40;

Status WrongValue(const OptionRow& row, std::string_view expected, std::string_view text) {
  const bool hidden = row.secret || text.size() > kLongestShown;
  std::string shown = hidden ? std::string("another value") : '"' + std::string(text) + '"';
  return Status(Code::kUsage, "expected " + std::string(expected) + ", found " + shown).At("--" + std::string(row.name));
}

Result<std::string> ParseChoice(const OptionRow& row, std::string_view text) {
  auto choices = Choices(row);
  for (std::string_view choice : choices) {
    if (Lower(choice) == Lower(text)) return std::string(choice);
  }
  std::string expected = "one of ";
  for (std::string_view choice : choices) expected.append(choice == choices.front() ? "" : ", ").append(choice);
  if (std::string nearest = Nearest(text, choices); !nearest.empty()) expected += " (did you mean " + nearest + "?)";
  return WrongValue(row, expected, text);
}

// The text in the one form that the accessors read: flags as "true" or "", lists without blanks.
Result<std::string> Canonical(const OptionRow& row, std::string_view text) {
  switch (row.type) {
    case OptionType::kText: return std::string(text);
    case OptionType::kChoice: return ParseChoice(row, text);
    case OptionType::kInteger: {
      int64_t value;
      if (!ParseInteger(text, value)) return WrongValue(row, "an integer", text);
      return std::to_string(value);
    }
    case OptionType::kFlag: {
      std::string lower = Lower(text);
      for (std::string_view yes : {"", "true", "t", "yes", "y", "on", "1"}) {
        if (lower == yes) return std::string("true");
      }
      for (std::string_view no : {"false", "f", "no", "n", "off", "0"}) {
        if (lower == no) return std::string();
      }
      return WrongValue(row, "True or False", text);
    }
    case OptionType::kList: {
      std::string joined;
      for (std::string_view part : Split(text, ',')) {
        if (Trim(part).empty()) continue;
        DROPSET_ASSIGN(std::string choice, ParseChoice(row, Trim(part)));
        joined += (joined.empty() ? "" : ",") + choice;
      }
      return joined;
    }
  }
  return Status(Code::kInternal, "an option of no type");
}

}  // namespace

Result<Options> Options::Parse(OptionTable table, const OptionTexts& texts) {
  Options options;
  for (const OptionRow& row : table) {
    std::string text(row.default_text);
    if (row.type == OptionType::kFlag && text == "false") text.clear();
    options.values_[std::string(row.name)] = {std::move(text), false};
  }
  for (const auto& [given, text] : texts) {
    std::string name = Dashed(given);
    const OptionRow* row = FindRow(table, name);
    if (!row) {
      std::vector<std::string_view> names;
      for (const OptionRow& known : table) names.push_back(known.name);
      std::string nearest = Nearest(name, names);
      return Status(Code::kUsage, "there is no such option" + (nearest.empty() ? "" : " (did you mean --" + nearest + "?)"))
          .At(name.size() > kLongestShown ? std::string("options") : "--" + name);
    }
    DROPSET_ASSIGN(std::string canonical, Canonical(*row, text));
    options.values_[std::string(row->name)] = {std::move(canonical), true};
  }
  return options;
}

const std::string& Options::Text(std::string_view name) const {
  static const std::string kNothing;
  auto found = values_.find(name);
  return found == values_.end() ? kNothing : found->second.text;
}

bool Options::Flag(std::string_view name) const { return !Text(name).empty(); }

bool Options::Given(std::string_view name) const {
  auto found = values_.find(name);
  return found != values_.end() && found->second.given;
}

int64_t Options::Integer(std::string_view name) const {
  int64_t value = 0;
  ParseInteger(Text(name), value);
  return value;
}

std::vector<std::string> Options::List(std::string_view name) const {
  std::vector<std::string> parts;
  if (Text(name).empty()) return parts;
  for (std::string_view part : Split(Text(name), ',')) parts.emplace_back(part);
  return parts;
}

std::string Nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string best;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  for (std::string_view candidate : candidates) {
    // Levenshtein, one row at a time.
    std::vector<size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 0; i < word.size(); ++i) {
      size_t diagonal = row[0]++;
      for (size_t j = 0; j < candidate.size(); ++j) {
        size_t replaced = diagonal + (LowerAscii(word[i]) != LowerAscii(candidate[j]));
        diagonal = row[j + 1];
        row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace dropset
