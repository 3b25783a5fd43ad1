#include "report/policy.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "findings/exposure_limit.h"
#include "findings/group.h"
#include "report/words.h"

namespace sluice {
namespace {

constexpr int64_t kBucketDays[] = {1, 7, 30, 90, 365};

std::string owner_of(const SecretGroup& group) {
  if (!group.in_head) return "not in git";
  if (!group.introduced) return "not committed";
  const Person& author = group.introduced->author;
  return author.name + " <" + author.email + ">";
}

void count(const Report& report, const SecretGroup& group, PolicyCount& into) {
  ++into.secrets;
  into.places += group.places;
  into.over += is_over_limit(report, group);
  if (group.exposure_days) {
    into.longest_days = std::max(into.longest_days.value_or(0), *group.exposure_days);
  }
}

std::vector<PolicyCount> counted_by(const Report& report,
                                    const std::vector<const SecretGroup*>& secrets,
                                    const std::function<std::string(const SecretGroup&)>& name_of) {
  std::map<std::string, PolicyCount> counts;
  for (const SecretGroup* group : secrets) {
    PolicyCount& one = counts[name_of(*group)];
    one.name = name_of(*group);
    count(report, *group, one);
  }
  std::vector<PolicyCount> list;
  for (auto& [name, one] : counts) list.push_back(std::move(one));
  std::stable_sort(list.begin(), list.end(), [](const PolicyCount& a, const PolicyCount& b) {
    return a.secrets > b.secrets;
  });
  return list;
}

std::vector<PolicyCount> counted_by_severity(const Report& report,
                                             const std::vector<const SecretGroup*>& secrets) {
  std::map<Severity, PolicyCount, std::greater<>> counts;
  for (const SecretGroup* group : secrets) {
    counts[group->severity].name = severity_name(group->severity);
    count(report, *group, counts[group->severity]);
  }
  std::vector<PolicyCount> list;
  for (auto& [severity, one] : counts) list.push_back(std::move(one));
  return list;
}

void count_standing(const SecretGroup& group, PolicyFigures& figures) {
  if (!group.in_head || (!group.introduced && !*group.in_head && group.refs.empty())) {
    ++figures.in_files;
  } else if (*group.in_head) {
    ++figures.in_head;
  } else if (!group.refs.empty()) {
    ++figures.on_refs;
  } else {
    ++figures.in_history;
  }
}

void count_exposure(const std::vector<const SecretGroup*>& secrets, PolicyFigures& figures) {
  std::vector<int64_t> days;
  for (const SecretGroup* group : secrets) {
    if (group->exposure_days) days.push_back(*group->exposure_days);
  }
  std::sort(days.begin(), days.end());
  if (days.empty()) return;
  figures.median_days = days[days.size() / 2];
  figures.longest_days = days.back();
  auto from = days.begin();
  for (const int64_t limit : kBucketDays) {
    const auto to = std::upper_bound(from, days.end(), limit);
    figures.exposure.push_back({limit, static_cast<uint64_t>(to - from)});
    from = to;
  }
  figures.exposure.push_back({std::nullopt, static_cast<uint64_t>(days.end() - from)});
}

}  // namespace

PolicyFigures policy_figures(const Report& report) {
  const std::vector<const SecretGroup*> secrets = reported_secrets(report);
  PolicyFigures figures;
  figures.unresolved = secrets.size();
  figures.accepted = report.secrets.size() - secrets.size();
  for (const SecretGroup* group : secrets) {
    figures.over += is_over_limit(report, *group);
    count_standing(*group, figures);
  }
  count_exposure(secrets, figures);
  figures.by_severity = counted_by_severity(report, secrets);
  figures.by_rule = counted_by(
      report, secrets, [&](const SecretGroup& group) { return report.rules[group.rule].id; });
  figures.by_owner = counted_by(report, secrets, owner_of);
  figures.longest = secrets;
  std::stable_sort(figures.longest.begin(), figures.longest.end(),
                   [](const SecretGroup* a, const SecretGroup* b) {
                     return a->exposure_days.value_or(-1) > b->exposure_days.value_or(-1);
                   });
  return figures;
}

}  // namespace sluice
