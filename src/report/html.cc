// The report as one page for people (html/*, embedded when the program is built). What the page
// shows is the JSON in it: the script makes it text of the page, never markup. The policy in the
// page allows that one script and that one style by their digests and nothing else, no network
// among it. Where scripts are off, a plain table of the worst secrets stands in the page.
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "base/digest.h"
#include "base/escape.h"
#include "findings/exposure_limit.h"
#include "findings/redact.h"
#include "findings/remediation.h"
#include "report/controls.h"
#include "report/markup.h"
#include "report/words.h"
#include "sluice/report.h"

extern "C" {
extern const char sluice_html_page[], sluice_html_page_end[];
extern const char sluice_html_style[], sluice_html_style_end[];
extern const char sluice_html_script[], sluice_html_script_end[];
}

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxStaticRows = 500;
constexpr size_t kMaxAccepted = 200;

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) {
      group = group << 8 | (at + i < bytes.size() ? static_cast<uint8_t>(bytes[at + i]) : 0);
    }
    for (size_t i = 0; i < 4; ++i) {
      out += at + i > bytes.size() ? '=' : kDigits[group >> (18 - 6 * i) & 63];
    }
  }
  return out;
}

std::string csp_hash(std::string_view text) {
  const auto digest = sha256({text});
  return base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// JSON within a script element: nothing in it may end the element or begin a comment.
std::string for_script(const Json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    switch (c) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += c;
    }
  }
  return with_visible_controls(out);
}

// `page` with each {{name}} replaced; what is put in is not searched again.
std::string filled(std::string_view page, const std::map<std::string, std::string>& values) {
  std::string out;
  while (true) {
    const size_t open = page.find("{{"), close = page.find("}}", open);
    if (open == page.npos || close == page.npos) return out.append(page);
    out += page.substr(0, open);
    out += values.at(std::string(page.substr(open + 2, close - open - 2)));
    page.remove_prefix(close + 2);
  }
}

class HtmlWriter {
 public:
  HtmlWriter(const Report& report, const ReportOptions& options)
      : report_(report),
        redactor_(report, options.show_secrets),
        secrets_(reported_secrets(report)),
        in_git_(std::any_of(report.secrets.begin(), report.secrets.end(),
                            [](const SecretGroup& group) { return group.in_head.has_value(); })) {}

  std::string document() {
    const std::string_view style(sluice_html_style,
                                 static_cast<size_t>(sluice_html_style_end - sluice_html_style));
    const std::string_view script(sluice_html_script,
                                  static_cast<size_t>(sluice_html_script_end - sluice_html_script));
    const std::string_view page(sluice_html_page,
                                static_cast<size_t>(sluice_html_page_end - sluice_html_page));
    const std::string heading = xml_text(text(target_name()));
    return filled(page, {{"style_hash", csp_hash(style)},
                         {"script_hash", csp_hash(script)},
                         {"style", std::string(style)},
                         {"script", std::string(script)},
                         {"title", "Secrets in " + heading},
                         {"heading", heading},
                         {"meta", xml_text(text(meta()))},
                         {"static", static_table()},
                         {"footer", xml_text(text(footer()))},
                         {"data", for_script(data())}});
  }

 private:
  // Without secrets, and with whatever does not show made visible.
  std::string text(std::string_view raw) const { return escape_for_terminal(redactor_.text(raw)); }

  std::string target_name() const {
    const Target& target = report_.target;
    constexpr std::string_view kScheme = "https://";
    if (target.repository.starts_with(kScheme)) return target.repository.substr(kScheme.size());
    return target.path.empty() || target.path == "." ? "this " + target.kind : target.path;
  }

  std::string meta() const {
    const Target& target = report_.target;
    std::string out = "Scanned " + utc_time(report_.now).substr(0, 16) + " UTC";
    out.replace(out.find('T', 8), 1, " ");
    if (!target.branch.empty()) out += " · " + short_ref(target.branch);
    if (target.head) out += " at " + short_hex(*target.head);
    if (target.refs > 0) out += " · " + counted(target.refs, "ref", "refs");
    return out;
  }

  std::string footer() const {
    return "Made by sluice " + report_.tool_version + " with " +
           counted(report_.rules_run > 0 ? report_.rules_run : report_.rules.size(), "rule",
                   "rules") +
           (report_.ruleset_sha256.empty() ? "."
                                           : " (" + report_.ruleset_sha256.substr(0, 16) + ").") +
           " Dates are UTC. This file needs no network and sends nothing.";
  }

  std::string scanned() const {
    const Coverage& coverage = report_.coverage;
    std::vector<std::string> parts;
    if (coverage.blobs > 0) {
      parts.push_back(counted(coverage.blobs, "blob", "blobs") + " (" + size_text(coverage.bytes) +
                      ")");
    }
    if (coverage.files > 0) parts.push_back(counted(coverage.files, "file", "files"));
    if (coverage.commits > 0) parts.push_back(counted(coverage.commits, "commit", "commits"));
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "Scanned " : ", ") + part;
    return (out.empty() ? "Scanned nothing" : out) +
           (coverage.complete ? ". Everything was read." : ". Some things were not read.");
  }

  Json data() {
    Json rules = rule_list();  // first: secrets refer to it by number
    Json secrets = Json::array();
    for (const SecretGroup* group : secrets_) secrets.push_back(secret(*group));
    Json json = {
        {"now", report_.now},
        {"git", in_git_},
        {"selection",
         report_.target.selection ? Json(text(selection_text(*report_.target.selection))) : Json()},
        {"coverage", coverage()},
        {"added", new_suppressions()},
        {"controls", control_list()},
        {"rules", std::move(rules)},
        {"secrets", std::move(secrets)},
        {"texts", texts_}};
    if (report_.max_exposure_days) json["maxDays"] = *report_.max_exposure_days;
    add_accepted(json);
    return json;
  }

  static Json control_list() {
    Json json = Json::array();
    for (const Control& control : controls()) {
      json.push_back({{"label", control.label}, {"title", control.title}, {"url", control.url}});
    }
    return json;
  }

  // Those of the secrets; `rules_` has their numbers.
  Json rule_list() {
    Json json = Json::array();
    for (const SecretGroup* group : secrets_) {
      const auto number = static_cast<uint32_t>(rules_.size());
      if (!rules_.emplace(group->rule, number).second) continue;
      const Rule& rule = report_.rules[group->rule];
      Json numbers = Json::array();
      for (const Control* control : controls_of(rule)) numbers.push_back(control - &controls()[0]);
      json.push_back({{"id", text(rule.id)},
                      {"title", text(title_of(rule))},
                      {"controls", std::move(numbers)}});
    }
    return json;
  }

  Json secret(const SecretGroup& group) {
    const std::vector<const Finding*> findings = reported_findings(report_, group);
    Json all = Json::array();
    for (const Finding* each : findings) all.push_back(finding(*each));
    const auto [where, state, now] = standing(group, findings);
    return {{"id", group.secret_id},
            {"rule", number_of(group.rule)},
            {"severity", severity_name(group.severity)},
            {"confidence", confidence_name(group.confidence)},
            {"validity",
             group.validity == Validity::kUnknown ? "" : spaced(validity_name(group.validity))},
            {"shown", shown(redactor_.secret(group))},
            {"where", where},
            {"state", state},
            {"now", now},
            {"introduced", commit(group.introduced)},
            {"removed", commit(group.removed)},
            {"days", group.exposure_days ? Json(*group.exposure_days) : Json()},
            {"over", is_over_limit(report_, group)},
            {"places", group.places},
            {"refs", refs(group)},
            {"refCount", group.refs.size()},
            {"steps", steps(group)},
            {"findings", std::move(all)}};
  }

  static std::string shown(const std::string& redacted) {
    return redacted == "…" ? "redacted" : escape_for_terminal(redacted);
  }

  uint32_t number_of(uint32_t rule) const { return rules_.at(rule); }

  struct Standing {
    const char* where;  // as the page's filter knows it
    std::string state;  // a few words
    std::string now;    // a sentence
  };

  Standing standing(const SecretGroup& group, const std::vector<const Finding*>& findings) const {
    if (!group.in_head) {
      const bool change = report_.target.selection && report_.target.selection->change;
      return change ? Standing{"disk", "In this change", "The change brings it."}
                    : Standing{"disk", "In files", "Still there."};
    }
    const bool on_disk = std::any_of(findings.begin(), findings.end(), [](const Finding* each) {
      return each->reach == Reach::kNone || each->reach == Reach::kIndex;
    });
    std::string refs;
    if (!group.refs.empty()) refs = "held by " + counted(group.refs.size(), "ref", "refs");
    if (*group.in_head) return {"head", "In HEAD", "Still in HEAD" + join(refs) + "."};
    if (!group.refs.empty()) {
      return {"refs", "On " + counted(group.refs.size(), "ref", "refs"),
              "Not in HEAD, but still " + refs + "."};
    }
    const std::string words(nowhere_words(findings.front()->reach));
    if (on_disk && !group.introduced) return {"disk", "Not committed", "It is " + words + "."};
    return {"history", "History only", "It is " + words + "."};
  }

  static std::string join(const std::string& more) { return more.empty() ? "" : ", " + more; }

  Json refs(const SecretGroup& group) const {
    Json json = Json::array();
    for (const std::string& ref : listed_refs(group)) json.push_back(text(short_ref(ref)));
    return json;
  }

  Json steps(const SecretGroup& group) {
    Json json = Json::array();
    for (const RemediationStep& step : remediation_steps(report_, group)) {
      json.push_back({{"action", remediation_action_name(step.action)},
                      {"text", text_number(text(step.text))},
                      {"url", is_web_url(step.url) ? step.url : ""},
                      {"commands", step.commands}});
    }
    return json;
  }

  // The same sentences stand with thousands of secrets.
  size_t text_number(const std::string& sentence) {
    const auto [at, fresh] = text_numbers_.emplace(sentence, texts_.size());
    if (fresh) texts_.push_back(sentence);
    return at->second;
  }

  Json commit(const std::optional<CommitFacts>& commit) const {
    if (!commit) return nullptr;
    return {{"id", commit->id.hex()},
            {"date", commit->date},
            {"author", text(commit->author.name)},
            {"email", text(commit->author.email)}};
  }

  Json finding(const Finding& finding) const {
    Json json = {{"place", text(place_text(finding, full_path(finding)))},
                 {"path", text(full_path(finding))},
                 {"reach", reach_name(finding.reach)},
                 {"standing", standing_of(finding)},
                 {"commit", commit(finding.commit)},
                 {"removed", commit(finding.removed)},
                 {"fingerprint", finding.fingerprint},
                 {"reasons", reasons(finding)}};
    if (is_web_url(finding.link)) json["link"] = finding.link;
    std::string layers;
    for (const std::string& layer : finding.encoding)
      layers += (layers.empty() ? "" : ", ") + layer;
    if (!layers.empty()) json["encoding"] = text(layers);
    return json;
  }

  std::string standing_of(const Finding& finding) const {
    if (finding.removed) return "gone since " + utc_day(finding.removed->date);
    switch (finding.reach) {
      case Reach::kHead: return "in HEAD's history";
      case Reach::kRef: return "on another ref";
      case Reach::kIndex: return "staged";
      case Reach::kStash: return "in a stash";
      case Reach::kReflog: return "in a reflog";
      case Reach::kWorktree: return "in another worktree";
      case Reach::kAlternate: return "in an alternate store";
      case Reach::kUnreachable: return "unreachable";
      case Reach::kNone: return in_git_ ? "not committed" : "in a file";
    }
    return "";
  }

  Json reasons(const Finding& finding) const {
    Json json = Json::array();
    for (const ReasonNote& note : finding.verdict.reasons) {
      json.push_back({{"feature", text(note.feature)},
                      {"value", text(note.value)},
                      {"weight", std::isfinite(note.weight) ? Json(note.weight) : Json()}});
    }
    return json;
  }

  Json coverage() const {
    const Coverage& coverage = report_.coverage;
    Json skipped = Json::array(), errors = Json::array(), suppressed = Json::array();
    for (const Coverage::Skipped& each : coverage.skipped) {
      std::string line = spaced(reason_name(each.reason)) + ": " +
                         counted(each.count, "item", "items") +
                         (is_failure(each.reason) ? " not read" : " not opened");
      for (size_t i = 0; i < each.examples.size(); ++i) {
        line += (i == 0 ? ", such as " : ", ") + each.examples[i];
      }
      skipped.push_back(text(line));
    }
    for (const Unread& each : coverage.errors) {
      errors.push_back({{"reason", spaced(reason_name(each.reason))},
                        {"where", text(each.where)},
                        {"what", text(each.what)}});
    }
    for (const Suppression& each : coverage.suppressed) {
      const bool is_rule = each.by == "disabled_rule";
      suppressed.push_back(text((is_rule ? counted(each.count, "rule", "rules") + " disabled"
                                         : counted(each.count, "finding", "findings") +
                                               " not reported, by " + spaced(each.by)) +
                                (each.where.empty() ? "" : " (" + each.where + ")")));
    }
    for (const StaleEntry& each : report_.stale) suppressed.push_back(text(stale_words(each)));
    return {{"complete", coverage.complete},
            {"scanned", scanned()},
            {"skipped", std::move(skipped)},
            {"errors", std::move(errors)},
            {"suppressed", std::move(suppressed)}};
  }

  // What the change under judgement would have suppressed itself, a line each.
  Json new_suppressions() const {
    Json json = Json::array();
    for (const NewSuppression& each : report_.new_suppressions) {
      std::string line = spaced(each.by) + " " + each.where;
      if (each.added) line += " by " + each.added->author.name;
      line += ", covers " + counted(each.findings, "finding", "findings");
      json.push_back(text(line + (each.holds ? "" : " and does not hold")));
    }
    return json;
  }

  void add_accepted(Json& json) const {
    Json accepted = Json::array();
    size_t total = 0;
    for (const Finding& finding : report_.findings) {
      if (!finding.suppressed || ++total > kMaxAccepted) continue;
      accepted.push_back(
          {{"place", text(place_text(finding, full_path(finding)))},
           {"title", text(title_of(report_.rules[finding.rule]))},
           {"by", text(spaced(finding.suppressed->by) + ", " + finding.suppressed->where)}});
    }
    json["accepted"] = std::move(accepted);
    json["acceptedTotal"] = total;
  }

  std::string static_table() const {
    const auto safe = [&](std::string_view raw) { return xml_text(redactor_.text(raw)); };
    std::string out =
        "<p><strong>" +
        (secrets_.empty() ? std::string("No secrets found")
                          : counted(secrets_.size(), "secret", "secrets") + " leaked") +
        ".</strong> " + xml_text(scanned()) +
        " Scripts are off here, so this is the plain list.</p>\n";
    if (secrets_.empty()) return out;
    out +=
        "<table>\n<thead><tr><th>Severity</th><th>Secret</th><th>Where</th><th>Added</th>"
        "<th>Exposed</th><th>Now</th></tr></thead>\n<tbody>\n";
    for (size_t i = 0; i < std::min(secrets_.size(), kMaxStaticRows); ++i) {
      const SecretGroup& group = *secrets_[i];
      const std::vector<const Finding*> findings = reported_findings(report_, group);
      const Finding& first = *findings.front();
      out += "<tr><td>" + std::string(severity_name(group.severity)) + "</td><td>" +
             safe(title_of(report_.rules[group.rule])) + " <code>" +
             xml_text(shown(redactor_.secret(group))) + "</code></td><td>" +
             place_text(first, safe(full_path(first)));
      if (group.places > 1) out += " and " + counted(group.places - 1, "more place", "more places");
      out += "</td><td>";
      if (group.introduced) {
        out += utc_day(group.introduced->date) + " " + safe(group.introduced->author.name);
      }
      out += "</td><td>";
      if (group.exposure_days) {
        out += counted(static_cast<uint64_t>(*group.exposure_days), "day", "days");
      }
      out += "</td><td>" + xml_text(standing(group, findings).state) + "</td></tr>\n";
    }
    out += "</tbody>\n</table>\n";
    if (secrets_.size() > kMaxStaticRows) {
      out += "<p>and " + counted(secrets_.size() - kMaxStaticRows, "more", "more") + ".</p>\n";
    }
    return out;
  }

  const Report& report_;
  const Redactor redactor_;
  const std::vector<const SecretGroup*> secrets_;
  const bool in_git_;
  std::map<uint32_t, uint32_t> rules_;  // index into Report::rules -> into the page's
  std::vector<std::string> texts_;
  std::unordered_map<std::string, size_t> text_numbers_;
};

}  // namespace

std::string html_report(const Report& report, const ReportOptions& options) {
  return HtmlWriter(report, options).document();
}

}  // namespace sluice
