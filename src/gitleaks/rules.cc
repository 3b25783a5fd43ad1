#include "gitleaks/rules.h"

#include <algorithm>

#include "base/error.h"
#include "base/escape.h"
#include "base/gitleaks_names.h"
#include "gitleaks/go_text.h"

namespace sluice::gitleaks {
namespace {

// A file, what it extends, what that extends: no further, as gitleaks has it.
constexpr unsigned kMaxExtendDepth = 2;

// What a finding of one of sluice's own rules is called here.
const std::string& shown_id(const Rule& rule) {
  if (is_gitleaks_rule(rule.id) || rule.aliases.empty()) return rule.id;
  return rule.aliases.front();
}

class Compiler {
 public:
  Compiler(const std::vector<Rule>& builtin, const ReadFile& read_file)
      : builtin_(builtin), read_file_(read_file) {}

  Result<Rules> compile(const GitleaksFile& file) {
    Result<Rules> rules = with_base(file, 0);
    if (!rules) return rules;
    if (Result<void> valid = validate(*rules); !valid) return std::move(valid).error();
    if (Result<void> added = add_targeted(file, *rules); !added) return std::move(added).error();
    return rules;
  }

 private:
  static Result<std::shared_ptr<const GoRegexp>> pattern(const std::string& text,
                                                         const std::string& where,
                                                         const char* key) {
    if (text.empty()) return std::shared_ptr<const GoRegexp>();
    Result<GoRegexp> regex = GoRegexp::compile(text);
    if (!regex) return usage_error(where + ": `" + key + "`: " + regex.error().message);
    return std::shared_ptr<const GoRegexp>(std::make_shared<GoRegexp>(*std::move(regex)));
  }

  static Result<void> add_lists(const std::vector<GitleaksFile::Allowlist>& written,
                                Allowlists& lists) {
    for (const GitleaksFile::Allowlist& one : written) {
      Result<Allowlist> list = Allowlist::compile(one);
      if (!list) return std::move(list).error();
      lists.push_back(std::make_shared<const Allowlist>(*std::move(list)));
    }
    return {};
  }

  static Result<GitleaksRule> rule(const GitleaksFile::Rule& written) {
    GitleaksRule rule;
    rule.id = written.id;
    rule.description = written.description;
    auto regex = pattern(written.regex, written.where, "regex");
    if (!regex) return std::move(regex).error();
    auto path = pattern(written.path, written.where, "path");
    if (!path) return std::move(path).error();
    rule.regex = *std::move(regex);
    rule.path = *std::move(path);
    rule.secret_group = static_cast<size_t>(std::max<int64_t>(written.secret_group, 0));
    rule.entropy = written.entropy;
    for (const std::string& word : written.keywords) rule.keywords.push_back(go_lower(word));
    rule.tags = written.tags;
    rule.required = written.required;
    rule.skip_report = written.skip_report;
    if (Result<void> added = add_lists(written.allowlists, rule.allowlists); !added) {
      return std::move(added).error();
    }
    return rule;
  }

  // Of a file alone.
  Result<Rules> own(const GitleaksFile& file) {
    Rules rules;
    for (const GitleaksFile::Rule& written : file.rules) {
      Result<GitleaksRule> compiled = rule(written);
      if (!compiled) return std::move(compiled).error();
      places_.emplace(written.id, written.where);
      rules.order.push_back(written.id);
      rules.by_id.insert_or_assign(written.id, *std::move(compiled));
    }
    for (const auto& [id, one] : rules.by_id) {
      for (const GitleaksFile::Required& required : one.required) {
        if (rules.by_id.contains(required.id)) continue;
        return usage_error(places_[id] + ": [[rules.required]] rule ID '" +
                           escape_for_terminal(required.id) + "' does not exist");
      }
    }
    std::vector<GitleaksFile::Allowlist> global;
    for (const GitleaksFile::Allowlist& list : file.allowlists) {
      if (list.target_rules.empty()) global.push_back(list);
    }
    if (Result<void> added = add_lists(global, rules.allowlists); !added) {
      return std::move(added).error();
    }
    return rules;
  }

  Result<Rules> with_base(const GitleaksFile& file, unsigned depth) {
    Result<Rules> rules = own(file);
    if (!rules || depth == kMaxExtendDepth) return rules;
    if (file.use_default && !file.extend_path.empty()) {
      return usage_error(
          file.name + ": unable to load config due to extend.path and extend.useDefault being set");
    }
    if (file.use_default) {
      extend(*rules, default_rules(builtin_), file, "default");
    } else if (!file.extend_path.empty()) {
      const Result<std::string> text = read_file_(file.extend_path);
      if (!text)
        return usage_error(file.name + ": failed to load extended config: " + text.error().message);
      const Result<GitleaksFile> base = parse_gitleaks_file(*text, file.extend_path);
      if (!base) return base.error();
      Result<Rules> extended = with_base(*base, depth + 1);
      if (!extended) return extended;
      extend(*rules, *std::move(extended), file, escape_for_terminal(file.extend_path));
    }
    return rules;
  }

  // Ids of `base` that `id` means: its own, or rules of sluice's that go by it.
  static std::vector<std::string> meant(const Rules& base, const std::string& id) {
    if (base.by_id.contains(id)) return {id};
    std::vector<std::string> ids;
    for (const auto& [other, rule] : base.by_id) {
      if (rule.aliases.contains(id)) ids.push_back(other);
    }
    return ids;
  }

  // Takes what `ids` switch off out of `base`.
  void disable(const std::vector<std::string>& ids, Rules& base) const {
    const auto listed = [&](std::string_view id) {
      return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    for (auto at = base.by_id.begin(); at != base.by_id.end();) {
      GitleaksRule& rule = at->second;
      const bool own = rule.builtin.empty();
      std::erase_if(rule.builtin,
                    [&](uint32_t index) { return is_disabled_by(builtin_[index], listed); });
      const bool off = own ? listed(rule.id) : rule.builtin.empty();
      at = off ? base.by_id.erase(at) : std::next(at);
    }
  }

  // What the person's rule gives replaces the base's, what it has more of is added.
  static void merge(const GitleaksRule& own, GitleaksRule& base) {
    if (!own.description.empty()) base.description = own.description;
    if (own.entropy != 0) base.entropy = own.entropy;
    if (own.secret_group != 0) base.secret_group = own.secret_group;
    if (own.regex) base.regex = own.regex;
    if (own.path) base.path = own.path;
    base.tags.insert(base.tags.end(), own.tags.begin(), own.tags.end());
    base.keywords.insert(base.keywords.end(), own.keywords.begin(), own.keywords.end());
    base.allowlists.insert(base.allowlists.end(), own.allowlists.begin(), own.allowlists.end());
  }

  void extend(Rules& rules, Rules base, const GitleaksFile& file, const std::string& base_name) {
    for (const std::string& id : file.disabled_rules) {
      if (!meant(base, id).empty() || (file.use_default && is_gitleaks_rule(id))) continue;
      rules.warnings.push_back(file.name + ": disabled rule '" + escape_for_terminal(id) +
                               "' doesn't exist in extended config " + base_name);
    }
    disable(file.disabled_rules, base);
    for (const std::string& id : std::vector<std::string>(rules.order)) {
      const auto own = rules.by_id.find(id);
      if (own == rules.by_id.end()) continue;
      const std::vector<std::string> ids = meant(base, id);
      for (const std::string& one : ids) merge(own->second, base.by_id[one]);
      const bool empty = !own->second.regex && !own->second.path;
      if (ids.empty() && empty && file.use_default && is_gitleaks_rule(id)) {
        rules.warnings.push_back(places_[id] + ": no rule of this id is built in; " +
                                 "docs/gitleaks.md says what finds it");
        rules.by_id.erase(own);
      } else if (!ids.empty()) {
        rules.by_id.erase(own);
      }
    }
    for (auto& [id, rule] : base.by_id) rules.by_id.insert_or_assign(id, std::move(rule));
    rules.order.clear();
    for (const auto& [id, rule] : rules.by_id) rules.order.push_back(id);
    rules.allowlists.insert(rules.allowlists.end(), base.allowlists.begin(), base.allowlists.end());
    rules.warnings.insert(rules.warnings.end(), base.warnings.begin(), base.warnings.end());
  }

  Result<void> validate(const Rules& rules) {
    for (const auto& [id, rule] : rules.by_id) {
      const std::string where = places_.contains(id) ? places_[id] + ": " : "";
      const std::string name = escape_for_terminal(id);
      if (id.find_first_not_of(" \t\r\n") == std::string::npos) {
        return usage_error(where + "rule |id| is missing or empty");
      }
      if (!rule.regex && !rule.path && rule.builtin.empty()) {
        return usage_error(where + name +
                           ": both |regex| and |path| are empty, this rule will have no effect");
      }
      if (rule.regex && rule.secret_group > rule.regex->groups()) {
        return usage_error(where + name + ": invalid regex secret group " +
                           std::to_string(rule.secret_group) + ", max regex secret group " +
                           std::to_string(rule.regex->groups()));
      }
    }
    return {};
  }

  static Result<void> add_targeted(const GitleaksFile& file, Rules& rules) {
    for (const GitleaksFile::Allowlist& list : file.allowlists) {
      Allowlists compiled;
      if (list.target_rules.empty()) continue;
      if (Result<void> added = add_lists({list}, compiled); !added) return added;
      for (const std::string& id : list.target_rules) {
        const std::vector<std::string> ids = meant(rules, id);
        if (ids.empty() && !(file.use_default && is_gitleaks_rule(id))) {
          return usage_error(list.where + ": [[allowlists]] target rule ID '" +
                             escape_for_terminal(id) + "' does not exist");
        }
        for (const std::string& one : ids) {
          rules.by_id[one].allowlists.push_back(compiled.front());
        }
      }
    }
    return {};
  }

  const std::vector<Rule>& builtin_;
  const ReadFile& read_file_;
  std::map<std::string, std::string> places_;  // of rules: file:line
};

}  // namespace

Rules default_rules(const std::vector<Rule>& builtin) {
  Rules rules;
  for (uint32_t i = 0; i < builtin.size(); ++i) {
    const Rule& rule = builtin[i];
    GitleaksRule& shown = rules.by_id[shown_id(rule)];
    if (shown.id.empty()) {
      shown.id = shown_id(rule);
      shown.description = rule.description;
    }
    shown.builtin.push_back(i);
    shown.aliases.insert(rule.aliases.begin(), rule.aliases.end());
    shown.aliases.insert(rule.id);
    for (const std::string_view name : gitleaks_names(rule)) {
      const auto known = std::find(shown.also_called.begin(), shown.also_called.end(), name);
      if (name != shown.id && known == shown.also_called.end())
        shown.also_called.emplace_back(name);
    }
  }
  for (const auto& [id, rule] : rules.by_id) rules.order.push_back(id);
  return rules;
}

Result<Rules> compile_rules(const GitleaksFile& file, const std::vector<Rule>& builtin,
                            const ReadFile& read_file) {
  return Compiler(builtin, read_file).compile(file);
}

Result<void> Rules::enable_only(const std::vector<std::string>& ids) {
  for (auto& [id, rule] : by_id) rule.enabled = false;
  for (const std::string& id : ids) {
    bool known = is_gitleaks_rule(id) && !by_id.contains(id);
    for (auto& [other, rule] : by_id) {
      if (other != id && (by_id.contains(id) || !rule.aliases.contains(id))) continue;
      rule.enabled = true;
      known = true;
    }
    if (!known) {
      return usage_error("Requested rule " + escape_for_terminal(id) + " not found in rules");
    }
  }
  return {};
}

}  // namespace sluice::gitleaks
