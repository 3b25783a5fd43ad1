#include "judge/reference.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

struct Prefix {
  std::string_view text;  // lower case
  std::string_view kind;
};

constexpr std::array kPrefixes = std::to_array<Prefix>({
    {"${", "shell"},
    {"$(", "shell"},
    {"$[", "shell"},
    {"$env:", "environment"},
    {"{{", "template"},
    {"{%", "template"},
    {"<%", "template"},
    {"#{", "template"},
    {"@{", "template"},
    {"[[", "template"},
    {"<<", "template"},
    {"%(", "template"},
    {"%{", "template"},
    {"!ref", "template"},
    {"!sub", "template"},
    {"!getatt", "template"},
    {"!join", "template"},
    {"!importvalue", "template"},
    {"!vault", "encrypted"},
    {"!secret", "manager"},
    {"!env", "environment"},
    {"!var", "manager"},
    {"fn::", "template"},
    {"process.env", "environment"},
    {"import.meta.env", "environment"},
    {"deno.env", "environment"},
    {"bun.env", "environment"},
    {"window.__env", "environment"},
    {"os.environ", "environment"},
    {"os.getenv", "environment"},
    {"system.getenv", "environment"},
    {"system.getproperty", "environment"},
    {"system.get_env", "environment"},
    {"sys.env", "environment"},
    {"std::getenv", "environment"},
    {"std::env", "environment"},
    {"env::var", "environment"},
    {"environment.getenvironmentvariable", "environment"},
    {"processinfo.processinfo", "environment"},
    {"string.fromenvironment", "environment"},
    {"secure_getenv", "environment"},
    {"getenv(", "environment"},
    {"env(", "environment"},
    {"env[", "environment"},
    {"env.", "environment"},
    {"env!(", "environment"},
    {"env:", "environment"},
    {"$_env", "environment"},
    {"$_server", "environment"},
    {"secrets.", "manager"},
    {"arn:", "manager"},
    {"vault:", "manager"},
    {"vault://", "manager"},
    {"op://", "manager"},
    {"bws://", "manager"},
    {"gsm://", "manager"},
    {"gcpsm://", "manager"},
    {"sm://", "manager"},
    {"ssm:", "manager"},
    {"ssm/", "manager"},
    {"aws-sm:", "manager"},
    {"awssm:", "manager"},
    {"ref+", "manager"},
    {"doppler:", "manager"},
    {"akeyless:", "manager"},
    {"conjur", "manager"},
    {"keepass:", "manager"},
    {"lpass ", "manager"},
    {"pass show", "manager"},
    {"secretref:", "manager"},
    {"secret://", "manager"},
    {"keyvault:", "manager"},
    {"k8s://", "manager"},
    {"kubernetes://", "manager"},
    {"file://", "manager"},
    {"file:/", "manager"},
    {"@microsoft.keyvault", "manager"},
    {"secretkeyref", "manager"},
    {"valuefrom", "manager"},
    {"/run/secrets/", "manager"},
    {"enc[", "encrypted"},
    {"enc(", "encrypted"},
    {"$ansible_vault", "encrypted"},
    {"{cipher}", "encrypted"},
    {"{aes}", "encrypted"},
    {"-----begin", "encrypted"},
    {"age-encryption.org", "encrypted"},
    {"aqicah", "encrypted"},
    {"secure:", "encrypted"},
    {"pkcs11:", "manager"},
    {"tpm2:", "manager"},
    {"azurekms:", "manager"},
    {"awskms:", "manager"},
    {"gcpkms:", "manager"},
    {"gcp-sm:", "manager"},
    {"hcvault:", "manager"},
    {"secretsmanager:", "manager"},
    {"parameterstore:", "manager"},
    {"bitwarden:", "manager"},
    {"infisical:", "manager"},
    {"pkcs7", "encrypted"},
    {"$2a$", "hash"},
    {"$2b$", "hash"},
    {"$2y$", "hash"},
    {"$2x$", "hash"},
    {"$1$", "hash"},
    {"$5$", "hash"},
    {"$6$", "hash"},
    {"$y$", "hash"},
    {"$7$", "hash"},
    {"$apr1$", "hash"},
    {"$argon2", "hash"},
    {"$pbkdf2", "hash"},
    {"$scrypt", "hash"},
    {"pbkdf2_sha", "hash"},
    {"pbkdf2:", "hash"},
    {"scrypt:", "hash"},
    {"argon2", "hash"},
    {"bcrypt", "hash"},
    {"{ssha", "hash"},
    {"{sha", "hash"},
    {"{smd5", "hash"},
    {"{md5", "hash"},
    {"{crypt}", "hash"},
    {"{bcrypt}", "hash"},
    {"scram-sha", "hash"},
    {"sha1$", "hash"},
    {"sha256$", "hash"},
    {"sha256:", "hash"},
    {"sha512:", "hash"},
    {"sha512-", "hash"},
    {"sha256-", "hash"},
    {"md5$", "hash"},
});

// Roots of dotted names that carry configuration or arguments.
constexpr auto kCarriers = std::to_array<std::string_view>({
    "app",         "args",     "cfg",     "conf",     "config",  "context",
    "credentials", "ctx",      "data",    "each",     "env",     "event",
    "faker",       "flags",    "input",   "inputs",   "local",   "module",
    "options",     "opts",     "param",   "params",   "props",   "random_password",
    "req",         "request",  "res",     "response", "secrets", "self",
    "session",     "settings", "state",   "this",     "user",    "values",
    "var",         "vars",     ".values", "github",
});

bool is_upper_name(std::string_view text) {
  return text.size() >= 2 && (is_alpha(text[0]) || text[0] == '_') &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
}

// `text` is open + something without those marks + close.
bool is_bracketed(std::string_view text, std::string_view open, std::string_view close) {
  if (text.size() <= open.size() + close.size()) return false;
  if (!text.starts_with(open) || !text.ends_with(close)) return false;
  const auto inner = text.substr(open.size(), text.size() - open.size() - close.size());
  return inner.find(open) == inner.npos && inner.find(close) == inner.npos &&
         inner.find('\n') == inner.npos;
}

// $one$two: names of a shell and nothing else.
bool is_dollar_chain(std::string_view value) {
  bool chain = value.starts_with('$') && value.find('$', 1) != value.npos;
  for (size_t i = 0; chain && i < value.size(); ++i) {
    const bool names = i + 1 < value.size() && (is_lower(value[i + 1]) || is_upper(value[i + 1]));
    chain = value[i] == '$' ? names : is_lower(value[i]) || is_upper(value[i]) || value[i] == '_';
  }
  return chain;
}

// $NAME, and what a shell may hang on to it.
bool is_dollar_name(std::string_view value) {
  if (value.size() < 2 || value[0] != '$') return false;
  if (value.size() == 2)
    return is_digit(value[1]) || std::string_view("@*#?$!").find(value[1]) != value.npos;
  if (!is_alpha(value[1]) && value[1] != '_') return false;
  size_t at = 1;
  while (at < value.size() && is_word(value[at])) ++at;
  return at == value.size() || std::string_view("[-.:/\"'{}(,;)").find(value[at]) != value.npos;
}

// %pm, %repeat[255: a format or a macro of its own.
bool is_bare_format(std::string_view value) {
  size_t at = 1;
  while (at < value.size() && is_lower(value[at])) ++at;
  return value.starts_with('%') && at > 1 && (at == value.size() || value[at] == '[') && at < 12;
}

// @password.txt, @/run/token: "what that file holds", to many a command.
bool is_file_argument(std::string_view value) {
  if (!value.starts_with('@')) return false;
  return value.find('/') != value.npos || ends_folded(value, ".txt") ||
         ends_folded(value, ".json") || ends_folded(value, ".pem");
}

// pass:$KEY_SECRET: a prefix, and a variable to the end.
bool ends_in_variable(std::string_view value) {
  const size_t at = value.rfind('$');
  if (at == value.npos || at == 0 || value[at - 1] != ':') return false;
  return is_upper_name(value.substr(at + 1));
}

// What follows the '%' of %01032i, %-25s, %lu.
bool is_printf_field(std::string_view field) {
  size_t at = 0;
  while (at < field.size() &&
         (is_digit(field[at]) || std::string_view("-+.#lzh").find(field[at]) != field.npos))
    ++at;
  if (at == 0 || at >= field.size()) return false;
  const bool ends = at + 1 == field.size() || !is_alnum(field[at + 1]);
  return ends && std::string_view("sdiuxXcp").find(field[at]) != std::string_view::npos;
}

bool is_format(std::string_view value) {
  const size_t at = value.find('%');
  if (at == value.npos || at + 1 >= value.size()) return false;
  if (value.size() == 2) return is_alpha(value[1]) || value[1] == '%' || value[1] == '@';
  for (size_t i = at; i + 1 < value.size() && i < 256; ++i) {
    if (value[i] != '%') continue;
    const char next = value[i + 1];
    const bool ends = i + 2 >= value.size() || !is_alnum(value[i + 2]);
    if (is_printf_field(value.substr(i + 1))) return true;
    if ((next == 's' || next == 'd' || next == 'v' || next == 'q') && ends) return true;
    if (next == '.' && i + 2 < value.size() && value[i + 2] == '*') return true;
  }
  return false;
}

// ${name}, {{name}}, #{name}, $(name) anywhere.
bool is_interpolated(std::string_view value) {
  value = value.substr(0, 256);
  for (size_t i = 0; i + 3 < value.size(); ++i) {
    const std::string_view two = value.substr(i, 2);
    const char close = two == "$(" ? ')' : '}';
    if (two != "${" && two != "{{" && two != "#{" && two != "$(" && two != "\\(") continue;
    const char first = value[i + 2];
    if (!is_word(first) && !is_blank(first) && first != '.' && first != '{') continue;
    if (two == "\\(" || value.find(close, i + 2) != value.npos) return true;
  }
  return false;
}

bool is_hash_text(std::string_view value) {
  const auto all_hex = [](std::string_view t) { return std::all_of(t.begin(), t.end(), is_hex); };
  if (value.size() == 41 && value[0] == '*') return all_hex(value.substr(1));
  return value.size() == 35 && value.starts_with("md5") && all_hex(value.substr(3));
}

// projects/P/secrets/S, https://V.vault.azure.net/secrets/S.
bool is_secret_resource(std::string_view value) {
  return (value.starts_with("projects/") && value.find("/secrets/") != value.npos) ||
         value.find(".vault.azure.net") != value.npos || value.find("secretmanager") != value.npos;
}

bool is_dotted_name(std::string_view value) {
  bool dot = false, part = false;
  for (const char c : value) {
    if (c == '.') {
      if (!part) return false;
      dot = true, part = false;
    } else if (is_word(c) || c == '-' || c == '[' || c == ']' || c == '*' || c == '$') {
      part = true;
    } else {
      return false;
    }
  }
  return dot && part;
}

std::string_view marked_kind(std::string_view value) {
  if (is_dollar_name(value) || is_dollar_chain(value)) return "shell";
  if (is_bracketed(value, "%", "%") || is_bracketed(value, "!", "!")) {
    if (is_upper_name(value.substr(1, value.size() - 2))) return "environment";
  }
  if (is_bracketed(value, "{", "}") || is_bracketed(value, "<", ">") ||
      is_bracketed(value, "[", "]") || is_bracketed(value, "~", "~") ||
      is_bracketed(value, "«", "»") || is_bracketed(value, "‹", "›")) {
    return "template";
  }
  if (is_bracketed(value, "__", "__") || is_bracketed(value, "@", "@") ||
      is_bracketed(value, "$$", "$$") || is_bracketed(value, "*", "*") ||
      is_bracketed(value, "##", "##")) {
    return "template";
  }
  if (value.size() >= 4 && value.front() == '`' && value.back() == '`') return "shell";
  return "";
}

}  // namespace

std::string_view reference_kind(std::string_view value) {
  if (value.starts_with("\\$")) value.remove_prefix(1);  // a reference to a variable, in Perl
  if (value.size() < 2) return "";
  for (const Prefix& prefix : kPrefixes) {
    if (starts_folded(value, prefix.text)) return prefix.kind;
  }
  if (const auto kind = marked_kind(value); !kind.empty()) return kind;
  if (ends_in_variable(value)) return "shell";
  if (is_file_argument(value)) return "manager";
  if (is_bare_format(value) || value.find("'.$") != value.npos) return "template";
  if (value.find("{$") != value.npos || value.find("}{") != value.npos || value.starts_with(".$"))
    return "template";
  if (is_format(value) || is_interpolated(value)) return "template";
  if (is_hash_text(value)) return "hash";
  return is_secret_resource(value) ? "manager" : "";
}

std::string_view expression_kind(std::string_view value) {
  if (const auto kind = reference_kind(value); !kind.empty()) return kind;
  if (!is_dotted_name(value)) return "";
  const std::string_view root = value.substr(0, value.find('.'));
  const auto folded = [root](std::string_view carrier) { return equals_folded(root, carrier); };
  return std::any_of(kCarriers.begin(), kCarriers.end(), folded) ? "expression" : "";
}

}  // namespace sluice::judge
