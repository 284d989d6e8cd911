// What the reference calls files that are named after ids and labels (model.md §4.2).
#pragma once

#include <string>
#include <string_view>

namespace dropset::open_images {

// `text` as far as lower-case ASCII goes: accents fall off, other scripts fall away, blanks and hyphens become one `-`. May be
// empty. Letters of Latin alphabets, ligatures and full-width forms are decomposed; mathematical, enclosed and similar letters fall
// away too, where the reference would keep them.
std::string MakeFileName(std::string_view text);

}  // namespace dropset::open_images
