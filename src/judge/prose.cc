#include "judge/prose.h"

#include <algorithm>

#include "base/ascii.h"
#include "judge/passphrase.h"
#include "judge/randomness.h"

namespace sluice::judge {
namespace {

// A word of a sentence, less the quotes around it and the marks that end the clause.
std::optional<RightHandSide> prose_word_at(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + 256);
  while (at < stop && (is_blank(text[at]) || is_quote(text[at]) || text[at] == '*')) ++at;
  size_t end = at;
  while (end < stop && !is_space(text[end]) && !is_quote(text[end]) &&
         text.substr(end, 2) != "\\n" && text.substr(end, 2) != "\\\"") {
    ++end;
  }
  while (end > at && std::string_view(".,;:)*").find(text[end - 1]) != std::string_view::npos)
    --end;
  return end > at ? std::optional(quoted_side(at, end)) : std::nullopt;
}

// The quoted word that ends before `end`.
std::optional<RightHandSide> quoted_before(std::string_view text, size_t end) {
  while (end > 0 && is_blank(text[end - 1])) --end;
  if (end == 0 || !is_quote(text[end - 1])) return std::nullopt;
  const char quote = text[--end];
  size_t begin = end;
  while (begin > 0 && end - begin < 128 && !is_space(text[begin - 1]) && text[begin - 1] != quote)
    --begin;
  const bool opened = begin > 0 && text[begin - 1] == quote && begin < end;
  return opened ? std::optional(quoted_side(begin, end)) : std::nullopt;
}

// Names of encodings and algorithms, which have digits and capitals.
bool is_term(std::string_view value) {
  for (const std::string_view term : {"base", "sha", "md", "utf", "rc", "ntlm", "mschap", "oauth",
                                      "pbkdf", "aes", "tls", "ipv", "win", "x509", "pkcs", "rfc"}) {
    if (!starts_folded(value, term)) continue;
    const std::string_view rest = value.substr(term.size());
    if (std::none_of(rest.begin(), rest.end(), is_alpha)) return true;
  }
  return false;
}

// $DB_PASSWORD, ${DB_PASSWORD}: a shell's variable, and what follows is another word of its
// command.
bool is_variable(std::string_view text, size_t at) {
  while (at > 0 && is_word(text[at - 1])) --at;
  if (at > 0 && text[at - 1] == '{') --at;
  return at > 0 && text[at - 1] == '$';
}

}  // namespace

bool stands_out(std::string_view value) {
  if (value.size() < 6 || value.find_first_of("<>{}[$\\|") != value.npos) return false;
  if (value.find("&#") != value.npos || is_term(value)) return false;
  if (is_passphrase(value)) return true;
  const Texture texture = texture_of(value);
  const bool letters = std::any_of(value.begin(), value.end(), is_alpha);
  if (!letters || texture.digits == 0) return false;
  const bool inner_mark = std::any_of(value.begin(), value.end(), [](char c) {
    return std::string_view("!#@%^&*+~=?").find(c) != std::string_view::npos;
  });
  return (texture.lower > 0 && texture.upper > 0) || inner_mark || value.size() >= 16;
}

std::optional<Site> prose_site(const Rule&, std::string_view text, Span match) {
  if (match.size() == 0) return std::nullopt;
  if (is_variable(text, match.begin)) return std::nullopt;
  const std::string_view found = slice(text, match);
  const bool behind = starts_folded(found, "as ");
  size_t word = match.end - 1;
  while (word > match.begin && !is_blank(text[word - 1]) && text[word - 1] != '/') --word;
  const auto side = behind ? quoted_before(text, match.begin) : prose_word_at(text, word);
  if (!side) return std::nullopt;
  Site site = keyless_site({side->value.begin, side->value.begin}, *side);
  site.strong_only = true;
  return site;
}

}  // namespace sluice::judge
