#include "base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace dropset {
namespace {

// RFC 3629 §3 from the other side: decode by the length that the first byte announces, then ask whether that was the only way.
size_t ExpectedLength(std::string_view text) {
  if (text.empty()) return 0;
  auto byte = [&](size_t k) { return static_cast<unsigned char>(text[k]); };
  size_t length = byte(0) < 0x80 ? 1 : byte(0) >> 5 == 6 ? 2 : byte(0) >> 4 == 14 ? 3 : byte(0) >> 3 == 30 ? 4 : 0;
  if (length <= 1) return length;
  if (text.size() < length) return 0;
  uint32_t character = byte(0) & (0x7Fu >> length);
  for (size_t k = 1; k < length; ++k) {
    if (byte(k) >> 6 != 2) return 0;
    character = character << 6 | (byte(k) & 0x3Fu);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = character >= 0xD800 && character < 0xE000;
  return character < kSmallest[length] || character > 0x10FFFF || surrogate ? 0 : length;
}

TEST(Utf8, EveryCharacterIsWrittenAndRecognised) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    std::string text;
    AppendUtf8(text, c);
    ASSERT_EQ(text.size(), c < 0x80 ? 1u : c < 0x800 ? 2u : c < 0x10000 ? 3u : 4u);
    bool surrogate = c >= 0xD800 && c < 0xE000;
    ASSERT_EQ(Utf8Length(text), surrogate ? 0 : text.size()) << static_cast<uint32_t>(c);
    ASSERT_EQ(ValidUtf8(text), !surrogate) << static_cast<uint32_t>(c);
  }
  std::string euro;
  AppendUtf8(euro, 0x20AC);
  EXPECT_EQ(euro, "\xE2\x82\xAC");
}

TEST(Utf8, LengthAgreesWithTheDefinitionOnAllFirstAndSecondBytes) {
  const std::string ends[] = {"", "\x7F", "\x80", "\xBF", "\xC0", "\x80\x80", "\xBF\xBF", "\x80\x7F", "\x80\xC0", "\x80\x80\x80"};
  for (int first = 0; first < 256; ++first) {
    EXPECT_EQ(Utf8Length(std::string(1, static_cast<char>(first))), first < 0x80 ? 1u : 0u);
    for (int second = 0; second < 256; ++second) {
      for (const std::string& end : ends) {
        std::string text = {static_cast<char>(first), static_cast<char>(second)};
        text += end;
        ASSERT_EQ(Utf8Length(text), ExpectedLength(text)) << first << " " << second << " " << end.size();
      }
    }
  }
}

TEST(Utf8, ValidityLooksAtEveryCharacter) {
  EXPECT_TRUE(ValidUtf8(""));
  EXPECT_TRUE(ValidUtf8("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z"));
  EXPECT_FALSE(ValidUtf8("a\xC3"));
  EXPECT_FALSE(ValidUtf8("\xC3\xA4\x80"));
  EXPECT_FALSE(ValidUtf8("ok\xFFok"));
  EXPECT_FALSE(ValidUtf8("\xC0\x80"));
  EXPECT_FALSE(ValidUtf8("\xED\xA0\x80"));
}

}  // namespace
}  // namespace dropset
