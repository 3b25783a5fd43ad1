#include "findings/exposure_limit.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "findings/group.h"

namespace sluice {
namespace {

// The group again, as its findings now stand, with the life it had.
SecretGroup regrouped(SecretGroup old, const Report& report) {
  SecretGroup fresh = make_group(std::move(old.findings), report);
  fresh.introduced = std::move(old.introduced);
  fresh.removed = std::move(old.removed);
  fresh.in_head = old.in_head;
  fresh.exposure_days = old.exposure_days;
  fresh.refs = std::move(old.refs);
  return fresh;
}

// One finding less that the baseline is counted for.
void uncount(const std::string& where, Coverage& coverage) {
  for (Suppression& each : coverage.suppressed) {
    if (each.by != "baseline" || !where.starts_with(each.where) || each.count == 0) continue;
    --each.count;
    break;
  }
  std::erase_if(coverage.suppressed,
                [](const Suppression& each) { return each.by == "baseline" && each.count == 0; });
}

bool is_of_baseline(const Finding& finding) {
  return finding.suppressed && finding.suppressed->by == "baseline";
}

}  // namespace

bool is_over_limit(const Report& report, const SecretGroup& group) {
  return report.max_exposure_days && group.exposure_days &&
         *group.exposure_days > *report.max_exposure_days;
}

void enforce_exposure_limit(Report& report) {
  bool any = false;
  for (SecretGroup& group : report.secrets) {
    if (!is_over_limit(report, group)) continue;
    const bool covered = std::any_of(group.findings.begin(), group.findings.end(),
                                     [&](size_t i) { return is_of_baseline(report.findings[i]); });
    if (!covered) continue;
    for (const size_t i : group.findings) {
      Finding& finding = report.findings[i];
      if (!is_of_baseline(finding)) continue;
      uncount(finding.suppressed->where, report.coverage);
      finding.suppressed.reset();
    }
    group = regrouped(std::move(group), report);
    any = true;
  }
  if (any) sort_secrets(report);
}

}  // namespace sluice
