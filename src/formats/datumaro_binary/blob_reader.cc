#include "formats/datumaro_binary/blob_reader.h"

#include "base/limits.h"

namespace dropset::datumaro_binary {
namespace {

constexpr std::string_view kTokenBegin = "gAAA";  // of every Fernet token

}  // namespace

Status BlobReader::Next() {
  const uint64_t size = head_.release_candidate ? input_.remaining() : head_.blob_sizes[next_];
  ++next_;
  blob_at_ = input_.offset();
  DROPSET_TRY(input_.Read(size, kBlobMemory, blob_));
  return head_.key ? Decrypt() : Status();
}

Status BlobReader::Decrypt() {
  std::string_view token = TextOf(blob_);
  // The item count that begins a release candidate's items may stand before the token or in it.
  const bool counted = head_.release_candidate && !token.starts_with(kTokenBegin);
  if (counted) token.remove_prefix(std::min<size_t>(token.size(), sizeof(uint32_t)));
  auto blob = FernetDecrypt(token, *head_.key);
  if (!blob.ok()) return blob.TakeStatus().At("byte " + std::to_string(blob_at_));
  blob_ = *std::move(blob);
  if (counted) blob_.insert(blob_.begin(), sizeof(uint32_t), std::byte{0});
  return {};
}

Cursor BlobReader::Begin() const {
  std::string place;
  if (head_.key) place = " of blob " + std::to_string(next_ - 1) + ", decrypted";
  Cursor cursor(blob_, std::move(place), head_.key ? 0 : blob_at_);
  if (head_.release_candidate) cursor.U32();  // their count, which their end tells too
  return cursor;
}

}  // namespace dropset::datumaro_binary
