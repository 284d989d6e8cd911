#include "convert/input_limits.h"

#include <gtest/gtest.h>

namespace dropset {
namespace {

TEST(InputLimits, DefaultToTheCapsOfArchives) {
  auto caps = ParseInputLimits({});
  ASSERT_TRUE(caps.ok()) << caps.status().Text();
  const ZipCaps defaults;
  EXPECT_EQ(caps->entries, defaults.entries);
  EXPECT_EQ(caps->entry_size, defaults.entry_size);
  EXPECT_EQ(caps->total, defaults.total);
  EXPECT_EQ(caps->ratio, defaults.ratio);
}

TEST(InputLimits, SetOneCapEach) {
  auto caps = ParseInputLimits({{"max-entries", "1"}, {"max_entry_size", "2"}, {"max-total-size", "3"}, {"max-ratio", "4"}});
  ASSERT_TRUE(caps.ok()) << caps.status().Text();
  EXPECT_EQ(caps->entries, 1u);
  EXPECT_EQ(caps->entry_size, 2u);
  EXPECT_EQ(caps->total, 3u);
  EXPECT_EQ(caps->ratio, 4u);
}

TEST(InputLimits, AreNumbersAboveZero) {
  for (std::string text : {"0", "-1", "many", ""}) {
    auto caps = ParseInputLimits({{"max-ratio", text}});
    ASSERT_FALSE(caps.ok()) << text;
    EXPECT_EQ(caps.status().code(), Code::kUsage);
    EXPECT_EQ(caps.status().place(), "--max-ratio");
  }
  EXPECT_EQ(ParseInputLimits({{"max-entrys", "1"}}).status().Text(),
            "--max-entrys: there is no such option (did you mean --max-entries?)");
}

}  // namespace
}  // namespace dropset
