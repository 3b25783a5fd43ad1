// SARIF 2.1.0 in two profiles that both pass the OASIS validator and code scanning's rules.
//
// `sarif` is for GitHub code scanning: a result for each place in the checkout (words.h), so that
// each can be shown and closes when its line is gone; with GitHub's own line hash where the scan
// made one; without what is suppressed, which GitHub would show as open, but for what the change
// under judgement suppresses itself. Secrets in history only are counted in a notification.
//
// `sarif-full` is for every other consumer: all findings, with suppressions, baseline state, the
// repository, and the controls (sarif_controls.h).
//
// Choices that the standard leaves open:
// - One result a finding; a secret's results lie together, HEAD's first.
// - What lies in no file gets a name that no working tree has: git-objects/commit/ID,
//   git-objects/tag/ID, git-objects/ref/NAME, stdin.
// - No snippet and no context region: both would hold the secret.
// - %SRCROOT% is declared without a URI: a report tells no folder of the machine.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "base/digest.h"
#include "base/escape.h"
#include "findings/exposure_limit.h"
#include "findings/redact.h"
#include "report/markup.h"
#include "report/sarif_controls.h"
#include "report/sarif_rule.h"
#include "report/step_lines.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
constexpr const char* kRoot = "%SRCROOT%";
// Empty where the build names none.
// NOLINTNEXTLINE(readability-redundant-string-init)
constexpr std::string_view kHomepage = SLUICE_HOMEPAGE;
// Code scanning refuses a run that holds more.
constexpr size_t kMaxResults = 25000;
constexpr size_t kMaxShown = 5000;  // it shows so many, the most severe

enum class Profile { kGithub, kFull };

class SarifWriter {
 public:
  SarifWriter(const Report& report, const ReportOptions& options, Profile profile)
      : report_(report),
        redactor_(report, options.show_secrets),
        steps_(report),
        profile_(profile) {
    for (const Suppression& each : report.coverage.suppressed) {
      if (each.by == "baseline") baselines_ += each.where + "\n";
    }
    choose_results();
  }

  Json document() {
    Json results = Json::array();
    for (const Chosen& each : chosen_) results.push_back(result(each));
    Json run = {{"tool", {{"driver", driver()}}},
                {"invocations", Json::array({invocation()})},
                {"automationDetails", {{"id", "sluice/"}}},
                {"originalUriBaseIds",
                 {{kRoot, {{"description", {{"text", "The root of what was scanned."}}}}}}},
                {"columnKind", "unicodeCodePoints"}};
    if (full()) {
      if (Json control = version_control(); !control.empty()) {
        run["versionControlProvenance"] = std::move(control);
      }
      if (!baselines_.empty()) run["baselineGuid"] = baseline_guid();
      run["taxonomies"] = sarif_taxonomies();
    }
    run["results"] = std::move(results);
    return {{"$schema", kSchemaUri}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  }

 private:
  struct Chosen {
    const Finding* finding = nullptr;
    const SecretGroup* group = nullptr;
  };

  bool full() const { return profile_ == Profile::kFull; }

  // The findings of a secret that the profile tells.
  std::vector<const Finding*> told(const SecretGroup& group) const {
    std::vector<const Finding*> findings = reported_findings(report_, group);
    if (full()) return findings;
    std::erase_if(findings, [&](const Finding* each) { return !in_checkout(report_, *each); });
    // A file that differs from HEAD's has its findings in both.
    std::set<std::tuple<std::string_view, uint64_t, uint64_t, BlobKind>> places;
    std::erase_if(findings, [&](const Finding* each) {
      return !places.emplace(each->path, each->location.line, each->location.column, each->kind)
                  .second;
    });
    return findings;
  }

  // Secrets in the report's order, then what is suppressed. Where that is more
  // than a run may hold, each secret keeps its first result before any its second.
  void choose_results() {
    std::vector<Chosen> all;
    std::vector<bool> is_first;
    for (const SecretGroup& group : report_.secrets) {
      bool first = true;
      for (const Finding* finding : told(group)) {
        all.push_back({finding, &group});
        is_first.push_back(std::exchange(first, false));
      }
    }
    add_suppressed(all);
    is_first.resize(all.size(), false);
    left_out_ = all.size() - std::min(all.size(), kMaxResults);
    const auto firsts = static_cast<size_t>(std::count(is_first.begin(), is_first.end(), true));
    size_t first_room = kMaxResults, rest_room = kMaxResults - std::min(firsts, kMaxResults);
    for (size_t i = 0; i < all.size(); ++i) {
      size_t& room = is_first[i] ? first_room : rest_room;
      if (room == 0) continue;
      --room;
      rules_.emplace(all[i].finding->rule, 0);
      chosen_.push_back(all[i]);
    }
    size_t index = 0;
    for (auto& [rule, number] : rules_) number = index++;
  }

  // In the findings' order.
  void add_suppressed(std::vector<Chosen>& all) const {
    std::vector<const SecretGroup*> groups(report_.findings.size());
    for (const SecretGroup& group : report_.secrets) {
      for (const size_t index : group.findings) groups[index] = &group;
    }
    for (size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& finding = report_.findings[i];
      const bool is_told = full() || (finding.new_suppression && in_checkout(report_, finding));
      if (finding.suppressed && is_told) all.push_back({&finding, groups[i]});
    }
  }

  std::string text(std::string_view raw) const { return to_valid_utf8(redactor_.text(raw)); }

  Json driver() const {
    Json rules = Json::array();
    for (const auto& [rule, number] : rules_)
      rules.push_back(sarif_rule(report_.rules[rule], redactor_, full()));
    Json json = {{"name", "sluice"}, {"semanticVersion", report_.tool_version}};
    if (!kHomepage.empty()) json["informationUri"] = kHomepage;
    json["rules"] = std::move(rules);
    if (full()) json["supportedTaxonomies"] = sarif_supported_taxonomies();
    json["properties"] = {
        {"ruleset_sha256", report_.ruleset_sha256},
        {"rules_run", report_.rules_run > 0 ? report_.rules_run : report_.rules.size()}};
    return json;
  }

  Json result(const Chosen& chosen) const {
    const Finding& finding = *chosen.finding;
    const Rule& rule = report_.rules[finding.rule];
    Json json = {{"ruleId", text(rule.id)},
                 {"ruleIndex", rules_.at(finding.rule)},
                 {"level", sarif_level(finding.verdict.severity)},
                 {"message", {{"text", message(chosen)}}},
                 {"locations", Json::array({location(finding)})},
                 {"partialFingerprints", fingerprints(finding)},
                 {"properties", properties(chosen)}};
    if (const NewSuppression* entry = new_suppression_of(report_, finding)) {
      json["suppressions"] = Json::array({new_suppression(*entry)});
    } else if (finding.suppressed) {
      json["suppressions"] = Json::array({suppression(*finding.suppressed)});
    }
    if (full()) add_full(finding, json);
    return json;
  }

  Json fingerprints(const Finding& finding) const {
    Json json = Json::object();
    if (!full() && !report_.line_hashes.empty()) {
      const std::string& hash =
          report_.line_hashes[static_cast<size_t>(&finding - report_.findings.data())];
      if (!hash.empty()) json["primaryLocationLineHash"] = hash;
    }
    json["sluiceFingerprint/v1"] = finding.fingerprint;
    json["sluiceSecretId/v1"] = finding.secret_id;
    return json;
  }

  void add_full(const Finding& finding, Json& json) const {
    if (!baselines_.empty()) {
      const bool known = finding.suppressed && finding.suppressed->by == "baseline";
      json["baselineState"] = known ? "unchanged" : "new";
    }
    json["provenance"] = {{"lastDetectionTimeUtc", utc_time(report_.now)}, {"invocationIndex", 0}};
    if (is_web_url(finding.link)) json["hostedViewerUri"] = finding.link;
  }

  // SARIF wants the id of the run that a baseline was; ours is a file, whose name stands for it.
  std::string baseline_guid() const {
    const auto digest = sha256({baselines_});
    return to_uuid({reinterpret_cast<const char*>(digest.data()), 16});
  }

  Json version_control() const {
    const Target& target = report_.target;
    if (!is_web_url(target.repository)) return {};
    Json json = {{"repositoryUri", target.repository}};
    if (target.head) json["revisionId"] = target.head->hex();
    if (!target.branch.empty()) json["branch"] = text(short_ref(target.branch));
    json["asOfTimeUtc"] = utc_time(report_.now);
    json["mappedTo"] = {{"uriBaseId", kRoot}};
    return Json::array({std::move(json)});
  }

  std::string message(const Chosen& chosen) const {
    const Verdict& verdict = chosen.finding->verdict;
    const SecretGroup& group = *chosen.group;
    std::string out = sarif_text(text(title_of(report_.rules[chosen.finding->rule]))) + " '" +
                      sarif_text(redactor_.secret(*chosen.finding)) + "' (" +
                      std::string(confidence_name(verdict.confidence)) + " confidence";
    if (verdict.validity != Validity::kUnknown) {
      std::string validity(validity_name(verdict.validity));
      std::replace(validity.begin(), validity.end(), '_', ' ');
      out += ", " + validity;
    }
    out += ')';
    // Of a secret that is suppressed everywhere, a report that was read tells no life.
    if (chosen.finding->suppressed) return out + ".";
    if (!full() && !chosen.finding->inner_path.empty()) {
      out += " in '" + sarif_text(text(chosen.finding->inner_path)) + "' within it";
    }
    if (group.exposure_days) {
      out += ", exposed " + counted(static_cast<uint64_t>(*group.exposure_days), "day", "days");
      if (is_over_limit(report_, group)) {
        out += " of at most " + std::to_string(*report_.max_exposure_days);
      }
    }
    if (group.places > 1) out += ", in " + counted(group.places, "place", "places");
    return out + ".";
  }

  Json location(const Finding& finding) const {
    Json artifact;
    const std::string path =
        encoded_path(redactor_.text(full() ? full_path(finding) : finding.path));
    const std::string id = finding.blob.empty() ? "unknown" : finding.blob.hex();
    switch (finding.kind) {
      case BlobKind::kCommit: artifact["uri"] = "git-objects/commit/" + id; break;
      case BlobKind::kTag: artifact["uri"] = "git-objects/tag/" + id; break;
      case BlobKind::kRef: artifact["uri"] = "git-objects/ref/" + (path.empty() ? id : path); break;
      case BlobKind::kStdin: artifact["uri"] = path.empty() ? "stdin" : path; break;
      default: artifact["uri"] = path.empty() ? "git-objects/blob/" + id : path;
    }
    artifact["uriBaseId"] = kRoot;
    const bool shows_lines = full() || finding.inner_path.empty();
    Json physical = {{"artifactLocation", std::move(artifact)},
                     {"region", shows_lines ? region(finding) : Json{{"startLine", 1}}}};
    return {{"physicalLocation", std::move(physical)}};
  }

  // A secret in a name has no line of its file: the first stands for it.
  static Json region(const Finding& finding) {
    const Location& at = finding.location;
    if (finding.kind == BlobKind::kPath || at.line == 0 || at.column == 0)
      return {{"startLine", 1}};
    Json json = {{"startLine", at.line}, {"startColumn", at.column}};
    const bool ordered =
        at.end_line > at.line || (at.end_line == at.line && at.end_column > at.column);
    if (ordered && at.end_column > 0) {
      json["endLine"] = at.end_line;
      json["endColumn"] = at.end_column;
    }
    return json;
  }

  Json properties(const Chosen& chosen) const {
    const Finding& finding = *chosen.finding;
    const SecretGroup& group = *chosen.group;
    Json json = {{"kind", kind_name(finding.kind)},
                 {"confidence", confidence_name(finding.verdict.confidence)},
                 {"validity", validity_name(finding.verdict.validity)},
                 {"worktree", finding.worktree}};
    if (finding.reach != Reach::kNone) json["reach"] = reach_name(finding.reach);
    if (!finding.blob.empty()) json["blob"] = finding.blob.hex();
    if (!finding.inner_path.empty()) json["inner_path"] = text(finding.inner_path);
    if (finding.commit) {
      json["commit"] = finding.commit->id.hex();
      json["date"] = utc_time(finding.commit->date);
      json["author"] = {{"name", text(finding.commit->author.name)},
                        {"email", text(finding.commit->author.email)}};
    }
    if (finding.removed) json["removed"] = finding.removed->id.hex();
    if (finding.suppressed) return json;
    if (full()) {
      json["remediation"] = Json::array();
      for (const std::string& line : steps_.of(group)) json["remediation"].push_back(text(line));
    }
    json["places"] = group.places;
    if (group.in_head) json["in_head"] = *group.in_head;
    if (group.exposure_days) json["exposure_days"] = *group.exposure_days;
    if (report_.max_exposure_days) json["over_max_exposure"] = is_over_limit(report_, group);
    if (!group.refs.empty()) {
      json["refs"] = Json::array();
      for (const std::string& ref : listed_refs(group)) json["refs"].push_back(text(ref));
      json["ref_count"] = group.refs.size();
    }
    return json;
  }

  Json suppression(const Suppression& suppressed) const {
    Json json = {{"kind", suppressed.by == "inline" ? "inSource" : "external"},
                 {"status", "accepted"},
                 {"justification", text(suppressed.by) + ": " + text(suppressed.where)}};
    // "file:line", relative to the target, where an entry or a comment of it stands.
    const size_t colon = suppressed.where.rfind(':');
    const std::string line = colon == std::string::npos ? "" : suppressed.where.substr(colon + 1);
    const bool is_line = !line.empty() && line.size() <= 9 && line[0] != '0' &&
                         line.find_first_not_of("0123456789") == std::string::npos;
    const std::string path = is_line && suppressed.where[0] != '/'
                                 ? encoded_path(redactor_.text(suppressed.where.substr(0, colon)))
                                 : "";
    if (path.empty()) return json;
    json["location"] = {{"physicalLocation",
                         {{"artifactLocation", {{"uri", path}, {"uriBaseId", kRoot}}},
                          {"region", {{"startLine", std::stoul(line)}}}}}};
    return json;
  }

  // Of the change itself: told as part of the source, and as rejected where it does not hold.
  Json new_suppression(const NewSuppression& entry) const {
    std::string why = "added by this change: " + text(entry.by) + " " + text(entry.where);
    if (entry.added) {
      why += ", in " + short_hex(entry.added->id) + " by " + text(entry.added->author.name) + " <" +
             text(entry.added->author.email) + ">";
    }
    return {{"kind", "inSource"},
            {"status", entry.holds ? "accepted" : "rejected"},
            {"justification", why}};
  }

  Json invocation() const {
    Json json = {{"executionSuccessful", report_.coverage.complete},
                 {"endTimeUtc", utc_time(report_.now)},
                 {"toolExecutionNotifications", notifications()}};
    if (report_.target.selection) {
      json["properties"] = {{"selection", text(selection_text(*report_.target.selection))}};
    }
    return json;
  }

  static Json notification(std::string_view id, std::string_view level, std::string message) {
    return {{"descriptor", {{"id", id}}},
            {"level", level},
            {"message", {{"text", sarif_sentence(std::move(message), id)}}}};
  }

  // Failures one by one; boundaries, and failures past those the report lists, a
  // reason each.
  Json notifications() const {
    Json json = Json::array();
    std::map<Reason, uint64_t> told;
    const bool complete = report_.coverage.complete;
    for (const Unread& unread : report_.coverage.errors) {
      ++told[unread.reason];
      json.push_back(notification(reason_name(unread.reason), complete ? "warning" : "error",
                                  "Not scanned: '" + sarif_text(text(unread.where)) + "' (" +
                                      sarif_text(text(unread.what)) + ")"));
    }
    for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
      if (skipped.count <= told[skipped.reason]) continue;
      const bool fails = is_failure(skipped.reason) && !complete;
      std::string message = "Not scanned (" + std::string(reason_name(skipped.reason)) +
                            "): " + counted(skipped.count - told[skipped.reason], "item", "items");
      for (size_t i = 0; i < skipped.examples.size(); ++i) {
        message += (i == 0 ? ", such as '" : ", '") + sarif_text(text(skipped.examples[i])) + "'";
      }
      json.push_back(
          notification(reason_name(skipped.reason), fails ? "error" : "note", std::move(message)));
    }
    for (const StaleEntry& each : report_.stale) {
      json.push_back(notification(each.expired ? "expired-entry" : "dead-entry", "note",
                                  sarif_text(text(stale_words(each)))));
    }
    if (const size_t hidden = full() ? 0 : secrets_in_history_only(report_); hidden > 0) {
      json.push_back(notification(
          "history-only", "note",
          counted(hidden, "secret is", "secrets are") +
              " in history only and not in the checkout: no result here. The JSON, HTML and "
              "sarif-full reports hold all"));
    }
    if (!full() && chosen_.size() > kMaxShown) {
      json.push_back(notification("result-limit", "note",
                                  "Code scanning shows " + counted(kMaxShown, "result", "results") +
                                      " of " + counted(chosen_.size(), "result", "results") +
                                      ", the most severe ones"));
    }
    if (left_out_ > 0) {
      json.push_back(notification(
          "result-limit", "warning",
          counted(left_out_, "result is", "results are") + " left out: code scanning takes " +
              counted(kMaxResults, "result", "results") + " a run. The JSON report holds all"));
    }
    return json;
  }

  const Report& report_;
  const Redactor redactor_;
  const StepLines steps_;
  const Profile profile_;
  std::string baselines_;  // the names of those that suppressed something, a line each
  std::vector<Chosen> chosen_;
  size_t left_out_ = 0;
  std::map<uint32_t, size_t> rules_;  // index into Report::rules -> into driver.rules
};

std::string written(const Json& document) {
  return with_visible_controls(document.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace

std::string sarif_report(const Report& report, const ReportOptions& options) {
  return written(SarifWriter(report, options, Profile::kGithub).document());
}

std::string sarif_full_report(const Report& report, const ReportOptions& options) {
  return written(SarifWriter(report, options, Profile::kFull).document());
}

}  // namespace sluice
