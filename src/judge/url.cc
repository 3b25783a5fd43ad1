#include "judge/url.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "judge/features.h"
#include "judge/lexicon.h"
#include "judge/login.h"
#include "judge/placeholder.h"
#include "judge/reference.h"
#include "judge/right_hand_side.h"
#include "judge/watch.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxUserinfo = 512;
constexpr size_t kMaxHost = 256;

bool ends_userinfo(char c) {
  return is_space(c) || std::string_view("/?\"'<>`\\").find(c) != std::string_view::npos;
}

bool is_url_host_char(char c) {
  return is_alnum(c) || std::string_view(".-_[]:%").find(c) != std::string_view::npos;
}

bool is_no_password(std::string_view password) {
  if (password.size() < 3 || !value_placeholder(password).empty()) return true;
  if (!reference_kind(password).empty()) return true;
  return password.find_first_of("{}()[]<>,|") != password.npos && password.size() < 12 &&
         password.find_first_of("{(<[") < 2;
}

// What the host says of the password's worth.
enum class Place : uint8_t { kReal, kLocal, kExample };

Place place_of(std::string_view host) {
  if (is_example_host(host)) return Place::kExample;
  return is_local_host(host) ? Place::kLocal : Place::kReal;
}

// The value of one key of the pairs on the line around `at`.
std::string_view pair_value(std::string_view text, size_t at, std::string_view key) {
  const size_t begin = line_begin(text, at), end = line_end(text, at, 512);
  const std::string_view line = text.substr(begin, end - begin);
  for (size_t i = 0; i + key.size() < line.size(); ++i) {
    if (!starts_folded(line.substr(i), key)) continue;
    const size_t from = i + key.size();
    const size_t stop = line.find_first_of(";\"' ", from);
    return trim(line.substr(from, stop == line.npos ? line.npos : stop - from));
  }
  return "";
}

// A value in braces is ODBC's way to hold a ';'; more often the braces are a template's.
bool is_braced_literal(std::string_view inner) {
  if (inner.size() < 8 || inner.find_first_of("\"'[]()<>|$ {") != inner.npos) return false;
  const bool symbol = std::any_of(inner.begin(), inner.end(),
                                  [](char c) { return !is_word(c) && c != '.' && c != ':'; });
  return symbol || (std::any_of(inner.begin(), inner.end(), is_digit) &&
                    std::any_of(inner.begin(), inner.end(), is_upper) &&
                    std::any_of(inner.begin(), inner.end(), is_lower));
}

// The value of `password=` that starts at `begin`: quoted, in braces, or to the end of
// its pair. Pairs are parted by ';', or by blanks.
std::optional<Span> read_pair(std::string_view text, size_t begin, bool semicolons) {
  constexpr std::string_view kEntity = "&quot;";
  const size_t stop = std::min(text.size(), begin + 256);
  if (text[begin] == '{') {
    const size_t close = text.substr(0, stop).find('}', begin);
    if (close != text.npos && is_braced_literal(text.substr(begin + 1, close - begin - 1))) {
      return Span{begin + 1, close};
    }
    return std::nullopt;
  }
  if (is_quote(text[begin])) {
    const size_t close = text.substr(0, stop).find(text[begin], begin + 1);
    const bool ends_pair =
        close != text.npos &&
        (close + 1 >= text.size() || text[close + 1] == ';' || is_quote(text[close + 1]));
    if (ends_pair) return Span{begin + 1, close};
    ++begin;
  } else if (text.substr(begin, kEntity.size()) == kEntity) {
    begin += kEntity.size();
  }
  size_t end = std::min(begin, stop);
  const auto ends_value = [semicolons](char c) {
    return is_newline(c) || (!semicolons && is_blank(c)) ||
           std::string_view(";\"'<>&\\").find(c) != std::string_view::npos;
  };
  while (end < stop && !ends_value(text[end])) ++end;
  while (end > begin && is_blank(text[end - 1])) --end;
  return Span{begin, end};
}

std::optional<UserinfoSite> find_in_connection_string(std::string_view text, Span match) {
  if (match.size() == 0) return std::nullopt;
  // The match ends with the value's first byte.
  const auto pair = read_pair(text, match.end - 1, text[match.begin] == ';');
  if (!pair || pair->begin > pair->end) return std::nullopt;
  const std::string_view password = slice(text, *pair);
  if (password.find_first_of(" \"'") != password.npos) return std::nullopt;
  // The string has ended, and code goes on.
  if (!password.empty() && std::string_view("),+").find(password.front()) != password.npos)
    return std::nullopt;
  std::string_view host;
  for (const std::string_view key : {"server=", "data source=", "host=", "address=", "addr="}) {
    if (host = pair_value(text, match.begin, key); !host.empty()) break;
  }
  std::string_view user;
  for (const std::string_view key : {"user id=", "uid=", "user=", "username="}) {
    if (user = pair_value(text, match.begin, key); !user.empty()) break;
  }
  if (host.empty() && user.empty()) return std::nullopt;
  return UserinfoSite{{std::min(match.begin, pair->begin), pair->end}, *pair, user, host};
}

}  // namespace

std::optional<UrlCredentials> parse_url(std::string_view text, size_t separator_at) {
  constexpr std::string_view kPlain = "://", kEscaped = ":\\/\\/";
  if (separator_at > text.size()) return std::nullopt;
  const std::string_view rest = text.substr(separator_at);
  if (!rest.starts_with(kPlain) && !rest.starts_with(kEscaped)) return std::nullopt;
  UrlCredentials url;
  size_t begin = separator_at;
  while (begin > 0 && separator_at - begin < 32 &&
         (is_alnum(text[begin - 1]) || text[begin - 1] == '+' || text[begin - 1] == '.' ||
          text[begin - 1] == '-')) {
    --begin;
  }
  while (begin < separator_at && !is_alpha(text[begin])) ++begin;
  if (begin == separator_at) return std::nullopt;
  url.scheme = {begin, separator_at};
  const size_t from = separator_at + (rest.starts_with(kPlain) ? kPlain : kEscaped).size();
  const size_t stop = std::min(text.size(), from + kMaxUserinfo);
  size_t at = text.npos;
  for (size_t i = from; i < stop && !ends_userinfo(text[i]); ++i) {
    if (text[i] == '@') at = i;
  }
  const size_t colon = text.find(':', from);
  if (at == text.npos || colon == text.npos || colon + 1 >= at) return std::nullopt;
  url.user = {from, colon};
  url.password = {colon + 1, at};
  size_t end = at + 1;
  while (end < text.size() && end - at <= kMaxHost && is_url_host_char(text[end])) ++end;
  if (end == at + 1) return std::nullopt;
  url.host = {at + 1, end};
  return url;
}

bool is_local_host(std::string_view host) {
  for (const std::string_view name : {"localhost", "127.", "0.0.0.0", "[::1]", "::1", "(local)",
                                      "(localdb)", ".\\", "host.docker.internal"}) {
    if (starts_folded(host, name)) return true;
  }
  return host == ".";
}

bool is_example_host(std::string_view host) {
  if (const size_t port = host.rfind(':'); port != host.npos && !host.starts_with('['))
    host = host.substr(0, port);
  static constexpr auto kNames =
      std::to_array<std::string_view>({"host",       "hostname",   "server",       "domain",
                                       "example",    "foo",        "bar",          "site",
                                       "address",    "hostport",   "proxy",        "your-host",
                                       "yourhost",   "myhost",     "host1",        "somehost",
                                       "url",        "ip",         "website",      "a",
                                       "b",          "x",          "test",         "remote",
                                       "some",       "domain.com", "domain.tld",   "mydomain.com",
                                       "site.com",   "host.com",   "foo.com",      "bar.com",
                                       "server.com", "test.com",   "hostname.com", "myserver.com",
                                       "host.name",  "some.where"});
  if (std::any_of(kNames.begin(), kNames.end(),
                  [host](auto name) { return equals_folded(host, name); }))
    return true;
  for (const std::string_view tail : {"example.com", "example.org", "example.net", ".example",
                                      ".test", ".invalid", "example.io", ".tld"}) {
    if (ends_folded(host, tail)) return true;
  }
  return contains_folded(host, "example") || contains_folded(host, "yourdomain") ||
         starts_folded(host, "your") || !reference_kind(host).empty();
}

std::optional<UserinfoSite> find_userinfo(std::string_view text, Span match) {
  const std::string_view found = slice(text, match);
  const size_t separator = std::min(found.find("://"), found.find(":\\/\\/"));
  if (separator == text.npos) return find_in_connection_string(text, match);
  const auto url = parse_url(text, match.begin + separator);
  if (!url) return std::nullopt;
  return UserinfoSite{{url->scheme.begin, url->host.end},
                      url->password,
                      slice(text, url->user),
                      slice(text, url->host)};
}

std::optional<Candidate> measure_userinfo(std::string_view user, std::string_view password,
                                          std::string_view host) {
  note_read(user, password);
  if (is_no_password(password)) {
    if (watching() != nullptr) note_drop(why_no_literal(password));
    return std::nullopt;
  }
  const Place place = place_of(host);
  const bool same = equals_folded(password, std::string(user)) && !user.empty();
  const ValueFacts facts = measure_value(password, "password");
  const Features& f = facts.features;
  const bool weak = facts.strength == Strength::kWeak || same || f.length_below_6 > 0;
  const bool words = f.echo > 0 || f.sample > 0 || f.common > 0 || f.dictionary > 0;
  if (place == Place::kExample && (words || weak)) {
    note_drop("a word at an example's host");
    return std::nullopt;
  }
  if (f.echo > 0 && is_echo(user, "user") && place != Place::kReal) return std::nullopt;
  Candidate candidate;
  candidate.head = Head::kUrl;
  candidate.features = f;
  candidate.features.same_as_user = same ? 1 : 0;
  candidate.features.local_host = place == Place::kLocal ? 1 : 0;
  candidate.features.example_host = place == Place::kExample ? 1 : 0;
  Evidence& evidence = candidate.evidence;
  evidence.quoted = true;
  evidence.in_record = true;
  evidence.key = "password";
  evidence.strength = weak ? Strength::kWeak : facts.strength;
  return candidate;
}

std::optional<Evidence> weigh_userinfo(std::string_view user, std::string_view password,
                                       std::string_view host) {
  auto candidate = measure_userinfo(user, password, host);
  if (!candidate || !conclude(*candidate)) return std::nullopt;
  return std::move(candidate->evidence);
}

std::optional<Evidence> weigh_url(const Rule& rule, std::string_view text, Span& match,
                                  Span& secret) {
  if (is_login_rule(rule)) return weigh_login(rule, text, match, secret);
  const auto site = find_userinfo(text, match);
  if (!site) return std::nullopt;
  auto evidence = weigh_userinfo(site->user, slice(text, site->password), site->host);
  if (!evidence) return std::nullopt;
  match = site->match;
  secret = site->password;
  return evidence;
}

}  // namespace sluice::judge
