#include "base/status.h"

namespace dropset {

struct Status::Error {
  Code code;
  std::string place;
  std::string message;
};

void Status::Deleter::operator()(Error* error) const { delete error; }

Status::Status(Code code, std::string message) : error_(new Error{code, {}, std::move(message)}) {}

Code Status::code() const { return error_->code; }
const std::string& Status::place() const { return error_->place; }
const std::string& Status::message() const { return error_->message; }

std::string Status::Text() const { return error_->place.empty() ? error_->message : error_->place + ": " + error_->message; }

Status Status::At(std::string_view place) && {
  if (error_ && !place.empty()) {
    error_->place = error_->place.empty() ? std::string(place) : std::string(place) + ": " + error_->place;
  }
  return std::move(*this);
}

std::string_view CodeName(Code code) {
  switch (code) {
    case Code::kUsage: return "usage";
    case Code::kNotFound: return "not-found";
    case Code::kAmbiguous: return "ambiguous";
    case Code::kCorrupt: return "corrupt";
    case Code::kTruncated: return "truncated";
    case Code::kInvalid: return "invalid";
    case Code::kUnsupported: return "unsupported";
    case Code::kUnsafe: return "unsafe";
    case Code::kLimit: return "limit";
    case Code::kEncrypted: return "encrypted";
    case Code::kIo: return "io";
    case Code::kInternal: return "internal";
  }
  return "internal";
}

}  // namespace dropset
