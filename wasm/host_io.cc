#include "host_io.h"

#include <string>
#include <utility>

#include "base/status.h"
#include "codec/fernet.h"
#include "codec/fernet_layout.h"

namespace dropset {
namespace {

using emscripten::typed_memory_view;
using emscripten::val;

// The host answers a failure with a text, anything else is success.
Status Answer(const val& answer) { return answer.isString() ? Status(Code::kIo, answer.as<std::string>()) : Status(); }

// A numbered file of the host; released with the last owner if it was made for the core.
class HostFile {
 public:
  HostFile(val host, int number, bool owned) : host_(std::move(host)), number_(number), owned_(owned) {}
  HostFile(const HostFile&) = delete;
  HostFile& operator=(const HostFile&) = delete;
  ~HostFile() {
    if (owned_) host_.call<void>("release", number_);
  }

  Status Read(uint64_t offset, std::span<std::byte> out) const {
    return Answer(host_.call<val>("read", number_, static_cast<double>(offset), View(out)));
  }
  void Want(uint64_t offset, uint64_t size) const {
    host_.call<void>("want", number_, static_cast<double>(offset), static_cast<double>(size));
  }
  bool WantWhole() const { return host_.call<bool>("wantWhole", number_); }
  Status Write(std::span<const std::byte> bytes) { return Answer(host_.call<val>("write", number_, View(bytes))); }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) {
    return Answer(host_.call<val>("patch", number_, static_cast<double>(offset), View(bytes)));
  }
  Status Close() { return Answer(host_.call<val>("close", number_)); }

 private:
  val host_;
  int number_;
  bool owned_;
};

class HostSource final : public Source {
 public:
  HostSource(std::shared_ptr<HostFile> file, uint64_t size) : file_(std::move(file)), size_(size) {}
  uint64_t size() const override { return size_; }
  Status ReadAt(uint64_t offset, std::span<std::byte> out) const override {
    if (offset > size_ || out.size() > size_ - offset) return Status(Code::kTruncated, "a read beyond the end of the file");
    return out.empty() ? Status() : file_->Read(offset, out);
  }
  void Want(uint64_t offset, uint64_t size) const override {
    if (size >= kWorthSaying) file_->Want(offset, size);
  }
  bool WantWhole() const override { return size_ <= kMostWhole && file_->WantWhole(); }

 private:
  // What the host reads at once anyway is not worth a call: small files cost none.
  static constexpr uint64_t kWorthSaying = uint64_t{1} << 18;
  // What is larger is read ahead by pieces.
  static constexpr uint64_t kMostWhole = uint64_t{4} << 20;

  std::shared_ptr<HostFile> file_;
  uint64_t size_;
};

class HostSink final : public Sink {
 public:
  explicit HostSink(std::shared_ptr<HostFile> file) : file_(std::move(file)) {}
  Status Write(std::span<const std::byte> bytes) override {
    if (bytes.empty()) return {};
    size_ += bytes.size();
    return file_->Write(bytes);
  }
  bool seekable() const override { return true; }
  Status Patch(uint64_t offset, std::span<const std::byte> bytes) override {
    if (offset > size_ || bytes.size() > size_ - offset) return Status(Code::kInternal, "a patch beyond what was written");
    return bytes.empty() ? Status() : file_->Patch(offset, bytes);
  }
  Status Close() override { return file_->Close(); }

  const std::shared_ptr<HostFile>& file() const { return file_; }
  uint64_t size() const { return size_; }

 private:
  std::shared_ptr<HostFile> file_;
  uint64_t size_ = 0;
};

// Asks the host for a new file; `path` is empty for scratch.
Result<std::unique_ptr<Sink>> CreateHostFile(const val& host, std::string_view path) {
  const val number = host.call<val>("create", std::string(path));
  DROPSET_TRY(Answer(number));
  return std::make_unique<HostSink>(std::make_shared<HostFile>(host, number.as<int>(), true));
}

class HostScratch final : public Scratch {
 public:
  explicit HostScratch(val host) : host_(std::move(host)) {}
  Result<std::unique_ptr<Sink>> Create() override { return CreateHostFile(host_, {}); }
  Result<std::shared_ptr<const Source>> Seal(std::unique_ptr<Sink> sink) override {
    const auto& host_sink = static_cast<HostSink&>(*sink);  // only Create makes what comes here
    DROPSET_TRY(sink->Close());
    return std::make_shared<HostSource>(host_sink.file(), host_sink.size());
  }

 private:
  val host_;
};

class HostFolder final : public FolderHost {
 public:
  explicit HostFolder(val host) : host_(std::move(host)) {}
  Result<std::unique_ptr<Sink>> CreateFile(std::string_view path) override { return CreateHostFile(host_, path); }
  Status CreateFolder(std::string_view path) override { return Answer(host_.call<val>("createFolder", std::string(path))); }

 private:
  val host_;
};

class HostEnvironment final : public Environment {
 public:
  explicit HostEnvironment(val host) : host_(std::move(host)) {}
  Status Random(std::span<std::byte> out) override { return Answer(host_.call<val>("random", View(out))); }
  uint64_t Now() override { return static_cast<uint64_t>(host_.call<double>("now")); }

 private:
  val host_;
};

class HostHelper final : public PieceHelper {
 public:
  explicit HostHelper(val host) : host_(std::move(host)) {}
  uint32_t Deflate(int level, std::span<const std::byte> piece) override {
    return host_.call<uint32_t>("deflate", level, View(piece));
  }
  uint32_t Encrypt(const FernetKey& key, const FernetSeed& seed, std::span<const std::byte> piece) override {
    return host_.call<uint32_t>("encrypt", View(key.bytes()), View(fernet::Header(seed)), View(piece));
  }
  uint32_t Decrypt(const FernetKey& key, std::span<const std::byte> token) override {
    return host_.call<uint32_t>("decrypt", View(key.bytes()), View(token));
  }
  bool Take(uint32_t ticket, RawBytes& made) override {
    const val answer = host_.call<val>("takePiece", ticket);
    if (answer.isUndefined()) return false;
    made.resize(answer["length"].as<size_t>());
    View(made).call<void>("set", answer);
    return true;
  }
  bool Await(uint32_t ticket) override { return host_.call<bool>("awaitPiece", ticket); }
  void Drop(uint32_t ticket) override { host_.call<void>("dropPiece", ticket); }

 private:
  val host_;
};

}  // namespace

val View(std::span<const std::byte> bytes) {
  return val(typed_memory_view(bytes.size(), reinterpret_cast<const unsigned char*>(bytes.data())));
}

std::shared_ptr<const Source> OpenHostSource(const val& host, int file, uint64_t size) {
  return std::make_shared<HostSource>(std::make_shared<HostFile>(host, file, false), size);
}

std::unique_ptr<Sink> OpenHostSink(const val& host, int file) {
  return std::make_unique<HostSink>(std::make_shared<HostFile>(host, file, false));
}

std::unique_ptr<Scratch> OpenHostScratch(const val& host) { return std::make_unique<HostScratch>(host); }

std::unique_ptr<Environment> OpenHostEnvironment(const val& host) { return std::make_unique<HostEnvironment>(host); }

std::unique_ptr<PieceHelper> OpenHostHelper(const val& host) { return std::make_unique<HostHelper>(host); }

std::unique_ptr<FolderHost> OpenHostFolder(const val& host) { return std::make_unique<HostFolder>(host); }

}  // namespace dropset
