#include "archive/output_paths.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "archive/entry_path.h"

namespace dropset {
namespace {

constexpr size_t kChunk = size_t{1} << 16;
constexpr size_t kFirstSlots = 64;

Status Refusal(std::string_view path, const char* what) { return Status(Code::kInvalid, what).At(ShownName(path)); }

}  // namespace

Result<uint32_t> OutputPaths::AddFile(std::string_view path) {
  DROPSET_TRY(CheckOutputPath(path));
  if (Find(path)) return Refusal(path, "two files of the output would have this path");
  if (folders_.count(std::string(path)) != 0) return Refusal(path, "this path of the output is a folder already");
  DROPSET_TRY(ClaimParents(path));
  return Append(path);
}

Result<std::optional<uint32_t>> OutputPaths::AddFolder(std::string_view path) {
  DROPSET_TRY(CheckOutputPath(path));
  std::string slashed = std::string(path) + '/';
  if (Find(slashed)) return std::optional<uint32_t>();
  if (Find(path)) return Refusal(path, "this path of the output is a file already");
  DROPSET_TRY(ClaimParents(slashed));  // the folder itself among them
  return std::optional<uint32_t>(Append(slashed));
}

std::optional<uint32_t> OutputPaths::Find(std::string_view path) const {
  if (slots_.empty()) return std::nullopt;
  uint32_t held = slots_[Slot(path)];
  return held == 0 ? std::nullopt : std::optional<uint32_t>(held - 1);
}

// Makes every folder above `path` known; fails where one of them is a file.
Status OutputPaths::ClaimParents(std::string_view path) {
  size_t last = path.rfind('/');
  if (last == std::string_view::npos || path.substr(0, last) == last_parent_) return {};
  for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    std::string_view parent = path.substr(0, slash);
    if (Find(parent)) return Refusal(path, "a folder on this path of the output is a file already");
    folders_.emplace(parent);
  }
  last_parent_ = path.substr(0, last);
  return {};
}

uint32_t OutputPaths::Append(std::string_view path) {
  if ((paths_.size() + 1) * 2 > slots_.size()) Grow();
  if (path.size() > chunk_left_) {
    chunk_left_ = std::max(path.size(), kChunk);
    chunks_.emplace_back(new char[chunk_left_]);
    free_ = chunks_.back().get();
  }
  std::memcpy(free_, path.data(), path.size());
  size_t slot = Slot(path);
  paths_.emplace_back(free_, path.size());
  free_ += path.size();
  chunk_left_ -= path.size();
  slots_[slot] = static_cast<uint32_t>(paths_.size());
  return static_cast<uint32_t>(paths_.size() - 1);
}

// Where `path` is in slots_, or the free slot where it belongs.
size_t OutputPaths::Slot(std::string_view path) const {
  size_t mask = slots_.size() - 1;
  size_t slot = std::hash<std::string_view>()(path) & mask;
  while (slots_[slot] != 0 && paths_[slots_[slot] - 1] != path) slot = (slot + 1) & mask;
  return slot;
}

void OutputPaths::Grow() {
  slots_.assign(std::max(slots_.size() * 2, kFirstSlots), 0);
  for (size_t i = 0; i < paths_.size(); ++i) slots_[Slot(paths_[i])] = static_cast<uint32_t>(i + 1);
}

}  // namespace dropset
