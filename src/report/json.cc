// json and jsonl: schema 1. The order of the keys is part of the schema.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/escape.h"
#include "base/workers.h"
#include "findings/exposure_limit.h"
#include "findings/group.h"
#include "findings/redact.h"
#include "findings/remediation.h"
#include "report/json_reader.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSecrets = "secrets";
constexpr const char* kFindings = "findings";
constexpr int kIndent = 2;

std::string dump(const Json& document, int indent) {
  return with_visible_controls(document.dump(indent, ' ', false, Json::error_handler_t::replace));
}

// As dump() has it within `depth` others: a line begins nowhere but in its layout.
void append_within(std::string& out, const Json& value, size_t depth) {
  const std::string text = dump(value, kIndent);
  size_t begin = 0;
  for (size_t line; (line = text.find('\n', begin)) != std::string::npos; begin = line + 1) {
    out.append(text, begin, line + 1 - begin).append(depth * kIndent, ' ');
  }
  out.append(text, begin);
}

// Appends the array of element(0) to element(count - 1), a member of the document. A tree of all
// findings at once is many times their text: each is let go when it is written.
template <class Element>
void append_array(std::string& out, size_t count, unsigned workers, const Element& element) {
  if (count == 0) {
    out += "[]";
    return;
  }
  // Of few, each may be long.
  const size_t together = std::min<size_t>(16, 1 + count / (size_t{workers} * 8 + 1));
  std::vector<std::string> parts((count + together - 1) / together);
  parallel_for(workers, parts.size(), {}, [&](unsigned, size_t part) {
    for (size_t i = part * together; i < std::min(count, (part + 1) * together); ++i) {
      parts[part] += i == 0 ? "\n    " : ",\n    ";
      append_within(parts[part], element(i), 2);
    }
  });
  size_t bytes = out.size() + 64;  // what follows the array, where it is the last long one
  for (const std::string& part : parts) bytes += part.size();
  out.reserve(bytes);
  out += '[';
  for (std::string& part : parts) {
    out += part;
    part = {};
  }
  out += "\n  ]";
}

class JsonWriter {
 public:
  JsonWriter(const Report& report, const ReportOptions& options)
      : report_(report),
        show_secrets_(options.show_secrets),
        redactor_(report, options.show_secrets) {}

  // The whole report but what its secrets and findings hold.
  Json frame() const {
    Json json = {{"schema", kJsonSchema},
                 {"tool", tool()},
                 {"target", target()},
                 {"coverage", coverage()},
                 {kSecrets, Json::array()},
                 {kFindings, Json::array()},
                 {"rules", rules()},
                 {"time", utc_time(report_.now)},
                 {"redacted", report_.redacted || !show_secrets_}};
    if (report_.max_exposure_days) json["max_exposure_days"] = *report_.max_exposure_days;
    if (Json accepted = accepted_secrets(); !accepted.empty()) {
      json["accepted_secrets"] = std::move(accepted);
    }
    return json;
  }

  Json secret(const SecretGroup& group) const {
    const Rule& rule = report_.rules[group.rule];
    Json occurrences = Json::array();
    for (const Finding* each : reported_findings(report_, group)) {
      occurrences.push_back(occurrence(*each));
    }
    Json json = life(group);
    json["remediation"] = {{"summary", text_or_null(rule.remediation)},
                           {"url", text_or_null(rule.remediation_url)},
                           {"steps", steps(group)}};
    json["occurrences"] = std::move(occurrences);
    if (report_.max_exposure_days) json["over_max_exposure"] = is_over_limit(report_, group);
    return json;
  }

  Json finding(const Finding& finding) const {
    const Rule& rule = report_.rules[finding.rule];
    const Verdict& verdict = finding.verdict;
    Json json = occurrence(finding);
    // Of names that are not there yet, which json[name] would look for among all.
    const auto add = [&fields = json.get_ref<Json::object_t&>()](const char* name, Json value) {
      fields.emplace_back(name, std::move(value));
    };
    add("rule", text(rule.id));
    add("title", text(title_of(rule)));
    add("severity", severity_name(verdict.severity));
    add("confidence", confidence_name(verdict.confidence));
    add("validity", validity_name(verdict.validity));
    add("secret", to_valid_utf8(redactor_.secret(finding)));
    add("match", to_valid_utf8(redactor_.match(finding)));
    add("fingerprint", finding.fingerprint);
    add("secret_id", finding.secret_id);
    add("author", finding.commit ? person(finding.commit->author) : Json());
    add("date", finding.commit ? Json(utc_time(finding.commit->date)) : Json());
    add("suppressed", finding.suppressed ? Json{{"by", text(finding.suppressed->by)},
                                                {"where", text(finding.suppressed->where)}}
                                         : Json());
    if (finding.new_suppression) json["new_suppression"] = *finding.new_suppression;
    add("reasons", reasons(verdict.reasons));
    add("offset", finding.span.begin);
    add("end_offset", finding.span.end);
    add("removed_author", finding.removed ? person(finding.removed->author) : Json());
    add("removed_date", finding.removed ? Json(utc_time(finding.removed->date)) : Json());
    return json;
  }

 private:
  std::string text(std::string_view raw) const { return to_valid_utf8(redactor_.text(raw)); }
  Json text_or_null(std::string_view raw) const { return raw.empty() ? Json() : Json(text(raw)); }

  static Json id_or_null(const ObjectId& id) { return id.empty() ? Json() : Json(id.hex()); }
  static Json id_or_null(const std::optional<CommitFacts>& commit) {
    return commit ? id_or_null(commit->id) : Json();
  }

  template <class Strings>
  Json list(const Strings& strings) const {
    Json json = Json::array();
    for (const std::string& each : strings) json.push_back(text(each));
    return json;
  }

  Json person(const Person& person) const {
    return {{"name", text(person.name)}, {"email", text(person.email)}};
  }

  Json commit(const std::optional<CommitFacts>& commit) const {
    if (!commit) return nullptr;
    return {{"commit", commit->id.hex()},
            {"date", utc_time(commit->date)},
            {"author", person(commit->author)}};
  }

  Json reasons(const std::vector<ReasonNote>& notes) const {
    Json json = Json::array();
    for (const ReasonNote& note : notes) {
      json.push_back({{"feature", text(note.feature)},
                      {"value", text(note.value)},
                      {"weight", std::isfinite(note.weight) ? Json(note.weight) : Json()}});
    }
    return json;
  }

  Json tool() const {
    return {{"name", "sluice"},
            {"version", report_.tool_version},
            {"ruleset_sha256", report_.ruleset_sha256},
            {"rules", report_.rules_run > 0 ? report_.rules_run : report_.rules.size()}};
  }

  // Those of findings: what other formats tell of a rule.
  Json rules() const {
    std::set<uint32_t> used;
    for (const Finding& each : report_.findings) used.insert(each.rule);
    for (const SecretGroup& each : report_.secrets) used.insert(each.rule);
    Json json = Json::array();
    for (const uint32_t index : used) json.push_back(rule(report_.rules[index]));
    return json;
  }

  Json rule(const Rule& rule) const {
    return {{"id", text(rule.id)},
            {"title", text(rule.title)},
            {"description", text(rule.description)},
            {"severity", severity_name(rule.severity)},
            {"confidence", confidence_name(rule.confidence)},
            {"kind", judge_name(rule.judge)},
            {"builtin", rule.builtin},
            {"path", rule.regex.empty() ? text_or_null(rule.path) : Json()},
            {"tags", list(rule.tags)},
            {"remediation",
             {{"summary", text_or_null(rule.remediation)},
              {"url", text_or_null(rule.remediation_url)}}},
            {"references", list(rule.references)}};
  }

  Json target() const {
    const Target& target = report_.target;
    return {{"kind", target.kind},
            {"path", text(target.path)},
            {"head", target.head ? id_or_null(*target.head) : Json()},
            {"refs", target.refs},
            {"object_format", text_or_null(target.object_format)},
            {"selection", target.selection ? selection(*target.selection) : Json()},
            {"branch", text_or_null(target.branch)},
            {"repository", text_or_null(target.repository)}};
  }

  Json selection(const Selected& selected) const {
    return {{"refs", list(selected.refs)},
            {"ranges", list(selected.ranges)},
            {"since", selected.since ? Json(utc_time(*selected.since)) : Json()},
            {"commits", selected.commits},
            {"objects", selected.objects},
            {"worktree", selected.worktree},
            {"change", selected.change}};
  }

  Json coverage() const {
    const Coverage& coverage = report_.coverage;
    Json skipped = Json::array(), errors = Json::array(), suppressed = Json::array();
    for (const Coverage::Skipped& each : coverage.skipped) {
      skipped.push_back({{"reason", reason_name(each.reason)},
                         {"count", each.count},
                         {"examples", list(each.examples)}});
    }
    for (const Unread& each : coverage.errors) {
      errors.push_back({{"reason", reason_name(each.reason)},
                        {"what", text(each.what)},
                        {"where", text(each.where)}});
    }
    for (const Suppression& each : coverage.suppressed) {
      suppressed.push_back(
          {{"by", text(each.by)}, {"where", text(each.where)}, {"count", each.count}});
    }
    Json json = {{"complete", coverage.complete}, {"blobs", coverage.blobs},
                 {"bytes", coverage.bytes},       {"commits", coverage.commits},
                 {"files", coverage.files},       {"skipped", std::move(skipped)},
                 {"errors", std::move(errors)},   {"suppressed", std::move(suppressed)}};
    if (!report_.new_suppressions.empty()) json["new_suppressions"] = new_suppressions();
    if (!report_.stale.empty()) json["stale"] = stale();
    return json;
  }

  Json stale() const {
    Json json = Json::array();
    for (const StaleEntry& each : report_.stale) {
      json.push_back({{"by", text(each.by)},
                      {"where", text(each.where)},
                      {"reason", text_or_null(each.reason)},
                      {"expired", each.expired},
                      {"findings", each.findings},
                      {"entries", each.entries}});
    }
    return json;
  }

  Json new_suppressions() const {
    Json json = Json::array();
    for (const NewSuppression& each : report_.new_suppressions) {
      json.push_back({{"by", text(each.by)},
                      {"where", text(each.where)},
                      {"what", text(each.what)},
                      {"commit", id_or_null(each.added)},
                      {"author", each.added ? person(each.added->author) : Json()},
                      {"date", each.added ? Json(utc_time(each.added->date)) : Json()},
                      {"findings", each.findings},
                      {"holds", each.holds}});
    }
    return json;
  }

  // Those that are suppressed everywhere: their lives, for a policy's figures.
  Json accepted_secrets() const {
    Json json = Json::array();
    for (const SecretGroup& group : report_.secrets) {
      if (is_suppressed(group, report_.findings)) json.push_back(life(group));
    }
    return json;
  }

  Json life(const SecretGroup& group) const {
    const Rule& rule = report_.rules[group.rule];
    return {{"secret_id", group.secret_id},
            {"rule", text(rule.id)},
            {"title", text(title_of(rule))},
            {"severity", severity_name(group.severity)},
            {"confidence", confidence_name(group.confidence)},
            {"validity", validity_name(group.validity)},
            {"secret", to_valid_utf8(redactor_.secret(group))},
            {"introduced", commit(group.introduced)},
            {"removed", commit(group.removed)},
            {"in_head", group.in_head ? Json(*group.in_head) : Json()},
            {"exposure_days", group.exposure_days ? Json(*group.exposure_days) : Json()},
            {"places", group.places},
            {"refs", list(group.refs)}};
  }

  Json steps(const SecretGroup& group) const {
    Json json = Json::array();
    for (const RemediationStep& step : remediation_steps(report_, group)) {
      json.push_back({{"action", remediation_action_name(step.action)},
                      {"text", text(step.text)},
                      {"url", text_or_null(step.url)},
                      {"commands", step.commands}});
    }
    return json;
  }

  Json occurrence(const Finding& finding) const {
    const Location& at = finding.location;
    return {{"path", text_or_null(finding.path)},
            {"line", at.line},
            {"column", at.column},
            {"end_line", at.end_line},
            {"end_column", at.end_column},
            {"kind", kind_name(finding.kind)},
            {"reach", text_or_null(reach_name(finding.reach))},
            {"blob", id_or_null(finding.blob)},
            {"worktree", finding.worktree},
            {"commit", id_or_null(finding.commit)},
            {"removed", id_or_null(finding.removed)},
            {"inner_path", text_or_null(finding.inner_path)},
            {"encoding", list(finding.encoding)},
            {"link", text_or_null(finding.link)}};
  }

  const Report& report_;
  const bool show_secrets_;
  const Redactor redactor_;
};

}  // namespace

std::string json_report(const Report& report, const ReportOptions& options) {
  const JsonWriter writer(report, options);
  const std::vector<const SecretGroup*> groups = reported_secrets(report);
  std::string text = "{";
  const Json frame = writer.frame();
  for (const auto& [key, value] : frame.items()) {
    if (text.size() > 1) text += ',';
    text.append("\n  \"").append(key).append("\": ");
    if (key == kSecrets) {
      append_array(text, groups.size(), options.workers,
                   [&](size_t i) { return writer.secret(*groups[i]); });
    } else if (key == kFindings) {
      append_array(text, report.findings.size(), options.workers,
                   [&](size_t i) { return writer.finding(report.findings[i]); });
    } else {
      append_within(text, value, 1);
    }
  }
  text += "\n}\n";
  return text;
}

std::string jsonl_report(const Report& report, const ReportOptions& options) {
  const JsonWriter writer(report, options);
  std::string lines;
  for (const Finding& finding : report.findings) {
    lines += dump(writer.finding(finding), -1);
    lines += '\n';
  }
  return lines;
}

}  // namespace sluice
