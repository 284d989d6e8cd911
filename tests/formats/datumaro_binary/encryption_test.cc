// Encrypted datasets: datumaro_binary.md §4.
#include <algorithm>
#include <random>

#include "codec/bytes.h"
#include "codec/fernet.h"
#include "formats/datumaro/datumaro.h"
#include "formats/datumaro_binary/support.h"

namespace dropset::testing {
namespace {

constexpr std::string_view kKey = "datum-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr std::string_view kOtherKey = "datum-cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

std::string Token(std::string_view text, uint8_t iv = 1) {
  FernetSeed seed;
  seed.time = 499162800;
  seed.iv.fill(std::byte{iv});
  return FernetEncrypt(BytesOf(text), *FernetKey::FromText(kKey.substr(6)), seed);
}

std::string Plain(std::string_view token, std::string_view key) {
  auto text = FernetDecrypt(token, *FernetKey::FromText(key.substr(6)));
  return text.ok() ? TextOf(*text) : text.status().Text();
}

// The sample, put together from tokens one by one.
std::string EncryptedSample(Era era, bool media = false) {
  const DatumParts parts = Sample(era);
  std::string version = parts.version;
  if (media) version.replace(version.find("false"), 5, "true");
  std::string out = "signature:datumaro_binary" + Str(Str(version));
  out += Str(Token(era == Era::kRc1 ? kKey.substr(6) : kKey, 2));
  out += Str(Token(Str(parts.infos), 3)) + Str(Token(Str(parts.categories), 4)) + Str(Token(Str(parts.media_type), 5));
  if (era == Era::kRc1) return out + Token(U32(2) + parts.blobs[0], 6);
  const std::string blob = Token(parts.blobs[0], 6);
  return out + Str(Token(U32(1) + U32(static_cast<uint32_t>(blob.size())), 7)) + blob;
}

ReadOutcome ReadWith(const std::string& datum, std::string_view key) {
  return ReadDatum(datum, key.empty() ? OptionTexts() : OptionTexts{{"encryption-key", std::string(key)}});
}

TEST(DatumaroBinaryEncryption, ReadsWhatTokensHold) {
  for (Era era : {Era::kRc1, Era::kShort, Era::kLong}) {
    const std::string name = era == Era::kRc1 ? "annotations/s.datumaro" : "annotations/s.datum";
    ReadOutcome read = ReadFiles({{name, EncryptedSample(era)}}, {{"encryption-key", std::string(kKey)}});
    ASSERT_TRUE(read.status.ok()) << read.status.Text();
    ASSERT_EQ(read.items.size(), 2u);
    EXPECT_EQ(read.items[0].annotations.size(), 2u);
    EXPECT_EQ(read.items[1].media.width, 3u);
    EXPECT_EQ(read.labels.labels.at(0).name, "c");
  }
}

// §4.4. Each case has words of its own, and none of them shows the key.
TEST(DatumaroBinaryEncryption, EveryWrongKeyIsNamedInItsOwnWords) {
  const std::string plain = Datum(Sample(Era::kLong)), encrypted = EncryptedSample(Era::kLong);
  struct Case {
    const std::string& datum;
    std::string key;
    Code code;
    std::string words;
  };
  const std::string bare(kKey.substr(6));
  const Case cases[] = {
      {plain, std::string(kKey), Code::kEncrypted, "a key was given (--encryption-key), but the dataset is not encrypted"},
      {encrypted, "", Code::kEncrypted, "the dataset is encrypted: its key is needed (--encryption-key)"},
      {encrypted, std::string(kOtherKey), Code::kEncrypted, "the key that was given (--encryption-key) is not the dataset's"},
      {encrypted, bare, Code::kUsage, "--encryption-key: a key has 50 characters, not 44"},
      {encrypted, std::string(kKey) + "x", Code::kUsage, "--encryption-key: a key has 50 characters, not 51"},
      {encrypted, "datum-" + std::string(44, '!'), Code::kUsage, "URL-safe Base64 text of 32 bytes"},
      {encrypted, "datum-" + std::string(44, 'A'), Code::kUsage, "URL-safe Base64 text of 32 bytes"},
  };
  for (const Case& c : cases) {
    ReadOutcome read = ReadWith(c.datum, c.key);
    ASSERT_FALSE(read.status.ok()) << c.words;
    EXPECT_EQ(read.status.code(), c.code) << read.status.Text();
    EXPECT_NE(read.status.Text().find(c.words), std::string::npos) << read.status.Text();
    EXPECT_EQ(read.status.Text().find(c.key.empty() ? bare : c.key), std::string::npos) << read.status.Text();
    EXPECT_EQ(read.status.Text().find(bare), std::string::npos) << read.status.Text();
  }
  EXPECT_TRUE(ReadWith(plain, "").status.ok());
  EXPECT_TRUE(ReadWith(encrypted, kKey).status.ok());
  EXPECT_TRUE(ReadWith(encrypted, "other-" + bare).status.ok()) << "the prefix is not checked";
  EXPECT_TRUE(ReadWith(encrypted, ' ' + std::string(kKey) + "\r\n").status.ok()) << "as an editor saves secret_key.txt";
}

// A flipped byte anywhere in a token is found before anything of it is decrypted; cut and longer ones, too.
TEST(DatumaroBinaryEncryption, TokensThatWereChangedAreRefused) {
  const std::string datum = EncryptedSample(Era::kLong);
  std::mt19937 random(3);
  for (size_t at = datum.find("gAAAAA"); at < datum.size(); ++at) {
    std::string changed = datum;
    changed[at] = static_cast<char>(changed[at] ^ (1 << random() % 7));
    ReadOutcome read = ReadWith(changed, kKey);
    ASSERT_FALSE(read.status.ok()) << at;
    ASSERT_TRUE(read.status.place().starts_with("annotations/s.datum")) << read.status.Text();
    ASSERT_TRUE(read.items.empty());
  }
  for (size_t size = 0; size < datum.size(); ++size) ASSERT_FALSE(ReadWith(datum.substr(0, size), kKey).status.ok()) << size;
}

TEST(DatumaroBinaryEncryption, WhatIsBrokenInsideATokenIsLocated) {
  DatumParts parts = Sample(Era::kLong);
  const std::string head = "signature:datumaro_binary" + Str(Str(parts.version)) + Str(Token(kKey));
  ReadOutcome read = ReadWith(head + Str(Token("\x08\x01\x01\x01")), kKey);
  ASSERT_FALSE(read.status.ok());
  EXPECT_EQ(read.status.Text().find("annotations/s.datum: infos: byte 4 of the section, decrypted: expected"), 0u)
      << read.status.Text();
  const std::string blob = Token(ItemBytes("i", "s", U32(9), {}));
  const std::string sections = Str(Token(Str(""))) + Str(Token(Str(""))) + Str(Token(Str("")));
  read = ReadWith(head + sections + Str(Token(U32(1) + U32(static_cast<uint32_t>(blob.size())))) + blob, kKey);
  ASSERT_FALSE(read.status.ok());
  EXPECT_EQ(read.status.Text().find("annotations/s.datum: items[0]: byte 10 of blob 0, decrypted: there is no media kind 9"), 0u)
      << read.status.Text();
}

const Files kInput = {
    {"annotations/t.json",
     R"({"dm_format_version":"1.0","media_type":1,"infos":{"author":"me"},"categories":{"label":{"labels":[{"name":"secret label",)"
     R"("parent":""}]}},"items":[{"id":"a","annotations":[{"type":"label","label_id":0}],"image":{"path":"a.png"}},)"
     R"({"id":"d/b","annotations":[],"image":{"path":"b.jpg"}},)"
     R"({"id":"p","annotations":[],"point_cloud":{"path":"p.pcd"},"related_images":[{"path":"r.png"}]},)"
     R"({"id":"v","annotations":[],"video":{"path":"v.mp4"}}]})"},
    {"images/t/a.png", "PNG"},
    {"images/t/b.jpg", ""},
    {"images/t/r.png", "related"},
    {"point_clouds/t/p.pcd", "PCD"},
    {"videos/t/v.mp4", "V"}};

struct Encrypted {
  Files files;
  std::string key;
};

Encrypted Encrypt(OptionTexts options, const Files& input = kInput) {
  Encrypted encrypted;
  encrypted.files = Rewrite(input, DatumaroFormat(), DatumaroBinaryFormat(), {}, options, &encrypted.key);
  return encrypted;
}

TEST(DatumaroBinaryEncryption, WritesNothingInPlainButTheVersion) {
  const Encrypted encrypted = Encrypt({{"encryption", ""}});
  const std::string& datum = encrypted.files.at("annotations/t.datum");
  EXPECT_EQ(encrypted.key.size(), 50u);
  EXPECT_TRUE(encrypted.key.starts_with("datum-"));
  for (const char* text : {"author", "secret label", "media_type", "a.png", "label"}) {
    EXPECT_EQ(datum.find(text), std::string::npos) << text;
  }
  EXPECT_NE(datum.find(R"({"dm_format_version":"1.0","media_encryption":false})"), std::string::npos);
  const size_t check = datum.find("gAAAAA");
  EXPECT_EQ(Plain(datum.substr(check, 164), encrypted.key), encrypted.key);
  // No two tokens have the same initialisation vector.
  std::vector<std::string> vectors;
  for (size_t at = check; at != std::string::npos; at = datum.find("gAAAAA", at + 1)) vectors.push_back(datum.substr(at, 34));
  EXPECT_EQ(vectors.size(), 6u);
  std::sort(vectors.begin(), vectors.end());
  EXPECT_EQ(std::unique(vectors.begin(), vectors.end()), vectors.end());
}

TEST(DatumaroBinaryEncryption, ComesBackWithItsKey) {
  for (const char* option : {"encryption", "encryption-key"}) {
    const Encrypted encrypted =
        Encrypt({{option, option == std::string("encryption") ? "" : std::string(kKey)}, {"save-media", ""}});
    EXPECT_EQ(encrypted.key == kKey, option != std::string("encryption"));
    ReadOutcome read = ReadFiles(encrypted.files, {{"encryption-key", encrypted.key}});
    ASSERT_TRUE(read.status.ok()) << read.status.Text();
    EXPECT_EQ(read.items.size(), 4u);
    EXPECT_EQ(read.labels.infos, R"({"author":"me"})");
    EXPECT_FALSE(ReadFiles(encrypted.files).status.ok());
  }
}

// §4.3: images only, under the same names.
TEST(DatumaroBinaryEncryption, OnlyImagesOfItemsAreEncrypted) {
  const Encrypted encrypted = Encrypt({{"encryption-key", std::string(kKey)}, {"save-media", ""}});
  auto content = [&](const std::string& path) { return encrypted.files.contains(path) ? encrypted.files.at(path) : "(none)"; };
  EXPECT_EQ(Plain(content("images/t/a.png"), kKey), "PNG");
  EXPECT_EQ(content("images/t/a.png").size(), FernetTokenSize(3));
  EXPECT_EQ(Plain(content("images/t/d/b.jpg"), kKey), "");
  EXPECT_NE(content("images/t/a.png").substr(0, 34), content("images/t/d/b.jpg").substr(0, 34));
  EXPECT_EQ(content("images/t/p/extra_image_0.png"), "related");
  EXPECT_EQ(content("point_clouds/t/p.pcd"), "PCD");
  EXPECT_EQ(content("videos/t/v.mp4"), "V");
  EXPECT_NE(content("annotations/t.datum").find("\"media_encryption\":true"), std::string::npos);
}

TEST(DatumaroBinaryEncryption, ImagesStayPlainWhereTheyShould) {
  const Encrypted encrypted = Encrypt({{"encryption", ""}, {"save-media", ""}, {"no-media-encryption", ""}});
  EXPECT_EQ(encrypted.files.at("images/t/a.png"), "PNG");
  EXPECT_NE(encrypted.files.at("annotations/t.datum").find("\"media_encryption\":false"), std::string::npos);
  // §5.3 bug 8: the flag says something only where there is a key.
  const Encrypted plain = Encrypt({{"save-media", ""}});
  EXPECT_NE(plain.files.at("annotations/t.datum").find("\"media_encryption\":true"), std::string::npos);
  EXPECT_EQ(plain.files.at("images/t/a.png"), "PNG");
  EXPECT_EQ(plain.key, "");
  EXPECT_TRUE(ReadFiles(plain.files).status.ok());
}

TEST(DatumaroBinaryEncryption, WithoutRandomNumbersNothingIsEncrypted) {
  MemoryBundle bundle;
  WriteOutcome written = WriteDataset(DatumaroBinaryFormat(), {}, {}, bundle, {{"encryption", ""}});
  ASSERT_FALSE(written.status.ok());
  EXPECT_EQ(written.status.code(), Code::kUnsupported);
}

TEST(DatumaroBinaryEncryption, AKeyToReuseMustBeWhole) {
  FakeEnvironment environment;
  for (const std::string& key : {std::string(kKey.substr(6)), std::string("short"), std::string()}) {
    MemoryBundle bundle;
    WriteOutcome written = WriteDataset(DatumaroBinaryFormat(), {}, {}, bundle, {{"encryption-key", key}}, &environment);
    ASSERT_FALSE(written.status.ok());
    EXPECT_EQ(written.status.code(), Code::kUsage);
    EXPECT_TRUE(key.empty() || written.status.Text().find(key) == std::string::npos) << written.status.Text();
  }
}

}  // namespace
}  // namespace dropset::testing
