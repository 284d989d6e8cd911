#include "support/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace dropset::testing {
namespace {

// A descriptor of its own.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  ~File() { Close(); }
  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }
  bool Close() { return !is_open() || close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

class FileSource final : public Source {
 public:
  explicit FileSource(File file) : file_(std::move(file)) {
    struct stat status = {};
    if (fstat(file_.get(), &status) == 0) size_ = static_cast<uint64_t>(status.st_size);
  }
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override {
    for (size_t done = 0; done < out.size();) {
      const ssize_t length = pread(file_.get(), out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (length <= 0) return Status(Code::kIo, "cannot be read");
      done += static_cast<size_t>(length);
    }
    return {};
  }

 private:
  File file_;
  uint64_t size_ = 0;
};

class FileSink final : public Sink {
 public:
  explicit FileSink(File file) : file_(std::move(file)) {}
  File Take() { return std::move(file_); }
  bool seekable() const override { return true; }
  Status Write(std::span<const std::byte> bytes) override {
    DROPSET_TRY(Patch(size_, bytes));
    size_ += bytes.size();
    return {};
  }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override {
    for (size_t done = 0; done < bytes.size();) {
      const ssize_t length = pwrite(file_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (length <= 0) return Status(Code::kIo, "cannot be written");
      done += static_cast<size_t>(length);
    }
    return {};
  }
  Status Close() override { return file_.Close() ? Status() : Status(Code::kIo, "cannot be written"); }

 private:
  File file_;
  uint64_t size_ = 0;
};

}  // namespace

Result<std::shared_ptr<const Source>> OpenFile(const std::string& path) {
  File file(open(path.c_str(), O_RDONLY));
  if (!file.is_open()) return Status(Code::kIo, "cannot be opened").At(path);
  return std::shared_ptr<const Source>(std::make_shared<FileSource>(std::move(file)));
}

Result<std::unique_ptr<Sink>> CreateFile(const std::string& path) {
  File file(open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0666));
  if (!file.is_open()) return Status(Code::kIo, "cannot be created").At(path);
  return std::unique_ptr<Sink>(std::make_unique<FileSink>(std::move(file)));
}

Result<std::unique_ptr<Sink>> FileScratch::Create() {
  std::FILE* temporary = std::tmpfile();
  if (!temporary) return Status(Code::kIo, "scratch cannot be created");
  File file(dup(fileno(temporary)));
  std::fclose(temporary);
  return std::unique_ptr<Sink>(std::make_unique<FileSink>(std::move(file)));
}

Result<std::shared_ptr<const Source>> FileScratch::Seal(std::unique_ptr<Sink> sink) {
  return std::shared_ptr<const Source>(std::make_shared<FileSource>(static_cast<FileSink&>(*sink).Take()));
}

}  // namespace dropset::testing
