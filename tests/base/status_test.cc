#include "base/status.h"

#include <memory>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace dropset {
namespace {

Status Failure() { return Status(Code::kInvalid, "expected 4 numbers, found 3"); }

TEST(Status, SuccessIsOkAndHasNoPlace) {
  Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_TRUE(std::move(status).At("a.zip").ok());
}

TEST(Status, KeepsCodeAndWords) {
  Status status = Failure();
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_EQ(status.message(), "expected 4 numbers, found 3");
  EXPECT_EQ(status.place(), "");
  EXPECT_EQ(status.Text(), "expected 4 numbers, found 3");
}

TEST(Status, PlacesGrowToTheLeft) {
  Status status = Failure().At("annotations[17].bbox").At("").At("instances.json").At("a.zip");
  EXPECT_EQ(status.place(), "a.zip: instances.json: annotations[17].bbox");
  EXPECT_EQ(status.Text(), "a.zip: instances.json: annotations[17].bbox: expected 4 numbers, found 3");
  EXPECT_EQ(status.code(), Code::kInvalid);
}

TEST(Status, EveryCodeHasItsOwnName) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Code::kInternal); ++code) names.insert(CodeName(static_cast<Code>(code)));
  EXPECT_EQ(names.size(), static_cast<size_t>(Code::kInternal) + 1);
  EXPECT_EQ(CodeName(Code::kNotFound), "not-found");
}

TEST(Result, HoldsAValueOrAnError) {
  Result<std::unique_ptr<int>> value(std::make_unique<int>(5));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(**value, 5);
  std::unique_ptr<int> moved = *std::move(value);
  EXPECT_EQ(*moved, 5);
  Result<std::string> error(Failure());
  EXPECT_FALSE(error.ok());
  EXPECT_EQ(error.TakeStatus().message(), Failure().message());
}

Result<int> Half(int number) {
  if (number % 2 != 0) return Status(Code::kUsage, "odd");
  return number / 2;
}

Result<int> Quarter(int number) {
  DROPSET_ASSIGN(int half, Half(number));
  DROPSET_ASSIGN(half, Half(half));
  return half;
}

Status CheckTwice(int first, int second, int& calls) {
  DROPSET_TRY(Half(first).TakeStatus());
  ++calls;
  DROPSET_TRY(Half(second).TakeStatus());
  ++calls;
  return {};
}

TEST(Result, AssignHandsTheValueOnOrLeaves) {
  Result<int> two = Quarter(8);
  ASSERT_TRUE(two.ok());
  EXPECT_EQ(*two, 2);
  EXPECT_EQ(Quarter(6).status().Text(), "odd");
  EXPECT_EQ(Quarter(3).status().code(), Code::kUsage);
}

TEST(Result, TryLeavesAtTheFirstError) {
  int calls = 0;
  EXPECT_TRUE(CheckTwice(2, 4, calls).ok());
  EXPECT_EQ(calls, 2);
  calls = 0;
  EXPECT_EQ(CheckTwice(2, 3, calls).message(), "odd");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace dropset
