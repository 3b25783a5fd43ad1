// GitLab's secret detection report, for `artifacts: reports: secret_detection`. Source: GitLab's
// security report schemas, secret-detection-report-format, 15.1. GitLab refuses a whole report for
// one value that its schema forbids. One vulnerability a secret at a place, whatever the versions;
// what is suppressed is left out, since GitLab would show it as open.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/escape.h"
#include "base/gitleaks_names.h"
#include "findings/redact.h"
#include "report/controls.h"
#include "report/markup.h"
#include "report/step_lines.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchemaVersion = "15.1.4";
constexpr size_t kMaxName = 255;       // characters; ours are counted in bytes
constexpr size_t kMaxSolution = 7000;  // likewise
constexpr size_t kMaxMessages = 100;

std::string_view gitlab_severity(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return "Critical";
    case Severity::kHigh: return "High";
    case Severity::kMedium: return "Medium";
    case Severity::kLow: return "Low";
    case Severity::kInfo: return "Info";
  }
  return "Unknown";
}

// Of what tells this place from every other.
std::string uuid_of(const Finding& finding) {
  const std::string object = finding.path.empty() ? finding.blob.hex() : "";
  const auto digest = sha256({finding.fingerprint, "\n", kind_name(finding.kind), "\n", object});
  return to_uuid({reinterpret_cast<const char*>(digest.data()), 16});
}

class GitlabWriter {
 public:
  GitlabWriter(const Report& report, const ReportOptions& options)
      : report_(report),
        redactor_(report, options.show_secrets),
        options_(options),
        steps_(report) {}

  Json document() const {
    Json vulnerabilities = Json::array();
    for (const SecretGroup& group : report_.secrets) {
      for (const Place& place : places_of(reported_findings(report_, group))) {
        vulnerabilities.push_back(vulnerability(*place.finding, group));
      }
    }
    return {{"version", kSchemaVersion},
            {"scan", scan()},
            {"vulnerabilities", std::move(vulnerabilities)}};
  }

 private:
  // Shown as Markdown by GitLab: nothing of the repository may be more than text.
  std::string prose(std::string_view raw) const { return markdown_text(redactor_.text(raw)); }
  std::string text(std::string_view raw) const { return escape_for_terminal(redactor_.text(raw)); }

  Json scan() const {
    const std::string now = utc_time(report_.now).substr(0, 19);
    const Json tool = {{"id", "sluice"},
                       {"name", "sluice"},
                       {"version", report_.tool_version.empty() ? "0" : report_.tool_version},
                       {"vendor", {{"name", "sluice"}}}};
    Json json = {{"analyzer", tool},
                 {"scanner", tool},
                 {"type", "secret_detection"},
                 {"start_time", now},
                 {"end_time", now},
                 {"status", report_.coverage.complete ? "success" : "failure"}};
    if (Json all = messages(); !all.empty()) json["messages"] = std::move(all);
    return json;
  }

  Json messages() const {
    Json json = Json::array();
    for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
      const bool fails = is_failure(skipped.reason) && !report_.coverage.complete;
      json.push_back({{"level", fails ? "warn" : "info"},
                      {"value", "Not scanned (" + spaced(reason_name(skipped.reason)) +
                                    "): " + counted(skipped.count, "item", "items")}});
    }
    for (const Unread& unread : report_.coverage.errors) {
      if (json.size() >= kMaxMessages) break;
      json.push_back({{"level", report_.coverage.complete ? "info" : "warn"},
                      {"value", text(unread.where) + ": " + text(unread.what)}});
    }
    return json;
  }

  Json vulnerability(const Finding& finding, const SecretGroup& group) const {
    const Rule& rule = report_.rules[finding.rule];
    Json json = {{"id", uuid_of(finding)},
                 {"category", "secret_detection"},
                 {"name", shortened(prose(title_of(rule)), kMaxName)},
                 {"description", description(finding, group)},
                 {"severity", gitlab_severity(finding.verdict.severity)}};
    std::string solution;
    for (const std::string& line : steps_.of(group)) {
      solution += (solution.empty() ? "" : " ") + line;
    }
    json["solution"] = shortened(prose(solution), kMaxSolution);
    json["identifiers"] = identifiers(rule);
    if (Json all = links(finding, rule); !all.empty()) json["links"] = std::move(all);
    json["location"] = location(finding);
    // Until someone asks for secrets, not even what GitLab revokes them by.
    if (options_.show_secrets && !report_.redacted) {
      json["raw_source_code_extract"] = to_valid_utf8(finding.secret);
    }
    return json;
  }

  std::string description(const Finding& finding, const SecretGroup& group) const {
    const Verdict& verdict = finding.verdict;
    std::string out = prose(title_of(report_.rules[finding.rule])) + " " +
                      markdown_code(redactor_.secret(finding)) + " in " +
                      markdown_code(place_text(finding, redactor_.text(full_path(finding)))) +
                      ": " + std::string(confidence_name(verdict.confidence)) + " confidence";
    if (verdict.validity != Validity::kUnknown)
      out += ", " + spaced(validity_name(verdict.validity));
    out += '.';
    if (group.exposure_days) {
      out += " Exposed " + counted(static_cast<uint64_t>(*group.exposure_days), "day", "days");
      out += group.in_head.value_or(false) ? ", still in HEAD." : ", no longer in HEAD.";
    }
    return out;
  }

  Json identifiers(const Rule& rule) const {
    const std::string id = text(rule.id);
    Json json = Json::array({{{"type", "sluice_rule_id"},
                              {"name", "sluice rule " + id},
                              {"value", id.empty() ? "rule" : id}}});
    // The name under which GitLab knows a kind of credential.
    for (const std::string_view name : gitleaks_names(rule)) {
      if (!is_gitleaks_rule(name)) continue;
      json.push_back({{"type", "gitleaks_rule_id"},
                      {"name", "Gitleaks rule ID " + std::string(name)},
                      {"value", name}});
      break;
    }
    for (const Control* control : controls_of(rule)) {
      Json identifier = {
          {"type", control->framework->id}, {"name", control->label}, {"value", control->value}};
      if (!control->url.empty()) identifier["url"] = control->url;
      json.push_back(std::move(identifier));
    }
    return json;
  }

  static Json links(const Finding& finding, const Rule& rule) {
    Json json = Json::array();
    if (is_web_url(rule.remediation_url)) {
      json.push_back({{"name", "Where to revoke it"}, {"url", rule.remediation_url}});
    }
    if (is_web_url(finding.link)) {
      json.push_back({{"name", "The line"}, {"url", finding.link}});
    }
    return json;
  }

  Json location(const Finding& finding) const {
    std::string file = text(finding.path);
    if (file.empty()) file = place_text(finding, "");
    Json json = {{"file", std::move(file)}};
    if (finding.location.line > 0 && finding.inner_path.empty()) {
      json["start_line"] = finding.location.line;
      json["end_line"] = std::max(finding.location.line, finding.location.end_line);
    }
    // What GitLab's own analyzer writes where there is no commit.
    Json commit = {{"sha", finding.commit ? finding.commit->id.hex() : "0000000"}};
    if (finding.commit) {
      commit["author"] =
          text(finding.commit->author.name) + " <" + text(finding.commit->author.email) + ">";
      commit["date"] = utc_time(finding.commit->date);
    }
    json["commit"] = std::move(commit);
    return json;
  }

  const Report& report_;
  const Redactor redactor_;
  const ReportOptions& options_;
  const StepLines steps_;
};

}  // namespace

std::string gitlab_report(const Report& report, const ReportOptions& options) {
  const Json document = GitlabWriter(report, options).document();
  return with_visible_controls(document.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace sluice
