// A pull reader for JSON (RFC 8259) over a Stream: one pass, bounded memory, no tree.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/numbers.h"
#include "base/status.h"
#include "io/source.h"
#include "text/expected_keys.h"

namespace dropset {

struct JsonOptions {
  size_t depth = kJsonDepth;          // of arrays and objects
  size_t string_limit = kJsonString;  // bytes of one string, as it is written
  bool non_finite = false;            // also take NaN, Infinity and -Infinity as Python writes them, as numbers
  size_t window = kReadWindow;        // bytes of one read; the buffer grows for longer tokens
};

enum class JsonKind : uint8_t { kObject, kArray, kString, kNumber, kBool, kNull, kNone };

// "an object", "a string", …: for messages.
std::string_view KindName(JsonKind kind);

// Walks a document by demand:
//
//   JsonReader json(std::move(stream));
//   for (json.EnterObject(); json.NextMember();) {
//     if (json.key() == "id") json.Read(id); else json.Skip();
//   }
//   DROPSET_TRY(json.Finish());
//
// Errors are sticky: after the first one every call returns false (or kNone) at once and leaves its output alone, so loops end
// by themselves and status() is asked once. Errors' places: `annotations[17].bbox` for content, `line 3, column 14` for syntax.
//
// Between a NextMember/NextElement that returned true and the next one exactly one value must be consumed, by a Read*, Enter*
// (and its walk to the end), Skip or Raw.
class JsonReader {
 public:
  explicit JsonReader(std::unique_ptr<Stream> stream, JsonOptions options = {});

  // The kind of the value that comes next; does not consume it.
  JsonKind Peek();

  // Begins an object or array; another kind is an error (Code::kInvalid).
  bool EnterObject();
  bool EnterArray();
  // Steps to the next member or element of what was entered last; false at its end, which is thereby left.
  bool NextMember();
  bool NextElement();
  // The current member's key; valid until the next call that reads.
  std::string_view key() const { return key_; }

  // Scalars. A value of another kind is an error that says what was expected.
  bool ReadString(std::string_view& value);  // decoded, valid UTF-8; valid until the next call that reads
  bool ReadString(std::string& value);
  bool ReadDouble(double& value);    // correctly rounded; ±Infinity if too large
  bool ReadInteger(int64_t& value);  // a number without fraction or exponent, within 64 bits
  // The same for an integer of at most 15 digits; false, consuming nothing, if anything else comes next.
  bool TakeShortInteger(int64_t& value);
  bool ReadBool(bool& value);
  bool ReadNull();
  // A number's own text (`NaN`, `Infinity` or `-Infinity` where those are taken); valid until the next call that reads.
  bool ReadNumberText(std::string_view& text);

  // Appends the numbers of a whole array (the value that comes next) to `values`. Anything else in it is an error, or, where
  // `others` is given, skipped and counted there. `hundredths` becomes false unless all are such (IsHundredths).
  bool ReadDoubles(std::vector<double>& values, uint64_t* others = nullptr, bool* hundredths = nullptr);

  bool Skip();                 // any value, checked as strictly as if it were read
  bool Raw(std::string& out);  // appends the value's JSON text without white space; at most kJsonRaw bytes
  // To be called after the outermost value: only white space may follow.
  Status Finish();

  bool ok() const { return status_.ok(); }
  // The first error, or success. Taking it leaves the reader failed.
  const Status& status() const { return status_; }
  Status TakeStatus();
  // An error about the value that was read last (or comes next), for what only the caller can judge. Does not fail the reader.
  Status Invalid(std::string message) const;
  std::string Path() const;  // `annotations[17].bbox`; empty at the top; cut where it is very deep
  uint64_t offset() const { return consumed_ + static_cast<uint64_t>(at_ - buffer_.get()); }  // bytes of the stream consumed

 private:
  // An object or array that was entered and not left yet.
  struct Frame {
    bool array;
    bool first;        // no member or element seen yet
    uint8_t key_size;  // bytes of `key`; longer keys are cut in paths
    uint64_t index;    // of the current element
    char key[32];
  };

  bool Fill();  // reads more behind end_, keeping what begins at at_; false at the end of the stream or on error
  int Skim();   // the next byte that is not white space, not consumed; -1 at the end or on error
  bool Fail(Code code, std::string message);
  bool FailLimit(size_t limit);
  bool FailSyntax(std::string_view expected);
  bool FailInString(const char* p, std::string_view expected);
  bool FailKind(std::string_view expected);
  std::string WhereInText() const;
  bool Enter(char bracket, bool array);
  bool Separate(Frame& frame, char close);  // the comma or the end; false if `close` was consumed or on error
  bool ScanString(std::string_view& value);
  bool ScanEscape(const char*& p);
  bool HexDigits(const char* p, char32_t& value);
  bool ScanNumberToken(ScannedNumber& number);  // token at at_, complete in the buffer, not consumed
  bool ScanWord(std::string_view word);         // consumes it
  bool NonFiniteNext();
  bool ScanNonFinite(double& value);
  bool NumbersInBuffer(Frame& frame, std::vector<double>* values, bool& hundredths);
  bool Walk(std::string* out);

  std::unique_ptr<Stream> stream_;
  JsonOptions options_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  const char* at_ = nullptr;   // next byte
  const char* end_ = nullptr;  // behind the last byte; kPadding zero bytes stand there
  uint64_t consumed_ = 0;      // bytes of the stream before buffer_
  uint64_t lines_ = 0;         // line feeds before buffer_
  uint64_t line_begin_ = 0;    // offset in the stream of the last line that begins before buffer_
  bool at_end_ = false;        // the stream has ended
  std::vector<Frame> frames_;
  ExpectedKeys expected_keys_;
  std::string_view key_;
  std::string long_key_;  // a key that does not fit its frame
  std::string decoded_;   // a string that has escapes
  Status status_;
};

}  // namespace dropset
