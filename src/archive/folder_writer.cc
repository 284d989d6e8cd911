#include <optional>

#include "archive/copies.h"
#include "archive/entry_path.h"
#include "archive/folder.h"
#include "archive/output_paths.h"
#include "archive/zip.h"

namespace dropset {
namespace {

class FolderWriter final : public Bundle, private CopyTarget {
 public:
  FolderWriter(FolderHost& host, const Archive& input, PieceHelper* helper)
      : host_(host), input_(input), helper_(helper), copies_(input, paths_, *this, helper) {}

  Result<std::unique_ptr<Sink>> Create(std::string_view path) override {
    DROPSET_TRY(Ready());
    DROPSET_TRY(paths_.AddFile(path).TakeStatus());
    return host_.CreateFile(path);
  }

  Status AddFolder(std::string_view path) override {
    DROPSET_TRY(Ready());
    DROPSET_ASSIGN(std::optional<uint32_t> number, paths_.AddFolder(path));
    return number ? host_.CreateFolder(path) : Status();
  }

  Status Add(std::string_view path, std::shared_ptr<const Source> bytes, bool) override {
    DROPSET_ASSIGN(std::unique_ptr<Sink> file, Create(path));
    SourceStream stream(std::move(bytes));
    DROPSET_TRY(CopyAll(stream, *file).TakeStatus());
    return file->Close();
  }

  Status Copy(std::string_view path, EntryId entry) override { return copies_.Note(path, entry); }
  Status AddLater(std::string_view path, std::shared_ptr<const Source> bytes, Method) override {
    return copies_.Note(path, std::move(bytes));
  }
  Status CopyRecoded(std::string_view path, EntryId entry, std::shared_ptr<const Recoding> recoding,
                     std::optional<Method>) override {
    return copies_.Note(path, entry, std::move(recoding));
  }
  Result<bool> CopyNoted(size_t budget) override {
    DROPSET_TRY(Ready());
    DROPSET_ASSIGN(const bool done, copies_.Run(budget));
    return done && zip_ ? zip_->CopyNoted(budget) : Result<bool>(done);
  }

  Result<Bundle*> ZipNamed(std::string_view name) override {
    if (zip_) return Status(Code::kInternal, "a folder holds one zip");
    DROPSET_ASSIGN(zip_file_, Create(name));
    zip_ = WriteZip(*zip_file_, input_, {.helper = helper_});
    return zip_.get();
  }

  Status Finish() override {
    DROPSET_TRY(Ready());
    if (!copies_.done()) return Status(Code::kInternal, "the folder is finished before its copies are made");
    finished_ = true;
    if (!zip_) return {};
    DROPSET_TRY(zip_->Finish());
    return zip_file_->Close();
  }

 private:
  Status Ready() const { return finished_ ? Status(Code::kInternal, "the folder is finished") : Status(); }

  // CopyTarget
  Result<std::unique_ptr<Stream>> BeginCopy(uint32_t path, EntryId entry) override {
    DROPSET_ASSIGN(std::unique_ptr<Stream> content, input_.Open(entry));
    DROPSET_ASSIGN(file_, host_.CreateFile(paths_.Get(path)));
    return content;
  }
  Result<std::unique_ptr<Stream>> BeginAdded(uint32_t path, std::shared_ptr<const Source> bytes) override {
    DROPSET_ASSIGN(file_, host_.CreateFile(paths_.Get(path)));
    return std::make_unique<SourceStream>(std::move(bytes));
  }
  Status WriteCopy(std::span<const std::byte> bytes) override { return file_->Write(bytes); }
  Status EndCopy() override {
    Status status = file_->Close();
    file_.reset();
    return status;
  }

  FolderHost& host_;
  const Archive& input_;
  PieceHelper* const helper_;
  OutputPaths paths_;
  NotedCopies copies_;
  std::unique_ptr<Sink> file_;  // of the copy that is being made
  std::unique_ptr<Sink> zip_file_;
  std::unique_ptr<Bundle> zip_;  // into zip_file_; null: none was asked for
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<Bundle> WriteFolder(FolderHost& host, const Archive& input, PieceHelper* helper) {
  return std::make_unique<FolderWriter>(host, input, helper);
}

}  // namespace dropset
