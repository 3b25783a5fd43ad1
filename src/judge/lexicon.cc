#include "judge/lexicon.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"
#include "judge/lexicon_tables.h"

namespace sluice::judge {
namespace {

static_assert(std::is_sorted(kWords.begin(), kWords.end()));

constexpr size_t kMaxText = 256;

// Byte order.
constexpr auto kCommonPasswords = std::to_array<std::string_view>(
    {"abc",        "abcd",           "access",     "admin",       "adminadmin", "administrator",
     "alpine",     "anonymous",      "apple",      "asdf",        "asdfgh",     "asdfghjkl",
     "azerty",     "baseball",       "batman",     "blah",        "calvin",     "cangetin",
     "changeit",   "changeme",       "charlie",    "cisco",       "cookie",     "dbpass",
     "dbpassword", "default",        "demo",       "dev",         "devel",      "dragon",
     "elastic",    "enable",         "example",    "flower",      "foo",        "foobar",
     "foobared",   "football",       "freedom",    "ftp",         "geheim",     "ginger",
     "god",        "guest",          "hallo",      "hello",       "hunter",     "iloveyou",
     "insecure",   "jordan",         "killer",     "letmein",     "login",      "love",
     "manager",    "master",         "minioadmin", "mongo",       "monkey",     "mustang",
     "mypass",     "mypassword",     "mysecret",   "mysql",       "nagios",     "neo",
     "nopass",     "oracle",         "pass",       "passme",      "passpass",   "passw",
     "passwd",     "password",       "passwort",   "pokemon",     "postgres",   "postgresql",
     "princess",   "private",        "public",     "pwd",         "qazwsx",     "qwer",
     "qwerty",     "qwertyuiop",     "rabbit",     "raspberry",   "redis",      "root",
     "rootpass",   "rootpassword",   "rootroot",   "sa",          "sample",     "scott",
     "secret",     "secretpassword", "senha",      "server",      "service",    "shadow",
     "soccer",     "sunshine",       "superman",   "supersecret", "support",    "sysadmin",
     "system",     "temp",           "test",       "tester",      "testing",    "testpass",
     "testtest",   "tiger",          "tomcat",     "toor",        "welcome"});
static_assert(std::is_sorted(kCommonPasswords.begin(), kCommonPasswords.end()));

// Length of the longest known word that starts at `at`, 0 where none does.
size_t word_at(std::string_view text, size_t at) {
  auto low = kWords.begin(), high = kWords.end();
  size_t longest = 0;
  for (size_t depth = 0; at + depth < text.size() && low != high; ++depth) {
    const char c = to_lower(text[at + depth]);
    if (!is_lower(c)) break;
    const auto at_depth = [depth](std::string_view w) {
      return w.size() > depth ? w[depth] : '\0';
    };
    low = std::partition_point(low, high, [&](std::string_view w) { return at_depth(w) < c; });
    high = std::partition_point(low, high, [&](std::string_view w) { return at_depth(w) <= c; });
    if (low != high && low->size() == depth + 1) longest = depth + 1;
  }
  return longest;
}

char unleet(char c) {
  switch (c) {
    case '0': return 'o';
    case '1': return 'i';
    case '3': return 'e';
    case '4':
    case '@': return 'a';
    case '5':
    case '$': return 's';
    case '7': return 't';
    default: return to_lower(c);
  }
}

bool in_common_list(std::string_view lower) {
  return std::binary_search(kCommonPasswords.begin(), kCommonPasswords.end(), lower);
}

bool is_common_core(std::string_view core) {
  if (core.size() < 2 || core.size() > 16) return false;
  std::array<char, 16> plain{}, unleeted{};
  std::transform(core.begin(), core.end(), plain.begin(), to_lower);
  std::transform(core.begin(), core.end(), unleeted.begin(), unleet);
  return in_common_list({plain.data(), core.size()}) ||
         in_common_list({unleeted.data(), core.size()});
}

}  // namespace

bool is_word_known(std::string_view text) {
  return text.size() >= 4 && text.size() <= 12 && word_at(text, 0) == text.size();
}

WordCover cover_by_words(std::string_view text) {
  text = text.substr(0, kMaxText);
  WordCover cover;
  cover.letters = static_cast<size_t>(std::count_if(text.begin(), text.end(), is_alpha));
  for (size_t at = 0; at < text.size();) {
    const size_t length = word_at(text, at);
    cover.covered += length;
    cover.longest = std::max(cover.longest, length);
    at += std::max<size_t>(length, 1);
  }
  return cover;
}

double bigram_gap(std::string_view text) {
  text = text.substr(0, kMaxText);
  int sum = 0, pairs = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (!is_alpha(text[i - 1]) || !is_alpha(text[i])) continue;
    sum += kBigrams[static_cast<size_t>(to_lower(text[i - 1]) - 'a')]
                   [static_cast<size_t>(to_lower(text[i]) - 'a')];
    ++pairs;
  }
  return pairs < 3 ? 0 : static_cast<double>(sum) / 16.0 / pairs;
}

bool is_common_password(std::string_view text) {
  if (text.empty() || text.size() > 21) return false;
  if (std::all_of(text.begin(), text.end(), is_digit)) return true;
  if (is_common_core(text)) return true;
  for (size_t cut = 0; cut < 5 && text.size() > 2 && !is_alpha(text.back()); ++cut) {
    text.remove_suffix(1);
    if (is_common_core(text)) return true;
  }
  return false;
}

}  // namespace sluice::judge
