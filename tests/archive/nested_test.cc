#include "archive/nested.h"

#include <gtest/gtest.h>

#include "archive/bundles.h"
#include "archive/zip_bytes.h"
#include "base/limits.h"

namespace dropset {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string Zip(const Files& files, uint16_t method = 0) {
  RawZip zip;
  for (const auto& [path, content] : files) zip.entries.push_back({.name = path, .content = content, .method = method});
  return zip.Bytes();
}

// Every path with its content, "a=1 b=2", or the error.
std::string Paths(Result<std::unique_ptr<Archive>> tree) {
  if (!tree.ok()) return Explain(tree.status());
  std::string text;
  for (const Entry& entry : (*tree)->entries()) {
    Result<std::string> content = ReadEntry(**tree, entry.path);
    text += (text.empty() ? "" : " ") + entry.path + "=" + (content.ok() ? *content : Explain(content.status()));
  }
  return text;
}

class Nested : public testing::Test {
 protected:
  std::string LaidOver(const std::string& zip) {
    ArchiveSet set(scratch_);
    EXPECT_EQ(Explain(set.AddZip(SourceOf(zip), "a.zip")), "ok");
    Status status = set.OpenInner();
    too_deep_ = set.too_deep();
    return status.ok() ? Paths(Overlay(set.LaidOver(), "all", &moved_)) : Explain(status);
  }
  std::string Apart(const Files& folder) {
    ArchiveSet set(scratch_);
    std::vector<PlainFile> files;
    for (const auto& [path, content] : folder) files.push_back({path, SourceOf(content)});
    EXPECT_EQ(Explain(set.AddFolder(std::move(files), {}, "folder")), "ok");
    Status status = set.OpenInner();
    return status.ok() ? Paths(Overlay(set.Apart(&left_out_), "all", &moved_)) : Explain(status);
  }

  MemoryScratch scratch_;
  uint64_t moved_ = 0, too_deep_ = 0, left_out_ = 0;
};

TEST_F(Nested, ContentLiesBesideItsArchive) {
  const std::string masks = Zip({{"panoptic_val/1.png", "one"}, {"panoptic_val/2.png", "two"}}, 8);
  for (uint16_t method : {0, 8}) {
    EXPECT_EQ(LaidOver(Zip({{"annotations/panoptic_val.json", "{}"}, {"annotations/panoptic_val.ZIP", masks}}, method)),
              "annotations/panoptic_val.json={} annotations/panoptic_val/1.png=one annotations/panoptic_val/2.png=two");
  }
}

TEST_F(Nested, GoesTwoArchivesDeep) {
  const std::string third = Zip({{"z", "3"}}), second = Zip({{"y", "2"}, {"c.zip", third}}),
                    first = Zip({{"x", "1"}, {"b.zip", second}});
  EXPECT_EQ(LaidOver(Zip({{"in/a.zip", first}}, 8)), "in/c.zip=" + third + " in/x=1 in/y=2");
  EXPECT_EQ(too_deep_, 1u);
}

TEST_F(Nested, AFileWhosePathIsTakenLiesInAFolderNamedAfterItsArchive) {
  EXPECT_EQ(
      LaidOver(Zip({{"d/x", "outer"}, {"d/b.zip", Zip({{"x", "inner"}, {"y", "1"}})}, {"d/c.zip", Zip({{"y", "1"}, {"x", "c"}})}})),
      "d/b/x=inner d/c/x=c d/x=outer d/y=1");
  EXPECT_EQ(moved_, 2u);
}

TEST_F(Nested, HiddenArchivesAndOtherFilesAreLeftAlone) {
  const std::string zip = Zip({{"x", "1"}});
  EXPECT_EQ(LaidOver(Zip({{".a.zip", zip}, {".b/c.zip", zip}, {"d.zap", zip}})),
            ".a.zip=" + zip + " .b/c.zip=" + zip + " d.zap=" + zip);
}

TEST_F(Nested, DamageIsToldWithBothNames) {
  EXPECT_EQ(LaidOver(Zip({{"in/b.zip", "no zip"}})).substr(0, 33), "unsupported a.zip: in/b.zip: this");
  RawZip outer;
  outer.entries.push_back({.name = "in/b.zip", .content = Zip({{"x", "1"}}), .method = 8, .crc = 1});
  EXPECT_EQ(LaidOver(outer.Bytes()).substr(0, 24), "corrupt a.zip: in/b.zip:");
  EXPECT_EQ(LaidOver(Zip({{"in/b.zip", Zip({{"../x", "1"}})}})).substr(0, 30), "unsafe a.zip: in/b.zip: ../x: ");
  RawZip inner;
  inner.entries.push_back({.name = "x", .content = "1", .crc = 1});
  EXPECT_NE(LaidOver(Zip({{"b.zip", inner.Bytes()}})).find("corrupt a.zip: b.zip: x: "), std::string::npos);
}

TEST_F(Nested, ArchivesThatInflateTooFarAreRefused) {
  std::string content(70'000'000, '\0');  // with so much noise that one archive alone is within kZipRatio
  uint32_t noise = 1;
  for (size_t k = 0; k < 300'000; ++k) content[k] = static_cast<char>((noise = noise * 1664525 + 1013904223) >> 24);
  const std::string words = LaidOver(Zip({{"in/b.zip", Zip({{"x", content}})}}, 8));
  EXPECT_EQ(words.substr(0, 22), "limit a.zip: in/b.zip:") << words.substr(0, 200);
}

TEST_F(Nested, CapsHoldForAllArchivesTogether) {
  ZipCaps caps;
  for (caps.entries = 2; caps.entries <= 3; ++caps.entries) {
    ArchiveSet set(scratch_, caps);
    EXPECT_EQ(Explain(set.AddZip(SourceOf(Zip({{"b.zip", Zip({{"1", "1"}})}})), "a.zip")), "ok");
    EXPECT_EQ(Explain(set.AddZip(SourceOf(Zip({{"2", "2"}})), "c.zip")), "ok");
    EXPECT_EQ(Explain(set.OpenInner()), caps.entries == 3 ? "ok"
                                                          : "limit a.zip: b.zip: with this archive there are more entries than "
                                                            "are allowed; raise max-entries if you trust it");
  }
}

TEST_F(Nested, OfAFolderOfArchivesThoseLeastDeepAreRead) {
  const std::string one = Zip({{"1.jpg", "1"}}), two = Zip({{"s/2.jpg", "2"}}), three = Zip({{"3.jpg", "3"}});
  EXPECT_EQ(Apart({{"a.zip", one}, {"b.zip", two}, {"s/c.zip", three}, {"loose.jpg", "x"}}), "1.jpg=1 s/2.jpg=2");
  EXPECT_EQ(left_out_, 2u);
  EXPECT_EQ(Apart({{"x/y/z/a.zip", one}, {"x/y/z/b.zip", two}}), "1.jpg=1 s/2.jpg=2");
  EXPECT_EQ(Apart({{"w/x/y/z/a.zip", one}, {"loose.jpg", "x"}}), "loose.jpg=x");
  EXPECT_EQ(left_out_, 1u);
  EXPECT_EQ(Apart({{"a.zip", Zip({{"loose.jpg", "x"}, {"b.zip", one}, {"c/c.zip", three}})}}), "1.jpg=1 loose.jpg=x");
  EXPECT_EQ(Apart({{"a.jpg", "a"}, {"s/b.jpg", "b"}}), "a.jpg=a s/b.jpg=b");
}

TEST_F(Nested, ArchivesApartKeepWhatTheyHaveUnderOnePath) {
  EXPECT_EQ(Apart({{"a.zip", Zip({{"1.jpg", "same"}, {"2.jpg", "a"}})}, {"b.zip", Zip({{"1.jpg", "same"}, {"2.jpg", "b"}})}}),
            "1.jpg=same 2.jpg=a b/2.jpg=b");
  EXPECT_EQ(Apart({{"a.zip", Zip({{"x", "a"}, {"b/x", "other"}})}, {"b.zip", Zip({{"x", "b"}})}}), "b/x=other b_2/x=b x=a");
}

}  // namespace
}  // namespace dropset
