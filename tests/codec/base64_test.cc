// The vectors of RFC 4648 §10, every way to be no Base64, and sizes against libsodium.
#include "codec/base64.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "codec/bytes.h"

namespace dropset {
namespace {

std::string Encode(std::string_view bytes) {
  std::string text = "before ";
  AppendBase64(text, BytesOf(bytes));
  return text.substr(7);
}

// "!" where it is no Base64.
std::string Decode(std::string_view text) {
  std::vector<std::byte> bytes{std::byte{1}};
  if (!DecodeBase64(text, bytes)) {
    EXPECT_EQ(bytes.size(), 1u) << text;
    return "!";
  }
  return TextOf(bytes).substr(1);
}

TEST(Base64, VectorsOfTheRfc) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(Encode(bytes), text);
    EXPECT_EQ(Decode(text), bytes);
  }
}

TEST(Base64, AnythingElseIsNone) {
  using namespace std::string_view_literals;
  for (std::string_view text : {"Z"sv,         "Zg"sv,   "Zg="sv,  "Zm8"sv,  "Zm9vY"sv,    "Zg==Zg=="sv, "Zm8=Zm9v"sv,   "="sv,
                                "===="sv,      "Z==="sv, "=Zg="sv, "Z=g="sv, "Zm9v===="sv, "Zh=="sv,     "Zm9="sv,       "Zm9v\n"sv,
                                "Zm9v\nZg="sv, " Zm9"sv, "Zm+v"sv, "Zm/v"sv, "Zm9vZm!v"sv, "Zm9\0"sv,    "Zm9v\xFFm9v"sv}) {
    EXPECT_EQ(Decode(text), "!") << text;
  }
}

TEST(Base64, AsLibsodiumWritesIt) {
  std::string bytes;
  for (int size = 0; size < 300; ++size) {
    std::string expected(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE), '\0');
    sodium_bin2base64(expected.data(), expected.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE);
    expected.pop_back();
    ASSERT_EQ(Encode(bytes), expected);
    ASSERT_EQ(Decode(expected), bytes);
    bytes += static_cast<char>(size * 151 + 7);
  }
}

}  // namespace
}  // namespace dropset
