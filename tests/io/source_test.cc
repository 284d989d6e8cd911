#include "io/source.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "support/counting_source.h"

namespace dropset {
namespace {

using Ranges = std::vector<std::pair<uint64_t, uint64_t>>;

TEST(RangeSource, SaysWhatIsWantedOfItsBase) {
  auto base = std::make_shared<CountingSource>(std::string(1000, 'x'));
  auto outer = std::make_shared<RangeSource>(base, 100, 800);
  RangeSource(outer, 50, 700).Want(7, 600);
  EXPECT_EQ(base->wanted, (Ranges{{157, 757}}));
}

// What the reads of pieces of `piece` bytes, until `end`, say to be wanted of a source of `size`.
Ranges WantedBy(size_t size, size_t piece, size_t end) {
  auto source = std::make_shared<CountingSource>(std::string(size, 'x'));
  SourceStream stream(source);
  std::vector<std::byte> out(piece);
  for (size_t read = 0; read < end;) {
    auto length = stream.Read(out);
    EXPECT_TRUE(length.ok());
    if (*length == 0) break;
    read += *length;
  }
  return source->wanted;
}

TEST(SourceStream, WantsTheRestOnceSinceItIsReadOn) {
  constexpr size_t kSize = 5 * kReadWindow;
  EXPECT_EQ(WantedBy(kSize, kReadWindow, kSize), (Ranges{{kReadWindow, kSize}}));
  EXPECT_EQ(WantedBy(kSize, kReadWindow / 2, kSize), (Ranges{{kReadWindow, kSize}}));
}

TEST(SourceStream, WantsNothingWhereOnlyTheBeginningIsLookedAt) {
  EXPECT_EQ(WantedBy(5 * kReadWindow, kReadWindow / 16, kReadWindow - 1 - kReadWindow / 16), Ranges());
}

TEST(SourceStream, WantsNothingAtTheEnd) {
  EXPECT_EQ(WantedBy(kReadWindow, kReadWindow, kReadWindow), Ranges());
  EXPECT_EQ(WantedBy(kReadWindow, 2 * kReadWindow, kReadWindow), Ranges());
}

}  // namespace
}  // namespace dropset
