#include "judge/placeholder.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "judge/randomness.h"

namespace sluice::judge {
namespace {

// Each at least 4 letters: in 40 random base-62 characters one of 4 turns up, any
// case, with a chance of 4 in 100,000.
constexpr auto kTokenPlaceholders = std::to_array<std::string_view>({
    "example",
    "xxxx",
    "your",
    "replace",
    "insert",
    "placeholder",
    "redact",
    "dummy",
    "sample",
    "****",
    "changeme",
    "foobar",
});

constexpr auto kInstructions = std::to_array<std::string_view>({
    "your_",     "your-",      "your ",      "yourpass",   "yoursecret",  "yourtoken", "yourkey",
    "yourapi",   "yourstrong", "my-secret-", "replace",    "placeholder", "redacted",  "removed",
    "masked",    "insert",     "enter_",     "enter-",     "enter your",  "put_",      "put-your",
    "put your",  "fill_",      "fill-",      "todo",       "fixme",       "goes here", "goes_here",
    "goes-here", "_here",      "-here",      "change_me_", "not-a-real",  "<secret",
});

constexpr auto kLiterals = std::to_array<std::string_view>({
    "null",    "none",    "nil",     "undefined", "true",    "false",    "yes",      "no",
    "on",      "off",     "n/a",     "tbd",       "empty",   "string",   "str",      "text",
    "number",  "integer", "int",     "boolean",   "bool",    "object",   "array",    "uuid",
    "bytes",   "char",    "varchar", "any",       "void",    "optional", "required", "hidden",
    "prompt",  "plain",   "basic",   "bearer",    "oauth",   "oauth2",   "saml",     "ldap",
    "default", "value",   "unknown", "disabled",  "enabled", "auto",     "nan",      "jwt",
    "rsa",     "hmac",    "md5",     "sha1",      "sha256",  "aes",      "stdin",    "query",
    "header",  "cookie",  "xyes",    "xno",
});

constexpr auto kSampleWords = std::to_array<std::string_view>({
    "example",     "sample",    "dummy",    "fake",      "mock",    "foo",  "lorem",    "changeme",
    "change_me",   "change-me", "changeit", "demo",      "bogus",   "blah", "whatever", "testing",
    "placeholder", "invalid",   "wrong",    "incorrect", "notreal", "test",
});

constexpr auto kEchoWords = std::to_array<std::string_view>({
    "password", "passwords",  "passwd",      "pass",      "pwd",        "pw",       "passphrase",
    "passcode", "secret",     "secrets",     "token",     "tokens",     "key",      "keys",
    "api",      "apikey",     "auth",        "access",    "user",       "username", "admin",
    "root",     "db",         "database",    "my",        "the",        "your",     "client",
    "private",  "credential", "credentials", "login",     "some",       "new",      "old",
    "email",    "id",         "name",        "refresh",   "bearer",     "session",  "confirm",
    "account",  "current",    "mytoken",     "mykey",     "mypassword", "mypass",   "mysecret",
    "userpass", "dbpass",     "dbpassword",  "rootpass",  "passwort",   "kennwort", "contrasena",
    "senha",    "wachtwoord", "adgangskode", "haslo",     "parola",     "geheim",   "certificate",
    "cert",     "accesskey",  "secretkey",   "authtoken", "server",     "service",
});

bool is_mask_char(char c) {
  return std::string_view("xX*.-_#0?+=~ ").find(c) != std::string_view::npos;
}

// The UTF-8 of an ellipsis or a bullet, as masks are drawn.
bool has_drawn_mask(std::string_view value) {
  return value.find("\xe2\x80\xa6") != value.npos || value.find("\xe2\x80\xa2") != value.npos;
}

// a1b2c3d4, 1a2b3c4d: two walks interleaved, at least 6 steps in all.
bool has_interleaved_walk(std::string_view value) {
  size_t steps = 0;
  for (size_t i = 2; i < value.size(); ++i) {
    const bool walks = value[i] - value[i - 2] == 1 && is_alnum(value[i]);
    steps = walks ? steps + 1 : 0;
    if (steps >= 6) return true;
  }
  return false;
}

// Long enough not to happen by chance in `n` characters of its alphabet.
std::string_view drawn_by_hand(std::string_view value) {
  const Texture texture = texture_of(value);
  // Zero bytes inside a token read AAAA… in base 64.
  const bool zero_bytes = texture.distinct >= 12 && value.find("AAAAAAA") != value.npos;
  if (value.size() < 200 && texture.longest_run >= 7 && !zero_bytes) return "repeat";
  if (texture.longest_walk >= 7 || has_interleaved_walk(value)) return "sequence";
  if (value.size() >= 8 && texture.distinct <= 2) return "repeat";
  return is_periodic(value) && value.size() >= 8 ? "repeat" : "";
}

// Splits at anything but letters; calls `see` with each part.
template <class See>
bool all_parts(std::string_view value, See see) {
  size_t begin = 0, parts = 0;
  for (size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && is_alpha(value[i]) &&
        !(i > begin && is_upper(value[i]) && is_lower(value[i - 1]))) {
      continue;
    }
    if (i > begin) {
      if (!see(value.substr(begin, i - begin))) return false;
      ++parts;
    }
    begin = i < value.size() && is_alpha(value[i]) ? i : i + 1;
  }
  return parts > 0;
}

template <size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::any_of(list.begin(), list.end(),
                     [text](std::string_view word) { return equals_folded(text, word); });
}

template <size_t N>
std::string_view word_inside(std::string_view text, const std::array<std::string_view, N>& list) {
  for (const std::string_view word : list) {
    if (contains_folded(text, word)) return word;
  }
  return "";
}

}  // namespace

std::string_view token_placeholder(std::string_view token) {
  if (has_drawn_mask(token) || token.find('<') != token.npos) return "mask";
  if (const auto word = word_inside(token.substr(0, 512), kTokenPlaceholders); !word.empty()) {
    return word == "xxxx" || word == "****" ? "mask" : word == "example" ? word : "instruction";
  }
  return drawn_by_hand(token);
}

std::string_view value_placeholder(std::string_view value) {
  if (value.empty() || std::all_of(value.begin(), value.end(), is_mask_char)) return "mask";
  if (has_drawn_mask(value) || value.ends_with("...") || contains_folded(value, "xxxx") ||
      value.find("***") != value.npos) {
    return "mask";
  }
  if (std::all_of(value.begin(), value.end(), [&](char c) { return c == value[0]; }))
    return "repeat";
  if (is_one_of(value, kLiterals)) return "literal";
  if (equals_folded(value.substr(0, 4), "your") && value.size() < 40) return "instruction";
  return word_inside(value.substr(0, 128), kInstructions).empty() ? "" : "instruction";
}

std::string_view sample_word(std::string_view value) {
  return value.size() > 40
             ? word_inside(value.substr(0, 256),
                           std::to_array<std::string_view>({"example", "sample", "dummy"}))
             : word_inside(value, kSampleWords);
}

bool is_echo(std::string_view value, std::string_view key) {
  if (value.size() == key.size()) {
    const auto same = [](char a, char b) { return to_lower(a) == to_lower(b); };
    if (std::equal(value.begin(), value.end(), key.begin(), same)) return true;
  }
  if (value.size() > 40) return false;
  if (std::any_of(value.begin(), value.end(), [](char c) {
        return !is_alnum(c) && c != '_' && c != '-' && c != '.' && c != ' ';
      })) {
    return false;
  }
  return all_parts(value, [](std::string_view part) { return is_one_of(part, kEchoWords); });
}

}  // namespace sluice::judge
