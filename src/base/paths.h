// Paths of files in a dataset: `/` between folders.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace dropset {

std::string_view BaseName(std::string_view path);    // behind the last slash
std::string_view FolderName(std::string_view path);  // up to and with the last slash; empty if there is none
void NormalizeSlashes(std::string& path);            // `\` becomes `/`
// Stem and extension with its dot: of the last dot of the base name, unless that leads it (coco.md §2.2): `x.tar.gz` → `x.tar`,
// `.gz`;
// `.hid` → `.hid`, ``.
std::pair<std::string_view, std::string_view> SplitExtension(std::string_view path);
// `path` without the leading parts that lead out of a dataset: slashes, drives, and everything up to the last `..`.
std::string_view WithoutEscapes(std::string_view path);

}  // namespace dropset
