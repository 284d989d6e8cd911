// Converts an archive natively: what the tests compare wasm's bytes with, and what profilers look at.
//
// usage: native_convert [-0|…|-9] INPUT.zip FROM TO OUTPUT.zip [name=value]... [-- name=value...]
//
// The level of deflate; FROM `-`: detected; import options, then export options.
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "archive/zip.h"
#include "convert/conversion.h"
#include "convert/input_set.h"

namespace dropset {
namespace {

class FileSource final : public Source {
 public:
  explicit FileSource(FILE* file) : file_(file) {
    std::fseek(file_, 0, SEEK_END);
    size_ = static_cast<uint64_t>(std::ftell(file_));
  }
  ~FileSource() override { std::fclose(file_); }
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override {
    std::fseek(file_, static_cast<long>(offset), SEEK_SET);
    if (std::fread(out.data(), 1, out.size(), file_) != out.size()) return Status(Code::kIo, "cannot be read");
    return {};
  }

 private:
  FILE* file_;
  uint64_t size_;
};

class FileSink final : public Sink {
 public:
  explicit FileSink(FILE* file) : file_(file) {}
  FILE* file() const { return file_; }
  bool seekable() const override { return true; }
  Status Write(std::span<const std::byte> bytes) override {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return Status(Code::kIo, "cannot be written");
    return {};
  }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override {
    std::fseek(file_, static_cast<long>(offset), SEEK_SET);
    Status status = Write(bytes);
    std::fseek(file_, 0, SEEK_END);
    return status;
  }

 private:
  FILE* file_;
};

class FileScratch final : public Scratch {
 public:
  Result<std::unique_ptr<Sink>> Create() override { return std::unique_ptr<Sink>(new FileSink(std::tmpfile())); }
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink> sink) override {
    return std::shared_ptr<const Source>(new FileSource(static_cast<FileSink&>(*sink).file()));
  }
};

Status Run(const std::string& input_path, const std::string& output_path, const Request& request,
           const ZipWriteOptions& zip_options) {
  FILE* in = std::fopen(input_path.c_str(), "rb");
  FILE* out = std::fopen(output_path.c_str(), "w+b");
  if (!in || !out) return Status(Code::kIo, "cannot be opened");
  Report opening;
  std::vector<Input> inputs(1);
  inputs[0].name = input_path;
  inputs[0].file = std::make_shared<FileSource>(in);
  DROPSET_ASSIGN(std::unique_ptr<Archive> archive, OpenInputs(inputs, request.from, opening));
  FileSink sink(out);
  std::unique_ptr<Bundle> bundle = WriteZip(sink, *archive, zip_options);
  FileScratch scratch;
  DROPSET_ASSIGN(std::unique_ptr<Conversion> conversion, Conversion::Start(*archive, *bundle, scratch, request));
  for (;;) {
    DROPSET_ASSIGN(const Poll poll, conversion->Step(kStepBudget));
    if (poll == Poll::kEnd) break;
  }
  for (const ReportLine& line : conversion->report().lines()) {
    std::printf("%s: %s (%llu, e.g. %s)\n", std::string(SeverityName(line.severity)).c_str(), line.message.c_str(),
                static_cast<unsigned long long>(line.count), line.example.c_str());
  }
  std::fclose(out);
  return {};
}

}  // namespace
}  // namespace dropset

int main(int count, char** arguments) {
  dropset::ZipWriteOptions zip_options;
  if (count > 1 && arguments[1][0] == '-' && arguments[1][1] != 0) {
    zip_options.level = arguments[1][1] - '0';
    --count;
    ++arguments;
  }
  if (count < 5) return 2;
  dropset::Request request{std::strcmp(arguments[2], "-") ? arguments[2] : "", arguments[3], {}, {}};
  dropset::OptionTexts* options = &request.import_options;
  for (int k = 5; k < count; ++k) {
    std::string text = arguments[k];
    if (text == "--") {
      options = &request.export_options;
      continue;
    }
    size_t equals = text.find('=');
    (*options)[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
  }
  dropset::Status status = dropset::Run(arguments[1], arguments[4], request, zip_options);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.Text().c_str());
  return status.ok() ? 0 : 1;
}
