#include "rules/rule_file.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/gitleaks_names.h"
#include "base/nearest.h"
#include "rules/rule_keys.h"
#include "rules/toml_text.h"

namespace sluice {
namespace {

// Collects the first error; every later read of a broken file is a no-op.
class RuleReader {
 public:
  RuleReader(std::string name, Dialect dialect) : name_(std::move(name)), dialect_(dialect) {}

  bool failed() const { return error_.has_value(); }
  Error take_error() { return std::move(*error_); }
  Dialect dialect() const { return dialect_; }

  std::string place(const toml::node& node) const {
    return escape_for_terminal(name_) + ":" + std::to_string(node.source().begin.line);
  }

  void fail(const toml::node& node, std::string_view key, std::string_view what) {
    if (failed()) return;
    error_ = Error{ErrorKind::kUsage,
                   place(node) + ": key `" + escape_for_terminal(key) + "`: " + std::string(what)};
  }

  void warn(const toml::node& node, std::string_view key, std::string_view what) {
    warnings_.push_back(place(node) + ": key `" + escape_for_terminal(key) +
                        "`: " + std::string(what));
  }

  std::vector<std::string> take_warnings() { return std::move(warnings_); }

  void read(const toml::node& node, std::string_view key, std::string& out) {
    if (const auto* value = node.as_string()) {
      out = value->get();
    } else {
      fail(node, key, "must be a string");
    }
  }

  void read(const toml::node& node, std::string_view key, bool& out) {
    if (const auto* value = node.as_boolean()) {
      out = value->get();
    } else {
      fail(node, key, "must be true or false");
    }
  }

  void read(const toml::node& node, std::string_view key, int& out) {
    const auto* value = node.as_integer();
    if (value != nullptr && value->get() >= 0 && value->get() <= 100) {
      out = static_cast<int>(value->get());
    } else {
      fail(node, key, "must be a whole number from 0 to 100");
    }
  }

  void read(const toml::node& node, std::string_view key, double& out) {
    const std::optional<double> value = node.value<double>();
    if (value && node.is_number() && *value >= 0 && *value <= 8) {
      out = *value;
    } else {
      fail(node, key, "must be a number from 0 to 8 (bits a byte)");
    }
  }

  void read(const toml::node& node, std::string_view key, std::vector<std::string>& out) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return fail(node, key, "must be a list of strings");
    out.clear();
    for (const toml::node& item : *array) {
      std::string text;
      read(item, key, text);
      out.push_back(std::move(text));
    }
  }

  // A list of lists, each joined.
  void read_joined(const toml::node& node, std::string_view key, std::vector<std::string>& out) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return fail(node, key, "must be a list of lists of strings");
    out.clear();
    for (const toml::node& item : *array) {
      std::vector<std::string> parts;
      read(item, key, parts);
      std::string joined;
      for (const std::string& part : parts) joined += part;
      out.push_back(std::move(joined));
    }
  }

  template <class Enum>
  void read_word(const toml::node& node, std::string_view key,
                 std::initializer_list<std::pair<std::string_view, Enum>> words, Enum& out) {
    std::string word;
    read(node, key, word);
    if (failed()) return;
    std::string choices;
    std::vector<std::string_view> names;
    for (const auto& [name, value] : words) {
      if (name == word) {
        out = value;
        return;
      }
      if (name.empty()) continue;
      if (!choices.empty()) choices += ", ";
      choices += name;
      names.push_back(name);
    }
    fail(node, key, "must be one of " + choices + did_you_mean(word, names));
  }

  // `known`: the keys that could have been meant.
  void unknown(const toml::node& node, std::string_view key,
               std::span<const std::string_view> known) {
    const std::string meant = did_you_mean(key, known);
    if (dialect_ == Dialect::kGitleaks) {
      warn(node, key, "unknown, ignored" + meant);
    } else {
      fail(node, key, "unknown" + (meant.empty() ? "; rules/README.md lists the keys" : meant));
    }
  }

  // Calls `visit(key, node)` for each entry; a key's spelling is gitleaks' any
  // case in its own dialect.
  void for_each_key(const toml::table& table,
                    const std::function<void(std::string_view, const toml::node&)>& visit) {
    for (const auto& [key, node] : table) {
      if (failed()) return;
      visit(dialect_ == Dialect::kGitleaks ? canonical(key.str()) : std::string(key.str()), node);
    }
  }

  // Each table of an array of tables, or the one table itself.
  void for_each_table(const toml::node& node, std::string_view key,
                      const std::function<void(const toml::table&)>& visit) {
    if (const toml::table* table = node.as_table()) return visit(*table);
    const toml::array* array = node.as_array();
    if (array == nullptr) return fail(node, key, "must be a table");
    for (const toml::node& item : *array) {
      const toml::table* table = item.as_table();
      if (table == nullptr) return fail(item, key, "must be a list of tables");
      visit(*table);
      if (failed()) return;
    }
  }

 private:
  static std::string canonical(std::string_view key) {
    for (std::string_view camel : {"secretGroup", "regexTarget", "targetRules", "disabledRules",
                                   "useDefault", "skipReport", "minVersion"}) {
      if (lowered(camel) == lowered(key)) return std::string(camel);
    }
    return lowered(key);
  }

  std::string name_;
  Dialect dialect_;
  std::optional<Error> error_;
  std::vector<std::string> warnings_;
};

void read_allowlist(RuleReader& reader, const toml::table& table, Allowlist& out,
                    std::vector<std::string>* target_rules) {
  if (reader.dialect() != Dialect::kBuiltin) out.source = reader.place(table);
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "description") {
      reader.read(node, key, out.description);
    } else if (key == "condition") {
      std::string word;
      reader.read(node, key, word);
      word = lowered(word);
      if (word == "and" || word == "&&") {
        out.all_of = true;
      } else if (!word.empty() && word != "or" && word != "||") {
        reader.fail(node, key, "must be AND or OR");
      }
    } else if (key == "commits") {
      reader.read(node, key, out.commits);
      for (std::string& commit : out.commits) commit = lowered(commit);
    } else if (key == "paths") {
      reader.read(node, key, out.paths);
    } else if (key == "regexes") {
      reader.read(node, key, out.regexes);
    } else if (key == "stopwords") {
      reader.read(node, key, out.stopwords);
      for (std::string& word : out.stopwords) word = lowered(word);
    } else if (key == "regexTarget") {
      reader.read_word<Allowlist::Target>(node, key,
                                          {{"secret", Allowlist::Target::kSecret},
                                           {"", Allowlist::Target::kSecret},
                                           {"match", Allowlist::Target::kMatch},
                                           {"line", Allowlist::Target::kLine}},
                                          out.target);
    } else if (key == "targetRules" && target_rules != nullptr) {
      reader.read(node, key, *target_rules);
    } else {
      reader.unknown(node, key, kAllowlistKeys);
    }
  });
  if (!reader.failed() && out.commits.empty() && out.paths.empty() && out.regexes.empty() &&
      out.stopwords.empty()) {
    reader.fail(table, "allowlists", "needs at least one of commits, paths, regexes, stopwords");
  }
}

void read_rule_key(RuleReader& reader, std::string_view key, const toml::node& node, Rule& rule) {
  if (key == "id") {
    reader.read(node, key, rule.id);
  } else if (key == "description") {
    reader.read(node, key, rule.description);
  } else if (key == "regex") {
    reader.read(node, key, rule.regex);
    rule.prefilters.clear();
    rule.builtin = reader.dialect() == Dialect::kBuiltin;
  } else if (key == "path") {
    reader.read(node, key, rule.path);
  } else if (key == "secretGroup") {
    reader.read(node, key, rule.secret_group);
  } else if (key == "entropy") {
    reader.read(node, key, rule.entropy);
  } else if (key == "keywords") {
    reader.read(node, key, rule.keywords);
    for (std::string& word : rule.keywords) word = lowered(word);
  } else if (key == "tags") {
    reader.read(node, key, rule.tags);
  } else if (key == "allowlists" || key == "allowlist") {
    reader.for_each_table(node, key, [&](const toml::table& table) {
      read_allowlist(reader, table, rule.allowlists.emplace_back(), nullptr);
    });
  } else if (key == "aliases" && reader.dialect() != Dialect::kGitleaks) {
    reader.read(node, key, rule.aliases);
  } else if (key == "title") {
    reader.read(node, key, rule.title);
  } else if (key == "severity") {
    reader.read_word<Severity>(node, key,
                               {{"critical", Severity::kCritical},
                                {"high", Severity::kHigh},
                                {"medium", Severity::kMedium},
                                {"low", Severity::kLow},
                                {"info", Severity::kInfo}},
                               rule.severity);
  } else if (key == "confidence") {
    reader.read_word<Confidence>(
        node, key,
        {{"high", Confidence::kHigh}, {"medium", Confidence::kMedium}, {"low", Confidence::kLow}},
        rule.confidence);
  } else if (key == "judge") {
    reader.read_word<JudgeKind>(node, key,
                                {{"token", JudgeKind::kToken},
                                 {"assignment", JudgeKind::kAssignment},
                                 {"url", JudgeKind::kUrl},
                                 {"private-key", JudgeKind::kPrivateKey},
                                 {"jwt", JudgeKind::kJwt},
                                 {"none", JudgeKind::kNone}},
                                rule.judge);
  } else if (key == "random") {
    reader.read(node, key, rule.random);
  } else if (key == "checksum") {
    reader.read(node, key, rule.checksum);
  } else if (key == "pair_id") {
    reader.read(node, key, rule.pair_id);
  } else if (key == "pair_value") {
    reader.read(node, key, rule.pair_value);
  } else if (key == "pair_key") {
    reader.read(node, key, rule.pair_key);
  } else if (key == "examples") {
    reader.read_joined(node, key, rule.examples);
  } else if (key == "counter_examples") {
    reader.read_joined(node, key, rule.counter_examples);
  } else if (key == "remediation") {
    reader.read(node, key, rule.remediation);
  } else if (key == "remediation_url") {
    reader.read(node, key, rule.remediation_url);
  } else if (key == "references") {
    reader.read(node, key, rule.references);
  } else if (key != "prefilter") {
    reader.unknown(node, key, kRuleKeys);
  }
}

bool valid_id(std::string_view id, Dialect dialect) {
  if (id.empty() || id.size() > 100) return false;
  if (dialect == Dialect::kGitleaks) return true;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

void check_rule(RuleReader& reader, const toml::table& table, Rule& rule) {
  if (!valid_id(rule.id, reader.dialect())) {
    return reader.fail(table, "id", "is required: lower-case letters, digits, dashes");
  }
  if (rule.regex.empty() && rule.path.empty() && rule.pair_value.empty()) {
    return reader.fail(table, "regex",
                       "rule '" + rule.id + "' has neither regex nor path nor pair_value");
  }
  if (rule.pair_id.empty() && !rule.pair_value.empty()) {
    return reader.fail(table, "pair_value", "rule '" + rule.id + "' has no pair_id");
  }
  if (rule.description.empty()) rule.description = rule.id;
  if (rule.title.empty()) rule.title = rule.description;
  if (reader.dialect() != Dialect::kBuiltin) return;
  if (rule.examples.empty()) {
    reader.fail(table, "examples", "rule '" + rule.id + "' needs at least one");
  } else if (rule.remediation.empty()) {
    reader.fail(table, "remediation", "rule '" + rule.id + "' needs one");
  }
}

// The rule of `base` that a table with this id overrides: gitleaks' file may call it by an
// alias.
const Rule* overridden(const std::vector<Rule>& base, std::string_view id, Dialect dialect) {
  const auto same =
      std::find_if(base.begin(), base.end(), [&](const Rule& rule) { return rule.id == id; });
  if (same != base.end()) return &*same;
  if (dialect != Dialect::kGitleaks) return nullptr;
  const auto alias = std::find_if(base.begin(), base.end(), [&](const Rule& rule) {
    return std::find(rule.aliases.begin(), rule.aliases.end(), id) != rule.aliases.end();
  });
  return alias == base.end() ? nullptr : &*alias;
}

// nullopt: it changes a rule of gitleaks that there is none of here.
std::optional<Rule> read_rule(RuleReader& reader, const toml::table& table,
                              const std::vector<Rule>& base) {
  Rule rule;
  if (reader.dialect() == Dialect::kBuiltin) rule.judge = JudgeKind::kToken;
  std::string id;
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "id") reader.read(node, key, id);
  });
  const Rule* const same = overridden(base, id, reader.dialect());
  if (same != nullptr) rule = *same;
  rule.source = reader.place(table);
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    read_rule_key(reader, key, node, rule);
  });
  if (same != nullptr) rule.id = same->id;
  // After `regex`, whose change makes the base rule's prefilters meaningless.
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "prefilter") reader.read(node, key, rule.prefilters);
  });
  if (same == nullptr && rule.regex.empty() && rule.path.empty() &&
      reader.dialect() == Dialect::kGitleaks && is_gitleaks_rule(id)) {
    reader.warn(table, "id", "no rule of this id is built in; docs/gitleaks.md says what finds it");
    return std::nullopt;
  }
  if (!reader.failed()) check_rule(reader, table, rule);
  return rule;
}

void read_extend(RuleReader& reader, const toml::table& table, RuleFile& file) {
  bool use_default = false;
  reader.for_each_key(table, [&](std::string_view key, const toml::node& node) {
    if (key == "useDefault") {
      reader.read(node, key, use_default);
    } else if (key == "disabledRules") {
      reader.read(node, key, file.disabled_rules);
    } else if (key == "path" || key == "url") {
      reader.warn(node, key, "is not followed by this version");
    } else {
      reader.unknown(node, key, kExtendKeys);
    }
  });
}

}  // namespace

Result<RuleFile> parse_rule_file(std::string_view text, const std::string& name, Dialect dialect,
                                 const std::vector<Rule>& base) {
  const Result<toml::table> parsed = parse_toml(text, name);
  if (!parsed) return parsed.error();
  RuleFile file;
  file.dialect = dialect;
  RuleReader reader(name, dialect);
  std::set<std::string> ids;
  reader.for_each_key(*parsed, [&](std::string_view key, const toml::node& node) {
    if (key == "title" || key == "description" || key == "minVersion") {
      std::string unused;
      reader.read(node, key, unused);
    } else if (key == "rules") {
      reader.for_each_table(node, key, [&](const toml::table& table) {
        std::optional<Rule> rule = read_rule(reader, table, base);
        if (!rule) return;
        if (!reader.failed() && !ids.insert(rule->id).second) {
          const std::string twice = "'" + escape_for_terminal(rule->id) + "' stands twice";
          if (dialect != Dialect::kGitleaks) return reader.fail(table, "id", twice);
          reader.warn(table, "id", twice + "; the last one counts");
          std::erase_if(file.rules, [&](const Rule& earlier) { return earlier.id == rule->id; });
        }
        file.rules.push_back(*std::move(rule));
      });
    } else if (key == "allowlists" || key == "allowlist") {
      reader.for_each_table(node, key, [&](const toml::table& table) {
        RuleFile::TargetedAllowlist& entry = file.allowlists.emplace_back();
        entry.where = reader.place(table);
        read_allowlist(reader, table, entry.allowlist, &entry.rule_ids);
      });
    } else if (key == "disabled_rules" && dialect != Dialect::kGitleaks) {
      reader.read(node, key, file.disabled_rules);
    } else if (key == "builtin_rules" && dialect != Dialect::kGitleaks) {
      reader.read(node, key, file.builtin_rules);
    } else if (key == "new_suppressions" && dialect == Dialect::kSluice) {
      std::string mode;
      reader.read(node, key, mode);
      if (!reader.failed() && mode != "allow" && mode != "fail") {
        reader.fail(node, key, "is \"allow\" or \"fail\"");
      }
      file.new_suppressions_fail = mode == "fail";
    } else if (key == "extend") {
      reader.for_each_table(node, key,
                            [&](const toml::table& table) { read_extend(reader, table, file); });
    } else {
      reader.unknown(node, key, kFileKeys);
    }
  });
  if (reader.failed()) return reader.take_error();
  file.warnings = reader.take_warnings();
  return file;
}

std::string meant_rule(std::string_view id, const std::vector<Rule>& rules) {
  std::vector<std::string_view> names;
  for (const Rule& rule : rules) {
    names.push_back(rule.id);
    names.insert(names.end(), rule.aliases.begin(), rule.aliases.end());
  }
  return did_you_mean(id, names);
}

Result<RuleSet> merge_rules(std::vector<Rule> base, RuleFile file) {
  if (!file.builtin_rules) base.clear();
  const auto find = [&](std::string_view id) {
    return std::find_if(base.begin(), base.end(), [&](const Rule& rule) { return rule.id == id; });
  };
  for (Rule& rule : file.rules) {
    const auto same = find(rule.id);
    if (same == base.end()) {
      base.push_back(std::move(rule));
    } else {
      *same = std::move(rule);
    }
  }
  std::vector<Allowlist> global;
  for (RuleFile::TargetedAllowlist& entry : file.allowlists) {
    if (entry.rule_ids.empty()) global.push_back(std::move(entry.allowlist));
    for (const std::string& id : entry.rule_ids) {
      const auto is_id = [&](std::string_view name) { return name == id; };
      bool known = is_gitleaks_rule(id);
      for (Rule& rule : base) {
        if (!is_enabled_by(rule, is_id)) continue;
        known = true;
        rule.allowlists.push_back(entry.allowlist);
      }
      if (!known) {
        return Error{ErrorKind::kUsage, entry.where + ": key `targetRules`: no rule has the id '" +
                                            escape_for_terminal(id) + "'" + meant_rule(id, base)};
      }
    }
  }
  const std::set<std::string, std::less<>> disabled(file.disabled_rules.begin(),
                                                    file.disabled_rules.end());
  for (const std::string& id : disabled) {
    const bool known =
        is_gitleaks_rule(id) || file.dialect == Dialect::kGitleaks || find(id) != base.end();
    if (!known) {
      const std::string meant = meant_rule(id, base);
      return Error{ErrorKind::kUsage, "disabled_rules: no rule has the id '" +
                                          escape_for_terminal(id) + "'" +
                                          (meant.empty() ? "; see `sluice rules list`" : meant)};
    }
  }
  std::erase_if(base, [&](const Rule& rule) {
    return is_disabled_by(rule, [&](std::string_view name) { return disabled.contains(name); });
  });
  if (base.empty()) {
    return Error{ErrorKind::kUsage,
                 "no rule is left to run: the configuration switches all of them off"};
  }
  return RuleSet(std::move(base), std::move(global));
}

}  // namespace sluice
