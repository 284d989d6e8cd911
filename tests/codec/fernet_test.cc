// The vectors of datumaro_binary.md §4.5, the rules of the Fernet specification's invalid vectors, and sizes around every boundary.
#include "codec/fernet.h"

#include <gtest/gtest.h>

#include "codec/aes_cbc.h"
#include "codec/base64.h"
#include "codec/bytes.h"
#include "codec/hmac.h"

namespace dropset {
namespace {

constexpr std::string_view kOfficialKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
constexpr std::string_view kOfficialToken =
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
constexpr std::string_view kCountingKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr std::string_view kCountingToken =
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0OD6lricYhDZsQx9qmC_-Xv3V34Yx-HMdaWtOqAozFvfHqOQIRKGG7qOmjcC5sGXuJaA==";

std::shared_ptr<const FernetKey> Key(std::string_view text) { return FernetKey::FromText(text); }

FernetSeed Seed() {
  FernetSeed seed;
  seed.time = 499162800;
  for (size_t k = 0; k < kAesBlock; ++k) seed.iv[k] = static_cast<std::byte>(k);
  return seed;
}

std::string Decrypt(std::string_view token, const FernetKey& key) {
  auto text = FernetDecrypt(token, key);
  return text.ok() ? TextOf(*text) : std::string(CodeName(text.status().code())) + ": " + text.status().Text();
}

// Both passes, read in small pieces.
std::string DecryptStream(const std::string& token, const std::shared_ptr<const FernetKey>& key, size_t piece) {
  auto size = FernetVerify(StreamOf(token, piece), *key);
  if (!size.ok()) return std::string(CodeName(size.status().code())) + ": " + size.status().Text();
  std::string text = Drain(*FernetDecrypt(StreamOf(token, piece), key, *size), piece + 3);
  EXPECT_EQ(text.size(), *size);
  return text;
}

// A token of these blocks, encrypted as they are and signed.
std::string Signed(std::string_view blocks, const FernetKey& key) {
  std::string raw = FromHex("80000000001dc09eb0") + std::string(kAesBlock, '\1');
  AesBlock iv;
  iv.fill(std::byte{1});
  std::vector<std::byte> encrypted(BytesOf(blocks).begin(), BytesOf(blocks).end());
  AesCbc(key.encryption(), iv, AesCbc::Direction::kEncrypt)
      .Run(std::span(encrypted).first(encrypted.size() / kAesBlock * kAesBlock));
  raw += TextOf(encrypted);
  HmacSha256 hmac(key.signing());
  hmac.Update(BytesOf(raw));
  raw += TextOf(hmac.Finish());
  std::string token;
  AppendBase64(token, BytesOf(raw));
  return token;
}

TEST(Fernet, MakesAndReadsTheVectors) {
  auto official = Key(kOfficialKey), counting = Key(kCountingKey);
  ASSERT_TRUE(official && counting);
  EXPECT_EQ(FernetEncrypt(BytesOf("hello"), *official, Seed()), kOfficialToken);
  EXPECT_EQ(FernetEncrypt(BytesOf("hello datum"), *counting, Seed()), kCountingToken);
  EXPECT_EQ(Decrypt(kOfficialToken, *official), "hello");
  EXPECT_EQ(Decrypt(kCountingToken, *counting), "hello datum");
  EXPECT_EQ(DecryptStream(std::string(kCountingToken), counting, 1), "hello datum");
}

TEST(Fernet, KeysAreBase64Of32Bytes) {
  EXPECT_EQ(Key(kOfficialKey)->Text(), kOfficialKey);
  for (std::string_view text : {"", "AAAA", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4",
                                "cw/0x689RpI+jtRR7oE8h/eQsKImvJapLeSbXpwF4e4=", " cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
                                "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e5="}) {
    EXPECT_EQ(Key(text), nullptr) << text;
  }
}

TEST(Fernet, TellsTheTokensSize) {
  EXPECT_EQ(FernetTokenSize(4), 100u);
  EXPECT_EQ(FernetTokenSize(16), 120u);
  EXPECT_EQ(FernetTokenSize(50), 164u);
  EXPECT_EQ(FernetTokenSize(631), 932u);
  EXPECT_EQ(FernetTokenSize(1000), 1420u);
  EXPECT_EQ(FernetTokenSize(1 << 20), 1398200u);
}

TEST(Fernet, EverySizeComesBackWhateverThePieces) {
  auto key = Key(kOfficialKey);
  for (size_t size :
       {0u, 1u, 15u, 16u, 17u, 31u, 32u, 47u, 48u, 49u, 1000u, 49151u, 49152u, 49153u, 98304u, 262143u, 262144u, 300001u}) {
    std::string text;
    for (size_t k = 0; k < size; ++k) text += static_cast<char>(k * 7 + k / 251);
    const std::string token = FernetEncrypt(BytesOf(text), *key, Seed());
    EXPECT_EQ(token.size(), FernetTokenSize(size));
    EXPECT_EQ(Decrypt(token, *key), text) << size;
    for (size_t piece : {size_t{7}, size_t{1000}, size_t{1} << 20}) {
      EXPECT_EQ(Drain(*FernetEncrypt(StreamOf(text, piece), *key, Seed()), piece), token) << size;
      EXPECT_EQ(DecryptStream(token, key, piece), text) << size;
    }
  }
}

TEST(Fernet, RefusesEveryChangedCharacter) {
  auto key = Key(kOfficialKey);
  const std::string token(kOfficialToken);
  for (size_t at = 0; at < token.size(); ++at) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(FernetDecrypt(changed, *key).ok()) << at;
    EXPECT_FALSE(FernetVerify(StreamOf(changed, 11), *key).ok()) << at;
  }
}

TEST(Fernet, RefusesWhatIsNoToken) {
  auto key = Key(kOfficialKey);
  const std::string token(kOfficialToken);
  std::vector<std::string> broken = {"",
                                     "A",
                                     "AAAA",
                                     "====",
                                     token + "=",
                                     token + "A",
                                     token + "AAAA",
                                     token + "\n",
                                     " " + token,
                                     token.substr(0, token.size() - 1),
                                     token.substr(0, token.size() - 2),
                                     token.substr(0, 96)};
  broken.push_back("%" + token.substr(1));                          // another character
  broken.push_back(token.substr(0, 50) + "==" + token.substr(50));  // padding within
  broken.push_back('h' + token.substr(1));                          // another version
  broken.push_back(Signed("no whole block", *key));                 // signed, but no blocks
  broken.push_back(Signed("", *key));                               // signed, but without a block
  for (size_t size = 0; size < token.size(); ++size) broken.push_back(token.substr(0, size));
  for (const std::string& text : broken) {
    EXPECT_EQ(Decrypt(text, *key).substr(0, 8), "corrupt:") << text;
    for (size_t piece : {size_t{1}, size_t{3}, size_t{100}}) {
      EXPECT_EQ(DecryptStream(text, key, piece).substr(0, 8), "corrupt:") << text;
    }
  }
}

TEST(Fernet, RefusesWrongPadding) {
  auto key = Key(kOfficialKey);
  EXPECT_EQ(Decrypt(Signed(std::string("fifteen bytes..") + '\1', *key), *key), "fifteen bytes..");
  EXPECT_EQ(Decrypt(Signed(std::string(16, '\x10'), *key), *key), "");
  for (const std::string& blocks :
       {std::string(16, '\0'), std::string(16, '\x11'), std::string(15, 'a') + '\2', std::string(15, '\xff') + '\x10'}) {
    EXPECT_EQ(Decrypt(Signed(blocks, *key), *key), "corrupt: the token's padding is wrong");
    EXPECT_EQ(DecryptStream(Signed(blocks, *key), key, 5), "corrupt: the token's padding is wrong");
  }
}

TEST(Fernet, AnotherKeyIsToldFromDamage) {
  auto key = Key(kCountingKey);
  EXPECT_EQ(Decrypt(kOfficialToken, *key), "encrypted: the token was made with another key, or was changed since");
  EXPECT_EQ(DecryptStream(std::string(kOfficialToken), key, 9),
            "encrypted: the token was made with another key, or was changed since");
}

}  // namespace
}  // namespace dropset
