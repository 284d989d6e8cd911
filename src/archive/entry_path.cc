#include "archive/entry_path.h"

#include <algorithm>

#include "base/limits.h"
#include "base/utf8.h"

namespace dropset {
namespace {

constexpr size_t kShownBytes = 200;

bool HasDrive(std::string_view path) {
  return path.size() >= 2 && path[1] == ':' && ((path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z'));
}

Status TooLong(std::string what, size_t most) {
  return Status(Code::kLimit, what + ", " + std::to_string(most) + " are allowed; shorten it");
}

// Calls `visit(part)` for the parts between slashes until it returns false; returns whether none did.
template <class Visit>
bool EachPart(std::string_view path, Visit visit) {
  for (;;) {
    size_t slash = path.find('/');
    if (!visit(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string ShownName(std::string_view name) {
  std::string shown;
  while (!name.empty()) {
    size_t length = Utf8Length(name);
    unsigned char lead = static_cast<unsigned char>(name[0]);
    if (length == 0 || lead < 0x20 || lead == 0x7F) {
      shown += '?';
    } else {
      shown += name.substr(0, length);
    }
    name.remove_prefix(std::max<size_t>(length, 1));
    if (shown.size() >= kShownBytes && !name.empty()) return shown + "...";
  }
  return shown;
}

Result<EntryPath> NormalisePath(std::string_view raw) {
  std::string slashed(raw);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  auto refuse = [](const char* what) { return Status(Code::kUnsafe, what); };
  if (slashed.find('\0') != std::string::npos) return refuse("the name contains a zero byte");
  if (!slashed.empty() && slashed[0] == '/') return refuse("the name is absolute, so it would escape from the dataset's folder");
  if (HasDrive(slashed)) return refuse("the name begins with a drive, so it would escape from the dataset's folder");
  if (slashed.size() > kPathBytes) return TooLong("the name has " + std::to_string(slashed.size()) + " bytes", kPathBytes);
  EntryPath result;
  result.folder = !slashed.empty() && slashed.back() == '/';
  size_t parts = 0;
  bool inside = EachPart(slashed, [&](std::string_view part) {
    if (part == "..") return false;
    if (part.empty() || part == ".") return true;
    ++parts;
    if (!result.path.empty()) result.path += '/';
    result.path += part;
    return true;
  });
  if (!inside) return refuse("the name contains `..`, so it would escape from the dataset's folder");
  if (parts > kPathFolders + 1) return TooLong("the name has " + std::to_string(parts - 1) + " folders", kPathFolders);
  return result;
}

bool IsJunk(std::string_view path) {
  return !EachPart(path, [](std::string_view part) {
    return part != "__MACOSX" && part != ".DS_Store" && part != "Thumbs.db" && part.substr(0, 2) != "._";
  });
}

Status CheckOutputPath(std::string_view path) {
  auto refuse = [path](const char* what) { return Status(Code::kInvalid, what).At(ShownName(path)); };
  if (path.empty()) return refuse("an output path is empty");
  if (!ValidUtf8(path)) return refuse("an output path must be UTF-8");
  if (path.find('\\') != std::string_view::npos) return refuse("an output path must not contain a backslash");
  Result<EntryPath> normal = NormalisePath(path);
  if (!normal.ok()) return refuse(normal.status().message().c_str());
  if (normal->path != path) return refuse("an output path must not contain empty parts or `.`");
  return {};
}

}  // namespace dropset
