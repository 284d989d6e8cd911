#include "archive/archive.h"

#include <algorithm>

namespace dropset {

EntryId Archive::Find(std::string_view path) const {
  std::span<const Entry> all = entries();
  auto at = std::lower_bound(all.begin(), all.end(), path, [](const Entry& entry, std::string_view p) { return entry.path < p; });
  return at != all.end() && at->path == path ? static_cast<EntryId>(at - all.begin()) : kNoEntry;
}

bool Archive::HasFolder(std::string_view path) const {
  std::span<const std::string> explicit_ones = folders();
  if (std::binary_search(explicit_ones.begin(), explicit_ones.end(), path)) return true;
  std::string prefix = std::string(path) + '/';
  auto starts = [&prefix](std::string_view p) { return p.substr(0, prefix.size()) == prefix; };
  std::span<const Entry> all = entries();
  auto entry = std::lower_bound(all.begin(), all.end(), prefix, [](const Entry& e, const std::string& p) { return e.path < p; });
  if (entry != all.end() && starts(entry->path)) return true;
  auto folder = std::lower_bound(explicit_ones.begin(), explicit_ones.end(), prefix);
  return folder != explicit_ones.end() && starts(*folder);
}

Status Bundle::AddText(std::string_view path, std::string_view text) {
  return Add(path, std::make_shared<MemorySource>(text), false);
}

}  // namespace dropset
