// Small pieces of text, gathered so that they are appended to a string at once.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace dropset {

//   ShortText(out).Put("{\"id\":").Put(id).Put(",\"group\":").Put(group);
// appends when it is destroyed. Each piece is a copy of a size that is known where it is written, without a call.
class ShortText {
 public:
  explicit ShortText(std::string& out) : out_(out) {}
  ~ShortText() { Flush(); }
  ShortText(const ShortText&) = delete;
  ShortText& operator=(const ShortText&) = delete;

  template <size_t kSize>
  ShortText& Put(const char (&literal)[kSize]) {
    static_assert(kSize <= kRoom);
    MakeRoom(kSize);
    std::memcpy(text_ + filled_, literal, kSize - 1);
    filled_ += kSize - 1;
    return *this;
  }

  ShortText& Put(int64_t value) {
    MakeRoom(kLongestInteger);
    filled_ = static_cast<size_t>(std::to_chars(text_ + filled_, text_ + kRoom, value).ptr - text_);
    return *this;
  }

  // A name, for instance: at most 64 bytes.
  ShortText& Put(std::string_view text) {
    MakeRoom(kLongestName);
    filled_ += text.copy(text_ + filled_, kLongestName);
    return *this;
  }

 private:
  static constexpr size_t kRoom = 256, kLongestInteger = 20, kLongestName = 64;

  void MakeRoom(size_t bytes) {
    if (kRoom - filled_ < bytes) Flush();
  }
  void Flush() {
    out_.append(text_, filled_);
    filled_ = 0;
  }

  std::string& out_;
  size_t filled_ = 0;
  char text_[kRoom];
};

}  // namespace dropset
