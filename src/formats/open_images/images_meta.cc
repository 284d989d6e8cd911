#include "formats/open_images/images_meta.h"

#include <algorithm>

#include "base/limits.h"
#include "base/numbers.h"

namespace dropset::open_images {
namespace {

constexpr std::string_view kPlainPunctuation = "_@%+=:,./-";

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsPlain(char c) {
  const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return word || kPlainPunctuation.find(c) != std::string_view::npos;
}

}  // namespace

bool SplitWords(std::string_view line, std::vector<std::string>& words) {
  words.clear();
  bool in_word = false;
  char quote = 0;
  for (size_t k = 0; k < line.size(); ++k) {
    const char c = line[k];
    if (quote ? c == quote : c == '"' || c == '\'') {
      quote = quote ? 0 : c;
      if (quote && !in_word) words.emplace_back();
      in_word = true;
      continue;
    }
    if (!quote && c == '#') break;
    if (!quote && IsBlank(c)) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    const bool escape = c == '\\' && quote != '\'' && k + 1 < line.size() && (!quote || line[k + 1] == '"' || line[k + 1] == '\\');
    words.back() += escape ? line[++k] : c;
  }
  return quote == 0;
}

void AppendQuoted(std::string& out, std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), IsPlain)) {
    out += word;
    return;
  }
  out += '\'';
  for (char c : word) {
    if (c == '\'') {
      out += R"('"'"')";
    } else {
      out += c;
    }
  }
  out += '\'';
}

ImagesMetaReader::ImagesMetaReader(std::unique_ptr<Stream> stream) : stream_(std::move(stream)), buffer_(kReadWindow, '\0') {}

// The next line into line_text_; false at the end. A line of more than kCsvRow bytes is cut.
Result<bool> ImagesMetaReader::NextLine() {
  line_text_.clear();
  ++line_;
  for (bool any = false;;) {
    if (at_ == filled_) {
      DROPSET_ASSIGN(filled_, stream_->Read(std::as_writable_bytes(std::span(buffer_))));
      at_ = 0;
      if (filled_ == 0) return any;
    }
    any = true;
    const std::string_view rest = std::string_view(buffer_).substr(at_, filled_ - at_);
    const size_t end = rest.find('\n');
    const std::string_view part = rest.substr(0, end);
    line_text_.append(part.substr(0, kCsvRow - std::min(kCsvRow, line_text_.size())));
    const size_t taken = end == std::string_view::npos ? rest.size() : end + 1;
    at_ += taken;
    offset_ += taken;
    if (end != std::string_view::npos) return true;
  }
}

ImagesMetaReader::Line ImagesMetaReader::Bad(std::string message) {
  problem_ = Status(Code::kInvalid, std::move(message)).At("line " + std::to_string(line_));
  return Line::kBad;
}

Result<ImagesMetaReader::Line> ImagesMetaReader::Next(ImageSize& size) {
  for (;;) {
    DROPSET_ASSIGN(const bool more, NextLine());
    if (!more) return Line::kEnd;
    if (line_ == 1 && line_text_.starts_with("\xEF\xBB\xBF")) line_text_.erase(0, 3);
    if (!SplitWords(line_text_, words_)) return Bad("a quote does not end");
    if (words_.empty()) continue;
    if (words_.size() < 3) return Bad("expected an id, a height and a width, found " + std::to_string(words_.size()) + " words");
    int64_t height, width;
    if (!ParseInteger(words_[1], height) || !ParseInteger(words_[2], width)) return Bad("expected a height and a width in digits");
    if (height < 1 || width < 1 || height > INT32_MAX || width > INT32_MAX) return Bad("this is no size of an image");
    size = {std::move(words_[0]), static_cast<uint32_t>(width), static_cast<uint32_t>(height)};
    return Line::kSize;
  }
}

}  // namespace dropset::open_images
