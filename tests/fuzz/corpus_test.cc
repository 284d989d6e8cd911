// The corpora as tests: what fuzzing has found stays fixed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "fuzz/target.h"

namespace dropset::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = DROPSET_FUZZ_FOLDER;

// Sorted by name.
std::vector<fs::path> PathsIn(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& file : fs::directory_iterator(folder)) paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

class Corpus : public ::testing::TestWithParam<std::string> {};

TEST_P(Corpus, IsTakenWholeAndCut) {
  const std::vector<fs::path> paths = PathsIn(kFolder / GetParam() / "corpus");
  EXPECT_FALSE(paths.empty());
  for (const fs::path& path : paths) {
    SCOPED_TRACE(path.string());
    const std::string content = ContentOf(path);
    constexpr size_t kParts = 8;
    for (size_t k = 1; k <= kParts; ++k)
      Targets()[GetParam()](std::as_bytes(std::span(content)).first(content.size() * k / kParts));
  }
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& [name, run] : Targets()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, Corpus, ::testing::ValuesIn(Names()), [](const auto& info) { return info.param; });

TEST(CorpusFolders, BelongToATargetEach) {
  std::set<std::string> folders;
  for (const fs::path& path : PathsIn(kFolder)) {
    if (fs::is_directory(path)) folders.insert(path.filename().string());
  }
  const std::vector<std::string> names = Names();
  EXPECT_EQ(folders, std::set<std::string>(names.begin(), names.end()));
}

}  // namespace
}  // namespace dropset::fuzz
