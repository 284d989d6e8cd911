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
inline void AppendU32(std::string& out, uint32_t value) { AppendInteger(out, value); }
inline void AppendI32(std::string& out, int32_t value) { AppendInteger(out, value); }

// Integers in a row, gathered so that they are appended at once: 32 bytes of them at most.
class Fields {
 public:
  template <class T>
  Fields& Put(T value) {
    StoreInteger(bytes_ + size_, value);
    size_ += sizeof value;
    return *this;
  }
  void AppendTo(std::string& out) const { out.append(bytes_, size_); }

 private:
  char bytes_[32];
  size_t size_ = 0;
};

inline void AppendString(std::string& out, std::string_view text) {
  AppendU32(out, static_cast<uint32_t>(text.size()));
  out.append(text);
}

// What is `before` it, and a DICT: `append` appends an object to what it is given; one without members is an empty text.
template <class AppendObject>
void AppendDictOf(std::string& out, AppendObject append, Fields before = {}) {
  before.Put(uint32_t{0}).AppendTo(out);
  const size_t begin = out.size();
  append(out);
  if (out.size() - begin == 2) out.resize(begin);
  StoreInteger(out.data() + begin - sizeof(uint32_t), static_cast<uint32_t>(out.size() - begin));
}
inline void AppendDict(std::string& out, std::string_view object) {
  AppendDictOf(out, [&](std::string& text) { text.append(object); });
}

}  // namespace dropset::datumaro_binary
