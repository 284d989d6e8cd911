// Members of an object that is kept as compact text: `"key":value,"key":value`, as JsonReader::Raw makes it, without braces.
#pragma once

#include <string>
#include <string_view>

namespace dropset {

// Walks well-formed, compact text:  for (JsonMembers m(text); m.Next();) use(m.key(), m.value());
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view text) : rest_(text) {}
  bool Next();
  const std::string& key() const { return key_; }      // decoded
  std::string_view member() const { return member_; }  // `"key":value`
  std::string_view value() const { return value_; }    // JSON text

 private:
  std::string_view rest_, member_, value_;
  std::string key_;
};

// The value of `key`, or an empty view.
std::string_view FindMember(std::string_view members, std::string_view key);
// The text without `key`.
std::string WithoutMember(std::string_view members, std::string_view key);
// A JSON string's text decoded; false if `value` is no string.
bool DecodeJsonString(std::string_view value, std::string& text);

}  // namespace dropset
