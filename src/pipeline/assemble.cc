#include "pipeline/assemble.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/workers.h"
#include "findings/exposure_limit.h"
#include "findings/group.h"
#include "findings/stale.h"
#include "judge/judge.h"
#include "pipeline/known_secrets.h"
#include "pipeline/proposed_policy.h"

namespace sluice {
namespace {

// Counts what allowlists drop, by (what, rule).
class AllowedCount {
 public:
  void add(std::string_view by, std::string_view rule_id) {
    ++counts_[{std::string(by), std::string(rule_id)}];
  }
  void flush(Coverage& coverage) {
    for (const auto& [key, count] : counts_) {
      coverage.suppressed.push_back({key.first, key.second, count});
    }
  }

 private:
  std::map<std::pair<std::string, std::string>, uint64_t> counts_;
};

bool reportable(const Verdict& verdict, const ScanOptions& options) {
  return verdict.confidence >= options.min_confidence && verdict.severity >= options.min_severity;
}

Finding make_finding(const Hit& hit, const Match& match, std::string_view path, Verdict verdict) {
  Finding finding;
  finding.rule = match.rule;
  finding.kind = hit.kind;
  finding.path = path;
  finding.location = match.location;
  finding.span = match.secret;
  finding.blob = hit.id;
  finding.secret = match.secret_text;
  finding.match = match.match_text;
  finding.verdict = std::move(verdict);
  if (match.allowed_inline) {
    finding.suppressed =
        Suppression{"inline", finding.path + ":" + std::to_string(match.location.line), 1};
  }
  return finding;
}

}  // namespace

namespace {

// What one hit of history comes to.
struct ToldHit {
  std::vector<Finding> findings;
  std::vector<std::pair<std::string_view, uint32_t>> allowed;  // (by what, rule), a finding each
};

ToldHit tell_hit(const Hit& hit, const std::vector<provenance::Place>& places, const Engine& engine,
                 const ScanOptions& options) {
  ToldHit told;
  for (const Match& match : hit.matches) {
    const Rule& rule = engine.rules().rules()[match.rule];
    std::vector<Finding> kept;
    std::string_view allowed_by;
    bool all_allowed = true;
    for (const provenance::Place& place : places) {
      std::optional<Verdict> verdict = judge::decide(rule, match, place.path);
      if (!verdict || !reportable(*verdict, options)) continue;
      const std::string commit = place.commit ? place.commit->id.hex() : "";
      allowed_by = engine.allowed_at(match, place.path, commit);
      all_allowed &= !allowed_by.empty();
      Finding finding = make_finding(hit, match, place.path, *std::move(verdict));
      finding.reach = place.reach;
      finding.commit = place.commit;
      finding.removed = place.removed;
      kept.push_back(std::move(finding));
    }
    // An allowlist holds only for content that never lay anywhere else.
    if (all_allowed) {
      told.allowed.insert(told.allowed.end(), kept.size(), {allowed_by, match.rule});
    } else {
      std::move(kept.begin(), kept.end(), std::back_inserter(told.findings));
    }
  }
  return told;
}

}  // namespace

std::vector<bool> add_history_findings(std::span<const Hit> hits, size_t first,
                                       const PlacesOf& places_of, const Engine& engine,
                                       const ScanOptions& options, Report& report) {
  std::vector<ToldHit> told(hits.size());
  constexpr size_t kTogether = 64;
  parallel_for(std::max(options.workers, 1u), hits.size() / kTogether + 1, {},
               [&](unsigned, size_t share) {
                 const size_t end = std::min(hits.size(), (share + 1) * kTogether);
                 for (size_t i = share * kTogether; i < end; ++i) {
                   told[i] = tell_hit(hits[i], places_of(first + i), engine, options);
                 }
               });
  std::vector<bool> is_told(hits.size());
  AllowedCount allowed;
  for (size_t i = 0; i < hits.size(); ++i) {
    is_told[i] = !told[i].findings.empty() || !told[i].allowed.empty();
    for (const auto& [by, rule] : told[i].allowed) allowed.add(by, engine.rules().rules()[rule].id);
    std::move(told[i].findings.begin(), told[i].findings.end(),
              std::back_inserter(report.findings));
  }
  allowed.flush(report.coverage);
  return is_told;
}

void add_file_findings(const std::vector<Hit>& hits, const Engine& engine,
                       const ScanOptions& options, Report& report) {
  AllowedCount allowed;
  const RuleList& rules = engine.rules().rules();
  std::map<std::tuple<std::string_view, ObjectId, uint32_t, uint64_t>, size_t> known;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    known[{finding.path, finding.blob, finding.rule, finding.span.begin}] = i;
  }
  const size_t of_history = report.findings.size();
  std::vector<Finding> fresh;
  for (const Hit& hit : hits) {
    for (const Match& match : hit.matches) {
      const auto same = known.find({hit.path, hit.id, match.rule, match.secret.begin});
      if (same != known.end() && same->second < of_history) {
        report.findings[same->second].worktree = true;
        continue;
      }
      const Rule& rule = rules[match.rule];
      std::optional<Verdict> verdict = judge::decide(rule, match, hit.path);
      if (!verdict || !reportable(*verdict, options)) continue;
      if (const std::string_view by = engine.allowed_at(match, hit.path, {}); !by.empty()) {
        allowed.add(by, rule.id);
        continue;
      }
      fresh.push_back(make_finding(hit, match, hit.path, *std::move(verdict)));
      fresh.back().worktree = hit.kind == BlobKind::kFile;
    }
  }
  std::move(fresh.begin(), fresh.end(), std::back_inserter(report.findings));
  allowed.flush(report.coverage);
}

namespace {

void count_inline(Report& report) {
  std::map<std::string, uint64_t> counts;
  for (const Finding& finding : report.findings) {
    if (finding.suppressed && finding.suppressed->by == "inline")
      ++counts[finding.suppressed->where];
  }
  for (const auto& [where, count] : counts) {
    report.coverage.suppressed.push_back({"inline", where, count});
  }
}

void fill_lives(const LifeFacts& life, Report& report) {
  std::unordered_map<ObjectId, uint32_t> number;
  for (uint32_t i = 0; i < life.hits.size(); ++i) number[life.hits[i].id] = i;
  std::unordered_map<std::string_view, std::vector<uint32_t>> elsewhere;  // by secret
  for (const Finding& finding : life.elsewhere) {
    elsewhere[finding.secret].push_back(number.at(finding.blob));
  }
  std::vector<std::vector<uint32_t>> holders;  // of each secret
  for (const SecretGroup& group : report.secrets) {
    std::vector<uint32_t>& of_secret = holders.emplace_back();
    for (const size_t index : group.findings) {
      const auto at = number.find(report.findings[index].blob);
      if (at != number.end()) of_secret.push_back(at->second);
    }
    if (const auto more = elsewhere.find(group.secret); more != elsewhere.end()) {
      of_secret.insert(of_secret.end(), more->second.begin(), more->second.end());
    }
    std::sort(of_secret.begin(), of_secret.end());
    of_secret.erase(std::unique(of_secret.begin(), of_secret.end()), of_secret.end());
  }
  std::vector<provenance::SecretLife> lives = life.lives(holders);
  for (size_t i = 0; i < lives.size(); ++i) {
    SecretGroup& group = report.secrets[i];
    group.introduced = std::move(lives[i].introduced);
    group.removed = std::move(lives[i].removed);
    group.in_head = lives[i].in_head;
    group.refs = std::move(lives[i].refs);
    const bool exposed = lives[i].in_head || !group.refs.empty();
    group.exposure_days = exposure_days(group.introduced, group.removed, exposed, report.now);
  }
}

void tell_stale(const ScanOptions& options, Report& report) {
  if (options.ignores != nullptr) {
    report.stale = stale_entries(*options.ignores, report.findings, report.rules, options.now);
  }
  if (options.baseline == nullptr) return;
  std::vector<StaleEntry> old = stale_entries(*options.baseline, report.findings, report.rules);
  std::move(old.begin(), old.end(), std::back_inserter(report.stale));
}

}  // namespace

void finish_report(const LifeFacts* life, const ScanOptions& options, Report& report) {
  if (options.known != nullptr) options.known->name(report);
  std::vector<bool> was_inline;
  if (options.proposed != nullptr)
    was_inline = set_aside_inline(*options.proposed, report.findings);
  count_inline(report);
  identify(report.findings, report.rules, options.key);
  if (options.ignores != nullptr) {
    std::vector<Suppression> by_file =
        options.ignores->suppress(report.findings, report.rules, options.now);
    std::move(by_file.begin(), by_file.end(), std::back_inserter(report.coverage.suppressed));
  }
  if (options.baseline != nullptr) {
    std::vector<Suppression> known = options.baseline->suppress(report.findings, report.rules);
    std::move(known.begin(), known.end(), std::back_inserter(report.coverage.suppressed));
  }
  if (options.proposed != nullptr) {
    apply_proposed(*options.proposed, was_inline, options, report);
  }
  group_secrets(report);
  if (life != nullptr) fill_lives(*life, report);
  report.max_exposure_days = options.max_exposure_days;
  enforce_exposure_limit(report);
  report.coverage.finish();
  report.coverage.complete = options.accept.complete(report.coverage);
  if (options.tell_stale && report.coverage.complete) tell_stale(options, report);
}

}  // namespace sluice
