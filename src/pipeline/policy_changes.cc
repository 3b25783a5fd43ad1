#include "pipeline/policy_changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace sluice {
namespace {

void sort(std::vector<NewSuppression>& entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.by, a.where, a.what) < std::tie(b.by, b.where, b.what);
  });
}

// What of an allowlist decides a finding, so that two can be compared.
auto meaning(const Allowlist& list) {
  return std::tie(list.all_of, list.commits, list.paths, list.regexes, list.stopwords, list.target);
}

// The same of a rule but for its allowlists; titles, examples and remediation decide nothing.
auto meaning(const Rule& rule) {
  return std::tie(rule.regex, rule.path, rule.secret_group, rule.entropy, rule.keywords,
                  rule.severity, rule.confidence, rule.judge, rule.random, rule.prefilters,
                  rule.pair_id, rule.pair_value, rule.pair_key, rule.checksum, rule.builtin);
}

std::string shown(const Allowlist& list) {
  if (!list.description.empty()) return list.description;
  std::string text;
  const auto add = [&](const char* what, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      text += (text.empty() ? "" : ", ") + std::string(what) + " " + value;
    }
  };
  add("path", list.paths);
  add("regex", list.regexes);
  add("stop word", list.stopwords);
  add("commit", list.commits);
  return text;
}

void add_allowlists(const std::vector<Allowlist>& trusted, const std::vector<Allowlist>& head,
                    const std::string& where, const std::string& prefix,
                    std::vector<NewSuppression>& entries) {
  for (const Allowlist& list : head) {
    const bool known = std::any_of(trusted.begin(), trusted.end(), [&](const Allowlist& other) {
      return meaning(other) == meaning(list);
    });
    if (!known) entries.push_back({"allowlist", where, prefix + shown(list), {}, 0});
  }
}

}  // namespace

std::string ignore_text(const IgnoreEntry& entry) {
  switch (entry.kind) {
    case IgnoreEntry::Kind::kFingerprint: return entry.subject;
    case IgnoreEntry::Kind::kSecret: return "secret:" + entry.subject;
    case IgnoreEntry::Kind::kPath: return "path:" + entry.subject;
    case IgnoreEntry::Kind::kPlace: break;
  }
  return (entry.commit ? entry.commit->hex() + ":" : "") + entry.subject + ":" + entry.rule + ":" +
         std::to_string(entry.line);
}

std::vector<NewSuppression> new_ignores(const IgnoreFile& trusted, const IgnoreFile& head,
                                        int64_t now) {
  std::map<std::string, int64_t> known;  // text to the latest end
  const auto end_of = [](const IgnoreEntry& entry) { return entry.until.value_or(INT64_MAX); };
  for (const IgnoreEntry& entry : trusted.entries()) {
    int64_t& end = known.try_emplace(ignore_text(entry), INT64_MIN).first->second;
    end = std::max(end, end_of(entry));
  }
  std::vector<NewSuppression> entries;
  for (const IgnoreEntry& entry : head.entries()) {
    if (entry.expired(now)) continue;
    const std::string text = ignore_text(entry);
    const auto at = known.find(text);
    if (at != known.end() && end_of(entry) <= at->second) continue;
    entries.push_back({"ignore", entry.where, text, {}, 0});
  }
  sort(entries);
  return entries;
}

std::vector<NewSuppression> new_baseline_entries(const Baseline& trusted, const Baseline& head) {
  std::set<std::string> known;
  for (const Baseline::Entry& entry : trusted.entries()) known.insert(entry.fingerprint);
  std::vector<NewSuppression> entries;
  for (const Baseline::Entry& entry : head.entries()) {
    if (entry.fingerprint.empty() || known.contains(entry.fingerprint)) continue;
    entries.push_back({"baseline", entry.where, entry.fingerprint, {}, 0});
  }
  sort(entries);
  return entries;
}

std::vector<NewSuppression> new_rule_limits(const RuleSet& trusted, const RuleSet& head,
                                            const std::string& name) {
  std::unordered_map<std::string_view, const Rule*> by_id;
  for (const Rule& rule : head.rules()) by_id.emplace(rule.id, &rule);
  std::vector<NewSuppression> entries;
  for (const Rule& rule : trusted.rules()) {
    const auto at = by_id.find(rule.id);
    if (at == by_id.end()) {
      entries.push_back({"disabled_rule", name, rule.id, {}, 0});
      continue;
    }
    const Rule& other = *at->second;
    if (meaning(other) != meaning(rule)) entries.push_back({"config", name, rule.id, {}, 0});
    add_allowlists(rule.allowlists, other.allowlists, name, rule.id + ": ", entries);
  }
  add_allowlists(trusted.allowlists(), head.allowlists(), name, "", entries);
  sort(entries);
  return entries;
}

}  // namespace sluice
