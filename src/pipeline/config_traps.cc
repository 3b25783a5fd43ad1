#include "pipeline/config_traps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <set>

#include "base/escape.h"
#include "builtin/builtin.h"
#include "engine/allowlist.h"
#include "pipeline/rule_examples.h"
#include "rules/leaking_case.h"

namespace sluice {
namespace {

// A secret that stands anywhere: an allowlist that allows it at each of these allows it everywhere.
constexpr auto kOrdinaryPaths = std::to_array<std::string_view>(
    {"config/app.env", "src/main/java/App.java", "deploy.yml", "k8s/prod/values.yaml", "main.tf"});
// Of a random token of letters and digits, as providers give them.
constexpr int kTokenBytes = 40;
constexpr double kMaxChance = 0.001;

std::string in_quotes(std::string_view text) { return "'" + escape_for_terminal(text) + "'"; }

// How likely a random token of base 62, in lower case, holds `word` somewhere.
double chance_of(std::string_view word) {
  double here = 1;
  for (const char c : word) {
    const bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    here *= letter ? 2.0 / 62 : digit ? 1.0 / 62 : 0;
  }
  const auto places = static_cast<double>(kTokenBytes) - static_cast<double>(word.size()) + 1;
  return places <= 0 ? 0 : 1 - std::pow(1 - here, places);
}

// What one example of one built-in rule reports.
struct ExampleMatch {
  const Rule* rule;
  std::string line;
  Match match;
};

class Traps {
 public:
  Traps(const RuleFile& file, std::string name) : file_(file), name_(std::move(name)) {}

  Result<std::vector<ConfigTrap>> find() {
    rules_ = builtin_rules();
    add_builtin_examples(rules_);
    if (!file_.builtin_rules) {
      add(name_, "`builtin_rules = false` drops all " + std::to_string(rules_.size()) +
                     " built-in rules: only this file's " + std::to_string(file_.rules.size()) +
                     " run; `disabled_rules` switches single ones off");
    }
    look_at_patterns();
    if (Result<void> seen = look_at_allowlists(); !seen) return std::move(seen).error();
    if (Result<void> seen = look_at_rules(); !seen) return std::move(seen).error();
    return std::move(traps_);
  }

 private:
  void add(const std::string& where, std::string what) {
    traps_.push_back({where, std::move(what)});
  }

  void look_at_pattern(const std::string& where, const std::string& subject,
                       const std::string& regex) {
    const std::string set = leaking_case(regex);
    if (set.empty()) return;
    add(where, subject + "`(?i)` goes on to the end of its group, and makes " +
                   escape_for_terminal(set) +
                   " match both cases; `(?i:…)` around what it is for keeps the rest");
  }

  void look_at_patterns() {
    for (const Rule& rule : file_.rules) {
      look_at_pattern(rule.source, "rule " + in_quotes(rule.id) + ": ", rule.regex);
    }
  }

  // Every allowlist of the file, with the rules that it is for; nullptr: all.
  void for_each_allowlist(
      const std::function<void(const Allowlist&, const std::function<bool(const Rule&)>&)>& visit) {
    for (const RuleFile::TargetedAllowlist& each : file_.allowlists) {
      visit(each.allowlist, [&](const Rule& rule) {
        return each.rule_ids.empty() || std::find(each.rule_ids.begin(), each.rule_ids.end(),
                                                  rule.id) != each.rule_ids.end();
      });
    }
    for (const Rule& own : file_.rules) {
      for (const Allowlist& each : own.allowlists) {
        if (!each.source.empty()) visit(each, [&](const Rule& rule) { return rule.id == own.id; });
      }
    }
  }

  Result<void> look_at_allowlists() {
    bool any = false;
    for_each_allowlist([&](const Allowlist&, const auto&) { any = true; });
    if (!any) return {};
    if (Result<void> scanned = scan_examples(); !scanned) return scanned;
    for_each_allowlist([&](const Allowlist& list, const std::function<bool(const Rule&)>& is_for) {
      look_at_words(list);
      for (const std::string& regex : list.regexes) look_at_pattern(list.source, "", regex);
      look_at_reach(list, is_for);
    });
    return {};
  }

  void look_at_words(const Allowlist& list) {
    for (const std::string& word : list.stopwords) {
      const double chance = chance_of(word);
      if (word.empty()) {
        add(list.source, "the stop word '' is in every secret: it allows all of them");
      } else if (chance > kMaxChance) {
        std::array<char, 32> percent{};
        std::snprintf(percent.data(), percent.size(), "%.1f", chance * 100);
        add(list.source, "the stop word " + in_quotes(word) + " is in " + percent.data() +
                             " % of random tokens of 40 characters, anywhere in them: a pattern of "
                             "`regexes` can be anchored");
      }
    }
  }

  // What it allows wherever it stands.
  void look_at_reach(const Allowlist& list, const std::function<bool(const Rule&)>& is_for) {
    const CompiledAllowlist compiled(list);
    std::set<std::string_view> hidden, seen;
    for (const ExampleMatch& each : examples_) {
      if (!is_for(*each.rule)) continue;
      seen.insert(each.rule->id);
      const bool everywhere =
          std::all_of(kOrdinaryPaths.begin(), kOrdinaryPaths.end(), [&](std::string_view path) {
            return compiled.allows(
                {each.match.secret_text, each.match.match_text, each.line, path, {}});
          });
      if (everywhere) hidden.insert(each.rule->id);
    }
    if (hidden.empty()) return;
    if (hidden.size() == seen.size()) {
      add(list.source,
          "the allowlist allows everything" +
              std::string(seen.size() == 1 ? " of rule " + in_quotes(*seen.begin()) : "") +
              ": `disabled_rules` would say so");
    } else {
      add(list.source, "the allowlist hides real secrets wherever they lie: the examples of " +
                           std::to_string(hidden.size()) + " rules, among them " +
                           in_quotes(*hidden.begin()) +
                           "; anchor its patterns, or set `targetRules`");
    }
  }

  // Examples as the built-in rules alone report them.
  Result<void> scan_examples() {
    Result<Engine> engine = Engine::create(RuleSet(rules_, {}), builtin_database());
    if (!engine) return std::move(engine).error();
    Scratch scratch;
    for (const Rule& rule : rules_) {
      for (const std::string& text : rule.examples) {
        std::vector<Match> matches;
        engine->scan({.bytes = text, .kind = BlobKind::kFile, .id = {}, .path = {}}, scratch,
                     matches);
        for (Match& match : matches) {
          if (engine->rules().rules()[match.rule].id != rule.id) continue;
          const size_t begin = text.rfind('\n', match.secret.begin) + 1;
          const size_t end = text.find('\n', match.secret.begin);
          examples_.push_back({&rule, text.substr(begin, end - begin), std::move(match)});
        }
      }
    }
    return {};
  }

  // The file's rules beside the built-in ones: what another one takes, and what they change.
  Result<void> look_at_rules() {
    if (file_.rules.empty()) return {};
    RuleFile rules_alone = file_;
    rules_alone.allowlists.clear();
    rules_alone.disabled_rules.clear();
    for (Rule& rule : rules_alone.rules) {
      const Rule* const base = builtin(rule.id);
      if (base == nullptr || base->regex == rule.regex) continue;
      // Measured by what the built-in one was made for.
      rule.examples.insert(rule.examples.end(), base->examples.begin(), base->examples.end());
    }
    // Theirs alone are run.
    Result<RuleSet> merged = merge_rules(builtin_rules(), std::move(rules_alone));
    if (!merged) return std::move(merged).error();
    const Result<Engine> engine = Engine::create(*std::move(merged), builtin_database());
    if (!engine) return engine.error();
    const ExampleResults results = test_examples(*engine);
    for (const Rule& rule : file_.rules) {
      if (const Rule* same = same_pattern(rule)) {
        add(rule.source, "rule " + in_quotes(rule.id) + " has the pattern of rule " +
                             in_quotes(same->id) + ": only one of them is reported");
      }
      size_t lost = 0;
      for (const ExampleResults::Failure& failure : results.failures) {
        if (failure.rule_id != rule.id || !failure.what.starts_with("example")) continue;
        const bool taken = failure.what.find("reported as") != std::string::npos;
        if (taken) {
          add(rule.source,
              "rule " + in_quotes(rule.id) + ": its " + failure.what + ", which is more specific");
        }
        lost += !taken;
      }
      if (lost > 0 && builtin(rule.id) != nullptr) {
        add(rule.source, "rule " + in_quotes(rule.id) +
                             " replaces the built-in pattern and no longer finds what that is for; "
                             "another id adds to it instead");
      }
    }
    return {};
  }

  const Rule* builtin(const std::string& id) const {
    const auto found =
        std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules_.end() ? nullptr : &*found;
  }

  const Rule* same_pattern(const Rule& rule) const {
    if (rule.regex.empty()) return nullptr;
    for (const std::vector<Rule>* rules : {&file_.rules, &rules_}) {
      for (const Rule& each : *rules) {
        if (each.id == rule.id) {
          if (rules == &file_.rules) break;  // the earlier one of the file is told by the later
          continue;
        }
        if (each.regex == rule.regex && each.path == rule.path) return &each;
      }
    }
    return nullptr;
  }

  const RuleFile& file_;
  const std::string name_;
  std::vector<Rule> rules_;
  std::vector<ExampleMatch> examples_;
  std::vector<ConfigTrap> traps_;
};

}  // namespace

Result<std::vector<ConfigTrap>> config_traps(const RuleFile& file, const std::string& name) {
  return Traps(file, escape_for_terminal(name)).find();
}

}  // namespace sluice
