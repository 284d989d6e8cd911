#include <gtest/gtest.h>

#include "archive/zip.h"
#include "archive/zip_bytes.h"
#include "codec/bytes.h"
#include "codec/crc32.h"

namespace dropset {
namespace {

// What reading the only entry of `zip` gives: its path and content, or the error.
std::string Only(const RawZip& zip, const ZipCaps& caps = {}) {
  Result<std::unique_ptr<Archive>> archive = OpenBytes(zip.Bytes(), caps);
  if (!archive.ok()) return Explain(archive.status());
  if ((*archive)->entries().size() != 1) return std::to_string((*archive)->entries().size()) + " entries";
  Result<std::string> text = ReadEntry(**archive, (*archive)->entries()[0].path);
  if (!text.ok()) return Explain(text.status());
  return (*archive)->entries()[0].path + "=" + *text;
}

RawZipEntry File(std::string name, std::string content = "content") {
  return {.name = std::move(name), .content = std::move(content)};
}

// Whether `text` begins with "code a.zip: place: " and mentions `part`.
testing::AssertionResult Says(const std::string& text, const std::string& beginning, const std::string& part) {
  if (text.rfind(beginning, 0) == 0 && text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << text;
}

TEST(ZipReader, ReadsStoredAndDeflated) {
  EXPECT_EQ(Only({.entries = {File("a.txt")}}), "a.txt=content");
  EXPECT_EQ(Only({.entries = {{.name = "a.txt", .content = std::string(1000, 'x'), .method = 8}}}),
            "a.txt=" + std::string(1000, 'x'));
  EXPECT_EQ(Only({.entries = {File("empty", "")}}), "empty=");
}

TEST(ZipReader, ReadsBzip2AndLzma) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Dropset ";
  RawZipEntry bzip2{.name = "b", .content = text, .method = 12};
  bzip2.data = FromHex(
      "425a683931415926535977b119c10000279580400004000200dc002000310c080a55069faa613a130984f84e0984c27e2ee48a70a120ef"
      "623382");
  EXPECT_EQ(Only({.entries = {bzip2}}), "b=" + text);
  bzip2.crc = 1;
  EXPECT_TRUE(Says(Only({.entries = {bzip2}}), "corrupt a.zip: b: ", "CRC-32"));
  RawZipEntry lzma{.name = "l", .content = text, .method = 14};
  lzma.data = FromHex("090405005d0000800000221c89e7342511e1325ef30de051d33bffffb84c0000");
  EXPECT_EQ(Only({.entries = {lzma}}), "l=" + text);
  lzma.data = "no LZMA at all";
  EXPECT_TRUE(Says(Only({.entries = {lzma}}), "corrupt a.zip: l: ", "LZMA"));
}

TEST(ZipReader, AcceptsBytesBeforeAndBehindAndComments) {
  std::string stub(5000, 'S');
  EXPECT_EQ(Only({.prefix = stub, .entries = {File("a")}}), "a=content");
  EXPECT_EQ(Only({.entries = {File("a")}, .comment = std::string(65535, 'c')}), "a=content");
  EXPECT_EQ(Only({.prefix = stub, .entries = {File("a")}, .comment = "PK\5\6 in a comment, and more of it", .suffix = "\n"}),
            "a=content");
  EXPECT_EQ(Only({.entries = {File("a")}, .suffix = std::string(300000, '\0')}), "a=content");
  EXPECT_EQ(Only({.prefix = stub, .entries = {File("a")}, .zip64_end = true}), "a=content");
  EXPECT_EQ(Only({.entries = {File("a")}, .before_end = "PK\5\5" + Le16(3) + "sig"}), "a=content");
  // Offsets that count the stub already.
  std::string bytes = RawZip{.entries = {{.name = "a", .content = "content", .offset = 4}}}.Bytes();
  bytes.insert(0, "stub");
  bytes.replace(bytes.size() - 6, 4, Le32(4 + 30 + 1 + 7));
  Result<std::unique_ptr<Archive>> archive = OpenBytes(bytes);
  ASSERT_EQ(Explain(archive.status()), "ok");
  EXPECT_EQ(*ReadEntry(**archive, "a"), "content");
}

TEST(ZipReader, TakesSizesFromTheCentralDirectoryAndTheDataOffsetFromTheLocalHeader) {
  RawZipEntry entry = File("a");
  entry.flags = 8;
  entry.local_crc = entry.local_size = entry.local_compressed = 0;
  entry.descriptor = "PK\7\10" + Le32(0) + Le32(7) + Le32(7);
  entry.local_extra = ExtraField(0x5455, "time!");
  EXPECT_EQ(Only({.entries = {entry}}), "a=content");
  entry.descriptor = Le32(0) + Le32(7) + Le32(7);
  EXPECT_EQ(Only({.entries = {entry}}), "a=content");
  entry.descriptor.clear();
  EXPECT_EQ(Only({.entries = {entry}}), "a=content");
}

TEST(ZipReader, ReadsZip64Fields) {
  RawZipEntry entry = File("a");
  entry.size = entry.compressed = entry.offset = 0xFFFFFFFF;
  entry.disk = 0xFFFF;
  entry.central_extra = ExtraField(0x9999, "other") + ExtraField(1, Le64(7) + Le64(7) + Le64(0) + Le32(0));
  EXPECT_EQ(Only({.entries = {entry}, .zip64_end = true}), "a=content");
  entry = File("a");
  entry.compressed = 0xFFFFFFFF;
  entry.central_extra = ExtraField(1, Le64(7));
  EXPECT_EQ(Only({.entries = {entry}}), "a=content");
  entry.central_extra = ExtraField(1, "short");
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: a: ", "ZIP64"));
  entry.central_extra.clear();
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: a: ", "ZIP64"));
}

TEST(ZipReader, DecodesNames) {
  EXPECT_EQ(Only({.entries = {File("caf\x82.txt")}}), "caf\xC3\xA9.txt=content");  // CP437
  EXPECT_EQ(Only({.entries = {File("\xE1\xFE")}}), "\xC3\x9F\xE2\x96\xA0=content");
  RawZipEntry flagged = File("gr\xC3\xBC\xC3\x9F");
  flagged.flags = 1 << 11;
  EXPECT_EQ(Only({.entries = {flagged}}), "gr\xC3\xBC\xC3\x9F=content");
  EXPECT_EQ(Only({.entries = {File("gr\xC3\xBC\xC3\x9F")}}), "gr\xC3\xBC\xC3\x9F=content");  // not flagged, and yet UTF-8
  flagged.name = "caf\x82.txt";
  EXPECT_EQ(Only({.entries = {flagged}}), "caf\xC3\xA9.txt=content");
  RawZipEntry unicode = File("caf_.txt");
  uint32_t crc = Crc32(0, std::as_bytes(std::span(unicode.name.data(), unicode.name.size())));
  unicode.central_extra = ExtraField(0x7075, "\1" + Le32(crc) + "caf\xC3\xA9.txt");
  EXPECT_EQ(Only({.entries = {unicode}}), "caf\xC3\xA9.txt=content");
  unicode.central_extra = ExtraField(0x7075, "\1" + Le32(crc + 1) + "caf\xC3\xA9.txt");  // of another name: stale
  EXPECT_EQ(Only({.entries = {unicode}}), "caf_.txt=content");
}

TEST(ZipReader, NormalisesPathsAndRefusesThoseThatEscape) {
  EXPECT_EQ(Only({.entries = {File("a\\b\\c.txt")}}), "a/b/c.txt=content");
  EXPECT_EQ(Only({.entries = {File("./a//b/./c")}}), "a/b/c=content");
  EXPECT_EQ(Only({.entries = {File("a..b/...c")}}), "a..b/...c=content");
  for (std::string name : {"../a", "a/../b", "a/..", "..\\a", "/etc/passwd", "\\a", "C:\\a", "c:a", "//host/a"}) {
    std::string text = Only({.entries = {File("fine"), File(name)}});
    EXPECT_TRUE(Says(text, "unsafe a.zip: " + name + ": ", "")) << name;
  }
  EXPECT_TRUE(Says(Only({.entries = {File(std::string("a\0b", 3))}}), "unsafe a.zip: a?b: ", "zero byte"));
  EXPECT_TRUE(Says(Only({.entries = {File("")}}), "corrupt a.zip: ", "no name"));
}

// Each folder on a path costs a copy of the path up to it: 50 KB of zip once took 20 GB of memory.
TEST(ZipReader, RefusesNamesThatAreTooLong) {
  auto nested = [](size_t folders) {
    std::string name;
    for (size_t k = 0; k < folders; ++k) name += "d/";
    return name + "a";
  };
  EXPECT_EQ(Only({.entries = {File(nested(kPathFolders))}}), nested(kPathFolders) + "=content");
  EXPECT_EQ(Only({.entries = {File(nested(kPathFolders + 1))}}),
            "limit a.zip: " + nested(kPathFolders + 1) + ": the name has 65 folders, 64 are allowed; shorten it");
  EXPECT_EQ(Only({.entries = {File(std::string(kPathBytes, 'a'))}}), std::string(kPathBytes, 'a') + "=content");
  EXPECT_TRUE(
      Says(Only({.entries = {File(std::string(kPathBytes + 1, 'a'))}}), "limit a.zip: aaa", "4097 bytes, 4096 are allowed"));
}

TEST(ZipReader, KeepsFoldersAndLeavesOutJunk) {
  RawZipEntry link = File("link", "/etc/passwd");
  link.made_by = 3 << 8 | 20;
  link.external_attributes = 0120777u << 16;
  RawZip zip{.entries = {File("images/", ""), File("images/a.jpg"), File("empty\\", ""), File("__MACOSX/images/._a.jpg"),
                         File("images/.DS_Store"), File("Thumbs.db"), File("images/._b.jpg"), link}};
  uint64_t junk = 0;
  Result<std::unique_ptr<Archive>> archive = OpenBytes(zip.Bytes(), {}, &junk);
  ASSERT_EQ(Explain(archive.status()), "ok");
  EXPECT_EQ(junk, 5u);
  ASSERT_EQ((*archive)->entries().size(), 1u);
  EXPECT_EQ((*archive)->entries()[0].path, "images/a.jpg");
  ASSERT_EQ((*archive)->folders().size(), 2u);
  EXPECT_EQ((*archive)->folders()[0], "empty");
  EXPECT_EQ((*archive)->folders()[1], "images");
  EXPECT_TRUE((*archive)->HasFolder("empty"));
  EXPECT_FALSE((*archive)->HasFolder("image"));
}

TEST(ZipReader, SortsEntriesAndFindsThem) {
  RawZip zip;
  for (int i = 0; i < 500; ++i) zip.entries.push_back(File("f" + std::to_string(i * 7919 % 1009), std::to_string(i)));
  Result<std::unique_ptr<Archive>> archive = OpenBytes(zip.Bytes());
  ASSERT_EQ(Explain(archive.status()), "ok");
  std::span<const Entry> entries = (*archive)->entries();
  for (size_t i = 1; i < entries.size(); ++i) EXPECT_LT(entries[i - 1].path, entries[i].path);
  for (int i = 0; i < 500; ++i) EXPECT_EQ(*ReadEntry(**archive, "f" + std::to_string(i * 7919 % 1009)), std::to_string(i));
  EXPECT_EQ((*archive)->Find("f"), kNoEntry);
}

TEST(ZipReader, CountsTheSameEntryOnceAndRefusesTwoOfOneName) {
  EXPECT_EQ(Only({.entries = {File("a"), File("a")}}), "a=content");
  EXPECT_EQ(Only({.entries = {File("a/b"), File("a\\b")}}), "a/b=content");
  EXPECT_TRUE(Says(Only({.entries = {File("a"), File("a", "Content")}}), "corrupt a.zip: a: ", "two entries"));
}

TEST(ZipReader, RefusesEncryptionAndUnknownMethods) {
  RawZipEntry entry = File("secret.jpg");
  entry.flags = 1;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "encrypted a.zip: secret.jpg: ", "password"));
  entry.flags = 0;
  entry.local_flags = 1;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: secret.jpg: ", "encryption"));
  entry = File("b");
  entry.method = 99;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "encrypted a.zip: b: ", ""));
  entry.method = 93;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "unsupported a.zip: b: ", "93 (Zstandard)"));
  entry.method = 0;
  entry.flags = 1 << 5;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "unsupported a.zip: b: ", "patch"));
}

TEST(ZipReader, RefusesSizesAndOffsetsThatCannotBe) {
  RawZipEntry entry = File("b");
  entry.size = entry.compressed = 10000;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "central directory"));
  entry = File("b");
  entry.size = 8;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "sizes differ"));
  entry = File("b");
  entry.offset = 100000;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "100000"));
  entry.offset = 3;
  EXPECT_TRUE(Says(Only({.entries = {File("a"), entry}}), "unsafe a.zip: b: ", "shares bytes with a"));
  entry.offset = 0xFFFFFFFF;
  entry.central_extra = ExtraField(1, Le64(~uint64_t{0}));
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "beyond"));
  entry = File("b");
  entry.local_extra = std::string(20, 'x');
  entry.compressed = entry.size = 27;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "reach into"));
}

TEST(ZipReader, RefusesLocalHeadersThatDisagree) {
  RawZipEntry entry = File("b");
  entry.local_name = "c";
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "names"));
  entry.local_name = "bb";
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "names"));
  entry = File("b");
  entry.local_method = 8;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "methods"));
  entry = File("b");
  entry.local_extra = "extra";
  entry.offset = 1;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "no entry at byte 1"));
}

TEST(ZipReader, NoticesDamagedContent) {
  RawZipEntry entry = File("b");
  entry.crc = 1;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "CRC-32"));
  entry = {.name = "b", .content = "content", .method = 8};
  entry.data = "\xFF\xFF\xFF\xFF";
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "deflated data is damaged"));
  entry.data = "";
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "truncated a.zip: b: ", "too early"));
  entry.data = {};
  entry.size = 100;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "truncated a.zip: b: ", "93 bytes too early"));
  entry.size = 3;  // the deflated data holds more than is promised
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "corrupt a.zip: b: ", "CRC-32"));
}

TEST(ZipReader, HoldsTheCaps) {
  ZipCaps caps;
  caps.entries = 2;
  EXPECT_EQ(Only({.entries = {File("a"), File("b")}}, caps), "2 entries");
  EXPECT_TRUE(Says(Only({.entries = {File("a"), File("b"), File("c")}}, caps), "limit a.zip: ", "raise max-entries"));
  caps = {};
  caps.entry_size = 6;
  EXPECT_TRUE(Says(Only({.entries = {File("a", "123456"), File("b")}}, caps), "limit a.zip: b: ", "raise max-entry-size"));
  caps = {};
  caps.total = 13;
  EXPECT_TRUE(Says(Only({.entries = {File("a"), File("b")}}, caps), "limit a.zip: b: ", "raise max-total-size"));
  RawZipEntry bomb{.name = "bomb.json", .content = "tiny", .method = 8};
  bomb.size = 1 << 30;
  EXPECT_TRUE(Says(Only({.entries = {bomb}}), "limit a.zip: bomb.json: ", "ratio"));
  caps = {};
  caps.ratio = ~uint64_t{0};
  EXPECT_TRUE(Says(Only({.entries = {bomb}}, caps), "truncated a.zip: bomb.json: ", "too early"));
}

TEST(ZipReader, RefusesDirectoriesThatLie) {
  EXPECT_TRUE(Says(Only({.entries = {File("a")}, .count = 2}), "corrupt a.zip: ", "cannot hold 2"));
  RawZipEntry commented = File("a");
  commented.comment = std::string(100, 'c');
  EXPECT_TRUE(Says(Only({.entries = {commented}, .count = 2}), "corrupt a.zip: ", "holds 1 entries"));
  EXPECT_TRUE(Says(Only({.entries = {File("a")}, .directory_size = 40000}), "corrupt a.zip: ", "larger"));
  EXPECT_TRUE(Says(Only({.entries = {File("a")}, .directory_size = 46}), "corrupt a.zip: ", "header 1 "));
  EXPECT_TRUE(Says(Only({.entries = {File("a")}, .directory_offset = 5000}), "corrupt a.zip: ", "byte 5000"));
  EXPECT_TRUE(Says(Only({.entries = {File("a")}, .directory_offset = 0xFFFFFFFF}), "corrupt a.zip: ", "ZIP64"));
  EXPECT_TRUE(Says(Only({.entries = {File("a")}, .end_disk = 1}), "unsupported a.zip: ", "join"));
  RawZipEntry entry = File("a");
  entry.disk = 2;
  EXPECT_TRUE(Says(Only({.entries = {entry}}), "unsupported a.zip: a: ", "join"));
}

TEST(ZipReader, TellsWhatIsNoZip) {
  EXPECT_EQ(Explain(OpenBytes("").status()), "unsupported a.zip: this is not a zip archive");
  EXPECT_EQ(Explain(OpenBytes("{\"images\": []}").status()), "unsupported a.zip: this is not a zip archive");
  EXPECT_FALSE(LooksLikeZip(*SourceOf("PK")));
  EXPECT_TRUE(LooksLikeZip(*SourceOf(RawZip{}.Bytes())));
  EXPECT_EQ(Only({}), "0 entries");
}

// Errors are errors, whatever is missing; no read goes beyond what is there (the address sanitizer watches).
TEST(ZipReader, EveryTruncationIsAnError) {
  RawZipEntry deflated{.name = "b.json", .content = std::string(200, 'b'), .method = 8};
  for (bool zip64 : {false, true}) {
    std::string bytes = RawZip{.entries = {File("a"), deflated}, .zip64_end = zip64}.Bytes();
    for (size_t length = 0; length < bytes.size(); ++length) {
      Result<std::unique_ptr<Archive>> archive = OpenBytes(bytes.substr(0, length));
      EXPECT_FALSE(archive.ok()) << length;
      EXPECT_EQ(archive.status().code(), length < 4 ? Code::kUnsupported : Code::kTruncated) << length;
    }
  }
}

TEST(ZipReader, EveryFlippedByteIsAnErrorOrHarmless) {
  RawZipEntry deflated{.name = "b.json", .content = std::string(200, 'b'), .method = 8};
  std::string bytes = RawZip{.entries = {File("a"), deflated}, .zip64_end = true}.Bytes();
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int flip : {0x01, 0x80, 0xFF}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      Result<std::unique_ptr<Archive>> archive = OpenBytes(damaged);
      if (!archive.ok()) continue;
      for (const Entry& entry : (*archive)->entries()) {
        Result<std::string> text = ReadEntry(**archive, entry.path);
        EXPECT_TRUE(!text.ok() || *text == "content" || *text == std::string(200, 'b')) << i;
      }
    }
  }
}

}  // namespace
}  // namespace dropset
