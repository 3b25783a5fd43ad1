#include "report/sarif_rule.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/escape.h"
#include "report/markup.h"
#include "report/sarif_controls.h"
#include "report/words.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

// What code scanning takes: characters of a rule's texts and its name, tags.
constexpr size_t kMaxRuleText = 1024;
constexpr size_t kMaxRuleName = 255;
constexpr size_t kMaxTags = 10;

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
  const std::string_view level = sarif_level(severity);
  return level == "note" ? "recommendation" : level;
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
  name.resize(std::min(name.size(), kMaxRuleName - 4));
  return name == rule.id ? name + "Rule" : name;
}

Json tags(const Rule& rule, const Redactor& redactor) {
  std::vector<std::string> all = {"security", "external/cwe/cwe-798", "secret"};
  for (const std::string& tag : rule.tags) {
    std::string safe = to_valid_utf8(redactor.text(tag));
    const bool fresh = std::find(all.begin(), all.end(), safe) == all.end();
    if (all.size() < kMaxTags && fresh && !safe.empty()) all.push_back(std::move(safe));
  }
  return all;
}

}  // namespace

std::string_view sarif_level(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return "error";
    case Severity::kMedium: return "warning";
    case Severity::kLow:
    case Severity::kInfo: return "note";
  }
  return "error";
}

std::string sarif_text(std::string_view raw) {
  std::string out;
  for (const char c : escape_for_terminal(raw)) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    if (c == '{' || c == '}') out += c;
    out += c;
  }
  return out;
}

std::string sarif_sentence(std::string text, std::string_view otherwise) {
  if (text.empty()) text = otherwise;
  if (!text.ends_with('.')) text += '.';
  return text;
}

Json sarif_rule(const Rule& rule, const Redactor& redactor, bool controls) {
  const auto text = [&](std::string_view raw) { return to_valid_utf8(redactor.text(raw)); };
  const std::string title = text(title_of(rule));
  const std::string full = rule.description.empty() ? title : text(rule.description);
  const std::string help = rule.remediation.empty()
                               ? "Revoke the secret where it was issued, then remove it"
                               : text(rule.remediation);
  const auto rule_text = [](const std::string& raw, std::string_view otherwise) {
    return sarif_sentence(shortened(sarif_text(raw), kMaxRuleText - 4), otherwise);
  };
  std::string markdown = sarif_sentence(markdown_text(help), "");
  Json json = {{"id", text(rule.id)},
               {"name", pascal_name(rule)},
               {"shortDescription", {{"text", rule_text(title, "A secret")}}},
               {"fullDescription", {{"text", rule_text(full, "A secret")}}},
               {"defaultConfiguration", {{"level", sarif_level(rule.severity)}}}};
  const bool linked = is_web_url(rule.remediation_url);
  if (linked) markdown += "\n\n<" + rule.remediation_url + ">";
  json["help"] = {{"text", sarif_sentence(sarif_text(help), "")}, {"markdown", markdown}};
  if (linked) {
    json["helpUri"] = rule.remediation_url;
  } else if (!rule.references.empty() && is_web_url(rule.references[0])) {
    json["helpUri"] = rule.references[0];
  }
  json["properties"] = {{"tags", tags(rule, redactor)},
                        {"precision", confidence_name(rule.confidence)},
                        {"problem.severity", problem_severity(rule.severity)},
                        {"security-severity", security_severity(rule.severity)}};
  if (controls) json["relationships"] = sarif_relationships(rule);
  return json;
}

}  // namespace sluice
