// Key names: what the name of an assigned value says about the value.
#pragma once

#include <cstdint>
#include <string_view>

#include "sluice/blob.h"

namespace sluice::judge {

enum class KeyClass : uint8_t {
  kNone,      // no credential word, or one that a neighbour word takes back
  kPassword,  // password, passwd, pwd, passphrase …
  kSecret,    // secret, credential
  kToken,
  kKey,      // qualified: api_key, signing-key, accessKey
  kBareKey,  // key alone or with a word that says nothing: needs a random value
  kAuth,     // auth, authorization: likewise
};
std::string_view key_class_name(KeyClass kind);

struct KeyName {
  KeyClass kind = KeyClass::kNone;
  std::string_view word;      // the word that decided, a view into the key
  std::string_view veto;      // the word that took it back, for explanations
  bool unknown_tail = false;  // words of no known meaning follow the deciding word
};

// Splits `key` at case changes and separators; the last credential word decides.
KeyName classify_key(std::string_view key);

// The whole key around the key word at `at` in `text`: identifier characters,
// dots and dashes, at most 64 bytes to the left and 64 to the right.
Span key_around(std::string_view text, size_t at);

}  // namespace sluice::judge
