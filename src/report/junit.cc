// JUnit's XML as CI servers read it: a failed test a secret at a place, whatever the versions, a
// skipped one where that is suppressed, and one test that tells whether all was read, so that a
// clean run has a test that passed and an incomplete one a test that has an error.
#include <set>

#include "findings/redact.h"
#include "report/markup.h"
#include "report/step_lines.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

class JunitWriter {
 public:
  JunitWriter(const Report& report, const ReportOptions& options)
      : report_(report), redactor_(report, options.show_secrets), steps_(report) {}

  std::string document() {
    size_t failures = 0, skipped = 0;
    std::string cases;
    for (const SecretGroup& group : report_.secrets) {
      for (const Place& place : places_of(reported_findings(report_, group))) {
        cases += failure(*place.finding, group);
        ++failures;
      }
    }
    std::set<std::string> suppressed;
    for (const Finding& finding : report_.findings) {
      if (finding.suppressed && suppressed.insert(opening(finding)).second) {
        cases += skip(finding);
        ++skipped;
      }
    }
    const bool complete = report_.coverage.complete;
    const std::string counts = " tests=\"" + std::to_string(failures + skipped + 1) +
                               "\" failures=\"" + std::to_string(failures) + "\" errors=\"" +
                               (complete ? "0" : "1") + "\"";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sluice\"" + counts +
           " time=\"0\">\n  <testsuite name=\"sluice\"" + counts + " skipped=\"" +
           std::to_string(skipped) + "\" time=\"0\" timestamp=\"" +
           utc_time(report_.now).substr(0, 19) + "\">\n" + cases + coverage() +
           "  </testsuite>\n</testsuites>\n";
  }

 private:
  // As an attribute or text, secrets taken out.
  std::string safe(std::string_view raw) const { return xml_text(redactor_.text(raw)); }

  std::string where(const Finding& finding) const {
    return place_text(finding, safe(full_path(finding)));
  }

  std::string opening(const Finding& finding) const {
    const std::string place = where(finding);
    std::string out = "    <testcase classname=\"" + safe(report_.rules[finding.rule].id) +
                      "\" name=\"" + place + "\"";
    if (!finding.path.empty()) out += " file=\"" + safe(finding.path) + "\"";
    if (!finding.path.empty() && finding.location.line > 0) {
      out += " line=\"" + std::to_string(finding.location.line) + "\"";
    }
    return out + " time=\"0\">";
  }

  std::string failure(const Finding& finding, const SecretGroup& group) const {
    const Rule& rule = report_.rules[finding.rule];
    std::string text = "secret: " + xml_text(redactor_.secret(finding)) + "\n";
    const auto line = [&](const char* name, const std::string& value) {
      if (!value.empty()) text += std::string(name) + ": " + value + "\n";
    };
    line("place", where(finding));
    line("severity", std::string(severity_name(finding.verdict.severity)));
    line("confidence", std::string(confidence_name(finding.verdict.confidence)));
    line("validity", spaced(validity_name(finding.verdict.validity)));
    if (finding.commit) {
      line("commit", finding.commit->id.hex() + " of " + utc_day(finding.commit->date) + " by " +
                         safe(finding.commit->author.name) + " &lt;" +
                         safe(finding.commit->author.email) + "&gt;");
    }
    if (group.exposure_days) {
      line("exposed", counted(static_cast<uint64_t>(*group.exposure_days), "day", "days"));
    }
    for (const std::string& step : steps_.of(group)) line("to do", safe(step));
    line("fingerprint", safe(finding.fingerprint));
    return opening(finding) + "\n      <failure type=\"" + safe(rule.id) + "\" message=\"" +
           safe(title_of(rule)) + " in " + where(finding) + "\">" + text +
           "</failure>\n    </testcase>\n";
  }

  std::string skip(const Finding& finding) const {
    return opening(finding) + "<skipped message=\"" +
           safe(spaced(finding.suppressed->by) + ": " + finding.suppressed->where) +
           "\"/></testcase>\n";
  }

  std::string coverage() const {
    std::string out = "    <testcase classname=\"sluice\" name=\"";
    if (report_.coverage.complete) {
      return out + "everything was read\" time=\"0\"/>\n";
    }
    out += "everything was read\" time=\"0\">\n      <error type=\"incomplete\" message=\"Some " +
           std::string("things were not read; secrets in them are not listed\">");
    for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
      if (!is_failure(skipped.reason)) continue;
      out += spaced(reason_name(skipped.reason)) + ": " + counted(skipped.count, "item", "items");
      for (size_t i = 0; i < skipped.examples.size(); ++i) {
        out += (i == 0 ? ", such as " : ", ") + safe(skipped.examples[i]);
      }
      out += '\n';
    }
    return out + "</error>\n    </testcase>\n";
  }

  const Report& report_;
  const Redactor redactor_;
  const StepLines steps_;
};

}  // namespace

std::string junit_report(const Report& report, const ReportOptions& options) {
  return JunitWriter(report, options).document();
}

}  // namespace sluice
