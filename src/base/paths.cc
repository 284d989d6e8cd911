#include "base/paths.h"

#include <algorithm>

namespace dropset {

std::string_view BaseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view FolderName(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

void NormalizeSlashes(std::string& path) { std::replace(path.begin(), path.end(), '\\', '/'); }

std::pair<std::string_view, std::string_view> SplitExtension(std::string_view path) {
  size_t name = path.rfind('/') + 1;
  size_t dot = path.rfind('.');
  // Dots that lead the name, and a dot of a folder, end no stem.
  if (dot == std::string_view::npos || path.find_first_not_of('.', name) >= dot) return {path, {}};
  return {path.substr(0, dot), path.substr(dot)};
}

std::string_view WithoutEscapes(std::string_view path) {
  for (size_t at = 0; at < path.size();) {
    size_t end = std::min(path.find('/', at), path.size());
    std::string_view part = path.substr(at, end - at);
    if (at == 0 && part.size() > 1 && part[1] == ':') {
      path.remove_prefix(2);
    } else if (part == ".." || (part.empty() && at == 0)) {
      path.remove_prefix(std::min(end + 1, path.size()));
      at = 0;
    } else {
      at = end + 1;
    }
  }
  return path;
}

}  // namespace dropset
