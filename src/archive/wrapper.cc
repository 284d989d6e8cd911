#include "archive/folder.h"

namespace dropset {
namespace {

// The first part of `path` with its slash, or nothing if it has one part only.
std::string_view TopFolder(std::string_view path) { return path.substr(0, path.find('/') + 1); }

// The folder below `prefix` that holds everything below it, with its slash; nothing if there is no such folder.
std::string_view OnlyFolder(const Archive& archive, size_t prefix) {
  std::string_view top;
  for (const Entry& entry : archive.entries()) {
    std::string_view folder = TopFolder(std::string_view(entry.path).substr(prefix));
    if (folder.empty() || (!top.empty() && folder != top)) return {};
    top = folder;
  }
  for (std::string_view folder : archive.folders()) {
    if (folder.size() < prefix) continue;  // the wrapper itself
    folder.remove_prefix(prefix);
    if (!top.empty() && folder != top.substr(0, top.size() - 1) && TopFolder(folder) != top) return {};
  }
  return top;
}

}  // namespace

std::string StepIntoWrapper(Archive& archive, int levels) {
  size_t prefix = 0;
  for (; levels > 0; --levels) {
    std::string_view folder = OnlyFolder(archive, prefix);
    if (folder.empty()) break;
    prefix += folder.size();
  }
  if (prefix == 0) return {};
  std::string path = archive.entries().front().path.substr(0, prefix);
  return archive.DropPrefix(prefix) ? path : std::string();
}

}  // namespace dropset
