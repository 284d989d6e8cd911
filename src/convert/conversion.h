// From an archive in one format to a bundle in another, step by step.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/archive.h"
#include "base/status.h"
#include "formats/format.h"

namespace dropset {

struct Detection {
  const Format* format;  // never null
  int confidence;
  std::string reason;  // one sentence
};

// The format that fits best. Code::kNotFound says what was looked for, Code::kAmbiguous which formats fit equally.
Result<Detection> Detect(const Archive& archive);

struct Request {
  std::string from;  // a format id; empty: detected
  std::string to;
  OptionTexts import_options, export_options;
  Environment* environment = nullptr;  // must outlive the conversion; null: nothing can be encrypted
};

struct Progress {
  std::string_view phase;        // "annotations", "writing", "media", "done"
  uint64_t done = 0, total = 0;  // bytes, planned; `done` never runs backwards and ends at `total`
  uint64_t items = 0;            // handed to the writer so far
};

// A conversion under way. To cancel: stop stepping and destroy it; what it wrote is then worthless.
class Conversion {
 public:
  // Checks the request and opens the reader and writer. Everything passed by reference must outlive it.
  static Result<std::unique_ptr<Conversion>> Start(const Archive& input, Bundle& output, Scratch& scratch, const Request& request);
  virtual ~Conversion() = default;

  // Works through about `budget` bytes; at least something. kBusy until all is done, then kEnd.
  virtual Result<Poll> Step(size_t budget) = 0;
  virtual Progress progress() const = 0;
  virtual const Report& report() const = 0;
  virtual const Detection& source() const = 0;
  // The key that the output is encrypted with; empty: it is not. Known from the start, so that it can be kept before there is
  // anything that would be lost without it.
  virtual const std::string& secret_key() const = 0;
};

struct SubsetSummary {
  std::string name;
  uint64_t images = 0, annotations = 0, missing_media = 0;
};

// What `dropset info` prints.
struct Summary {
  std::vector<SubsetSummary> subsets;
  std::vector<std::pair<std::string, uint64_t>> annotations_by_type;   // by AnnotationType's order
  std::vector<std::pair<std::string, uint64_t>> annotations_by_label;  // every label, in label order
};

// Reads a whole dataset and counts, step by step.
class Survey {
 public:
  static Result<std::unique_ptr<Survey>> Start(const Archive& input, Scratch& scratch, const std::string& from,
                                               const OptionTexts& import_options);
  virtual ~Survey() = default;
  virtual Result<Poll> Step(size_t budget) = 0;
  virtual Progress progress() const = 0;
  virtual const Report& report() const = 0;
  virtual const Detection& source() const = 0;
  virtual const Summary& summary() const = 0;  // complete after kEnd
};

}  // namespace dropset
