#include "judge/shape.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "judge/lexicon.h"
#include "judge/randomness.h"

namespace sluice::judge {
namespace {

size_t count(std::string_view value, char c) {
  return static_cast<size_t>(std::count(value.begin(), value.end(), c));
}

bool starts_with_any(std::string_view value, std::initializer_list<std::string_view> list) {
  return std::any_of(list.begin(), list.end(), [value](auto p) { return value.starts_with(p); });
}

bool contains_any(std::string_view value, std::initializer_list<std::string_view> list) {
  return std::any_of(list.begin(), list.end(),
                     [value](auto part) { return value.find(part) != value.npos; });
}

bool is_random_base64(std::string_view value) {
  return value.size() >= 24 && alphabet_of(value) <= Alphabet::kBase64 &&
         shannon_entropy(value) >= entropy_floor(Alphabet::kBase64, value.size()) &&
         bigram_gap(value) < -0.3;
}

// Folders joined by slashes, or a name with the extension of a file.
bool is_path(std::string_view value) {
  if (value.size() >= 3 && is_alpha(value[0]) && value[1] == ':' && value[2] == '\\') return true;
  if (starts_with_any(value, {"./", "../", "~/", "\\\\"})) return true;
  const size_t slashes = count(value, '/');
  if (value.starts_with('/') || slashes >= 2) {
    if (is_random_base64(value)) return false;
    return value.starts_with('/') || cover_by_words(value).share() > 0.4;
  }
  for (const std::string_view extension :
       {".pem", ".key",  ".txt",  ".json", ".crt", ".cer",        ".jks", ".p12", ".pfx",
        ".yml", ".yaml", ".xml",  ".html", ".php", ".js",         ".ts",  ".py",  ".java",
        ".go",  ".rb",   ".conf", ".cfg",  ".ini", ".properties", ".png", ".svg", ".jpg",
        ".gif", ".css",  ".md",   ".env",  ".sh",  ".c",          ".h",   ".cpp", ".cs",
        ".asc", ".gpg",  ".kdbx", ".pub",  ".log", ".csv",        ".sql", ".ppk", ".keystore",
        ".vue", ".tsx",  ".jsx",  ".aspx"}) {
    if (ends_folded(value, extension) && value.size() > extension.size()) return true;
  }
  return false;
}

bool is_email(std::string_view value) {
  const size_t at = value.find('@');
  if (at == value.npos || at == 0 || value.find('@', at + 1) != value.npos) return false;
  const std::string_view domain = value.substr(at + 1);
  const size_t dot = domain.rfind('.');
  if (dot == domain.npos || dot == 0 || domain.size() - dot < 3) return false;
  const auto plain = [](char c) {
    return is_alnum(c) || std::string_view(".-_+").find(c) != std::string_view::npos;
  };
  const auto tld = domain.substr(dot + 1);
  return std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(at), plain) &&
         std::all_of(domain.begin(), domain.end(), plain) &&
         std::all_of(tld.begin(), tld.end(), is_lower);
}

// Hex with 0x, versions, dates, times, addresses: digits and their marks only.
bool is_numeric_form(std::string_view value) {
  if (starts_folded(value, "0x") && std::all_of(value.begin() + 2, value.end(), is_hex))
    return true;
  if (value.size() > 1 && (value[0] == 'v' || value[0] == '-' || value[0] == '+'))
    value.remove_prefix(1);
  bool mark = false;
  for (const char c : value) {
    const bool joins = std::string_view(".:-/,TZ+ ").find(c) != std::string_view::npos;
    if (!is_digit(c) && !joins) return false;
    mark |= joins;
  }
  return mark;
}

bool is_colour(std::string_view value) {
  return value.starts_with('#') && (value.size() == 4 || value.size() == 7 || value.size() == 9) &&
         std::all_of(value.begin() + 1, value.end(), is_hex);
}

// A name with a wildcard at its end; a password may end so too, but then has digits or
// capitals and no joints.
bool is_glob(std::string_view value) {
  const bool joined = value.find_first_of("-./:_") != value.npos;
  return value.size() > 2 && value.ends_with('*') &&
         (joined || std::all_of(value.begin(), value.end() - 1, is_lower)) &&
         std::all_of(value.begin(), value.end() - 1, [](char c) {
           return is_word(c) || std::string_view("-./:!").find(c) != std::string_view::npos;
         });
}

bool is_markup(std::string_view value) {
  const size_t open = value.find('<');
  return (open != value.npos && value.find('>', open) != value.npos) ||
         value.find("&lt;") != value.npos || value.find("\\f[") != value.npos;
}

bool is_regex(std::string_view value) {
  return contains_any(value,
                      {"(?", "[^", "\\d", "\\w", "\\s", "[a-z", "[A-Z", "[0-9", ".*", ".+", "\\b"});
}

// Bytes spelled out: \x55\x04, \u3299, \000.
bool is_escaped_bytes(std::string_view value) {
  size_t marks = 0;
  for (size_t i = 0; i + 1 < value.size(); ++i) {
    const char next = value[i + 1];
    marks += value[i] == '\\' && (next == 'x' || next == 'u' || is_digit(next)) ? 1 : 0;
  }
  return marks >= 2 && marks * 10 >= value.size();
}

// A word beyond ASCII, as a translation has it: no digit, no mark.
bool is_foreign_text(std::string_view value) {
  const auto foreign = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  return std::any_of(value.begin(), value.end(), foreign) &&
         std::all_of(value.begin(), value.end(), [&](char c) {
           return foreign(c) || is_alpha(c) ||
                  std::string_view(" -.:").find(c) != std::string_view::npos;
         });
}

// Prose: three or more words, or two where the second is plain; text beyond ASCII.
bool is_sentence(std::string_view value) {
  const size_t spaces = count(value, ' ');
  size_t high = 0;
  for (const char c : value) high += static_cast<unsigned char>(c) >= 0x80 ? 1 : 0;
  if (high * 3 >= value.size()) return true;
  if (spaces == 0) return false;
  const auto letter = [](char c) { return is_alpha(c) || c == ' '; };
  if (value.size() >= 8 && std::all_of(value.begin(), value.end(), letter)) return true;
  if (value.find('\n') != value.npos || value.find("\\n") != value.npos) return true;
  if (spaces >= 3) return true;
  const WordCover cover = cover_by_words(value);
  return cover.share() > 0.5 || (spaces >= 2 && cover.covered > 0) || value.ends_with(':') ||
         value.ends_with('?') || value.ends_with('.');
}

// Images, fonts, archives and documents in base64, by their first bytes.
bool is_media(std::string_view value) {
  return value.starts_with("data:") ||
         (value.size() >= 64 &&
          starts_with_any(value,
                          {"iVBORw0KGgo", "R0lGOD", "/9j/", "d09GR", "d09GMg", "UEsDB", "H4sI",
                           "PD94bWwg", "PHN2Zy", "PCFET0NU", "JVBERi0", "AAEAAAA", "T1RUTw"}));
}

bool is_public_key(std::string_view value) {
  return starts_with_any(
      value, {"ssh-rsa", "ssh-ed25519", "ssh-dss", "ecdsa-sha2", "AAAAB3NzaC1", "AAAAC3NzaC1",
              "MIIBIjANBg", "MIICIjANBg", "MIGfMA0GCS", "MFkwEwYHKoZI", "MIID", "pk_live_",
              "pk_test_", "pk.ey", "phc_", "sb_publishable_", "pub-c-"});
}

// One part of an identifier: letters that read like a word, then digits.
bool is_word_part(std::string_view part, bool acronyms) {
  size_t letters = 0;
  while (letters < part.size() && is_alpha(part[letters])) ++letters;
  if (letters == 0) return part.size() <= 4;
  if (letters > 16) return false;
  if (!std::all_of(part.begin() + static_cast<std::ptrdiff_t>(letters), part.end(), is_digit))
    return false;
  const std::string_view word = part.substr(0, letters);
  if (letters <= 3) return true;
  if (acronyms && letters <= 5 && std::all_of(word.begin(), word.end(), is_upper)) return true;
  return is_word_known(word) || bigram_gap(word) > 0.1;
}

// "Username:" and "Password:" in base64, which a mail server asks with.
bool is_prompt(std::string_view value) {
  return contains_any(value, {"VXNlcm5hbWU6", "UGFzc3dvcmQ6"});
}

// Lower case with a word such as "password" inside: var_smtp_passwd_maps.
bool names_credential(std::string_view value) {
  const bool joined =
      value.find('_') != value.npos &&
      std::all_of(value.begin(), value.end(), [](char c) { return is_lower(c) || c == '_'; });
  return joined && contains_any(value, {"passw", "_pass", "pass_", "secret", "token", "_key"});
}

}  // namespace

std::string_view literal_shape(std::string_view value) {
  if (value.find("://") != value.npos) return "url";
  if (is_media(value)) return "media";
  if (is_public_key(value)) return "public key";
  if (is_numeric_form(value)) return "number";
  if (is_email(value)) return "e-mail";
  if (is_colour(value)) return "colour";
  if (is_glob(value)) return "glob";
  if (is_sentence(value)) return "sentence";
  if (is_foreign_text(value)) return "sentence";
  if (is_markup(value)) return "markup";
  if (is_escaped_bytes(value)) return "bytes";
  if (value.ends_with('(') || value.ends_with("({")) return "code";
  if (value.ends_with(':') || is_prompt(value)) return "label";
  if (value.starts_with("--") && value.size() > 3 && is_lower(value[2])) return "flag";
  if (contains_any(value, {"\", \"", "\" + \"", "', '"})) return "code";
  if (is_path(value)) return "path";
  return is_regex(value) ? "regex" : "";
}

namespace {

// SASLAuthentication, PBKDF2Hasher: a word starts behind the capitals and digits.
bool ends_acronym(std::string_view value, size_t begin, size_t at) {
  const bool word = at + 1 < value.size() && is_lower(value[at + 1]);
  return word && at - begin >= 2 && at - begin <= 6 &&
         std::all_of(value.begin() + static_cast<std::ptrdiff_t>(begin),
                     value.begin() + static_cast<std::ptrdiff_t>(at),
                     [](char c) { return is_upper(c) || is_digit(c); });
}

}  // namespace

bool is_code_expression(std::string_view value) {
  if (value.empty()) return false;
  const char first = value.front(), last = value.back();
  if (std::string_view("([{&*|>)]}").find(first) != std::string_view::npos) return true;
  if (std::string_view("({[+\\|:").find(last) != std::string_view::npos) return true;
  if (starts_with_any(
          value, {"new ", "await ", "async ", "function", "lambda", "not ", "if ", "typeof "})) {
    return true;
  }
  if (contains_any(value, {"->",  "::",  "=>",  "()",   "&&",  "||",   " + ",
                           " - ", " * ", " ? ", " == ", "[\"", "['",   "(\"",
                           "('",  "++",  " | ", "=\"",  "='",  "\", ", "', "})) {
    return true;
  }
  // A call, though its end may stand elsewhere.
  const size_t open = value.find('(');
  return open != value.npos && open > 2 && is_word(value[open - 1]) &&
         (value.find(')', open) != value.npos || last == ',' ||
          value.find_first_of("$.\"'", open) != value.npos);
}

bool is_identifier(std::string_view value) {
  if (value.size() > 64 || value.size() < 4) return false;
  if (names_credential(value)) return true;
  const bool lower = std::any_of(value.begin(), value.end(), is_lower);
  size_t begin = 0, parts = 0, letters = 0;
  for (size_t i = 0; i <= value.size(); ++i) {
    const bool separator =
        i < value.size() && std::string_view("_-./:").find(value[i]) != std::string_view::npos;
    const bool hump = i > begin && i < value.size() && is_upper(value[i]) &&
                      (is_lower(value[i - 1]) || ends_acronym(value, begin, i));
    if (i < value.size() && !separator && !hump) {
      if (!is_alnum(value[i])) return false;
      letters += is_alpha(value[i]) ? 1 : 0;
      continue;
    }
    if (i > begin) {
      if (!is_word_part(value.substr(begin, i - begin), lower)) return false;
      ++parts;
    }
    begin = separator ? i + 1 : i;
    letters += hump ? 1 : 0;
  }
  return parts >= 2 && letters * 2 >= parts * 5 && letters * 10 >= value.size() * 6;
}

bool is_constant_name(std::string_view value) {
  const auto allowed = [](char c) { return is_upper(c) || is_digit(c) || c == '_'; };
  const auto digits = std::count_if(value.begin(), value.end(), is_digit);
  return value.find('_') != value.npos && is_upper(value.front()) &&
         digits * 4 <= std::ssize(value) && std::all_of(value.begin(), value.end(), allowed);
}

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (size_t i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value[i] != '-' : !is_hex(value[i])) return false;
  }
  return true;
}

}  // namespace sluice::judge
