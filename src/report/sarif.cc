// SARIF 2.1.0 in the form that GitHub code scanning accepts and the OASIS
// validator passes. Choices that the standard leaves open:
// - One result a finding; a secret's results lie together, HEAD's first.
// - Code scanning wants a file for each result. What lies in no file gets a
//   name that no working tree has: git-objects/commit/ID, git-objects/tag/ID,
//   git-objects/ref/NAME, stdin.
// - No snippet and no context region: both would hold the secret.
// - %SRCROOT% is declared without a URI: a report tells no folder of the machine.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/escape.h"
#include "findings/redact.h"
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
constexpr size_t kMaxRuleText = 1024;  // likewise, characters of a rule's texts
constexpr size_t kMaxName = 255;
constexpr size_t kMaxTags = 10;

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return "error";
    case Severity::kMedium: return "warning";
    case Severity::kLow:
    case Severity::kInfo: return "note";
  }
  return "error";
}

// Code scanning's bands: above 9.0 critical, from 7.0 high, from 4.0 medium.
std::string_view security_severity(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return "9.5";
    case Severity::kHigh: return "8.0";
    case Severity::kMedium: return "5.5";
    case Severity::kLow: return "2.5";
    case Severity::kInfo: return "0.1";
  }
  return "8.0";
}

std::string_view problem_severity(Severity severity) {
  const std::string_view level = level_of(severity);
  return level == "note" ? "recommendation" : level;
}

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string encoded_segment(std::string_view segment) {
  // ".." would lead out of the root, also where a reader decodes %2E first.
  if (segment == "." || segment == "..") return "dots-" + std::to_string(segment.size());
  std::string out;
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : segment) {
    const auto byte = static_cast<uint8_t>(c);
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

// RFC 3986 relative reference. Empty segments are dropped, so that no path reads
// as absolute or as a host.
std::string encoded_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) {
      if (!out.empty()) out += '/';
      out += encoded_segment(path.substr(0, slash));
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return out;
}

// Plain text as SARIF's messages have it (3.11): one line, brackets escaped, as
// they would make a link, braces doubled, as they would be a placeholder.
std::string message_text(std::string_view raw) {
  std::string out;
  for (const char c : escape_for_terminal(raw)) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    if (c == '{' || c == '}') out += c;
    out += c;
  }
  return out;
}

// Markdown that shows `raw` and nothing else: no link, image, HTML or emphasis.
std::string markdown_text(std::string_view raw) {
  std::string out;
  for (const char c : escape_for_terminal(raw)) {
    if (std::string_view("\\`*_{}[]<>()#+!|~&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string shortened(std::string text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes - 3;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// Its own sentence, never empty.
std::string sentence(std::string text, std::string_view otherwise) {
  if (text.empty()) text = otherwise;
  if (!text.ends_with('.')) text += '.';
  return text;
}

// "GitHub personal access token" -> GitHubPersonalAccessToken. SARIF wants a
// name that is not the id.
std::string pascal_name(const Rule& rule) {
  std::string name;
  bool starts_word = true;
  for (const char c : title_of(rule)) {
    if (!is_alnum(c)) {
      starts_word = true;
      continue;
    }
    name += starts_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name.insert(0, "Rule");
  name.resize(std::min(name.size(), kMaxName - 4));
  return name == rule.id ? name + "Rule" : name;
}

// A rule may come from the scanned repository; its URL must be one to put in a
// link: http or https, RFC 3986 characters only, a host.
bool is_web_url(std::string_view url) {
  const size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || url.size() == scheme || !is_alnum(url[scheme])) return false;
  return std::all_of(url.begin(), url.end(), [](char c) {
    return is_alnum(c) || std::string_view("-._~:/?#@!$&'*+,;=%").find(c) != std::string_view::npos;
  });
}

class Writer {
 public:
  Writer(const Report& report, const ReportOptions& options)
      : report_(report), redactor_(report, options.show_secrets) {
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
                {"columnKind", "unicodeCodePoints"},
                {"results", std::move(results)}};
    return {{"$schema", kSchemaUri}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  }

 private:
  struct Chosen {
    const Finding* finding = nullptr;
    const SecretGroup* group = nullptr;
  };

  // Secrets in the report's order, then what is suppressed. Where that is more
  // than a run may hold, each secret keeps its first result before any its second.
  void choose_results() {
    std::vector<Chosen> all, suppressed;
    std::vector<bool> is_first;
    for (const SecretGroup& group : report_.secrets) {
      bool first = true;
      for (const Finding* finding : reported_findings(report_, group)) {
        all.push_back({finding, &group});
        is_first.push_back(std::exchange(first, false));
      }
      for (const size_t index : group.findings) {
        const Finding& finding = report_.findings[index];
        if (finding.suppressed) suppressed.push_back({&finding, &group});
      }
    }
    all.insert(all.end(), suppressed.begin(), suppressed.end());
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

  std::string text(std::string_view raw) const { return to_valid_utf8(redactor_.text(raw)); }

  Json driver() const {
    Json rules = Json::array();
    for (const auto& [rule, number] : rules_) rules.push_back(descriptor(report_.rules[rule]));
    Json json = {{"name", "sluice"}, {"semanticVersion", report_.tool_version}};
    if (!kHomepage.empty()) json["informationUri"] = kHomepage;
    json["rules"] = std::move(rules);
    json["properties"] = {{"ruleset_sha256", report_.ruleset_sha256},
                          {"rules_run", report_.rules.size()}};
    return json;
  }

  Json descriptor(const Rule& rule) const {
    const std::string title = text(title_of(rule));
    const std::string full = rule.description.empty() ? title : text(rule.description);
    const std::string help = rule.remediation.empty()
                                 ? "Revoke the secret where it was issued, then remove it"
                                 : text(rule.remediation);
    const auto rule_text = [](const std::string& raw, std::string_view otherwise) {
      return sentence(shortened(message_text(raw), kMaxRuleText - 4), otherwise);
    };
    std::string markdown = sentence(markdown_text(help), "");
    Json json = {{"id", text(rule.id)},
                 {"name", pascal_name(rule)},
                 {"shortDescription", {{"text", rule_text(title, "A secret")}}},
                 {"fullDescription", {{"text", rule_text(full, "A secret")}}},
                 {"defaultConfiguration", {{"level", level_of(rule.severity)}}}};
    const bool linked = is_web_url(rule.remediation_url);
    if (linked) markdown += "\n\n<" + rule.remediation_url + ">";
    json["help"] = {{"text", sentence(message_text(help), "")}, {"markdown", markdown}};
    if (linked) {
      json["helpUri"] = rule.remediation_url;
    } else if (!rule.references.empty() && is_web_url(rule.references[0])) {
      json["helpUri"] = rule.references[0];
    }
    json["properties"] = {{"tags", tags(rule)},
                          {"precision", confidence_name(rule.confidence)},
                          {"problem.severity", problem_severity(rule.severity)},
                          {"security-severity", security_severity(rule.severity)}};
    return json;
  }

  Json tags(const Rule& rule) const {
    std::vector<std::string> all = {"security", "external/cwe/cwe-798", "secret"};
    for (const std::string& tag : rule.tags) {
      std::string safe = text(tag);
      const bool fresh = std::find(all.begin(), all.end(), safe) == all.end();
      if (all.size() < kMaxTags && fresh && !safe.empty()) all.push_back(std::move(safe));
    }
    return all;
  }

  Json result(const Chosen& chosen) const {
    const Finding& finding = *chosen.finding;
    const Rule& rule = report_.rules[finding.rule];
    Json json = {
        {"ruleId", text(rule.id)},
        {"ruleIndex", rules_.at(finding.rule)},
        {"level", level_of(finding.verdict.severity)},
        {"message", {{"text", message(chosen)}}},
        {"locations", Json::array({location(finding)})},
        {"partialFingerprints",
         {{"sluiceFingerprint/v1", finding.fingerprint}, {"sluiceSecretId/v1", finding.secret_id}}},
        {"properties", properties(chosen)}};
    if (const NewSuppression* entry = new_suppression_of(report_, finding)) {
      json["suppressions"] = Json::array({new_suppression(*entry)});
    } else if (finding.suppressed) {
      json["suppressions"] = Json::array({suppression(*finding.suppressed)});
    }
    return json;
  }

  std::string message(const Chosen& chosen) const {
    const Verdict& verdict = chosen.finding->verdict;
    const SecretGroup& group = *chosen.group;
    std::string out = message_text(text(title_of(report_.rules[chosen.finding->rule]))) + " '" +
                      message_text(redactor_.secret(*chosen.finding)) + "' (" +
                      std::string(confidence_name(verdict.confidence)) + " confidence";
    if (verdict.validity != Validity::kUnknown) {
      std::string validity(validity_name(verdict.validity));
      std::replace(validity.begin(), validity.end(), '_', ' ');
      out += ", " + validity;
    }
    out += ')';
    if (group.exposure_days) {
      out += ", exposed " + counted(static_cast<uint64_t>(*group.exposure_days), "day", "days");
    }
    if (group.places > 1) out += ", in " + counted(group.places, "place", "places");
    return out + ".";
  }

  Json location(const Finding& finding) const {
    Json artifact;
    const std::string path = encoded_path(redactor_.text(full_path(finding)));
    const std::string id = finding.blob.empty() ? "unknown" : finding.blob.hex();
    switch (finding.kind) {
      case BlobKind::kCommit: artifact["uri"] = "git-objects/commit/" + id; break;
      case BlobKind::kTag: artifact["uri"] = "git-objects/tag/" + id; break;
      case BlobKind::kRef: artifact["uri"] = "git-objects/ref/" + (path.empty() ? id : path); break;
      case BlobKind::kStdin: artifact["uri"] = path.empty() ? "stdin" : path; break;
      default: artifact["uri"] = path.empty() ? "git-objects/blob/" + id : path;
    }
    artifact["uriBaseId"] = kRoot;
    Json physical = {{"artifactLocation", std::move(artifact)}, {"region", region(finding)}};
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
                 {"worktree", finding.worktree},
                 {"places", group.places}};
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
    if (group.in_head) json["in_head"] = *group.in_head;
    if (group.exposure_days) json["exposure_days"] = *group.exposure_days;
    if (!group.refs.empty()) {
      json["refs"] = Json::array();
      for (const std::string& ref : group.refs) json["refs"].push_back(text(ref));
    }
    return json;
  }

  Json suppression(const Suppression& suppressed) const {
    return {{"kind", suppressed.by == "inline" ? "inSource" : "external"},
            {"status", "accepted"},
            {"justification", text(suppressed.by) + ": " + text(suppressed.where)}};
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
            {"message", {{"text", sentence(std::move(message), id)}}}};
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
                                  "Not scanned: '" + message_text(text(unread.where)) + "' (" +
                                      message_text(text(unread.what)) + ")"));
    }
    for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
      if (skipped.count <= told[skipped.reason]) continue;
      const bool fails = is_failure(skipped.reason) && !complete;
      std::string message = "Not scanned (" + std::string(reason_name(skipped.reason)) +
                            "): " + counted(skipped.count - told[skipped.reason], "item", "items");
      for (size_t i = 0; i < skipped.examples.size(); ++i) {
        message += (i == 0 ? ", such as '" : ", '") + message_text(text(skipped.examples[i])) + "'";
      }
      json.push_back(
          notification(reason_name(skipped.reason), fails ? "error" : "note", std::move(message)));
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
  std::vector<Chosen> chosen_;
  size_t left_out_ = 0;
  std::map<uint32_t, size_t> rules_;  // index into Report::rules -> into driver.rules
};

}  // namespace

std::string sarif_report(const Report& report, const ReportOptions& options) {
  const Json document = Writer(report, options).document();
  return with_visible_controls(document.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace sluice
