#include "findings/group.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace sluice {
namespace {

// How much a validity says, the most telling first.
int validity_rank(Validity validity) {
  switch (validity) {
    case Validity::kChecksumValid: return 0;
    case Validity::kStructureValid: return 1;
    case Validity::kEncrypted: return 2;
    case Validity::kExpired: return 3;
    case Validity::kUnknown: return 4;
    case Validity::kChecksumInvalid: return 5;
  }
  return 4;
}

// The findings that a group is judged by.
std::vector<size_t> counted(const std::vector<size_t>& members,
                            const std::vector<Finding>& findings) {
  std::vector<size_t> reported;
  std::copy_if(members.begin(), members.end(), std::back_inserter(reported),
               [&](size_t index) { return !findings[index].suppressed; });
  return reported.empty() ? members : reported;
}

}  // namespace

SecretGroup make_group(std::vector<size_t> members, const Report& report) {
  const std::vector<Finding>& findings = report.findings;
  const auto grade = [&](size_t index) {
    const Verdict& verdict = findings[index].verdict;
    return std::make_pair(verdict.severity, verdict.confidence);
  };
  const std::vector<size_t> judged = counted(members, findings);
  const size_t worst = *std::max_element(judged.begin(), judged.end(), [&](size_t a, size_t b) {
    if (grade(a) != grade(b)) return grade(a) < grade(b);
    return report.rules[findings[a].rule].id > report.rules[findings[b].rule].id;
  });
  SecretGroup group;
  group.secret_id = findings[worst].secret_id;
  group.rule = findings[worst].rule;
  group.severity = findings[worst].verdict.severity;
  group.confidence = findings[worst].verdict.confidence;
  group.validity = findings[worst].verdict.validity;
  group.secret = findings[worst].secret;
  std::set<std::pair<std::string_view, std::string_view>> places;
  for (const size_t index : judged) {
    const Finding& finding = findings[index];
    places.emplace(finding.path, finding.inner_path);
    group.confidence = std::max(group.confidence, finding.verdict.confidence);
    if (validity_rank(finding.verdict.validity) < validity_rank(group.validity)) {
      group.validity = finding.verdict.validity;
    }
  }
  group.places = places.size();
  group.findings = std::move(members);
  return group;
}

void sort_findings(std::vector<Finding>& findings, const RuleList& rules) {
  const auto key = [&](const Finding& f) {
    return std::tie(f.path, f.inner_path, f.location.line, f.location.column, rules[f.rule].id,
                    f.blob, f.kind, f.span.begin, f.span.end, f.secret, f.encoding);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

std::vector<std::vector<size_t>> by_secret(const std::vector<Finding>& findings) {
  std::unordered_map<std::string_view, size_t> known;
  std::vector<std::vector<size_t>> groups;
  for (size_t i = 0; i < findings.size(); ++i) {
    const std::string& id = findings[i].secret_id;
    const auto [at, fresh] = known.emplace(id.empty() ? findings[i].secret : id, groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].push_back(i);
  }
  return groups;
}

void group_secrets(Report& report) {
  sort_findings(report.findings, report.rules);
  report.secrets.clear();
  for (std::vector<size_t>& members : by_secret(report.findings)) {
    report.secrets.push_back(make_group(std::move(members), report));
  }
  sort_secrets(report);
}

void sort_secrets(Report& report) {
  std::sort(report.secrets.begin(), report.secrets.end(),
            [&](const SecretGroup& a, const SecretGroup& b) {
              if (a.severity != b.severity) return a.severity > b.severity;
              if (a.confidence != b.confidence) return a.confidence > b.confidence;
              return std::tie(report.rules[a.rule].id, a.findings.front()) <
                     std::tie(report.rules[b.rule].id, b.findings.front());
            });
}

bool is_suppressed(const SecretGroup& group, const std::vector<Finding>& findings) {
  return std::all_of(group.findings.begin(), group.findings.end(),
                     [&](size_t index) { return findings[index].suppressed.has_value(); });
}

std::optional<int64_t> exposure_days(const std::optional<CommitFacts>& introduced,
                                     const std::optional<CommitFacts>& removed, bool exposed,
                                     int64_t now) {
  constexpr uint64_t kSecondsPerDay = 86400;
  if (!introduced || (!exposed && !removed)) return std::nullopt;
  const int64_t end = exposed ? now : removed->date;
  if (end <= introduced->date) return 0;
  // Unsigned, as a hostile commit may be dated at either end of 64 bits.
  const uint64_t seconds = static_cast<uint64_t>(end) - static_cast<uint64_t>(introduced->date);
  return static_cast<int64_t>(seconds / kSecondsPerDay);
}

}  // namespace sluice
