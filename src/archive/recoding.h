// Files that are read or written as something else than the bytes that lie in the input: decrypted, encrypted.
#pragma once

#include <memory>
#include <unordered_map>

#include "archive/archive.h"
#include "codec/piece_helper.h"

namespace dropset {

class Recoding {
 public:
  virtual ~Recoding() = default;
  // What becomes of the content; the same each time.
  virtual Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> content) const = 0;
  // Has `helper` make the same: the ticket; 0: it does not.
  virtual uint32_t Begin(PieceHelper&, [[maybe_unused]] std::span<const std::byte> content) const { return 0; }
};

// The content of an entry, recoded. `archive` must outlive it. Errors have a place.
Result<std::shared_ptr<const Source>> RecodedContent(const Archive& archive, EntryId entry, const Recoding& recoding);

// `first`, which may be null, and then `second`.
std::shared_ptr<const Recoding> Chain(std::shared_ptr<const Recoding> first, std::shared_ptr<const Recoding> second);

// An archive of which some entries are seen through a recoding. Their sizes in entries() stay those of the bytes that lie there.
class RecodedArchive final : public Archive {
 public:
  explicit RecodedArchive(const Archive& archive) : archive_(archive) {}

  void Recode(EntryId entry, std::shared_ptr<const Recoding> recoding) { recodings_[entry] = std::move(recoding); }
  // Null: the entry is seen as it is.
  std::shared_ptr<const Recoding> recoding(EntryId entry) const;

  std::span<const Entry> entries() const override { return archive_.entries(); }
  std::span<const std::string> folders() const override { return archive_.folders(); }
  Result<std::unique_ptr<Stream>> Open(EntryId entry) const override;
  Result<RawEntry> OpenRaw(EntryId entry) const override;
  std::pair<uint64_t, uint64_t> Position(EntryId entry) const override { return archive_.Position(entry); }
  void Want(EntryId first, EntryId last) const override { archive_.Want(first, last); }
  bool WantWhole(EntryId entry) const override { return archive_.WantWhole(entry); }
  const std::string& name() const override { return archive_.name(); }

 private:
  const Archive& archive_;
  std::unordered_map<EntryId, std::shared_ptr<const Recoding>> recodings_;
};

}  // namespace dropset
