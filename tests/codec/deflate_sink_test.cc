// Streams whose pieces are compressed elsewhere, by answers that come when they like.
#include <gtest/gtest.h>

#include <map>

#include "base/limits.h"
#include "codec/bytes.h"
#include "codec/deflate.h"
#include "codec/piece_compressor.h"
#include "support/fake_helper.h"

namespace dropset {
namespace {

using testing::FakeHelper;

constexpr int kPieces = 25;

// Every piece is different; the last one is not full.
const std::string& Sample() {
  static const std::string sample = [] {
    std::string text;
    uint32_t random = 1;
    while (text.size() < kPieces * kDeflatePiece - 1000) {
      random = random * 1664525 + 1013904223;
      text += std::to_string(random >> 20) + (random >> 31 ? "," : "],[");
    }
    return text.substr(0, kPieces * kDeflatePiece - 1000);
  }();
  return sample;
}

std::string Deflated(std::string_view text, int level, PieceHelper* helper) {
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink memory(bytes);
  std::unique_ptr<Sink> sink = DeflateSink(memory, level, helper);
  for (size_t at = 0; at < text.size(); at += 300'007) EXPECT_TRUE(sink->WriteText(text.substr(at, 300'007)).ok());
  EXPECT_TRUE(sink->Close().ok());
  return TextOf(*bytes);
}

const std::string& Expected(int level) {
  static std::map<int, std::string> known;
  if (!known.contains(level)) known[level] = Deflated(Sample(), level, nullptr);
  return known[level];
}

struct Case {
  const char* name;
  std::vector<int> delays;
  int taken;  // -1: some
};

constexpr int kOffered = kPieces - 1 - static_cast<int>(kDeflatePiecesAlone);

class AnsweredSink : public ::testing::TestWithParam<Case> {};

TEST_P(AnsweredSink, WritesTheSameBytesWheneverAnswersCome) {
  FakeHelper helper(GetParam().delays);
  EXPECT_TRUE(Deflated(Sample(), 1, &helper) == Expected(1));
  EXPECT_EQ(helper.asked(), kOffered);
  EXPECT_EQ(helper.open(), 0u);
  EXPECT_LE(helper.most_open(), kDeflatePiecesWaiting);
  if (GetParam().taken >= 0) {
    EXPECT_EQ(helper.taken(), GetParam().taken);
  } else {
    EXPECT_GT(helper.taken(), 0);
    EXPECT_LT(helper.taken(), kOffered);
  }
}

constexpr int kNever = FakeHelper::kNever, kRefuse = FakeHelper::kRefuse;
INSTANTIATE_TEST_SUITE_P(Answers, AnsweredSink,
                         ::testing::Values(Case{"AtOnce", {0}, kOffered}, Case{"Late", {3}, kOffered - 3},
                                           Case{"OutOfOrder", {5, 3, 1, 4, 0}, -1}, Case{"TooLate", {100}, 0},
                                           Case{"Never", {kNever}, 0}, Case{"Refused", {kRefuse}, 0},
                                           Case{"SomeOfEach", {2, kRefuse, kNever, 0, kRefuse, 9, 0, 1}, -1}),
                         [](const auto& info) { return info.param.name; });

TEST(DeflateSink, DependsOnTheLevel) {
  FakeHelper helper({1, kRefuse});
  EXPECT_TRUE(Deflated(Sample(), 3, &helper) == Expected(3));
  EXPECT_GT(helper.taken(), 0);
}

TEST(DeflateSink, KeepsShortStreamsAndStoredOnes) {
  FakeHelper helper({0});
  const std::string_view text = std::string_view(Sample()).substr(0, (kDeflatePiecesAlone + 1) * kDeflatePiece);
  EXPECT_TRUE(Deflated(text, 1, &helper) == Deflated(text, 1, nullptr));
  EXPECT_TRUE(Deflated(Sample(), 0, &helper) == Expected(0));
  EXPECT_EQ(helper.asked(), 0);
}

TEST(DeflateSink, SpendsEveryTicketWhenItIsAbandoned) {
  FakeHelper helper({kNever});
  auto bytes = std::make_shared<std::vector<std::byte>>();
  MemorySink memory(bytes);
  std::unique_ptr<Sink> sink = DeflateSink(memory, 1, &helper);
  ASSERT_TRUE(sink->WriteText(std::string_view(Sample()).substr(0, 8 * kDeflatePiece)).ok());
  EXPECT_GT(helper.open(), 0u);
  sink.reset();
  EXPECT_EQ(helper.open(), 0u);
}

}  // namespace
}  // namespace dropset
