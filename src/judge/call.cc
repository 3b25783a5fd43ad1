#include "judge/call.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxArguments = 8;
constexpr size_t kMaxCall = 400;

struct Callee {
  std::string_view name;  // lower case: what stands before the parenthesis ends so
  size_t argument;        // that holds the secret, from 0
  bool token = false;     // a key that signs, not a person's password
};
constexpr auto kCallees = std::to_array<Callee>({
    {"dbi->connect", 2},
    {"new sequelize", 2},
    {"setbasicauth", 1},
    {"set_basic_auth", 1},
    {"httpbasicauth", 1},
    {"httpdigestauth", 1},
    {"passwordauthentication", 1},
    {"usernamepasswordcredentials", 1},
    {"networkcredential", 1},
    {"pscredential", 1},
    {"simple_bind_s", 1},
    {"simple_bind", 1},
    {".login", 1},
    {"plainauth", 2},
    {"jwt.sign", 1, true},
    {"jwt.encode", 1, true},
    {"jwt.decode", 1, true},
    {"jwt.verify", 1, true},
    {"createhmac", 1, true},
});

struct Arguments {
  std::array<Span, kMaxArguments> at;
  size_t count = 0;
};

Span trimmed(std::string_view text, size_t begin, size_t end) {
  while (begin < end && is_space(text[begin])) ++begin;
  while (end > begin && is_space(text[end - 1])) --end;
  return {begin, end};
}

// What stands between the parenthesis before `begin` and its pair, split at its
// own commas. Nothing where it does not close.
std::optional<Arguments> arguments_at(std::string_view text, size_t begin) {
  const size_t stop = std::min(text.size(), begin + kMaxCall);
  Arguments arguments;
  char quote = '\0';
  unsigned depth = 0;
  size_t from = begin;
  for (size_t at = begin; at < stop && arguments.count < kMaxArguments; ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == '\\') ++at;
      if (c == quote) quote = '\0';
      continue;
    }
    if (is_quote(c)) quote = c;
    const bool closes = c == ')' || c == ']' || c == '}';
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ',' && depth == 0) || (closes && depth == 0)) {
      arguments.at[arguments.count++] = trimmed(text, from, at);
      from = at + 1;
    }
    if (closes && depth == 0) return arguments;
    if (closes) --depth;
  }
  return std::nullopt;
}

// The literal that the argument is, less its prefix: "x", @"x", b'x', and the one
// inside a conversion (ConvertTo-SecureString "x" …).
std::optional<RightHandSide> literal_of(std::string_view text, Span argument) {
  size_t begin = argument.begin;
  if (starts_folded(slice(text, argument), "(convertto-securestring")) {
    begin = text.find_first_of("\"'", begin);
    if (begin >= argument.end) return std::nullopt;
    const size_t end = text.find(text[begin], begin + 1);
    return end < argument.end ? std::optional(quoted_side(begin + 1, end)) : std::nullopt;
  }
  if (begin < argument.end && !is_quote(text[begin])) ++begin;
  if (begin + 2 > argument.end || !is_quote(text[begin])) return std::nullopt;
  const char quote = text[begin];
  const size_t last = argument.end - 1;
  if (text[last] != quote) return std::nullopt;
  for (size_t at = begin + 1; at < last; ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == quote)
      return std::nullopt;
  }
  return begin + 1 < last ? std::optional(quoted_side(begin + 1, last)) : std::nullopt;
}

bool is_literal(std::string_view text, Span argument) {
  return argument.size() > 1 && is_quote(text[argument.begin]);
}

// `.connect("host", 22, "user", "password")` of clients for SSH and FTP.
std::optional<size_t> argument_of_connect(std::string_view text, const Arguments& arguments) {
  const bool session = arguments.count >= 4 && is_number(slice(text, arguments.at[1])) &&
                       is_literal(text, arguments.at[2]);
  return session ? std::optional<size_t>(3) : std::nullopt;
}

}  // namespace

std::optional<Site> call_site(const Rule&, std::string_view text, Span match) {
  if (match.size() == 0) return std::nullopt;
  const std::string_view name = slice(text, {match.begin, match.end - 1});
  const auto callee = std::find_if(kCallees.begin(), kCallees.end(),
                                   [name](const Callee& c) { return ends_folded(name, c.name); });
  const auto arguments = arguments_at(text, match.end);
  if (!arguments) return std::nullopt;
  const std::optional<size_t> number = callee != kCallees.end()
                                           ? std::optional(callee->argument)
                                           : argument_of_connect(text, *arguments);
  if (!number || *number >= arguments->count) return std::nullopt;
  const auto side = literal_of(text, arguments->at[*number]);
  if (!side) return std::nullopt;
  Site site = keyless_site({match.begin, match.begin}, *side);
  site.random_only = callee != kCallees.end() && callee->token;
  return site;
}

}  // namespace sluice::judge
