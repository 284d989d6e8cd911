// What archives may cost, as options that every command and the page have, whatever the format: names, help and defaults.
#pragma once

#include "archive/zip.h"
#include "base/status.h"
#include "formats/options.h"

namespace dropset {

OptionTable InputLimitTable();

// The defaults are those of ZipCaps. Code::kUsage as Options::Parse, and for what is not above 0.
Result<ZipCaps> ParseInputLimits(const OptionTexts& texts);

}  // namespace dropset
