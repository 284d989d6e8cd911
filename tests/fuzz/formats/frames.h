// Small valid datasets, in each of which an input takes the place of one file.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace dropset::fuzz {

using Files = std::map<std::string, std::string>;  // path → content

struct Slot {
  char letter;
  std::string_view format;    // that reads it
  const Files& (*dataset)();  // all other files
  std::string_view path;
};

// nullptr if the letter chooses none.
const Slot* FindSlot(char letter);

}  // namespace dropset::fuzz
