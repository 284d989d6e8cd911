#include "archive/recoding.h"

#include "archive/entry_path.h"
#include "io/restart_source.h"

namespace dropset {
namespace {

class ChainedRecoding final : public Recoding {
 public:
  ChainedRecoding(std::shared_ptr<const Recoding> first, std::shared_ptr<const Recoding> second)
      : first_(std::move(first)), second_(std::move(second)) {}
  Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> content) const override {
    DROPSET_ASSIGN(content, first_->Apply(std::move(content)));
    return second_->Apply(std::move(content));
  }

 private:
  std::shared_ptr<const Recoding> first_, second_;
};

}  // namespace

Result<std::shared_ptr<const Source>> RecodedContent(const Archive& archive, EntryId entry, const Recoding& recoding) {
  DROPSET_ASSIGN(const RawEntry raw, archive.OpenRaw(entry));
  auto content = std::make_shared<RestartSource>(raw.size, [&archive, entry] { return archive.Open(entry); });
  auto recoded = recoding.Apply(std::move(content));
  if (recoded.ok() || !recoded.status().place().empty()) return recoded;
  return recoded.TakeStatus().At(ShownName(archive.entries()[entry].path)).At(archive.name());
}

std::shared_ptr<const Recoding> Chain(std::shared_ptr<const Recoding> first, std::shared_ptr<const Recoding> second) {
  if (!first) return second;
  return std::make_shared<ChainedRecoding>(std::move(first), std::move(second));
}

std::shared_ptr<const Recoding> RecodedArchive::recoding(EntryId entry) const {
  auto found = recodings_.find(entry);
  return found == recodings_.end() ? nullptr : found->second;
}

Result<std::unique_ptr<Stream>> RecodedArchive::Open(EntryId entry) const {
  const auto recoding = this->recoding(entry);
  if (!recoding) return archive_.Open(entry);
  DROPSET_ASSIGN(std::shared_ptr<const Source> content, RecodedContent(archive_, entry, *recoding));
  return std::make_unique<SourceStream>(std::move(content));
}

Result<RawEntry> RecodedArchive::OpenRaw(EntryId entry) const {
  const auto recoding = this->recoding(entry);
  if (!recoding) return archive_.OpenRaw(entry);
  RawEntry raw;
  DROPSET_ASSIGN(raw.bytes, RecodedContent(archive_, entry, *recoding));
  raw.size = raw.bytes->size();
  return raw;
}

}  // namespace dropset
