#include "pipeline/known_secrets.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "engine/overlap.h"

namespace sluice {
namespace {

using Place = std::tuple<uint32_t, BlobKind, std::string_view, std::string_view, ObjectId>;

Place place_of(const Finding& finding) {
  return {finding.rule, finding.kind, finding.path, finding.inner_path, finding.blob};
}

// Two forms of one secret may match at one place: the one that takes more is told.
void keep_widest(std::vector<Finding>& findings) {
  std::vector<size_t> order(findings.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const Finding &one = findings[a], &other = findings[b];
    const auto size = [](const Finding& finding) { return ~finding.span.size(); };
    return std::make_tuple(place_of(one), size(one), one.span.begin, one.encoding) <
           std::make_tuple(place_of(other), size(other), other.span.begin, other.encoding);
  });
  std::vector<bool> kept(findings.size());
  for (size_t first = 0; first < order.size();) {
    std::map<uint64_t, uint64_t> taken;  // begin -> end, disjoint
    const Place place = place_of(findings[order[first]]);
    for (; first < order.size() && place_of(findings[order[first]]) == place; ++first) {
      const Span span = findings[order[first]].span;
      const auto after = taken.lower_bound(span.end);
      if (after != taken.begin() && std::prev(after)->second > span.begin) continue;
      taken.emplace(span.begin, span.end);
      kept[order[first]] = true;
    }
  }
  size_t next = 0;
  std::erase_if(findings, [&](const Finding&) { return !kept[next++]; });
}

}  // namespace

KnownSecrets::KnownSecrets(const std::vector<KnownValue>& values) {
  std::unordered_map<std::string_view, size_t> known;
  std::set<std::string> names;
  for (const KnownValue& each : values) {
    const auto [at, fresh] = known.emplace(each.value, secrets_.size());
    if (fresh) {
      secrets_.push_back({each.name, each.value});
    } else {
      secrets_[at->second].name += ", " + each.name;
    }
  }
  for (size_t i = 0; i < secrets_.size(); ++i) {
    const std::string plain = secrets_[i].name;
    for (int number = 2; !names.insert(secrets_[i].name).second; ++number) {
      secrets_[i].name = plain + " (" + std::to_string(number) + ")";
    }
    for (WrittenForm& form : written_forms(secrets_[i].value)) {
      forms_.push_back({i, std::move(form)});
    }
  }
}

Rule KnownSecrets::rule_of(size_t secret) const {
  Rule rule;
  rule.id = "known:" + secrets_[secret].name;
  rule.title = "Known secret " + secrets_[secret].name;
  rule.severity = Severity::kCritical;
  rule.confidence = Confidence::kHigh;
  rule.random = false;
  rule.builtin = true;  // the patterns mean bytes
  rule.remediation =
      "Issue a new value where it is kept, change every place below, then revoke the "
      "old one.";
  return rule;
}

RuleSet KnownSecrets::rules() const {
  std::vector<Rule> rules;
  for (const Form& form : forms_) {
    Rule& rule = rules.emplace_back(rule_of(form.secret));
    rule.id += "#" + std::to_string(rules.size());
    rule.regex = form.written.pattern;
    rule.prefilters = {form.written.head};
    rule.tags = {std::string(kKeepsOverlaps)};
  }
  return {std::move(rules), {}};
}

void KnownSecrets::name(Report& report) const {
  for (Finding& finding : report.findings) {
    const Form& form = forms_[finding.rule];
    finding.rule = static_cast<uint32_t>(form.secret);
    finding.secret = secrets_[form.secret].value;
    finding.encoding.insert(finding.encoding.end(), form.written.encoding.begin(),
                            form.written.encoding.end());
    finding.suppressed.reset();
  }
  std::vector<Rule> rules;
  for (size_t i = 0; i < secrets_.size(); ++i) rules.push_back(rule_of(i));
  report.rules = std::move(rules);
  report.ruleset_sha256.clear();
  keep_widest(report.findings);
}

}  // namespace sluice
