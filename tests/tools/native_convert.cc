// Converts an archive natively: what the tests compare wasm's bytes with, and what profilers look at.
//
// usage: native_convert [-0|…|-9] INPUT FROM TO OUTPUT [name=value]... [-- name=value...]
//
// INPUT is a file or a folder; OUTPUT a zip, or, without .zip at its end, a folder, which is made.
// The level of deflate; FROM `-`: detected; import options, then export options.
#include <cstdio>
#include <cstring>
#include <filesystem>
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
  Status Close() override { return std::fclose(file_) == 0 ? Status() : Status(Code::kIo, "cannot be written"); }

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

class DiskFolder final : public FolderHost {
 public:
  explicit DiskFolder(std::filesystem::path root) : root_(std::move(root)) { std::filesystem::create_directories(root_); }
  Result<std::unique_ptr<Sink>> CreateFile(std::string_view path) override {
    std::filesystem::create_directories((root_ / path).parent_path());
    FILE* file = std::fopen((root_ / path).c_str(), "w+b");
    if (!file) return Status(Code::kIo, "cannot be created").At(path);
    return std::unique_ptr<Sink>(new FileSink(file));
  }
  Status CreateFolder(std::string_view path) override {
    std::filesystem::create_directories(root_ / path);
    return {};
  }

 private:
  std::filesystem::path root_;
};

Result<std::shared_ptr<const Source>> OpenFile(const std::filesystem::path& path) {
  FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return Status(Code::kIo, "cannot be opened").At(path.string());
  return std::shared_ptr<const Source>(std::make_shared<FileSource>(file));
}

Result<Input> InputAt(const std::filesystem::path& path) {
  Input input;
  input.name = path.filename().string();
  if (!std::filesystem::is_directory(path)) {
    DROPSET_ASSIGN(input.file, OpenFile(path));
    return input;
  }
  for (const auto& found : std::filesystem::recursive_directory_iterator(path)) {
    std::string inner = found.path().lexically_relative(path).generic_string();
    if (found.is_directory()) input.folders.push_back(inner);
    if (!found.is_regular_file()) continue;
    DROPSET_ASSIGN(std::shared_ptr<const Source> bytes, OpenFile(found.path()));
    input.files.push_back({std::move(inner), std::move(bytes)});
  }
  return input;
}

Status Run(const std::string& input_path, const std::string& output_path, const Request& request,
           const ZipWriteOptions& zip_options) {
  Report opening;
  FileScratch scratch;
  std::vector<Input> inputs(1);
  DROPSET_ASSIGN(inputs[0], InputAt(input_path));
  DROPSET_ASSIGN(std::shared_ptr<Archive> archive, OpenInputs(inputs, request.from, scratch, opening));
  std::unique_ptr<FileSink> sink;
  std::unique_ptr<DiskFolder> folder;
  std::unique_ptr<Bundle> bundle;
  if (output_path.ends_with(".zip")) {
    FILE* out = std::fopen(output_path.c_str(), "w+b");
    if (!out) return Status(Code::kIo, "cannot be created").At(output_path);
    sink = std::make_unique<FileSink>(out);
    bundle = WriteZip(*sink, *archive, zip_options);
  } else {
    folder = std::make_unique<DiskFolder>(output_path);
    bundle = WriteFolder(*folder, *archive);
  }
  DROPSET_ASSIGN(std::unique_ptr<Conversion> conversion, Conversion::Start(*archive, *bundle, scratch, request));
  for (;;) {
    DROPSET_ASSIGN(const Poll poll, conversion->Step(kStepBudget));
    if (poll == Poll::kEnd) break;
  }
  for (const ReportLine& line : conversion->report().lines()) {
    std::printf("%s: %s (%llu, e.g. %s)\n", std::string(SeverityName(line.severity)).c_str(), line.message.c_str(),
                static_cast<unsigned long long>(line.count), line.example.c_str());
  }
  return sink ? sink->Close() : Status();
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
