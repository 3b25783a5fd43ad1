#include "judge/passphrase.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxParts = 12;
constexpr size_t kLeastWords = 4;

// Words of names, messages and addresses. Byte order.
constexpr auto kProgramWords = std::to_array<std::string_view>({
    "access",       "account",      "action",     "admin",       "alert",     "and",
    "apache",       "api",          "app",        "application", "are",       "auth",
    "been",         "button",       "callback",   "cannot",      "change",    "check",
    "class",        "client",       "code",       "com",         "component", "config",
    "confirm",      "contain",      "contains",   "controller",  "core",      "create",
    "creation",     "credentials",  "data",       "database",    "default",   "delete",
    "dialog",       "disabled",     "does",       "edit",        "email",     "enabled",
    "encoder",      "enter",        "error",      "example",     "exception", "expired",
    "factory",      "failed",       "failure",    "field",       "file",      "filter",
    "for",          "forgot",       "form",       "from",        "function",  "generic",
    "get",          "group",        "handler",    "has",         "have",      "header",
    "helper",       "hint",         "http",       "https",       "icon",      "impl",
    "incorrect",    "info",         "input",      "internal",    "invalid",   "java",
    "javax",        "key",          "label",      "length",      "level",     "link",
    "list",         "local",        "login",      "logout",      "manager",   "match",
    "max",          "message",      "method",     "min",         "missing",   "mode",
    "model",        "module",       "must",       "name",        "net",       "new",
    "not",          "off",          "old",        "option",      "options",   "org",
    "page",         "param",        "passphrase", "passwd",      "password",  "path",
    "placeholder",  "please",       "plugin",     "policy",      "private",   "profile",
    "property",     "provider",     "public",     "realm",       "reference", "register",
    "registration", "remember",     "repeat",     "request",     "required",  "reset",
    "response",     "root",         "screen",     "secret",      "security",  "server",
    "service",      "session",      "set",        "settings",    "setup",     "show",
    "sign",         "signin",       "signup",     "spring",      "src",       "state",
    "string",       "submit",       "system",     "template",    "test",      "tests",
    "text",         "that",         "the",        "this",        "title",     "token",
    "type",         "update",       "url",        "use",         "used",      "user",
    "username",     "users",        "util",       "utils",       "valid",     "validation",
    "value",        "verification", "verify",     "view",        "was",       "web",
    "when",         "will",         "with",       "wrong",       "www",       "you",
    "your",
});
static_assert(std::is_sorted(kProgramWords.begin(), kProgramWords.end()));

bool is_program_word(std::string_view word) {
  std::array<char, 12> lower{};
  std::transform(word.begin(), word.end(), lower.begin(), to_lower);
  return std::binary_search(kProgramWords.begin(), kProgramWords.end(),
                            std::string_view(lower.data(), word.size()));
}

struct Parts {
  std::array<std::string_view, kMaxParts> at;
  size_t count = 0;
};

// At every `joint`, or, where that is 0, in front of capitals and numbers. Empty where a part is
// too much.
Parts split_at(std::string_view value, char joint) {
  Parts parts;
  size_t begin = 0;
  for (size_t i = 1; i <= value.size(); ++i) {
    const bool end = i == value.size();
    const bool cut = !end && joint == 0 && (is_upper(value[i]) || is_digit(value[i])) &&
                     !(is_digit(value[i]) && is_digit(value[i - 1]));
    if (!end && !cut && (joint == 0 || value[i] != joint)) continue;
    if (parts.count == kMaxParts) return {};
    parts.at[parts.count++] = value.substr(begin, i - begin);
    begin = cut ? i : std::min(i + 1, value.size());
  }
  return parts;
}

bool is_short_number(std::string_view part) {
  return !part.empty() && part.size() <= 4 && std::all_of(part.begin(), part.end(), is_digit);
}

bool is_plain_word(std::string_view part, bool capital) {
  return part.size() >= 3 && part.size() <= 12 && (is_upper(part[0]) == capital) &&
         is_alpha(part[0]) && std::all_of(part.begin() + 1, part.end(), is_lower) &&
         !is_program_word(part);
}

char joint_of(std::string_view value) {
  const size_t at = value.find_first_of("-._ ");
  return at == value.npos ? '\0' : value[at];
}

}  // namespace

bool is_passphrase(std::string_view value) {
  if (value.size() < 15 || value.size() > 80) return false;
  const Parts parts = split_at(value, joint_of(value));
  if (parts.count == 0) return false;
  const bool capital = is_upper(value[0]);
  size_t words = 0, repeated = 0;
  for (size_t i = 0; i < parts.count; ++i) {
    if (is_short_number(parts.at[i])) continue;
    if (!is_plain_word(parts.at[i], capital)) return false;
    const auto* const end = parts.at.begin() + i;
    repeated += std::find(parts.at.begin(), end, parts.at[i]) != end ? 1 : 0;
    ++words;
  }
  return words >= kLeastWords && repeated < 2;
}

}  // namespace sluice::judge
