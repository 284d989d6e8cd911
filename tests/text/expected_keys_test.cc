#include "text/expected_keys.h"

#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "text/json_reading.h"

namespace dropset {
namespace {

// Members are expected in the order of the object before: neither keys nor places may depend on whether that comes true.
TEST(ExpectedKeys, KeysAreThoseOfTheTextWhateverWasThereBefore) {
  const std::string_view objects[] = {
      R"({"id": 1,"ab": 2,"c\\d": 3,"c": 4})",
      R"({"id": 1,"ab": 2,"c\\d": 3,"c": 4})",
      R"({"id" : 1,  "ab":2,"c\\dd":3})",
      R"({"ab": 1,"id": 2,"c": 3,"c\\d": 4})",
      R"({"ab": 1,"id2": 2,"": 3})",
      R"({"a\u0062": 1,"id2": {"ab": 1,"id": 2},"": 3})",
      R"({"a\u0062": 1,"id2": {"ab": 1,"id": 2},"": 3})",
      R"({})",
      R"({"a key of more than thirty-two bytes": 1,"id2": 2})",
      R"({"a key of more than thirty-two bytes": 1,"id2": 2})",
  };
  std::string text = "[", expected;
  for (std::string_view object : objects) {
    const auto alone = nlohmann::ordered_json::parse(object);
    for (auto& member : alone.items()) expected += member.key() + "=" + member.value().dump() + ";";
    text += std::string(text.size() > 1 ? "," : "") + std::string(object);
  }
  text += "]";
  for (size_t piece : kPieces) {
    JsonReader json = Reader(text, piece);
    std::string found;
    for (json.EnterArray(); json.NextElement();) {
      for (json.EnterObject(); json.NextMember();) {
        found += std::string(json.key()) + "=";
        json.Raw(found);
        found += ";";
      }
    }
    ASSERT_TRUE(json.Finish().ok());
    EXPECT_EQ(found, expected) << "in pieces of " << piece;
  }
}

TEST(ExpectedKeys, PlacesAndErrorsAreTheSameForKeysThatWereExpected) {
  auto fails = [](const std::string& last) {
    const std::string text = R"([{"id": 1,"box": 2},{"id": 3,"box": 4},)" + last;
    return Skipped(text).Text();
  };
  EXPECT_EQ(fails(R"({"id": 5,"box": x}])"), "[2].box: expected a value, found x (line 1, column 56)");
  EXPECT_EQ(fails(R"({"id": 5,"box")"), "[2].box: the file ends where a colon is expected (line 1, column 54)");
  EXPECT_EQ(fails(R"({"id": 5,"box": )"), "[2].box: the file ends where a value is expected (line 1, column 56)");
  EXPECT_EQ(fails(R"({,"id": 5}])"), fails(R"({,"od": 5}])"));
  EXPECT_EQ(fails(R"({"id": 5 "box": 6}])"), fails(R"({"id": 5 "bax": 6}])"));
}

}  // namespace
}  // namespace dropset
