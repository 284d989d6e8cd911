#include "base/paths.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dropset {
namespace {

TEST(Paths, AreTakenApartAtTheLastSlash) {
  const std::vector<std::vector<std::string_view>> cases = {
      {"a/b/c.jpg", "a/b/", "c.jpg"}, {"c.jpg", "", "c.jpg"}, {"a/", "a/", ""}, {"", "", ""}, {"/x", "/", "x"}};
  for (const auto& c : cases) {
    EXPECT_EQ(FolderName(c[0]), c[1]) << c[0];
    EXPECT_EQ(BaseName(c[0]), c[2]) << c[0];
  }
}

TEST(Paths, ExtensionsBeginAtTheLastDotThatDoesNotLead) {
  const std::vector<std::vector<std::string_view>> cases = {{"x.tar.gz", "x.tar", ".gz"},
                                                            {".hid", ".hid", ""},
                                                            {"noext", "noext", ""},
                                                            {"../up.jpg", "../up", ".jpg"},
                                                            {"/abs/c.jpg", "/abs/c", ".jpg"},
                                                            {"a.b/c", "a.b/c", ""},
                                                            {"d/.hid.txt", "d/.hid", ".txt"},
                                                            {"..", "..", ""},
                                                            {"a/...jpg", "a/...jpg", ""},
                                                            {"x.", "x", "."},
                                                            {"", "", ""},
                                                            {"a.b/.c", "a.b/.c", ""}};
  for (const auto& c : cases) {
    auto [stem, extension] = SplitExtension(c[0]);
    EXPECT_EQ(stem, c[1]) << c[0];
    EXPECT_EQ(extension, c[2]) << c[0];
  }
}

TEST(Paths, BackslashesBecomeSlashes) {
  std::string path = "a\\b/c\\\\d";
  NormalizeSlashes(path);
  EXPECT_EQ(path, "a/b/c//d");
}

TEST(Paths, LeaveNothingThatLeadsOut) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {{"a/b.jpg", "a/b.jpg"},
                                                                            {"../up.jpg", "up.jpg"},
                                                                            {"/abs/c.jpg", "abs/c.jpg"},
                                                                            {"//x/y", "x/y"},
                                                                            {"C:/d/e.jpg", "d/e.jpg"},
                                                                            {"a/../../b", "b"},
                                                                            {"..", ""},
                                                                            {"a/..", ""},
                                                                            {"..a/b..", "..a/b.."},
                                                                            {"", ""},
                                                                            {"/", ""},
                                                                            {"../C:/x", "x"}};
  for (auto [path, expected] : cases) EXPECT_EQ(WithoutEscapes(path), expected) << path;
}

}  // namespace
}  // namespace dropset
