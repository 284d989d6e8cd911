#include "text/json_members.h"

#include "base/utf8.h"

namespace dropset {
namespace {

// The end of the string that begins at `text[at]`, behind its closing quote.
size_t StringEnd(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\';
  return at + 1;
}

// The end of the value that begins at `text[at]`: the comma that follows it, or the end.
size_t ValueEnd(std::string_view text, size_t at) {
  for (int depth = 0; at < text.size() && (depth > 0 || text[at] != ',');) {
    char c = text[at];
    depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    at = c == '"' ? StringEnd(text, at) : at + 1;
  }
  return at;
}

}  // namespace

bool JsonMembers::Next() {
  if (rest_.empty()) return false;
  size_t colon = StringEnd(rest_, 0);
  DecodeJsonString(rest_.substr(0, colon), key_);
  size_t end = ValueEnd(rest_, colon + 1);
  member_ = rest_.substr(0, end);
  value_ = member_.substr(colon + 1);
  rest_.remove_prefix(end < rest_.size() ? end + 1 : end);
  return true;
}

std::string_view FindMember(std::string_view members, std::string_view key) {
  for (JsonMembers m(members); m.Next();) {
    if (m.key() == key) return m.value();
  }
  return {};
}

std::string WithoutMember(std::string_view members, std::string_view key) {
  std::string rest;
  for (JsonMembers m(members); m.Next();) {
    if (m.key() != key) rest.append(rest.empty() ? "" : ",").append(m.member());
  }
  return rest;
}

// Compact text has no escapes but those of AppendJsonString: of quotes, backslashes and control characters.
bool DecodeJsonString(std::string_view value, std::string& text) {
  text.clear();
  if (value.size() < 2 || value.front() != '"') return false;
  value = value.substr(1, value.size() - 2);
  auto digit = [](char c) { return static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); };
  for (size_t k = 0; k < value.size(); ++k) {
    if (value[k] != '\\') {
      text.push_back(value[k]);
      continue;
    }
    switch (char c = value[++k]) {
      case 'n': text.push_back('\n'); break;
      case 'r': text.push_back('\r'); break;
      case 't': text.push_back('\t'); break;
      case 'b': text.push_back('\b'); break;
      case 'f': text.push_back('\f'); break;
      case 'u':
        AppendUtf8(text, digit(value[k + 3]) << 4 | digit(value[k + 4]));
        k += 4;
        break;
      default: text.push_back(c);
    }
  }
  return true;
}

}  // namespace dropset
