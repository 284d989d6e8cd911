// images.meta: the sizes of images, one per line, in words as a shell splits them (open_images.md §2.4).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "io/source.h"

namespace dropset::open_images {

// Splits a line: blanks between words, '…' as it is, "…" with `\"` and `\\`, `\` before any byte elsewhere, `#` to the line's end
// outside quotes. False: a quote does not end.
bool SplitWords(std::string_view line, std::vector<std::string>& words);

// Appends a word so that SplitWords gives it back, as Python's shlex.quote does.
void AppendQuoted(std::string& out, std::string_view word);

struct ImageSize {
  std::string id;
  uint32_t width, height;
};

// Lines of the file, one by one, in bounded memory.
class ImagesMetaReader {
 public:
  explicit ImagesMetaReader(std::unique_ptr<Stream> stream);

  enum class Line { kSize, kBad, kEnd };
  // kSize: `size` is filled. kBad: problem() says what is wrong with the line. Blank lines and comments are passed over.
  Result<Line> Next(ImageSize& size);
  Status TakeProblem() { return std::move(problem_); }
  uint64_t offset() const { return offset_; }  // bytes of the stream consumed

 private:
  Result<bool> NextLine();
  Line Bad(std::string message);

  std::unique_ptr<Stream> stream_;
  std::string buffer_, line_text_;
  size_t at_ = 0, filled_ = 0;
  uint64_t offset_ = 0, line_ = 0;
  std::vector<std::string> words_;
  Status problem_;
};

}  // namespace dropset::open_images
