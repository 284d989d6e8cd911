// Errors as values: what kind, where, and in words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dropset {

// The stable kind of an error; `CodeName` gives the text that the API and the report carry.
enum class Code : uint8_t {
  kUsage,        // an option or argument that makes no sense
  kNotFound,     // no dataset, entry or file where one was asked for
  kAmbiguous,    // several formats fit equally well
  kCorrupt,      // the container (zip, deflate stream, image, token) breaks its own rules
  kTruncated,    // the input ends too early
  kInvalid,      // the dataset's content breaks its format's rules
  kUnsupported,  // valid, but not something Dropset reads or writes
  kUnsafe,       // refused for safety: names that escape, overlapping entries
  kLimit,        // larger than a cap allows
  kEncrypted,    // needs a key, or has a wrong one
  kIo,           // the medium failed: disk full, file vanished
  kInternal,     // a defect of Dropset
};

// Stable, lower case, dashed: "not-found", "corrupt", …
std::string_view CodeName(Code code);

// Success, or an error. Success is one null pointer. An error's text is `place: message`, place first, outermost part leftmost.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string message);

  bool ok() const { return !error_; }
  // The four below need !ok().
  Code code() const;
  const std::string& place() const;    // "a.zip: ann.json: annotations[17].bbox"; may be empty
  const std::string& message() const;  // without the place
  std::string Text() const;            // place and message

  // Puts `place` in front of the place that the error already has. Success stays success.
  Status At(std::string_view place) &&;

 private:
  struct Error;
  struct Deleter {
    void operator()(Error* error) const;
  };
  std::unique_ptr<Error, Deleter> error_;
};

// Whether a Result<T> may be made of a U, as of a std::unique_ptr to a class derived from T's. Not where T is a number: that it is
// narrowed would be hidden.
template <class U, class T>
concept ConvertsTo = std::is_class_v<T> && std::is_convertible_v<U, T> && !std::is_convertible_v<U, Status>;

// A value or an error.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  template <ConvertsTo<T> U>
  Result(U&& value) : value_(std::forward<U>(value)) {}
  Result(Status error) : status_(std::move(error)) {}

  bool ok() const { return status_.ok(); }
  const Status& status() const { return status_; }
  Status TakeStatus() { return std::move(status_); }

  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return std::move(*value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  Status status_;
  std::optional<T> value_;
};

}  // namespace dropset

#define DROPSET_CONCAT_(a, b) a##b
#define DROPSET_CONCAT(a, b) DROPSET_CONCAT_(a, b)

// Leaves the function with the error, if there is one.
#define DROPSET_TRY(expression)                                                  \
  do {                                                                           \
    if (::dropset::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

// Declares or assigns `target` from a Result, or leaves the function with its error.
#define DROPSET_ASSIGN(target, expression) DROPSET_ASSIGN_(DROPSET_CONCAT(result_, __LINE__), target, expression)
#define DROPSET_ASSIGN_(result, target, expression) \
  auto result = (expression);                       \
  if (!result.ok()) return result.TakeStatus();     \
  target = *std::move(result)
