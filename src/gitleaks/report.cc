#include "gitleaks/report.h"

#include <algorithm>
#include <cmath>

#include "base/escape.h"
#include "gitleaks/go_text.h"

namespace sluice::gitleaks {
namespace {

// A value of several lines, one step further in. No text in JSON has a line end of its own.
std::string further_in(const std::string& value, std::string_view unit) {
  std::string out;
  for (const char c : value) {
    out += c;
    if (c == '\n') out += unit;
  }
  return out;
}

// One key and value a line, as Go's indented JSON has them.
class JsonObject {
 public:
  explicit JsonObject(std::string_view unit = " ") : unit_(unit) {}

  JsonObject& raw(std::string_view key, const std::string& value) {
    out_ +=
        (out_.empty() ? "{\n" : ",\n") + unit_ + json_text(key) + ": " + further_in(value, unit_);
    return *this;
  }
  JsonObject& text(std::string_view key, std::string_view value) {
    return raw(key, json_text(value));
  }
  JsonObject& number(std::string_view key, int64_t value) {
    return raw(key, std::to_string(value));
  }
  std::string done() const { return out_ + "\n}"; }

 private:
  std::string unit_, out_;
};

std::string list(const std::vector<std::string>& items, std::string_view unit = " ") {
  if (items.empty()) return "[]";
  std::string out = "[";
  for (size_t i = 0; i < items.size(); ++i) {
    out += (i == 0 ? "\n" : ",\n") + std::string(unit) + further_in(items[i], unit);
  }
  return out + "\n]";
}

std::vector<std::string> quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  std::transform(texts.begin(), texts.end(), std::back_inserter(out), json_text);
  return out;
}

std::string json_object(const Finding& finding, std::string_view unit) {
  JsonObject object(unit);
  object.text("RuleID", finding.rule);
  object.text("Description", finding.description);
  object.number("StartLine", finding.start_line);
  object.number("EndLine", finding.end_line);
  object.number("StartColumn", finding.start_column);
  object.number("EndColumn", finding.end_column);
  object.text("Match", finding.match);
  object.text("Secret", finding.secret);
  object.text("File", finding.file);
  object.text("SymlinkFile", finding.symlink_file);
  object.text("Commit", finding.commit);
  if (!finding.link.empty()) object.text("Link", finding.link);
  object.raw("Entropy", json_number(finding.entropy));
  object.text("Author", finding.author);
  object.text("Email", finding.email);
  object.text("Date", finding.date);
  object.text("Message", finding.message);
  object.raw("Tags", list(quoted(finding.tags), unit));
  object.text("Fingerprint", finding.fingerprint);
  return object.done();
}

std::string json(const std::vector<Finding>& findings) {
  std::vector<std::string> items;
  for (const Finding& finding : findings) items.push_back(json_object(finding, " "));
  return list(items) + "\n";
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) out += (i == 0 ? "" : std::string(between)) + texts[i];
  return out;
}

std::string csv(const std::vector<Finding>& findings) {
  if (findings.empty()) return {};
  const bool links = !findings.front().link.empty();
  std::string out =
      "RuleID,Commit,File,SymlinkFile,Secret,Match,StartLine,EndLine,StartColumn,EndColumn,Author,"
      "Message,Date,Email,Fingerprint,Tags";
  out += links ? ",Link\n" : "\n";
  for (const Finding& finding : findings) {
    std::vector<std::string> row{finding.rule,
                                 finding.commit,
                                 finding.file,
                                 finding.symlink_file,
                                 finding.secret,
                                 finding.match,
                                 std::to_string(finding.start_line),
                                 std::to_string(finding.end_line),
                                 std::to_string(finding.start_column),
                                 std::to_string(finding.end_column),
                                 finding.author,
                                 finding.message,
                                 finding.date,
                                 finding.email,
                                 finding.fingerprint,
                                 joined(finding.tags, " ")};
    if (links) row.push_back(finding.link);
    std::transform(row.begin(), row.end(), row.begin(), csv_field);
    out += joined(row, ",") + "\n";
  }
  return out;
}

std::string junit(const std::vector<Finding>& findings) {
  const std::string count = std::to_string(findings.size());
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\t<testsuite failures=\"" + count +
      "\" name=\"gitleaks\" tests=\"" + count + "\" time=\"\">";
  for (const Finding& finding : findings) {
    const std::string at = finding.commit.empty() ? "." : ", at commit " + finding.commit + ".";
    const std::string message =
        xml_escaped(finding.rule + " has detected a secret in file " + finding.file + ", line " +
                    std::to_string(finding.start_line) + at);
    const std::string description = xml_escaped(finding.description);
    out += "\n\t\t<testcase classname=\"" + description + "\" file=\"" + xml_escaped(finding.file) +
           "\" name=\"" + message + "\" time=\"\">\n\t\t\t<failure message=\"" + message +
           "\" type=\"" + description + "\">" + xml_escaped(json_object(finding, "\t")) +
           "</failure>\n\t\t</testcase>";
  }
  return out + (findings.empty() ? "" : "\n\t") + "</testsuite>\n</testsuites>";
}

std::string sarif_rule(const GitleaksRule& rule) {
  return JsonObject()
      .text("id", rule.id)
      .raw("shortDescription", JsonObject().text("text", rule.description).done())
      .done();
}

std::string sarif_location(const Finding& finding) {
  const std::string& path = finding.symlink_file.empty() ? finding.file : finding.symlink_file;
  const std::string region = JsonObject()
                                 .number("startLine", finding.start_line)
                                 .number("startColumn", finding.start_column)
                                 .number("endLine", finding.end_line)
                                 .number("endColumn", finding.end_column)
                                 .raw("snippet", JsonObject().text("text", finding.secret).done())
                                 .done();
  const std::string physical = JsonObject()
                                   .raw("artifactLocation", JsonObject().text("uri", path).done())
                                   .raw("region", region)
                                   .done();
  return JsonObject().raw("physicalLocation", physical).done();
}

std::string sarif_result(const Finding& finding) {
  const std::string at = finding.commit.empty() ? "." : " at commit " + finding.commit + ".";
  const std::string text = finding.rule + " has detected secret for file " + finding.file + at;
  const std::string prints = JsonObject()
                                 .text("commitSha", finding.commit)
                                 .text("email", finding.email)
                                 .text("author", finding.author)
                                 .text("date", finding.date)
                                 .text("commitMessage", finding.message)
                                 .done();
  return JsonObject()
      .raw("message", JsonObject().text("text", text).done())
      .text("ruleId", finding.rule)
      .raw("locations", list({sarif_location(finding)}))
      .raw("partialFingerprints", prints)
      .raw("properties", JsonObject().raw("tags", list(quoted(finding.tags))).done())
      .done();
}

std::string sarif(const std::vector<Finding>& findings, const Rules& rules) {
  std::vector<std::string> listed, results;
  for (const std::string& id : rules.order) {
    const auto rule = rules.by_id.find(id);
    if (rule != rules.by_id.end()) listed.push_back(sarif_rule(rule->second));
  }
  std::transform(findings.begin(), findings.end(), std::back_inserter(results), sarif_result);
  const std::string driver = JsonObject()
                                 .text("name", "gitleaks")
                                 .text("semanticVersion", "v8.0.0")
                                 .text("informationUri", "https://github.com/gitleaks/gitleaks")
                                 .raw("rules", list(listed))
                                 .done();
  const std::string run = JsonObject()
                              .raw("tool", JsonObject().raw("driver", driver).done())
                              .raw("results", list(results))
                              .done();
  return JsonObject()
             .text("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
             .text("version", "2.1.0")
             .raw("runs", list({run}))
             .done() +
         "\n";
}

// As Go's strings.ReplaceAll: nothing stands before every character, and at the end.
std::string replaced(std::string_view text, std::string_view what, const std::string& with) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const bool here = text.substr(at).starts_with(what);
    if (here) out += with;
    const size_t kept = !here || what.empty() ? std::max<size_t>(utf8_length(text, at), 1) : 0;
    out += text.substr(at, kept);
    at += here ? std::max(what.size(), kept) : kept;
  }
  return what.empty() ? out + with : out;
}

}  // namespace

std::optional<ReportFormat> report_format_named(std::string_view name) {
  const std::string word = go_lower(trimmed(name));
  if (word == "json") return ReportFormat::kJson;
  if (word == "csv") return ReportFormat::kCsv;
  if (word == "junit") return ReportFormat::kJunit;
  if (word == "sarif") return ReportFormat::kSarif;
  return std::nullopt;
}

std::optional<ReportFormat> report_format_of(std::string_view path) {
  const std::string name = go_lower(path.substr(path.rfind('/') + 1));
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos || name.substr(dot) == ".junit") return std::nullopt;
  return report_format_named(name.substr(dot + 1));
}

std::string write_report(ReportFormat format, const std::vector<Finding>& findings,
                         const Rules& rules) {
  switch (format) {
    case ReportFormat::kJson: return json(findings);
    case ReportFormat::kCsv: return csv(findings);
    case ReportFormat::kJunit: return junit(findings);
    case ReportFormat::kSarif: return sarif(findings, rules);
  }
  return {};
}

void redact(unsigned percent, Finding& finding) {
  const std::string secret = finding.secret;
  std::string shown = "REDACTED";
  if (percent < 100) {
    const double kept = static_cast<double>(secret.size()) * (100 - percent) / 100.0;
    shown =
        secret.empty() ? "" : secret.substr(0, static_cast<size_t>(std::nearbyint(kept))) + "...";
  }
  finding.line = replaced(finding.line, secret, shown);
  finding.match = replaced(finding.match, secret, shown);
  finding.secret = shown;
}

}  // namespace sluice::gitleaks
