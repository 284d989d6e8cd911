// Converts an archive natively: what the tests compare wasm's bytes with, and what profilers look at.
//
// usage: native_convert [--cost] [-0|…|-9] INPUT FROM TO OUTPUT [name=value]... [-- name=value...]
//
// INPUT is a file or a folder; OUTPUT a zip, or, without .zip at its end, a folder, which is made.
// The level of deflate; FROM `-`: detected; import options, then export options.
// --cost: the last line is JSON: seconds of CPU, and the peak of memory in bytes.
#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "archive/zip.h"
#include "convert/conversion.h"
#include "convert/input_set.h"
#include "support/files.h"

namespace dropset {
namespace {

class DiskFolder final : public FolderHost {
 public:
  explicit DiskFolder(std::filesystem::path root) : root_(std::move(root)) { std::filesystem::create_directories(root_); }
  Result<std::unique_ptr<Sink>> CreateFile(std::string_view path) override {
    std::filesystem::create_directories((root_ / path).parent_path());
    return testing::CreateFile(root_ / path);
  }
  Status CreateFolder(std::string_view path) override {
    std::filesystem::create_directories(root_ / path);
    return {};
  }

 private:
  std::filesystem::path root_;
};

Result<Input> InputAt(const std::filesystem::path& path) {
  Input input;
  input.name = path.filename().string();
  if (!std::filesystem::is_directory(path)) {
    DROPSET_ASSIGN(input.file, testing::OpenFile(path));
    return input;
  }
  for (const auto& found : std::filesystem::recursive_directory_iterator(path)) {
    std::string inner = found.path().lexically_relative(path).generic_string();
    if (found.is_directory()) input.folders.push_back(inner);
    if (!found.is_regular_file()) continue;
    DROPSET_ASSIGN(std::shared_ptr<const Source> bytes, testing::OpenFile(found.path()));
    input.files.push_back({std::move(inner), std::move(bytes)});
  }
  return input;
}

Status Run(const std::string& input_path, const std::string& output_path, const Request& request,
           const ZipWriteOptions& zip_options) {
  Report opening;
  testing::FileScratch scratch;
  std::vector<Input> inputs(1);
  DROPSET_ASSIGN(inputs[0], InputAt(input_path));
  DROPSET_ASSIGN(std::shared_ptr<Archive> archive, OpenInputs(inputs, request.from, scratch, opening));
  std::unique_ptr<Sink> sink;
  std::unique_ptr<DiskFolder> folder;
  std::unique_ptr<Bundle> bundle;
  if (output_path.ends_with(".zip")) {
    DROPSET_ASSIGN(sink, testing::CreateFile(output_path));
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

void PrintCost() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  std::printf("{\"user\":%.3f,\"system\":%.3f,\"processMemory\":%lld}\n", seconds(usage.ru_utime), seconds(usage.ru_stime),
              static_cast<long long>(usage.ru_maxrss) * 1024);
}

}  // namespace
}  // namespace dropset

int main(int count, char** arguments) {
  dropset::ZipWriteOptions zip_options;
  bool cost = false;
  for (; count > 1 && arguments[1][0] == '-' && arguments[1][1] != 0; --count, ++arguments) {
    if (std::strcmp(arguments[1], "--cost") == 0) {
      cost = true;
    } else {
      zip_options.level = arguments[1][1] - '0';
    }
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
  if (cost) dropset::PrintCost();
  return status.ok() ? 0 : 1;
}
