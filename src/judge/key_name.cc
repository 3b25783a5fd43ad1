#include "judge/key_name.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace sluice::judge {
namespace {

constexpr size_t kMaxReach = 64;
constexpr size_t kMaxWords = 24;

constexpr auto kPasswordWords = std::to_array<std::string_view>(
    {"password",   "passwords", "passwd",      "passwds",    "pwd",        "pass",
     "passphrase", "passcode",  "passwort",    "kennwort",   "pswd",       "passwrd",
     "pword",      "pw",        "senha",       "contrasena", "motdepasse", "wachtwoord",
     "haslo",      "parola",    "requirepass", "masterauth", "userpass",   "pgpassword"});
constexpr auto kSecretWords = std::to_array<std::string_view>(
    {"secret", "secrets", "credential", "credentials", "creds", "cred"});
constexpr auto kTokenNames =
    std::to_array<std::string_view>({"token", "tokens", "jwt", "bearer", "pat"});
constexpr auto kKeyWords = std::to_array<std::string_view>({"key", "keys"});
constexpr auto kAuthWords =
    std::to_array<std::string_view>({"auth", "authorization", "oauth", "authentication"});

// Words that make "key" a credential.
constexpr auto kQualifiers = std::to_array<std::string_view>(
    {"api",      "apis",           "access",    "secret",       "signing",
     "sign",     "signature",      "private",   "priv",         "encryption",
     "encrypt",  "crypt",          "crypto",    "cipher",       "master",
     "auth",     "authentication", "oauth",     "service",      "account",
     "storage",  "shared",         "client",    "app",          "application",
     "consumer", "customer",       "webhook",   "ssh",          "aes",
     "des",      "hmac",           "jwt",       "session",      "cookie",
     "deploy",   "deployment",     "server",    "subscription", "admin",
     "license",  "security",       "aws",       "azure",        "gcp",
     "google",   "stripe",         "github",    "gitlab",       "sendgrid",
     "twilio",   "openai",         "maps",      "password",     "token",
     "write",    "read",           "ingest",    "ingestion",    "instrumentation",
     "project",  "integration",    "host",      "developer",    "dev",
     "user",     "merchant",       "partner",   "payment",      "gateway",
     "rest",     "function",       "functions", "recovery",     "unseal",
     "wallet",   "mnemonic"});

// Words before "key" or "token" after which it is no credential.
constexpr auto kVetoHeads = std::to_array<std::string_view>(
    {"public",       "pub",          "primary",     "foreign",      "sort",        "partition",
     "cache",        "hot",          "i18n",        "natural",      "schema",      "sequence",
     "unique",       "composite",    "index",       "dict",         "map",         "hash",
     "object",       "parent",       "child",       "row",          "column",      "field",
     "storagekey",   "query",        "translation", "locale",       "message",     "lookup",
     "routing",      "shortcut",     "press",       "site",         "sitekey",     "publishable",
     "csrf",         "xsrf",         "page",        "next",         "prev",        "previous",
     "continuation", "cancellation", "cancel",      "start",        "end",         "eos",
     "bos",          "pad",          "unk",         "mask",         "sep",         "cls",
     "stop",         "lex",          "lexer",       "parser",       "syntax",      "keyword",
     "pagination",   "sync",         "resume",      "delimiter",    "separator",   "arrow",
     "enter",        "escape",       "modifier",    "group",        "sub",         "registry",
     "known",        "ssl",          "verify",      "verification", "max",         "min",
     "num",          "total",        "count",       "input",        "output",      "special",
     "current",      "punctuation",  "word",        "first",        "last",        "left",
     "right",        "identifier",   "config",      "metadata",     "ember",       "react",
     "idempotency",  "etag",         "dedupe",      "dedup",        "tracking",    "trace",
     "span",         "gpg",          "pgp",         "socket",       "authenticity"});

// Words after the deciding word that make it the name of something else.
constexpr auto kVetoTails = std::to_array<std::string_view>(
    {"id",        "ids",         "name",       "names",       "type",
     "types",     "size",        "len",        "length",      "count",
     "counts",    "url",         "urls",       "uri",         "path",
     "paths",     "file",        "files",      "filename",    "dir",
     "directory", "folder",      "field",      "fields",      "label",
     "labels",    "header",      "headers",    "format",      "mode",
     "version",   "expiry",      "expires",    "expired",     "expiration",
     "expire",    "ttl",         "timeout",    "enabled",     "enable",
     "disabled",  "disable",     "required",   "require",     "policy",
     "policies",  "rotation",    "hint",       "regex",       "regexp",
     "pattern",   "alias",       "algorithm",  "algo",        "alg",
     "hash",      "hashed",      "hasher",     "hashing",     "fingerprint",
     "digest",    "checksum",    "arn",        "ref",         "reference",
     "vault",     "manager",     "management", "provider",    "service",
     "store",     "storage",     "endpoint",   "host",        "port",
     "issuer",    "audience",    "scope",      "scopes",      "scheme",
     "index",     "idx",         "column",     "col",         "table",
     "row",       "input",       "output",     "prompt",      "message",
     "msg",       "error",       "errors",     "exception",   "warning",
     "validator", "validation",  "validate",   "valid",       "invalid",
     "check",     "checker",     "confirm",    "reset",       "change",
     "changed",   "update",      "updated",    "forgot",      "forgotten",
     "recovery",  "request",     "response",   "handler",     "callback",
     "function",  "func",        "method",     "class",       "factory",
     "generator", "builder",     "parser",     "reader",      "writer",
     "source",    "target",      "context",    "config",      "configuration",
     "settings",  "options",     "option",     "params",      "param",
     "args",      "cmd",         "command",    "helper",      "util",
     "utils",     "test",        "tests",      "spec",        "placeholder",
     "title",     "description", "desc",       "comment",     "help",
     "text",      "display",     "icon",       "button",      "form",
     "page",      "link",        "view",       "template",    "email",
     "user",      "username",    "login",      "age",         "date",
     "time",      "created",     "at",         "in",          "of",
     "for",       "is",          "by",         "to",          "from",
     "and",       "or",          "with",       "set",         "get",
     "limit",     "max",         "min",        "range",       "level",
     "strength",  "complexity",  "status",     "state",       "flag",
     "event",     "action",      "list",       "map",         "dict",
     "array",     "pair",        "pairs",      "set",         "space",
     "group",     "code",        "codes",      "press",       "board",
     "word",      "words",       "frame",      "frames",      "value2",
     "usage",     "use",         "used",       "uses",        "bits",
     "bytes",     "curve",       "encoding",   "encoder",     "decoder",
     "salt",      "iv",          "nonce",      "attempts",    "retries",
     "retry",     "eye",         "toggle",     "show",        "visible",
     "protected", "protection",  "less",       "ring",        "rings",
     "pem",       "crt",         "cert",       "certificate", "slot",
     "prefix",    "suffix",      "sign",       "stream",      "kind",
     "cache",     "cost",        "rounds",     "style",       "color",
     "position",  "down",        "up",         "event2",      "exists",
     "match",     "matches",     "missing",    "denied",      "failed",
     "success",   "property",    "attribute",  "attr",        "extractor",
     "resolver",  "getter",      "setter",     "callback2",   "lifetime",
     "duration",  "interval",    "ordering",   "order",       "sort",
     "separator", "delimiter",   "variable",   "var",         "env",
     "envvar",    "secretname",  "server",     "client2",     "renewal",
     "audience2", "negotiation", "charset",    "guid",        "uuid",
     "filter",    "exe",         "dialog",     "quality",     "handle",
     "maps",      "o",           "lo",         "obj",         "cgi",
     "php",       "js",          "css",        "html",        "py",
     "so",        "dll",         "xml",        "txt"});

// Words after the deciding word that change nothing.
constexpr auto kNeutralTails = std::to_array<std::string_view>(
    {"prod",     "production", "dev",       "development", "staging", "stage", "qa",
     "uat",      "live",       "local",     "default",     "value",   "val",   "string",
     "str",      "plain",      "plaintext", "raw",         "clear",   "new",   "old",
     "current",  "primary",    "secondary", "backup",      "master",  "admin", "root",
     "db",       "base64",     "b64",       "hex",         "api",     "app",   "mysql",
     "postgres", "redis",      "aws",       "s",           "a",       "b",     "c",
     "v"});

// Anywhere in the key: the value is not the secret itself.
constexpr auto kVetoAnywhere = std::to_array<std::string_view>(
    {"encrypted", "hashed",  "fingerprint", "checksum", "digest", "sha",          "sha1",
     "sha256",    "md5",     "integrity",   "public",   "regex",  "placeholder",  "label",
     "sealed",    "masked",  "invalid",     "error",    "errors", "translations", "i18n",
     "monkey",    "keynote", "author",      "authors",  "commit", "existing"});

constexpr auto kConcatHeads = std::to_array<std::string_view>(
    {"password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "credential",
     "credentials", "accesskey", "secretkey", "authkey", "privatekey", "privkey"});

KeyClass class_of_word(std::string_view word) {
  if (equals_any_folded(word, kPasswordWords)) return KeyClass::kPassword;
  if (equals_any_folded(word, kSecretWords)) return KeyClass::kSecret;
  if (equals_any_folded(word, kTokenNames)) return KeyClass::kToken;
  if (equals_any_folded(word, kKeyWords)) return KeyClass::kBareKey;
  if (equals_any_folded(word, kAuthWords)) return KeyClass::kAuth;
  return KeyClass::kNone;
}

// Programs and flags that end like a password.
constexpr auto kNoPasswords = std::to_array<std::string_view>(
    {"chpasswd", "kpasswd", "htpasswd", "smbpasswd", "nopasswd", "nopassword", "readpassphrase",
     "getpass", "askpass", "sshpass"});

// "validators" as "validator".
bool is_veto_tail(std::string_view word) {
  if (equals_any_folded(word, kVetoTails)) return true;
  return word.size() > 4 && ends_folded(word, "s") &&
         equals_any_folded(word.substr(0, word.size() - 1), kVetoTails);
}

// A shell calls its working directory PWD, and the one before OLDPWD: DIRNAMEPWD, script_dir_pwd.
bool is_working_directory(std::string_view key) {
  constexpr size_t kName = 3;
  if (!ends_folded(key, "pwd")) return false;
  const std::string_view head = trim(key.substr(0, key.size() - kName), "_-.");
  if (head == "OLD") return head.size() + kName == key.size();
  return ends_folded(head, "dir") || ends_folded(head, "dirname") ||
         ends_folded(head, "directory") || ends_folded(head, "folder");
}

// "dbpassword", "authtoken", "apikey": a credential word at the end of one word.
KeyClass class_of_concatenation(std::string_view word) {
  if (equals_any_folded(word, kNoPasswords)) return KeyClass::kNone;
  for (const std::string_view tail : {"password", "passwd", "passphrase", "passcode"}) {
    if (ends_folded(word, tail)) return KeyClass::kPassword;
  }
  if (word.size() > 5 && ends_folded(word, "pwd")) return KeyClass::kPassword;
  if (word.size() > 4 && (equals_folded(word, "dbpass") || equals_folded(word, "rootpass") ||
                          equals_folded(word, "mypass") || equals_folded(word, "smtppass") ||
                          equals_folded(word, "ftppass") || equals_folded(word, "mailpass"))) {
    return KeyClass::kPassword;
  }
  if (ends_folded(word, "secret")) return KeyClass::kSecret;
  if (ends_folded(word, "token") && !ends_folded(word, "pagetoken")) return KeyClass::kToken;
  if (word.size() > 5 && ends_folded(word, "key")) {
    const std::string_view head = word.substr(0, word.size() - 3);
    return equals_any_folded(head, kQualifiers) ? KeyClass::kKey : KeyClass::kNone;
  }
  if (word.size() > 6 && ends_folded(word, "keys")) {
    return equals_any_folded(word.substr(0, word.size() - 4), kQualifiers) ? KeyClass::kKey
                                                                           : KeyClass::kNone;
  }
  return KeyClass::kNone;
}

struct Words {
  std::array<std::string_view, kMaxWords> at;
  size_t count = 0;
};

// A word starts after a separator, at lower-Upper, at UPPERlower, and around digits.
bool starts_word(std::string_view key, size_t i, size_t begin) {
  const char before = key[i - 1], c = key[i];
  if (is_digit(before) != is_digit(c)) return true;
  if (is_upper(c) && is_lower(before)) return true;
  return is_lower(c) && is_upper(before) && i - begin >= 2;
}

Words words_of(std::string_view key) {
  Words words;
  size_t begin = 0;
  const auto flush = [&](size_t end) {
    if (end > begin && words.count < kMaxWords)
      words.at[words.count++] = key.substr(begin, end - begin);
  };
  for (size_t i = 0; i < key.size(); ++i) {
    if (!is_alnum(key[i])) {
      flush(i);
      begin = i + 1;
    } else if (i > begin && starts_word(key, i, begin)) {
      const bool acronym = is_lower(key[i]) && is_upper(key[i - 1]);
      const size_t cut = acronym ? i - 1 : i;
      flush(cut);
      begin = cut;
    }
  }
  flush(key.size());
  return words;
}

// What is left of a word after a credential word at its start ("tokenizer" -> "izer").
std::string_view rest_after_head(std::string_view word) {
  for (const std::string_view head : kConcatHeads) {
    if (word.size() > head.size() && starts_folded(word, head)) return word.substr(head.size());
  }
  return "";
}

bool is_token_like(KeyClass kind) {
  return kind == KeyClass::kToken || kind == KeyClass::kBareKey || kind == KeyClass::kKey;
}

// Decides from the words before a bare "key".
KeyClass qualified(const Words& words, size_t at) {
  const size_t from = at >= 2 ? at - 2 : 0;
  for (size_t i = from; i < at; ++i) {
    if (equals_any_folded(words.at[i], kQualifiers)) return KeyClass::kKey;
  }
  return KeyClass::kBareKey;
}

}  // namespace

std::string_view key_class_name(KeyClass kind) {
  static constexpr std::array<std::string_view, 7> kNames = {"none", "password", "secret", "token",
                                                             "key",  "bare key", "auth"};
  return kNames[static_cast<size_t>(kind)];
}

KeyName classify_key(std::string_view key) {
  KeyName name;
  if (is_working_directory(key)) return name;
  const Words words = words_of(key);
  const auto vetoed = [&name](std::string_view by) {
    name.kind = KeyClass::kNone;
    name.veto = by;
    return name;
  };
  size_t decider = words.count;
  for (size_t i = 0; i < words.count; ++i) {
    const std::string_view word = words.at[i];
    KeyClass kind = class_of_word(word);
    if (kind == KeyClass::kNone) kind = class_of_concatenation(word);
    if (kind != KeyClass::kNone) {
      name.kind = kind, name.word = word, decider = i;
    } else if (equals_any_folded(word, kVetoAnywhere)) {
      return vetoed(word);
    } else if (const auto rest = rest_after_head(word); !rest.empty()) {
      if (!equals_any_folded(rest, kNeutralTails)) return vetoed(word);
      name.kind = class_of_concatenation(word.substr(0, word.size() - rest.size()));
      name.word = word, decider = i;
    }
  }
  if (decider == words.count) return name;
  if (name.kind == KeyClass::kBareKey) name.kind = qualified(words, decider);
  if (is_token_like(name.kind) && decider > 0 &&
      equals_any_folded(words.at[decider - 1], kVetoHeads)) {
    return vetoed(words.at[decider - 1]);
  }
  for (size_t i = decider + 1; i < words.count; ++i) {
    if (is_veto_tail(words.at[i])) return vetoed(words.at[i]);
    // "i18n" and "sha256" are split at their digits; the letters before still tell.
    if (!is_number(words.at[i]) && !equals_any_folded(words.at[i], kNeutralTails))
      name.unknown_tail = true;
  }
  return name;
}

Span key_around(std::string_view text, size_t at) {
  const auto in_key = [](char c) { return is_word(c) || c == '.' || c == '-' || c == '$'; };
  size_t begin = at, end = at;
  while (begin > 0 && at - begin < kMaxReach && in_key(text[begin - 1])) --begin;
  while (end < text.size() && end - at < kMaxReach && in_key(text[end])) ++end;
  while (begin < at && (text[begin] == '-' || text[begin] == '.' || text[begin] == '$')) ++begin;
  return {begin, end};
}

}  // namespace sluice::judge
