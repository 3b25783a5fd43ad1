#include "rules/gitleaks_file.h"

#include <charconv>
#include <functional>

#include "base/ascii.h"
#include "base/escape.h"
#include "rules/toml_text.h"

namespace sluice {
namespace {

using GitleaksAllowlist = GitleaksFile::Allowlist;

// The first error; every later read of a broken file is a no-op.
class GitleaksReader {
 public:
  explicit GitleaksReader(std::string name) : name_(std::move(name)) {}

  const std::optional<Error>& error() const { return error_; }
  std::string place(const toml::node& node) const {
    return name_ + ":" + std::to_string(node.source().begin.line);
  }
  void fail(const toml::node& node, const std::string& what) {
    if (!error_) error_ = Error{ErrorKind::kUsage, place(node) + ": " + what};
  }

  // visit(key in lower case, node)
  void for_each_key(const toml::table& table,
                    const std::function<void(std::string_view, const toml::node&)>& visit) {
    for (const auto& [key, node] : table) {
      if (!error_) visit(lowered(key.str()), node);
    }
  }

  // Each table of a list, or the one table itself.
  void for_each_table(const toml::node& node, std::string_view key,
                      const std::function<void(const toml::table&)>& visit) {
    if (const toml::table* table = node.as_table()) return visit(*table);
    const toml::array* array = node.as_array();
    if (array == nullptr) return fail(node, "`" + std::string(key) + "` must be a table");
    for (const toml::node& item : *array) {
      const toml::table* table = item.as_table();
      if (table == nullptr) return fail(item, "`" + std::string(key) + "` must be tables");
      visit(*table);
    }
  }

  void read(const toml::node& node, std::string_view key, std::string& out) {
    if (const auto* text = node.as_string()) {
      out = text->get();
    } else if (const auto* flag = node.as_boolean()) {
      out = flag->get() ? "1" : "0";
    } else if (const auto* number = node.as_integer()) {
      out = std::to_string(number->get());
    } else if (const auto* real = node.as_floating_point()) {
      char digits[64];
      out.assign(digits, std::to_chars(digits, digits + sizeof digits, real->get()).ptr);
    } else {
      fail(node, "`" + std::string(key) + "` must be a text");
    }
  }

  void read(const toml::node& node, std::string_view key, bool& out) {
    std::string text;
    read(node, key, text);
    const bool yes = text == "1" || text == "t" || text == "T" || text == "true" ||
                     text == "TRUE" || text == "True";
    const bool no = text.empty() || text == "0" || text == "f" || text == "F" || text == "false" ||
                    text == "FALSE" || text == "False";
    out = yes || (!no && node.is_integer());
    if (!yes && !no && !node.is_integer()) {
      fail(node, "`" + std::string(key) + "` must be true or false");
    }
  }

  template <class Number>
  void read_number(const toml::node& node, std::string_view key, Number& out) {
    if (const auto* real = node.as_floating_point()) {
      out = static_cast<Number>(real->get());
      return;
    }
    std::string text;
    read(node, key, text);
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (!text.empty() && (failed != std::errc() || end != text.data() + text.size())) {
      fail(node, "`" + std::string(key) + "` must be a number");
    }
  }

  void read(const toml::node& node, std::string_view key, std::vector<std::string>& out) {
    out.clear();
    if (const toml::array* array = node.as_array()) {
      for (const toml::node& item : *array) read(item, key, out.emplace_back());
      return;
    }
    std::string text;
    read(node, key, text);
    for (size_t at = 0; !text.empty() && at <= text.size();) {
      const size_t end = node.is_string() ? std::min(text.find(',', at), text.size()) : text.size();
      out.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }

 private:
  std::string name_;
  std::optional<Error> error_;
};

void read_condition(GitleaksReader& reader, const toml::node& node, GitleaksAllowlist& list) {
  std::string word;
  reader.read(node, "condition", word);
  word = lowered(word);
  list.all_of = word == "and" || word == "&&";
  if (!list.all_of && !word.empty() && word != "or" && word != "||") {
    reader.fail(node, "unknown allowlist |condition| '" + escape_for_terminal(word) +
                          "' (expected 'and', 'or')");
  }
}

void read_target(GitleaksReader& reader, const toml::node& node, GitleaksAllowlist& list) {
  std::string word;
  reader.read(node, "regexTarget", word);
  if (word == "match") {
    list.target = GitleaksFile::Target::kMatch;
  } else if (word == "line") {
    list.target = GitleaksFile::Target::kLine;
  } else if (!word.empty() && word != "secret") {
    reader.fail(node, "unknown allowlist |regexTarget| '" + escape_for_terminal(word) +
                          "' (expected 'match', 'line')");
  }
}

GitleaksAllowlist read_allowlist(GitleaksReader& reader, const toml::table& table) {
  GitleaksAllowlist list;
  list.where = reader.place(table);
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "condition") read_condition(reader, node, list);
    if (key == "regextarget") read_target(reader, node, list);
    if (key == "commits") reader.read(node, key, list.commits);
    if (key == "paths") reader.read(node, key, list.paths);
    if (key == "regexes") reader.read(node, key, list.regexes);
    if (key == "stopwords") reader.read(node, key, list.stopwords);
    if (key == "targetrules") reader.read(node, key, list.target_rules);
  });
  if (list.commits.empty() && list.paths.empty() && list.regexes.empty() &&
      list.stopwords.empty()) {
    reader.fail(table,
                "an allowlist must contain at least one check for: commits, paths, regexes, or "
                "stopwords");
  }
  return list;
}

// `[allowlist]`, the old form, and `[[allowlists]]`: one or the other.
void read_allowlists(GitleaksReader& reader, const toml::table& table,
                     std::vector<GitleaksAllowlist>& lists) {
  bool old_form = false;
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "allowlist" && node.is_table()) old_form = true;
    if (key != "allowlists" && key != "allowlist") return;
    if (key == "allowlist" && !node.is_table()) return reader.fail(node, "[allowlist] is a table");
    reader.for_each_table(
        node, key, [&](const toml::table& list) { lists.push_back(read_allowlist(reader, list)); });
  });
  if (old_form && lists.size() > 1) {
    reader.fail(table, "[allowlist] is deprecated, it cannot be used alongside [[allowlists]]");
  }
}

GitleaksFile::Required read_required(GitleaksReader& reader, const toml::table& table) {
  GitleaksFile::Required required;
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "id") reader.read(node, key, required.id);
    if (key == "withinlines") reader.read_number(node, key, required.within_lines.emplace());
    if (key == "withincolumns") reader.read_number(node, key, required.within_columns.emplace());
  });
  if (required.id.empty()) reader.fail(table, "[[rules.required]] rule ID is empty");
  return required;
}

GitleaksFile::Rule read_rule(GitleaksReader& reader, const toml::table& table) {
  GitleaksFile::Rule rule;
  rule.where = reader.place(table);
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "id") reader.read(node, key, rule.id);
    if (key == "description") reader.read(node, key, rule.description);
    if (key == "regex") reader.read(node, key, rule.regex);
    if (key == "path") reader.read(node, key, rule.path);
    if (key == "secretgroup") reader.read_number(node, key, rule.secret_group);
    if (key == "entropy") reader.read_number(node, key, rule.entropy);
    if (key == "keywords") reader.read(node, key, rule.keywords);
    if (key == "tags") reader.read(node, key, rule.tags);
    if (key == "skipreport") reader.read(node, key, rule.skip_report);
    if (key != "required") return;
    reader.for_each_table(node, key, [&](const toml::table& item) {
      rule.required.push_back(read_required(reader, item));
    });
  });
  read_allowlists(reader, table, rule.allowlists);
  return rule;
}

void read_extend(GitleaksReader& reader, const toml::table& table, GitleaksFile& file) {
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "usedefault") reader.read(node, key, file.use_default);
    if (key == "path") reader.read(node, key, file.extend_path);
    if (key == "disabledrules") reader.read(node, key, file.disabled_rules);
  });
}

}  // namespace

Result<GitleaksFile> parse_gitleaks_file(std::string_view text, const std::string& name) {
  Result<toml::table> parsed = parse_toml(text, name);
  if (!parsed) return std::move(parsed).error();
  GitleaksFile file;
  file.name = escape_for_terminal(name);
  GitleaksReader reader(file.name);
  reader.for_each_key(*parsed, [&](std::string_view key, const toml::node& node) {
    if (key == "rules") {
      reader.for_each_table(node, key, [&](const toml::table& rule) {
        file.rules.push_back(read_rule(reader, rule));
      });
    } else if (key == "extend") {
      reader.for_each_table(node, key,
                            [&](const toml::table& table) { read_extend(reader, table, file); });
    }
  });
  read_allowlists(reader, *parsed, file.allowlists);
  if (reader.error()) return *reader.error();
  return file;
}

}  // namespace sluice
