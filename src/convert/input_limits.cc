#include "convert/input_limits.h"

namespace dropset {
namespace {

constexpr OptionRow kRows[] = {
    {"max-entries", OptionType::kInteger, "4000000", "Most files in the archives of the input, together"},
    {"max-entry-size", OptionType::kInteger, "1099511627776", "Most bytes that one file of an archive may unpack to"},
    {"max-total-size", OptionType::kInteger, "17592186044416", "Most bytes that all files of the archives together may unpack to"},
    {"max-ratio", OptionType::kInteger, "500", "How many times its packed size a file of more than 64 MiB may unpack to"},
};

struct Limit {
  std::string_view name;
  uint64_t ZipCaps::*cap;
};

constexpr Limit kLimits[] = {
    {"max-entries", &ZipCaps::entries},
    {"max-entry-size", &ZipCaps::entry_size},
    {"max-total-size", &ZipCaps::total},
    {"max-ratio", &ZipCaps::ratio},
};

}  // namespace

OptionTable InputLimitTable() { return kRows; }

Result<ZipCaps> ParseInputLimits(const OptionTexts& texts) {
  DROPSET_ASSIGN(const Options options, Options::Parse(kRows, texts));
  ZipCaps caps;
  for (const Limit& limit : kLimits) {
    const int64_t value = options.Integer(limit.name);
    if (value <= 0) return Status(Code::kUsage, "expected a number above 0").At("--" + std::string(limit.name));
    caps.*limit.cap = static_cast<uint64_t>(value);
  }
  return caps;
}

}  // namespace dropset
