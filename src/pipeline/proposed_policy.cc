#include "pipeline/proposed_policy.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "judge/judge.h"

namespace sluice {
namespace {

using Covering = std::pair<std::string, std::string>;  // (by, where) of a new suppression

const Rule* rule_called(const Engine& engine, std::string_view id) {
  const std::optional<uint32_t> rule = engine.rules().find(id);
  return rule ? &engine.rules().rules()[*rule] : nullptr;
}

// Looks with the head's rules at what the trusted ones found.
class HeadRules {
 public:
  HeadRules(const ProposedPolicy& policy, const ScanOptions& options)
      : policy_(policy), options_(options) {}

  // What of the head's configuration drops the finding; nullopt: it would be found all the same.
  std::optional<Covering> drops(const Finding& finding, const Rule& rule) {
    if (rule_called(*policy_.engine, rule.id) == nullptr) {
      return Covering{"disabled_rule", policy_.config_name};
    }
    const std::optional<std::string> bytes = bytes_of(finding);
    // What cannot be looked at again counts: more is reported, not less.
    if (!bytes || finds(finding, *bytes)) return std::nullopt;
    return Covering{is_rewritten(rule.id) ? "config" : "allowlist", policy_.config_name};
  }

 private:
  std::optional<std::string> bytes_of(const Finding& finding) const {
    if (finding.kind == BlobKind::kPath || finding.kind == BlobKind::kRef) return finding.path;
    if (finding.kind == BlobKind::kLfs) return std::nullopt;
    Result<git::Object> object = policy_.store->read(finding.blob);
    if (!object) return std::nullopt;
    return std::move(object->bytes);
  }

  bool finds(const Finding& finding, const std::string& bytes) {
    const Engine& engine = *policy_.engine;
    std::vector<Match> matches;
    engine.scan({bytes, finding.kind, finding.blob, finding.path}, scratch_, matches);
    if (finding.kind == BlobKind::kPath) {
      std::vector<Match> by_path = engine.path_matches(finding.path);
      std::move(by_path.begin(), by_path.end(), std::back_inserter(matches));
    }
    const std::string commit = finding.commit ? finding.commit->id.hex() : "";
    return std::any_of(matches.begin(), matches.end(), [&](const Match& match) {
      return match.secret_text == finding.secret && is_reported(match, finding.path) &&
             engine.allowed_at(match, finding.path, commit).empty();
    });
  }

  bool is_reported(const Match& match, std::string_view path) const {
    const std::optional<Verdict> verdict =
        judge::decide(policy_.engine->rules().rules()[match.rule], match, path);
    return verdict && verdict->confidence >= options_.min_confidence &&
           verdict->severity >= options_.min_severity;
  }

  bool is_rewritten(std::string_view rule_id) const {
    return std::any_of(policy_.entries.begin(), policy_.entries.end(), [&](const auto& entry) {
      return entry.by == "config" && entry.what == rule_id;
    });
  }

  const ProposedPolicy& policy_;
  const ScanOptions& options_;
  Scratch scratch_;
};

class Applier {
 public:
  Applier(const ProposedPolicy& policy, const ScanOptions& options, Report& report)
      : policy_(policy), options_(options), report_(report) {
    report_.new_suppressions = policy.entries;
    covering_.resize(report.findings.size());
  }

  void run(const std::vector<bool>& was_inline) {
    for (size_t i = 0; i < was_inline.size(); ++i) {
      const Finding& finding = report_.findings[i];
      const bool elsewhere = finding.suppressed && finding.suppressed->by != "inline";
      if (was_inline[i] && !elsewhere) cover_inline(i);
    }
    if (policy_.ignores != nullptr) {
      cover_by_file([&](std::vector<Finding>& open) {
        policy_.ignores->suppress(open, report_.rules, options_.now);
      });
    }
    if (policy_.baseline != nullptr) {
      cover_by_file(
          [&](std::vector<Finding>& open) { policy_.baseline->suppress(open, report_.rules); });
    }
    if (policy_.engine != nullptr) cover_by_rules();
    finish();
  }

 private:
  bool is_open(size_t i) const { return !covering_[i] && !report_.findings[i].suppressed; }

  void cover_inline(size_t i) {
    Finding& finding = report_.findings[i];
    const Covering inline_at{"inline", finding.path + ":" + std::to_string(finding.location.line)};
    std::optional<CommitFacts> added;
    if (policy_.who_allowed) added = policy_.who_allowed(finding);
    if (added && policy_.is_of_change && !policy_.is_of_change(added->id)) {
      finding.suppressed = Suppression{inline_at.first, inline_at.second, 1};
      return;
    }
    covering_[i] = inline_at;
    if (find(inline_at) != nullptr) return;
    if (!added) added = finding.commit;
    report_.new_suppressions.push_back({inline_at.first, inline_at.second, "allow", added, 0});
  }

  template <class Suppress>
  void cover_by_file(const Suppress& suppress) {
    std::vector<size_t> indices;
    std::vector<Finding> open;
    for (size_t i = 0; i < report_.findings.size(); ++i) {
      if (!is_open(i)) continue;
      indices.push_back(i);
      open.push_back(report_.findings[i]);
    }
    suppress(open);
    for (size_t n = 0; n < open.size(); ++n) {
      const std::optional<Suppression>& by = open[n].suppressed;
      if (by) covering_[indices[n]] = Covering{by->by, by->where};
    }
  }

  void cover_by_rules() {
    HeadRules head(policy_, options_);
    for (size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& finding = report_.findings[i];
      if (is_open(i)) covering_[i] = head.drops(finding, report_.rules[finding.rule]);
    }
  }

  NewSuppression* find(const Covering& covering, std::string_view rule_id = {}) {
    const auto at = std::find_if(
        report_.new_suppressions.begin(), report_.new_suppressions.end(),
        [&](const NewSuppression& entry) {
          const bool is_it = rule_id.empty() || entry.what == rule_id;
          return entry.by == covering.first && is_it &&
                 (entry.where == covering.second || entry.where.starts_with(covering.second + ":"));
        });
    return at == report_.new_suppressions.end() ? nullptr : &*at;
  }

  // What was found to cover, as an entry: the rule's own before any of that file, before a new one.
  size_t entry_of(const Covering& covering, std::string_view rule_id) {
    NewSuppression* entry = find(covering, rule_id);
    if (entry == nullptr) entry = find(covering);
    if (entry == nullptr) {
      report_.new_suppressions.push_back({covering.first, covering.second, "", {}, 0});
      entry = &report_.new_suppressions.back();
    }
    return static_cast<size_t>(entry - report_.new_suppressions.data());
  }

  void finish() {
    std::vector<std::optional<size_t>> entries(covering_.size());
    for (size_t i = 0; i < covering_.size(); ++i) {
      if (!covering_[i]) continue;
      entries[i] = entry_of(*covering_[i], report_.rules[report_.findings[i].rule].id);
      ++report_.new_suppressions[*entries[i]].findings;
    }
    const std::vector<size_t> ranks = sort_entries();
    for (NewSuppression& entry : report_.new_suppressions) entry.holds = policy_.holds;
    std::map<Covering, uint64_t> counts;
    for (size_t i = 0; i < covering_.size(); ++i) {
      if (!entries[i]) continue;
      Finding& finding = report_.findings[i];
      finding.new_suppression = ranks[*entries[i]];
      if (!policy_.holds || finding.suppressed) continue;
      const NewSuppression& entry = report_.new_suppressions[ranks[*entries[i]]];
      finding.suppressed = Suppression{entry.by, entry.where, 1};
      ++counts[{entry.by, entry.where}];
    }
    for (const auto& [key, count] : counts) {
      report_.coverage.suppressed.push_back({key.first, key.second, count});
    }
  }

  // Returns where each entry went.
  std::vector<size_t> sort_entries() {
    std::vector<NewSuppression>& entries = report_.new_suppressions;
    std::vector<size_t> order(entries.size()), ranks(entries.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      const auto key = [&](size_t i) {
        return std::tie(entries[i].by, entries[i].where, entries[i].what);
      };
      return key(a) < key(b);
    });
    std::vector<NewSuppression> sorted;
    for (size_t rank = 0; rank < order.size(); ++rank) {
      ranks[order[rank]] = rank;
      sorted.push_back(std::move(entries[order[rank]]));
    }
    entries = std::move(sorted);
    return ranks;
  }

  const ProposedPolicy& policy_;
  const ScanOptions& options_;
  Report& report_;
  std::vector<std::optional<Covering>> covering_;  // by finding
};

}  // namespace

std::vector<bool> set_aside_inline(const ProposedPolicy& policy, std::vector<Finding>& findings) {
  std::vector<bool> was_inline(findings.size());
  for (size_t i = 0; i < findings.size(); ++i) {
    std::optional<Suppression>& suppressed = findings[i].suppressed;
    if (!suppressed || suppressed->by != "inline") continue;
    was_inline[i] = true;
    if (!policy.holds) suppressed.reset();
  }
  return was_inline;
}

void apply_proposed(const ProposedPolicy& policy, const std::vector<bool>& was_inline,
                    const ScanOptions& options, Report& report) {
  Applier(policy, options, report).run(was_inline);
}

}  // namespace sluice
