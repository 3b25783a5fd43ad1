#include "judge/command.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "judge/lexicon.h"

namespace sluice::judge {
namespace {

// A plain word, as a manual puts it behind a flag ("--password is", "--pass phrase").
bool is_prose_word(const RightHandSide& side, std::string_view value) {
  return side.quote == Quote::kNone && std::all_of(value.begin(), value.end(), is_lower) &&
         (is_word_known(value) || value.size() <= 4);
}

// The start of the command around `at`: behind the line ends that no backslash hides.
size_t command_begin(std::string_view text, size_t at) {
  constexpr unsigned kMaxLines = 8;
  size_t begin = line_begin(text, at);
  for (unsigned line = 0; line < kMaxLines && begin > 0 && at - begin < kMaxSite; ++line) {
    std::string_view before = text.substr(0, begin - 1);
    if (before.ends_with('\r')) before.remove_suffix(1);
    if (!before.ends_with('\\')) break;
    begin = line_begin(text, before.size());
  }
  return begin;
}

size_t command_end(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + kMaxSite);
  size_t end = at;
  while (end < stop && !(text[end] == '\n' && text[end - 1] != '\\' &&
                         !(text[end - 1] == '\r' && end > 1 && text[end - 2] == '\\'))) {
    ++end;
  }
  return end;
}

bool is_curl_argument(std::string_view text, size_t at) {
  const size_t begin = command_begin(text, at);
  const std::string_view command = text.substr(begin, at - begin);
  const size_t name = command.rfind("curl");
  return name != command.npos && (name == 0 || !is_word(command[name - 1]));
}

// What a flag of the command takes: `--value X`, `--value=X`.
std::optional<RightHandSide> flag_value(std::string_view text, size_t begin, size_t end,
                                        std::string_view flag) {
  const size_t found = text.substr(begin, end - begin).find(flag);
  if (found == text.npos) return std::nullopt;
  const size_t at = begin + found + flag.size();
  if (at + 1 >= end || (!is_blank(text[at]) && text[at] != '=')) return std::nullopt;
  return read_word(text, at + 1);
}

struct StoreCommand {
  std::string_view word, value_flag, name_flag;
  bool always_secret;
};
constexpr auto kStores = std::to_array<StoreCommand>({
    {"put-parameter", "--value", "--name", false},
    {"create-secret", "--secret-string", "--name", true},
    {"put-secret-value", "--secret-string", "--secret-id", true},
    {"update-secret", "--secret-string", "--secret-id", true},
    {"keyvault secret set", "--value", "--name", true},
});

// The first word after `echo` and its flags on the line, up to `end`.
std::optional<RightHandSide> echoed(std::string_view text, size_t end) {
  const size_t begin = line_begin(text, end);
  const std::string_view before = text.substr(begin, end - begin);
  for (const std::string_view word : {"echo ", "printf "}) {
    const size_t found = before.rfind(word);
    if (found == before.npos) continue;
    size_t at = begin + found + word.size();
    while (at < end && text[at] == '-') {
      while (at < end && !is_blank(text[at])) ++at;
      while (at < end && is_blank(text[at])) ++at;
    }
    return at < end ? read_word(text.substr(0, end), at) : std::nullopt;
  }
  return std::nullopt;
}

// `send "VALUE\r"` of an expect script, where the line above waits for a password.
std::optional<Site> sent_site(std::string_view text, Span match) {
  const size_t begin = line_begin(text, match.begin);
  const size_t above = line_begin(text, begin == 0 ? 0 : begin - 1, 160);
  if (!contains_folded(text.substr(above, match.begin - above), "assword")) return std::nullopt;
  const size_t from = match.end - 1;
  const size_t end = text.find_first_of("\"\\\n", from);
  if (end == text.npos || end - from > 128) return std::nullopt;
  return keyless_site({from, from}, quoted_side(from, end));
}

// cloud-init's `chpasswd:` with lines of user:VALUE below.
std::optional<Site> listed_site(std::string_view text, size_t at) {
  constexpr unsigned kMaxLines = 6;
  for (unsigned line = 0; line < kMaxLines; ++line) {
    const size_t begin = line_end(text, at) + 1;
    if (begin >= text.size()) return std::nullopt;
    at = begin;
    const std::string_view row = trim(text.substr(begin, line_end(text, begin) - begin));
    const size_t colon = row.find(':');
    if (colon == row.npos || colon + 1 == row.size() || is_blank(row[colon + 1])) continue;
    if (row.find_first_of(" \t\"'()=") != row.npos) continue;
    const auto from = static_cast<size_t>(row.data() - text.data()) + colon + 1;
    return keyless_site({from, from}, quoted_side(from, from + row.size() - colon - 1));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Site> flag_site(const Rule&, std::string_view text, Span match) {
  auto site = word_site(text, match, {match.begin, match.begin});
  if (!site) return std::nullopt;
  const std::string_view value = slice(text, site->side.value);
  if (value.starts_with('-') || is_prose_word(site->side, value)) return std::nullopt;
  if (!slice(text, match).starts_with("--")) return site;
  site->key = key_around(text, match.begin + 2);
  site->name = classify_key(slice(text, site->key));
  site->key_absent = false;
  return site->name.kind == KeyClass::kNone ? std::nullopt : site;
}

std::optional<Site> piped_site(const Rule&, std::string_view text, Span match) {
  const std::string_view command = slice(text, match);
  if (command.starts_with("send")) return sent_site(text, match);
  if (match.end < text.size() && text[match.end] == ':') return listed_site(text, match.end);
  const size_t pipe = text.substr(0, match.begin).rfind('|');
  if (pipe == text.npos || pipe < line_begin(text, match.begin)) return std::nullopt;
  auto side = echoed(text, pipe);
  if (!side) return std::nullopt;
  const std::string_view value = slice(text, side->value);
  if (const size_t colon = value.find(':'); colon != value.npos && command.ends_with("chpasswd")) {
    side->value.begin += colon + 1;
  }
  if (side->value.size() == 0) return std::nullopt;
  return keyless_site({side->value.begin, side->value.begin}, *side);
}

std::optional<Site> stored_site(const Rule&, std::string_view text, Span match) {
  const std::string_view command = slice(text, match);
  const auto store = std::find_if(kStores.begin(), kStores.end(), [command](const auto& s) {
    return command.find(s.word) != command.npos;
  });
  if (store == kStores.end()) return std::nullopt;
  const size_t begin = command_begin(text, match.begin), end = command_end(text, match.end);
  const auto value = flag_value(text, begin, end, store->value_flag);
  if (!value || slice(text, value->value).find_first_of("{[") == 0) return std::nullopt;
  Site site = keyless_site({match.begin, match.begin}, *value);
  if (store->always_secret) return site;
  const bool secure = text.substr(begin, end - begin).find("SecureString") != text.npos;
  const auto name = flag_value(text, begin, end, store->name_flag);
  if (name) site.name = classify_key(slice(text, name->value));
  return secure || site.name.kind != KeyClass::kNone ? std::optional(site) : std::nullopt;
}

std::optional<Site> curl_user_site(const Rule&, std::string_view text, Span match) {
  const size_t from = line_begin(text, match.begin);
  const bool config = slice(text, match).find('=') != std::string_view::npos &&
                      trim(text.substr(from, match.begin - from)).empty();
  if (!config && !is_curl_argument(text, match.begin)) return std::nullopt;
  auto site = word_site(text, match, {match.begin, match.begin});
  if (site && text[match.end - 1] == '\'') return std::nullopt;
  return site;
}

}  // namespace sluice::judge
