#include "findings/known_values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/escape.h"
#include "findings/written_forms.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 32;
constexpr size_t kMaxQuoted = size_t{64} << 10;  // bytes of a quoted value in a .env file
// Keys beside a password in a manager's record (the structure that AWS gives databases among it).
constexpr std::array<std::string_view, 40> kNotSecret = {"username",
                                                         "user",
                                                         "login",
                                                         "email",
                                                         "host",
                                                         "hostname",
                                                         "endpoint",
                                                         "port",
                                                         "engine",
                                                         "dbname",
                                                         "database",
                                                         "dbinstanceidentifier",
                                                         "dbclusteridentifier",
                                                         "masterarn",
                                                         "region",
                                                         "account",
                                                         "accountid",
                                                         "account_id",
                                                         "arn",
                                                         "name",
                                                         "id",
                                                         "url",
                                                         "scheme",
                                                         "protocol",
                                                         "schema",
                                                         "ssl",
                                                         "sslmode",
                                                         "created",
                                                         "createddate",
                                                         "version",
                                                         "versionid",
                                                         "type",
                                                         "description",
                                                         "clientid",
                                                         "client_id",
                                                         "accesskeyid",
                                                         "access_key_id",
                                                         "environment",
                                                         "env",
                                                         "servername"};

bool is_not_secret(std::string_view key) {
  return std::find(kNotSecret.begin(), kNotSecret.end(), lowered(key)) != kNotSecret.end();
}

// Of the standard alphabet, padded or not; nullopt: it is none.
std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) return std::nullopt;
    bits = (bits << 6 | static_cast<uint32_t>(digit)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

// Takes values in; what is too short or no secret by its name is told apart.
class Values {
 public:
  Values(const KnownValueOptions& options, KnownValues& out) : options_(options), out_(out) {}

  void add(std::string name, std::string value) {
    if (value.empty()) return;
    if (name.empty()) name = "(no name)";
    if (value.size() < kMinKnownBytes) {
      out_.too_short.push_back(name);
    } else {
      out_.values.push_back({name, std::move(value)});
    }
  }

  // The value of a key, in a record of several.
  void add_of_key(const std::string& name, std::string_view key, std::string value) {
    if (!options_.take_all && is_not_secret(key)) {
      out_.not_secret.push_back(name);
    } else {
      add(name, std::move(value));
    }
  }

  const KnownValueOptions& options() const { return options_; }
  KnownValues& out() { return out_; }

 private:
  const KnownValueOptions& options_;
  KnownValues& out_;
};

std::string text_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

const Json* list_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_array() ? &*at : nullptr;
}

const Json* object_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_object() ? &*at : nullptr;
}

class JsonExport {
 public:
  explicit JsonExport(Values& values) : values_(values) {}

  // Empty: it was read; else what is wrong with it.
  std::string read(const Json& document) {
    if (document.is_array()) {
      for (const Json& each : document) record(each);
    } else {
      record(document);
    }
    return std::move(wrong_);
  }

 private:
  void record(const Json& json) {
    if (json.is_string()) {
      values_.add("value " + std::to_string(++unnamed_), json.get<std::string>());
      return;
    }
    if (!json.is_object()) return;
    if (const Json* list = list_of(json, "SecretValues")) {
      for (const Json& each : *list) record(each);
      missing(json, "Errors", "SecretId");
    } else if (json.contains("SecretString") || json.contains("SecretBinary")) {
      secrets_manager(json);
    } else if (const Json* parameters = list_of(json, "Parameters")) {
      for (const Json& each : *parameters) parameter(each);
      missing(json, "InvalidParameters", nullptr);
    } else if (const Json* one = object_of(json, "Parameter")) {
      parameter(*one);
    } else if (object_of(json, "data") != nullptr && json.contains("lease_id")) {
      vault(json);
    } else if (text_of(json, "kind") == "Secret" && object_of(json, "data") != nullptr) {
      kubernetes(json);
    } else if (const Json* items = list_of(json, "items"); items && json.contains("apiVersion")) {
      for (const Json& each : *items) record(each);
    } else {
      leaves("", "", json, 0);
    }
  }

  // Secrets Manager: get-secret-value, and an element of batch-get-secret-value.
  void secrets_manager(const Json& json) {
    std::string name = text_of(json, "Name");
    if (name.empty()) name = text_of(json, "ARN");
    if (name.empty()) name = "secret " + std::to_string(++unnamed_);
    if (const std::string text = text_of(json, "SecretString"); !text.empty()) {
      text_or_record(name, text);
    }
    if (const std::string text = text_of(json, "SecretBinary"); !text.empty()) {
      values_.add(name + " (binary)", from_base64(text).value_or(text));
    }
  }

  // A value that may itself be a JSON object of keys and values.
  void text_or_record(const std::string& name, const std::string& text) {
    const Json inner = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (inner.is_object()) {
      leaves(name + "#", "", inner, 0);
    } else {
      values_.add(name, text);
    }
  }

  // Parameter Store.
  void parameter(const Json& json) {
    if (!json.is_object()) return;
    std::string name = text_of(json, "Name");
    if (name.empty()) name = "parameter " + std::to_string(++unnamed_);
    const std::string value = text_of(json, "Value");
    const bool is_secure = text_of(json, "Type") == "SecureString";
    // What KMS gives begins with a version and the length of a key's name.
    if (is_secure && (value.starts_with("AQICA") || value.starts_with("AQECA")) &&
        value.size() > 80) {
      wrong_ = "'" + escape_for_terminal(name) +
               "' is still encrypted; export with "
               "--with-decryption";
      return;
    }
    if (!is_secure && !values_.options().take_all) {
      values_.out().not_secret.push_back(name);
    } else {
      text_or_record(name, value);
    }
  }

  // `vault kv get -format=json`; version 2 has its metadata beside the data.
  void vault(const Json& json) {
    const Json& data = json["data"];
    const Json* inner = object_of(data, "data");
    const bool is_v2 = inner != nullptr && data.contains("metadata");
    leaves("", "", is_v2 ? *inner : data, 0);
  }

  void kubernetes(const Json& json) {
    const Json* metadata = object_of(json, "metadata");
    const std::string name = metadata != nullptr ? text_of(*metadata, "name") : "";
    for (const auto& [key, value] : json["data"].items()) {
      if (!value.is_string()) continue;
      const std::string text = value.get<std::string>();
      values_.add_of_key(name + "#" + key, key, from_base64(text).value_or(text));
    }
  }

  // The strings of any other document, named by the keys that lead to them.
  void leaves(const std::string& path, std::string_view key, const Json& json, int depth) {
    if (depth > kMaxDepth) {
      wrong_ = "nested more than " + std::to_string(kMaxDepth) + " deep";
    } else if (json.is_string()) {
      values_.add_of_key(path, key, json.get<std::string>());
    } else if (json.is_object()) {
      const bool first = path.empty() || path.ends_with('#');
      for (const auto& [name, value] : json.items()) {
        leaves(first ? path + name : path + "." + name, name, value, depth + 1);
      }
    } else if (json.is_array()) {
      size_t number = 0;
      for (const Json& each : json) {
        leaves(path + "[" + std::to_string(number++) + "]", key, each, depth + 1);
      }
    } else if (json.is_number_integer() || json.is_number_unsigned()) {
      values_.add_of_key(path, key, json.dump());
    }
  }

  void missing(const Json& json, const char* list_key, const char* key) {
    const Json* list = list_of(json, list_key);
    if (list == nullptr) return;
    for (const Json& each : *list) {
      const std::string name = each.is_string()                     ? each.get<std::string>()
                               : key != nullptr && each.is_object() ? text_of(each, key)
                                                                    : "";
      values_.out().missing.push_back(name.empty() ? "a secret" : name);
    }
  }

  Values& values_;
  size_t unnamed_ = 0;
  std::string wrong_;
};

std::vector<std::string_view> lines_of(std::string_view bytes) {
  std::vector<std::string_view> lines;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

void read_lines(std::string_view bytes, Values& values) {
  size_t number = 0;
  for (const std::string_view line : lines_of(bytes)) {
    ++number;
    if (trim(line, kWhitespace).empty()) continue;
    values.add("line " + std::to_string(number), std::string(line));
  }
}

struct Assignment {
  std::string_view key, value;
};

// KEY=VALUE, with or without `export`.
std::optional<Assignment> assignment_in(std::string_view line) {
  line = trim(line, kWhitespace);
  constexpr std::string_view kExport = "export ";
  if (line.starts_with(kExport)) line = trim(line.substr(kExport.size()), kWhitespace);
  const size_t equals = line.find('=');
  if (equals == line.npos || equals == 0) return std::nullopt;
  const std::string_view key = trim(line.substr(0, equals), kWhitespace);
  const auto is_key = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  };
  const bool is_name = !key.empty() && std::all_of(key.begin(), key.end(), is_key) &&
                       !(key[0] >= '0' && key[0] <= '9');
  if (!is_name) return std::nullopt;
  return Assignment{key, trim(line.substr(equals + 1), kWhitespace)};
}

// What follows the quote that `text` begins with, up to its end: "…" with \n, \t, \\, \" and '…'
// as it is. `closed` is cleared where the quote has no end in `text`.
std::string unquoted(std::string_view text, bool& closed) {
  const char quote = text[0];
  std::string out;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) return out;
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      const char next = text[++i];
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
    } else {
      out += text[i];
    }
  }
  closed = false;
  return out;
}

// An unquoted value ends where a comment begins.
std::string plain_value(std::string_view text) {
  for (size_t at = text.find('#'); at != text.npos; at = text.find('#', at + 1)) {
    if (at > 0 && kWhitespace.find(text[at - 1]) != kWhitespace.npos)
      return std::string(trim(text.substr(0, at), kWhitespace));
  }
  return std::string(text);
}

// Empty: it was read; else what is wrong, with its line.
std::string read_dotenv(std::string_view bytes, Values& values) {
  const std::vector<std::string_view> lines = lines_of(bytes);
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i], kWhitespace);
    if (line.empty() || line.starts_with('#')) continue;
    const std::optional<Assignment> read = assignment_in(line);
    if (!read) return "line " + std::to_string(i + 1) + " is no KEY=VALUE";
    const std::string key(read->key);
    if (!read->value.starts_with('"') && !read->value.starts_with('\'')) {
      values.add_of_key(key, key, plain_value(read->value));
      continue;
    }
    // A quoted value may go on over lines.
    std::string text(read->value);
    bool closed = true;
    std::string value = unquoted(text, closed);
    const size_t begun = i;
    while (!closed && i + 1 < lines.size() && text.size() < kMaxQuoted) {
      text += "\n" + std::string(lines[++i]);
      closed = true;
      value = unquoted(text, closed);
    }
    if (!closed) return "line " + std::to_string(begun + 1) + " has a quote without its end";
    values.add_of_key(key, key, std::move(value));
  }
  return "";
}

// It reads as one, and not every value is the padding of base64 or nothing.
bool looks_like_dotenv(std::string_view bytes) {
  const KnownValueOptions all{ValueFormat::kDotenv, true};
  KnownValues read;
  Values values(all, read);
  if (!read_dotenv(bytes, values).empty()) return false;
  const auto tells = [](const KnownValue& each) {
    return each.value.find_first_not_of('=') != std::string::npos;
  };
  return !read.too_short.empty() || std::any_of(read.values.begin(), read.values.end(), tells);
}

ValueFormat format_of(std::string_view bytes) {
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  if (first == bytes.npos) return ValueFormat::kLines;
  if (bytes[first] == '{' || bytes[first] == '[') return ValueFormat::kJson;
  return looks_like_dotenv(bytes) ? ValueFormat::kDotenv : ValueFormat::kLines;
}

std::string read_json(std::string_view bytes, Values& values) {
  const Json document = Json::parse(bytes.begin(), bytes.end(), nullptr,
                                    /*allow_exceptions=*/false);
  if (document.is_discarded()) return "not valid JSON; --as lines reads a value a line";
  return JsonExport(values).read(document);
}

std::string read_as(ValueFormat format, std::string_view bytes, Values& values) {
  switch (format) {
    case ValueFormat::kJson: return read_json(bytes, values);
    case ValueFormat::kDotenv: return read_dotenv(bytes, values);
    case ValueFormat::kLines:
    case ValueFormat::kAuto: break;
  }
  read_lines(bytes, values);
  return "";
}

}  // namespace

Result<KnownValues> read_known_values(std::string_view name, std::string_view bytes,
                                      const KnownValueOptions& options) {
  const std::string shown = escape_for_terminal(name);
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  KnownValues known;
  known.format = options.format == ValueFormat::kAuto ? format_of(bytes) : options.format;
  Values values(options, known);
  if (const std::string wrong = read_as(known.format, bytes, values); !wrong.empty()) {
    return Error{ErrorKind::kUsage, shown + ": " + wrong};
  }
  if (known.values.size() > kMaxKnownValues) {
    return Error{ErrorKind::kLimit,
                 shown + ": more than " + std::to_string(kMaxKnownValues) + " values"};
  }
  return known;
}

}  // namespace sluice
