// UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dropset {

// Bytes of the well-formed character at the front of `text`; 0 if there is none (overlong forms and surrogates are not).
size_t Utf8Length(std::string_view text);
bool ValidUtf8(std::string_view text);
void AppendUtf8(std::string& out, char32_t character);

}  // namespace dropset
