#include "formats/datumaro_common/lenient.h"

#include <cmath>

#include "base/numbers.h"

namespace dropset::datumaro {
namespace {

// A text or a float that is an integer: "5", 4.0.
bool WholeNumber(std::string_view text, int64_t& value) {
  if (ParseInteger(text, value)) return true;
  double number;
  if (!ParseDouble(text, number) || !(std::fabs(number) < 9e15) || number != std::trunc(number)) return false;
  value = static_cast<int64_t>(number);
  return true;
}

}  // namespace

void Lenient::Clear() {
  problem_ = Status();
  conversion_ = Status();
}

void Lenient::Bad(std::string message) {
  if (problem_.ok() && json_.ok()) problem_ = json_.Invalid(std::move(message));
}

void Lenient::BadMember(std::string_view member, std::string message) {
  if (!problem_.ok() || !json_.ok()) return;
  std::string place = json_.Path();
  if (!place.empty()) place += '.';
  problem_ = Status(Code::kInvalid, std::move(message)).At(place.append(member));
}

void Lenient::Converted(std::string message) {
  if (conversion_.ok() && json_.ok()) conversion_ = json_.Invalid(std::move(message));
}

bool Lenient::Integer(int64_t& value, int64_t low, int64_t high) {
  std::string_view text;
  const JsonKind kind = json_.Peek();
  if (kind == JsonKind::kNull) {
    json_.ReadNull();
    return false;
  }
  if (kind != JsonKind::kNumber && kind != JsonKind::kString) {
    json_.Skip();
    Bad("expected an integer, found " + std::string(KindName(kind)));
    return false;
  }
  if (!(kind == JsonKind::kNumber ? json_.ReadNumberText(text) : json_.ReadString(text))) return false;
  int64_t read;
  const bool exact = kind == JsonKind::kNumber && ParseInteger(text, read);
  if (!exact && !WholeNumber(text, read)) {
    Bad("expected an integer, found " + std::string(text.substr(0, 40)));
    return false;
  }
  if (read < low || read > high) {
    Bad("expected an integer from " + std::to_string(low) + " to " + std::to_string(high) + ", found " + std::to_string(read));
    return false;
  }
  if (!exact) Converted("expected an integer, found " + std::string(text.substr(0, 40)));
  value = read;
  return true;
}

bool Lenient::String(std::string& value) { return Expect(JsonKind::kString) && json_.ReadString(value); }

bool Lenient::Expect(JsonKind kind) {
  const JsonKind found = json_.Peek();
  if (found == kind) return true;
  json_.Skip();
  if (found != JsonKind::kNull) Bad("expected " + std::string(KindName(kind)) + ", found " + std::string(KindName(found)));
  return false;
}

void Lenient::NestedNumbers(std::vector<double>& values, uint64_t& others) {
  for (json_.EnterArray(); json_.NextElement();) {
    double value;
    switch (json_.Peek()) {
      case JsonKind::kArray: json_.ReadDoubles(values, &others); break;
      case JsonKind::kNumber:
        if (json_.ReadDouble(value)) values.push_back(value);
        break;
      default: json_.Skip(); ++others;
    }
  }
}

bool Lenient::Numbers(std::vector<double>& values, bool pairs) {
  if (const JsonKind kind = json_.Peek(); kind != JsonKind::kArray) {
    json_.Skip();
    Bad("expected an array of numbers, found " + std::string(KindName(kind)));
    return false;
  }
  const size_t begin = values.size();
  uint64_t others = 0;
  if (pairs) {
    NestedNumbers(values, others);
  } else {
    json_.ReadDoubles(values, &others);
  }
  if (!json_.ok()) return false;
  if (others > 0) Bad("expected numbers only");
  for (size_t k = begin; k < values.size(); ++k) {
    if (!std::isfinite(values[k])) Bad("a number is not finite");
  }
  return !bad();
}

}  // namespace dropset::datumaro
