// The key of an encrypted dataset (datumaro_binary.md §4.1, §4.4). No error, here or elsewhere, shows one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"
#include "codec/fernet.h"
#include "io/environment.h"

namespace dropset::datumaro_binary {

using Key = std::shared_ptr<const FernetKey>;

// `datum-` and the Base64 text of 32 bytes; any six characters pass as prefix. White space around it is ignored. With `bare`
// also the Base64 text alone, as 1.1.0rc1 has it.
Result<Key> ParseKey(std::string_view text, bool bare);
std::string KeyText(const FernetKey& key);
Result<Key> NewKey(Environment& environment);
Result<FernetSeed> NewSeed(Environment& environment);

// Whether `key` (null: none was given) is that of a dataset whose file has this key check. Code::kEncrypted says in which way not.
Status CheckKey(std::string_view key_check, const FernetKey* key);
std::string KeyCheck(const FernetKey& key, const FernetSeed& seed);

}  // namespace dropset::datumaro_binary
