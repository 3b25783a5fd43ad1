#include "git/config.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/file_reader.h"

namespace sluice::git {
namespace {

constexpr uint64_t kMaxConfigBytes = uint64_t{4} << 20;

bool is_key_char(char c) { return is_alnum(c) || c == '-'; }

// A character at a time, as git's own reader goes: the end of the file reads as
// a newline, and so does "\r\n".
class ConfigParser {
 public:
  explicit ConfigParser(std::string_view bytes) : bytes_(bytes) {
    if (bytes_.substr(0, 3) == "\xef\xbb\xbf") at_ = 3;
  }

  Result<std::vector<ConfigEntry>> parse() {
    bool comment = false;
    while (at_ < bytes_.size()) {
      const char c = next();
      if (c == '\n') {
        comment = false;
      } else if (comment || is_whitespace(c)) {
        continue;
      } else if (c == '#' || c == ';') {
        comment = true;
      } else if (c == '[') {
        if (!section()) return bad_line();
      } else if (is_alpha(c)) {
        if (!variable(c)) return bad_line();
      } else {
        return bad_line();
      }
    }
    return std::move(entries_);
  }

 private:
  char next() {
    if (at_ >= bytes_.size()) return '\n';
    char c = bytes_[at_++];
    if (c == '\r' && at_ < bytes_.size() && bytes_[at_] == '\n') c = bytes_[at_++];
    if (c == '\n') ++line_;
    return c;
  }

  // At a newline the counter already stands on the line after it.
  Error bad_line() const {
    const bool after_newline = at_ > 0 && at_ <= bytes_.size() && bytes_[at_ - 1] == '\n';
    return {ErrorKind::kCorrupt,
            "bad config line " + std::to_string(after_newline ? line_ - 1 : line_)};
  }

  // After '['. [section], [section.subsection] or [section "subsection"].
  bool section() {
    std::string name;
    for (;;) {
      const char c = next();
      if (c == ']') break;
      if (is_whitespace(c)) {
        if (c == '\n' || !quoted_subsection(name)) return false;
        break;
      }
      if (!is_key_char(c) && c != '.') return false;
      name += to_lower(c);
    }
    const size_t dot = name.find('.');
    section_ = name.substr(0, dot);
    subsection_ = dot == std::string::npos ? "" : name.substr(dot + 1);
    return true;
  }

  // Appends ".subsection" to `name` and takes the closing bracket.
  bool quoted_subsection(std::string& name) {
    char c = next();
    while (c == ' ' || c == '\t') c = next();
    if (c != '"') return false;
    name += '.';
    for (;;) {
      c = next();
      if (c == '\n') return false;
      if (c == '"') break;
      if (c == '\\') c = next();
      if (c == '\n') return false;
      name += c;
    }
    return next() == ']';
  }

  bool variable(char first) {
    ConfigEntry entry{section_, subsection_, std::string(1, to_lower(first)), std::nullopt};
    char c = next();
    for (; is_key_char(c); c = next()) entry.name += to_lower(c);
    while (c == ' ' || c == '\t') c = next();
    if (c != '\n') {
      if (c != '=') return false;
      entry.value.emplace();
      if (!value(*entry.value)) return false;
    }
    entries_.push_back(std::move(entry));
    return true;
  }

  // Up to the end of the line; a backslash before a newline joins two lines.
  bool value(std::string& out) {
    bool quoted = false, comment = false;
    size_t kept = 0;  // `out` up to here is not trailing white space
    for (;;) {
      char c = next();
      if (c == '\n') {
        out.resize(kept);
        return !quoted;
      }
      if (comment) continue;
      if (!quoted && is_whitespace(c)) {
        if (!out.empty()) out += c;
        continue;
      }
      if (!quoted && (c == '#' || c == ';')) {
        comment = true;
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
        kept = out.size();
        continue;
      }
      if (c == '\\') {
        const bool at_end = at_ >= bytes_.size();
        switch (c = next()) {
          case '\n':
            if (at_end) return false;
            continue;
          case 't': c = '\t'; break;
          case 'b': c = '\b'; break;
          case 'n': c = '\n'; break;
          case '\\':
          case '"': break;
          default: return false;
        }
      }
      out += c;
      kept = out.size();
    }
  }

  std::string_view bytes_;
  size_t at_ = 0;
  uint64_t line_ = 1;
  std::string section_, subsection_;
  std::vector<ConfigEntry> entries_;
};

}  // namespace

std::optional<bool> ConfigEntry::as_bool() const {
  if (!value) return true;
  const std::string word = lowered(*value);
  if (word == "true" || word == "yes" || word == "on") return true;
  if (word.empty() || word == "false" || word == "no" || word == "off") return false;
  int64_t number = 0;
  const char* end = word.data() + word.size();
  const auto [at, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit(at, static_cast<size_t>(end - at));
  if (!unit.empty() && unit != "k" && unit != "m" && unit != "g") return std::nullopt;
  return number != 0;
}

Result<Config> Config::parse(std::string_view bytes) {
  Result<std::vector<ConfigEntry>> entries = ConfigParser(bytes).parse();
  if (!entries) return entries.error();
  Config config;
  config.entries_ = std::move(*entries);
  return config;
}

Result<Config> Config::read(const std::string& path) {
  const Result<std::string> bytes = read_file(path, kMaxConfigBytes);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::kNotFound) return Config{};
    return bytes.error();
  }
  Result<Config> config = parse(*bytes);
  if (!config) {
    return Error{config.error().kind, escape_for_terminal(path) + ": " + config.error().message};
  }
  return config;
}

void Config::append(Config later) {
  std::move(later.entries_.begin(), later.entries_.end(), std::back_inserter(entries_));
}

const ConfigEntry* Config::find(std::string_view section, std::string_view subsection,
                                std::string_view name) const {
  const auto at = std::find_if(entries_.rbegin(), entries_.rend(), [&](const ConfigEntry& entry) {
    return entry.section == section && entry.subsection == subsection && entry.name == name;
  });
  return at == entries_.rend() ? nullptr : &*at;
}

}  // namespace sluice::git
