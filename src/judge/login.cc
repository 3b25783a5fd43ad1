#include "judge/login.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "judge/right_hand_side.h"
#include "judge/url.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxUser = 64;
constexpr size_t kMaxPassword = 128;
constexpr size_t kMaxArgument = 256;

bool is_user_char(char c) { return is_word(c) || c == '.' || c == '-' || c == '$' || c == '#'; }
bool is_login_host_char(char c) {
  return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '*';
}

// The end of the run of such characters that starts at `begin`.
template <class Is>
size_t run_end(std::string_view text, size_t begin, size_t max, Is is) {
  size_t end = begin;
  const size_t stop = std::min(text.size(), begin + max);
  while (end < stop && is(text[end])) ++end;
  return end;
}
template <class Is>
size_t run_begin(std::string_view text, size_t end, size_t max, Is is) {
  size_t begin = end;
  while (begin > 0 && end - begin < max && is(text[begin - 1])) --begin;
  return begin;
}

// A colon-parted field of .pgpass; a backslash escapes.
size_t field_end(std::string_view text, size_t begin, size_t max) {
  size_t end = begin;
  const size_t stop = std::min(text.size(), begin + max);
  while (end < stop && text[end] != ':' && !is_space(text[end])) {
    end += text[end] == '\\' && end + 1 < stop ? 2u : 1u;
  }
  return end;
}

struct Argument {
  Span literal;    // without its quotes; of length 0: no literal alone
  size_t end = 0;  // of the ',' or ')' behind it
};

size_t past_spaces(std::string_view text, size_t at) {
  return run_end(text, at, kMaxArgument, is_space);
}

// The offset past the quote that closes the one at `at`; npos where none does.
size_t string_end(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + kMaxArgument);
  for (size_t i = at + 1; i < stop; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[at]) {
      return i + 1;
    }
  }
  return text.npos;
}

std::optional<Argument> read_argument(std::string_view text, size_t at) {
  at = past_spaces(text, at);
  const size_t stop = std::min(text.size(), at + kMaxArgument);
  Argument argument;
  const size_t begin = at;
  for (int depth = 0; at < stop; ++at) {
    const char c = text[at];
    if (is_quote(c)) {
      const size_t end = string_end(text, at);
      if (end == text.npos) return std::nullopt;
      if (at == begin) argument.literal = {at + 1, end - 1};
      at = end - 1;
      continue;
    }
    if (depth == 0 && (c == ',' || c == ')')) {
      argument.end = at;
      if (past_spaces(text, argument.literal.end + 1) != at) argument.literal = {};
      return argument;
    }
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
  }
  return std::nullopt;
}

// mysql:host=X;dbname=Y, jdbc:mysql://X:3306/Y, or X itself.
Span host_of(std::string_view text, Span where) {
  const std::string_view value = slice(text, where);
  size_t begin = 0;
  if (const size_t key = value.find("host="); key != value.npos) {
    begin = key + 5;
  } else if (const size_t slashes = value.find("//"); slashes != value.npos) {
    begin = slashes + 2;
  }
  begin += where.begin;
  return {begin, run_end(text.substr(0, where.end), begin, kMaxArgument, is_login_host_char)};
}

std::optional<Login> read_oracle_match(std::string_view text, Span match) {
  const size_t slash = text.find('/', match.begin);
  if (slash == text.npos || slash >= match.end) return std::nullopt;
  return read_oracle(text, run_begin(text, slash, kMaxUser, is_user_char));
}

struct LoginNotation {
  std::string_view rule;
  std::optional<Login> (*read)(std::string_view text, Span match);
};
constexpr auto kLoginNotations = std::to_array<LoginNotation>({
    {"dsn-password", [](std::string_view text, Span match) { return read_dsn(text, match.begin); }},
    {"oracle-connect-password", read_oracle_match},
    {"connect-call-password",
     [](std::string_view text, Span match) { return read_call(text, match.end - 1); }},
    {"pgpass-password",
     [](std::string_view text, Span match) { return read_pgpass(text, match.begin); }},
});

const LoginNotation* find_notation(std::string_view rule) {
  const auto* found = std::find_if(kLoginNotations.begin(), kLoginNotations.end(),
                                   [rule](const LoginNotation& n) { return n.rule == rule; });
  return found == kLoginNotations.end() ? nullptr : found;
}

}  // namespace

std::optional<Login> read_dsn(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '@') return std::nullopt;
  const auto in_login = [](char c) { return !is_space(c) && !is_quote(c); };
  size_t begin = run_begin(text, at, kMaxUser + kMaxPassword, in_login);
  const std::string_view login = text.substr(begin, at - begin);
  if (const size_t scheme = login.find("://"); scheme != login.npos) begin += scheme + 3;
  const size_t colon = text.find(':', begin);
  if (colon == text.npos || colon >= at) return std::nullopt;
  Login out;
  out.user = {run_begin(text.substr(0, colon), colon, colon - begin, is_user_char), colon};
  out.password = {colon + 1, at};
  const size_t open = text.find('(', at);
  if (open == text.npos || open > at + 16 || out.user.size() == 0) return std::nullopt;
  out.host = {open + 1, run_end(text, open + 1, kMaxArgument, is_login_host_char)};
  return out;
}

std::optional<Login> read_oracle(std::string_view text, size_t begin) {
  const size_t slash = run_end(text, begin, kMaxUser, is_user_char);
  if (slash == begin || slash >= text.size() || text[slash] != '/') return std::nullopt;
  const bool quoted = slash + 1 < text.size() && text[slash + 1] == '"';
  const size_t from = slash + (quoted ? 2u : 1u);
  const auto in_password = [quoted](char c) {
    return quoted ? c != '"' && !is_newline(c)
                  : c != '@' && c != '/' && !is_space(c) && !is_quote(c);
  };
  const size_t to = run_end(text, from, kMaxPassword, in_password);
  size_t at = to + (quoted ? 1u : 0u);
  if (at >= text.size() || text[at] != '@') return std::nullopt;
  ++at;
  while (at < text.size() && text[at] == '/') ++at;
  const size_t host_end = run_end(text, at, kMaxArgument, is_login_host_char);
  if (host_end == at) return std::nullopt;
  return Login{{begin, slash}, {from, to}, {at, host_end}};
}

std::optional<Login> read_call(std::string_view text, size_t open) {
  if (open >= text.size() || text[open] != '(') return std::nullopt;
  std::array<Argument, 3> arguments;
  size_t at = open;
  for (Argument& argument : arguments) {
    if (text[at] == ')') return std::nullopt;
    const auto read = read_argument(text, at + 1);
    if (!read) return std::nullopt;
    argument = *read;
    at = argument.end;
  }
  if (arguments[2].literal.size() == 0) return std::nullopt;
  return Login{arguments[1].literal, arguments[2].literal, host_of(text, arguments[0].literal)};
}

std::optional<Login> read_pgpass(std::string_view text, size_t port_at) {
  if (port_at >= text.size() || text[port_at] != ':') return std::nullopt;
  Login out;
  out.host = {run_begin(text, port_at, kMaxArgument, is_login_host_char), port_at};
  const bool starts_line = out.host.begin == 0 || is_newline(text[out.host.begin - 1]);
  if (!starts_line || out.host.size() == 0) return std::nullopt;
  size_t colon = port_at;
  for (int field = 0; field < 3; ++field) {  // port, database, user
    out.user = {colon + 1, field_end(text, colon + 1, kMaxUser)};
    colon = out.user.end;
    if (colon >= text.size() || text[colon] != ':' || out.user.size() == 0) return std::nullopt;
  }
  out.password = {colon + 1, field_end(text, colon + 1, kMaxPassword)};
  const size_t end = out.password.end;
  const bool ends_line = end >= text.size() || is_newline(text[end]);
  return ends_line && out.password.size() > 0 ? std::optional(out) : std::nullopt;
}

bool is_login_rule(const Rule& rule) { return find_notation(rule.id) != nullptr; }

std::optional<Evidence> weigh_login(const Rule& rule, std::string_view text, Span& match,
                                    Span& secret) {
  const LoginNotation* notation = find_notation(rule.id);
  if (notation == nullptr || match.size() == 0) return std::nullopt;
  const auto login = notation->read(text, match);
  if (!login) return std::nullopt;
  auto evidence = weigh_userinfo(slice(text, login->user), slice(text, login->password),
                                 slice(text, login->host));
  if (!evidence) return std::nullopt;
  secret = login->password;
  match = {std::min(match.begin, secret.begin), std::max(match.end, secret.end)};
  return evidence;
}

}  // namespace sluice::judge
