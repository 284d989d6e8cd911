// Appends primitives (datumaro_binary.md §3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace dropset::datumaro_binary {

// Little-endian, whatever the machine.
template <class T>
void StoreInteger(char* to, T value) {
  for (size_t k = 0; k < sizeof(T); ++k) to[k] = static_cast<char>(static_cast<std::make_unsigned_t<T>>(value) >> (8 * k));
}
template <class T>
void AppendInteger(std::string& out, T value) {
  char bytes[sizeof(T)];
  StoreInteger(bytes, value);
  out.append(bytes, sizeof bytes);
}
inline void AppendU8(std::string& out, uint8_t value) { AppendInteger(out, value); }
inline void AppendU32(std::string& out, uint32_t value) { AppendInteger(out, value); }
inline void AppendI32(std::string& out, int32_t value) { AppendInteger(out, value); }
inline void AppendI64(std::string& out, int64_t value) { AppendInteger(out, value); }

inline void AppendString(std::string& out, std::string_view text) {
  AppendU32(out, static_cast<uint32_t>(text.size()));
  out.append(text);
}

// DICT: an object without members is an empty text.
inline void AppendDict(std::string& out, std::string_view object) {
  AppendString(out, object == "{}" ? std::string_view() : object);
}

}  // namespace dropset::datumaro_binary
