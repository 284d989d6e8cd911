#include "formats/datumaro_binary/key.h"

#include <array>

namespace dropset::datumaro_binary {
namespace {

constexpr std::string_view kPrefix = "datum-", kOption = "--encryption-key";
constexpr size_t kKeySize = kPrefix.size() + FernetKey::kCharacters;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace

Result<Key> ParseKey(std::string_view text, bool bare) {
  const std::string_view given = Trimmed(text);
  if (given.size() != kKeySize && !(bare && given.size() == FernetKey::kCharacters)) {
    return Status(Code::kUsage, "a key has " + std::to_string(kKeySize) + " characters, not " + std::to_string(given.size()))
        .At(kOption);
  }
  Key key = FernetKey::FromText(given.substr(given.size() - FernetKey::kCharacters));
  if (!key) return Status(Code::kUsage, "a key is `datum-` and the URL-safe Base64 text of 32 bytes").At(kOption);
  return key;
}

std::string KeyText(const FernetKey& key) { return std::string(kPrefix) + key.Text(); }

Result<Key> NewKey(Environment& environment) {
  std::array<std::byte, FernetKey::kBytes> bytes;
  DROPSET_TRY(environment.Random(bytes));
  return Key(std::make_shared<FernetKey>(bytes));
}

Result<FernetSeed> NewSeed(Environment& environment) {
  FernetSeed seed;
  seed.time = environment.Now();
  DROPSET_TRY(environment.Random(seed.iv));
  return seed;
}

Status CheckKey(std::string_view key_check, const FernetKey* key) {
  if (!key) {
    if (key_check.empty()) return {};
    return Status(Code::kEncrypted, "the dataset is encrypted: its key is needed (" + std::string(kOption) + ")");
  }
  if (key_check.empty()) {
    return Status(Code::kEncrypted, "a key was given (" + std::string(kOption) + "), but the dataset is not encrypted");
  }
  auto text = FernetDecrypt(key_check, *key);
  if (!text.ok() && text.status().code() == Code::kEncrypted) {
    return Status(Code::kEncrypted, "the key that was given (" + std::string(kOption) + ") is not the dataset's");
  }
  if (!text.ok()) return text.TakeStatus().At("key check");
  const std::string_view shown(reinterpret_cast<const char*>(text->data()), text->size());
  if (shown.ends_with(key->Text())) return {};
  return Status(Code::kCorrupt, "holds something else than the key").At("key check");
}

std::string KeyCheck(const FernetKey& key, const FernetSeed& seed) {
  const std::string text = KeyText(key);
  return FernetEncrypt(std::as_bytes(std::span(text.data(), text.size())), key, seed);
}

}  // namespace dropset::datumaro_binary
