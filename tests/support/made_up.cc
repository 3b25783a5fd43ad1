#include "support/made_up.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace sluice::test {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase62 = kBase64.substr(0, 62);

constexpr auto kWords = std::to_array<std::string_view>(
    {"harbour", "tulip",   "copper",  "lantern", "orbit",    "meadow",  "granite", "willow",
     "falcon",  "timber",  "saffron", "glacier", "pepper",   "marble",  "thunder", "velvet",
     "anchor",  "bramble", "cobalt",  "dolphin", "ember",    "fossil",  "ginger",  "hazel",
     "island",  "jasmine", "kettle",  "lemon",   "magnet",   "nectar",  "olive",   "pebble",
     "quartz",  "raven",   "salmon",  "turnip",  "umbrella", "violet",  "walnut",  "yellow",
     "zephyr",  "acorn",   "badger",  "cactus",  "denim",    "eagle",   "fiddle",  "garlic",
     "helmet",  "iceberg", "jungle",  "koala",   "lobster",  "mango",   "needle",  "oyster",
     "parrot",  "quiver",  "rocket",  "saddle",  "tiger",    "unicorn", "vulture", "wagon",
     "candle",  "blanket", "chimney", "drawer",  "engine",   "feather", "gravel",  "hammer"});

// Key names as configuration and code write them; "" parts them into words.
constexpr auto kPasswordKeys = std::to_array<std::string_view>({"db password",
                                                                "database password",
                                                                "postgres password",
                                                                "mysql root password",
                                                                "smtp password",
                                                                "redis password",
                                                                "admin password",
                                                                "mail pass",
                                                                "db pass",
                                                                "ldap bind password",
                                                                "rabbitmq password",
                                                                "root passwd",
                                                                "keystore password",
                                                                "user pwd",
                                                                "db pwd",
                                                                "ftp password",
                                                                "sa password",
                                                                "service password",
                                                                "mongo password",
                                                                "proxy password",
                                                                "backup passphrase",
                                                                "wifi password",
                                                                "elastic password",
                                                                "password",
                                                                "passwd",
                                                                "vpn password",
                                                                "replication password"});
constexpr auto kTokenKeys = std::to_array<std::string_view>(
    {"api key",          "client secret",       "jwt secret",       "auth token",
     "access token",     "signing key",         "webhook secret",   "secret key",
     "encryption key",   "session secret",      "refresh token",    "api token",
     "app secret",       "api secret",          "bot token",        "secret key base",
     "deploy token",     "consumer secret",     "license key",      "hmac secret",
     "cookie secret",    "private token",       "service api key",  "storage account key",
     "payments api key", "oauth client secret", "access key secret"});

template <size_t N>
std::string_view pick(const std::array<std::string_view, N>& list, size_t at) {
  return list[at % N];
}

KeyWords words_of(std::string_view text, bool password) {
  KeyWords key;
  key.password = password;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    key.words.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return key;
}

std::string capital(std::string word) {
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

bool holds(std::string_view marks, std::string_view needed) {
  return std::all_of(needed.begin(), needed.end(),
                     [marks](char c) { return marks.find(c) != marks.npos; });
}

}  // namespace

std::string_view secret_kind_name(SecretKind kind) {
  static constexpr std::array<std::string_view, 5> kNames = {"none", "random", "human",
                                                             "passphrase", "weak"};
  return kNames[static_cast<size_t>(kind)];
}

std::string join_key(const KeyWords& key, KeyStyle style) {
  std::string name;
  for (size_t i = 0; i < key.words.size(); ++i) {
    std::string word = key.words[i];
    const bool humps = style == KeyStyle::kPascal || (style == KeyStyle::kCamel && i > 0);
    if (humps) word = capital(word);
    if (i > 0 && style == KeyStyle::kKebab) name += '-';
    if (i > 0 && style == KeyStyle::kDotted) name += '.';
    if (i > 0 && (style == KeyStyle::kUpper || style == KeyStyle::kSnake)) name += '_';
    if (style == KeyStyle::kUpper) {
      std::transform(word.begin(), word.end(), word.begin(),
                     [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    }
    name += word;
  }
  return name;
}

KeyWords MadeUp::password_key() {
  return words_of(pick(kPasswordKeys, below(kPasswordKeys.size())), true);
}

KeyWords MadeUp::token_key() { return words_of(pick(kTokenKeys, below(kTokenKeys.size())), false); }

std::string MadeUp::drawn(std::string_view alphabet, size_t count) {
  std::string text;
  while (text.size() < count) text += alphabet[below(alphabet.size())];
  return text;
}

std::string MadeUp::word() { return std::string(pick(kWords, below(kWords.size()))); }
std::string MadeUp::capital_word() { return capital(word()); }
std::string MadeUp::hex(size_t digits) { return drawn(kHex, digits); }
std::string MadeUp::number(size_t digits) { return drawn(kDigits.substr(1), digits); }

std::string MadeUp::mark(std::string_view marks) {
  return marks.empty() ? "" : std::string(1, marks[below(marks.size())]);
}

std::string MadeUp::user() {
  switch (below(5)) {
    case 0: return "app";
    case 1: return "deploy";
    case 2: return "svc_" + word();
    case 3: return drawn(kLower, 1) + "." + word();
    default: return word();
  }
}

std::string MadeUp::host() {
  switch (below(4)) {
    case 0: return "10." + std::to_string(below(256)) + "." + std::to_string(below(256)) + ".17";
    case 1: return "db-" + word() + ".internal";
    case 2: return word() + "." + word() + ".io";
    default: return word() + "-" + number(2) + ".eu." + word() + ".net";
  }
}

std::string MadeUp::hash() {
  const std::string salt = drawn(kBase62, 8), digest = drawn(kBase62, 86);
  switch (below(4)) {
    case 0: return "$2y$10$" + salt + digest.substr(0, 45);
    case 1: return "$apr1$" + salt + "$" + digest.substr(0, 22);
    case 2: return "$6$" + salt + "$" + digest;
    default: return "{SSHA}" + base64_of(digest.substr(0, 28));
  }
}

std::string MadeUp::token(std::string_view marks) {
  for (;;) {
    switch (below(11)) {
      case 0: return hex(32);
      case 1: return hex(40);
      case 2: return hex(64);
      case 3: return drawn(kBase62, 20);
      case 4: return drawn(kBase62, 32);
      case 5: return drawn(kBase62, 40);
      case 6: return drawn(kBase36, 25);
      case 7: return drawn(kBase32, 32);
      case 8:
        if (holds(marks, "+/=")) return base64_of(drawn(kBase62, 32));
        break;
      case 9:
        if (holds(marks, "+/")) return drawn(kBase64, 40);
        break;
      default:
        if (holds(marks, "-_")) return drawn(std::string(kBase62) + "-_", 43);
    }
  }
}

// As people compose them where a policy asks for capitals, digits and marks; where no mark is
// allowed, of capitals and digits in between.
std::string MadeUp::password(std::string_view marks) {
  const std::string in = marks.empty() ? drawn(kDigits, 1) : mark(marks);
  std::string leet = capital_word();
  std::replace(leet.begin() + 1, leet.end(), 'e', '3');
  std::replace(leet.begin() + 1, leet.end(), 'a', '4');
  switch (below(6)) {
    case 0: return capital_word() + in + number(1) + word();
    case 1: return capital_word() + in + number(4);
    case 2: return leet + number(2) + in + drawn(kLower, 2);
    case 3:
      return drawn(kLower, 1) + number(1) + mark(marks) + drawn(kBase62, 3) + in +
             drawn(kLower, 2) + number(1);
    case 4: return capital_word() + capital_word() + in + "20" + number(2);
    default: return word() + in + capital_word() + number(2);
  }
}

std::string MadeUp::passphrase(std::string_view marks, bool blanks) {
  std::string joint;
  for (const char c : {'-', '.', '_'}) {
    if (marks.find(c) != marks.npos && (joint.empty() || below(2) == 0)) joint = c;
  }
  if (blanks && below(2) == 0) joint = " ";
  std::string text = joint.empty() ? capital_word() : word();
  for (int i = 0; i < 3; ++i) text += joint + (joint.empty() ? capital_word() : word());
  return below(2) == 0 ? text + joint + number(2) : text;
}

std::string MadeUp::secret(SecretKind kind, std::string_view marks, bool blanks) {
  switch (kind) {
    case SecretKind::kNone: return "";
    case SecretKind::kRandom: return token(marks);
    case SecretKind::kHuman: return password(marks);
    case SecretKind::kPassphrase: return passphrase(marks, blanks);
    case SecretKind::kWeak: break;
  }
  return word() + (below(3) == 0 ? "" : number(1 + below(3)));
}

std::string base64_of(std::string_view bytes) {
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) {
      const char c = at + i < bytes.size() ? bytes[at + i] : '\0';
      bits = bits << 8 | static_cast<unsigned char>(c);
    }
    for (size_t i = 0; i < 4; ++i) {
      text += at + i > bytes.size() ? '=' : kBase64[bits >> (18 - 6 * i) & 63];
    }
  }
  return text;
}

}  // namespace sluice::test
