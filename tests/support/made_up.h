// Made-up values: key names, secrets of several kinds and what stands around them, drawn from one
// random generator. The same seed gives the same values on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

// kNone: no secret at all. kWeak: a dictionary word and digits, as lists of common passwords hold.
enum class SecretKind : uint8_t { kNone, kRandom, kHuman, kPassphrase, kWeak };
std::string_view secret_kind_name(SecretKind kind);

// The words of a key name, lower case; how they are joined is the notation's business.
struct KeyWords {
  std::vector<std::string> words;
  bool password = false;  // a person's password may stand there, else only a machine's token
};
enum class KeyStyle : uint8_t { kUpper, kSnake, kCamel, kPascal, kKebab, kDotted };
std::string join_key(const KeyWords& key, KeyStyle style);

class MadeUp {
 public:
  explicit MadeUp(uint32_t seed) : random_(seed) {}

  size_t below(size_t count) { return random_() % count; }  // count > 0
  KeyWords password_key();
  KeyWords token_key();
  std::string word();  // 4 to 9 lower-case letters
  std::string user();
  std::string host();
  std::string hex(size_t digits);
  std::string number(size_t digits);
  std::string hash();  // of a password: bcrypt, apr1, SHA-512 crypt, {SSHA}
  // `marks`: what it may hold besides letters and digits. `blanks`: a passphrase may hold them.
  std::string secret(SecretKind kind, std::string_view marks, bool blanks);

 private:
  std::string token(std::string_view marks);
  std::string password(std::string_view marks);
  std::string passphrase(std::string_view marks, bool blanks);
  std::string drawn(std::string_view alphabet, size_t count);
  std::string capital_word();
  std::string mark(std::string_view marks);

  std::mt19937 random_;
};

// RFC 4648, with padding.
std::string base64_of(std::string_view bytes);

}  // namespace sluice::test
