// Images whose files are Fernet tokens (datumaro_binary.md §4.3).
#pragma once

#include <memory>

#include "archive/recoding.h"
#include "formats/datumaro_binary/key.h"

namespace dropset::datumaro_binary {

// From the token to the image: its HMAC is checked before anything of it is seen.
std::shared_ptr<const Recoding> DecryptedImage(Key key);
// From the image to the token.
std::shared_ptr<const Recoding> EncryptedImage(Key key, const FernetSeed& seed);

}  // namespace dropset::datumaro_binary
