#include "formats/datumaro_binary/media_tokens.h"

#include "io/restart_source.h"

namespace dropset::datumaro_binary {
namespace {

class DecryptedRecoding final : public Recoding {
 public:
  explicit DecryptedRecoding(Key key) : key_(std::move(key)) {}

  Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> token) const override {
    DROPSET_ASSIGN(const uint64_t size, FernetVerify(std::make_unique<SourceStream>(token), *key_));
    auto open = [token = std::move(token), key = key_, size]() -> Result<std::unique_ptr<Stream>> {
      return FernetDecrypt(std::make_unique<SourceStream>(token), key, size);
    };
    return std::shared_ptr<const Source>(std::make_shared<RestartSource>(size, std::move(open)));
  }
  uint32_t Begin(PieceHelper& helper, std::span<const std::byte> token) const override { return helper.Decrypt(*key_, token); }

 private:
  Key key_;
};

class EncryptedRecoding final : public Recoding {
 public:
  EncryptedRecoding(Key key, const FernetSeed& seed) : key_(std::move(key)), seed_(seed) {}

  Result<std::shared_ptr<const Source>> Apply(std::shared_ptr<const Source> image) const override {
    const uint64_t size = FernetTokenSize(image->size());
    auto open = [image = std::move(image), key = key_, seed = seed_]() -> Result<std::unique_ptr<Stream>> {
      return FernetEncrypt(std::make_unique<SourceStream>(image), *key, seed);
    };
    return std::shared_ptr<const Source>(std::make_shared<RestartSource>(size, std::move(open)));
  }
  uint32_t Begin(PieceHelper& helper, std::span<const std::byte> image) const override {
    return helper.Encrypt(*key_, seed_, image);
  }

 private:
  Key key_;
  FernetSeed seed_;
};

}  // namespace

std::shared_ptr<const Recoding> DecryptedImage(Key key) { return std::make_shared<DecryptedRecoding>(std::move(key)); }

std::shared_ptr<const Recoding> EncryptedImage(Key key, const FernetSeed& seed) {
  return std::make_shared<EncryptedRecoding>(std::move(key), seed);
}

}  // namespace dropset::datumaro_binary
