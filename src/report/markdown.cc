// A summary for a step summary, a merge request or a chat: a table of the secrets, the worst
// first, then what to do for the first of them. What comes from the repository stands in code
// spans, which no forge reads for @names, issue numbers or HTML. Never longer than kMaxBytes: a
// comment on GitHub takes 65,536 characters.
#include <algorithm>
#include <map>
#include <vector>

#include "base/escape.h"
#include "findings/exposure_limit.h"
#include "findings/redact.h"
#include "findings/remediation.h"
#include "report/markup.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

constexpr size_t kMaxBytes = 60000;
constexpr size_t kMaxTableBytes = 40000;
constexpr size_t kMaxDetails = 20;
constexpr size_t kMaxCell = 300;  // bytes, but for the escapes of Markdown
constexpr size_t kMaxExample = 80;
constexpr size_t kCoverageBytes = 18000;  // more than what is told of it takes
constexpr size_t kMaxNamed = 3;

class MarkdownWriter {
 public:
  MarkdownWriter(const Report& report, const ReportOptions& options)
      : report_(report),
        redactor_(report, options.show_secrets),
        secrets_(reported_secrets(report)) {}

  std::string document() {
    out_ = "## sluice: " + headline() + "\n\n";
    if (!report_.coverage.complete) {
      out_ +=
          "> **Incomplete**: some things were not read, and secrets in them are not listed.\n\n";
    }
    if (!secrets_.empty()) table();
    details();
    coverage();
    return std::move(out_);
  }

 private:
  std::string code(std::string_view raw, size_t max_bytes = kMaxCell) const {
    return markdown_code(shortened(escape_for_terminal(redactor_.text(raw)), max_bytes));
  }

  // A rule's own words: no code, so no name and no number in them may reach anyone.
  std::string prose(std::string_view raw) const {
    return unread_by_forges(markdown_text(redactor_.text(raw)));
  }

  static std::string unread_by_forges(const std::string& text) {
    std::string out;
    for (const char c : text) {
      out += c;
      if (c == '@' || c == '#') out += "<!-- -->";
    }
    return out;
  }

  // Within an HTML element, where Markdown's escapes would show.
  std::string summary_text(std::string_view raw) const {
    return unread_by_forges(xml_text(redactor_.text(raw)));
  }

  std::string headline() const {
    if (secrets_.empty()) {
      return report_.coverage.complete ? "no secrets found" : "no secrets found in what was read";
    }
    std::map<Severity, size_t, std::greater<>> severities;
    for (const SecretGroup* group : secrets_) ++severities[group->severity];
    std::string grades;
    for (const auto& [severity, count] : severities) {
      grades += (grades.empty() ? "" : ", ") +
                counted(count, severity_name(severity), severity_name(severity));
    }
    return counted(secrets_.size(), "secret", "secrets") + " (" + grades + ")";
  }

  void table() {
    out_ += "| Severity | Secret | Where | Added | Exposed |\n|---|---|---|---|---|\n";
    for (size_t i = 0; i < secrets_.size(); ++i) {
      const std::string row = table_row(*secrets_[i]);
      if (out_.size() + row.size() > kMaxTableBytes) {
        out_ += "\n… and " + counted(secrets_.size() - i, "more secret", "more secrets") +
                "; the JSON and HTML reports hold all.\n";
        break;
      }
      out_ += row;
    }
    out_ += '\n';
  }

  std::string table_row(const SecretGroup& group) const {
    const Rule& rule = report_.rules[group.rule];
    std::string row = "| **" + std::string(severity_name(group.severity)) + "** | " +
                      prose(title_of(rule)) + "<br>" + markdown_code(redactor_.secret(group)) +
                      ", " + std::string(confidence_name(group.confidence)) + " confidence";
    if (group.validity != Validity::kUnknown) row += ", " + spaced(validity_name(group.validity));
    return row + " | " + places(group) + " | " + added(group) + " | " + exposed(group) + " |\n";
  }

  std::string places(const SecretGroup& group) const {
    const std::vector<Place> all = places_of(reported_findings(report_, group));
    std::string out;
    const size_t shown = all.size() <= kMaxNamed + 1 ? all.size() : kMaxNamed;
    for (size_t i = 0; i < shown; ++i) {
      const Finding& finding = *all[i].finding;
      const std::string place = code(place_text(finding, full_path(finding)));
      const bool linked = is_web_url(finding.link) && finding.link.find('|') == std::string::npos;
      out += (i == 0 ? "" : "<br>") + (linked ? "[" + place + "](<" + finding.link + ">)" : place);
    }
    if (shown < all.size()) {
      out += "<br>and " + counted(all.size() - shown, "more place", "more places");
    }
    return out;
  }

  std::string added(const SecretGroup& group) const {
    if (!group.introduced) return "";
    return utc_day(group.introduced->date) + "<br>" + code(group.introduced->author.name);
  }

  std::string exposed(const SecretGroup& group) const {
    std::string out;
    if (group.exposure_days) {
      out = counted(static_cast<uint64_t>(*group.exposure_days), "day", "days") + "<br>";
      if (is_over_limit(report_, group)) {
        out += "**over " + std::to_string(*report_.max_exposure_days) + "**<br>";
      }
    }
    if (!group.in_head) return out;
    if (*group.in_head) return out + "still in HEAD";
    if (!group.refs.empty()) return out + "still on " + counted(group.refs.size(), "ref", "refs");
    return out + std::string(nowhere_words(reported_findings(report_, group).front()->reach));
  }

  void details() {
    for (size_t i = 0; i < std::min(secrets_.size(), kMaxDetails); ++i) {
      const std::string text = detail(*secrets_[i]);
      if (out_.size() + text.size() > kMaxBytes - kCoverageBytes) break;
      out_ += text;
    }
  }

  std::string detail(const SecretGroup& group) const {
    std::string out =
        "<details><summary>What to do: " + summary_text(title_of(report_.rules[group.rule])) +
        "</summary>\n\n";
    int number = 0;
    for (const RemediationStep& step : remediation_steps(report_, group)) {
      out += std::to_string(++number) + ". " + prose(step.text);
      if (is_web_url(step.url)) out += " <" + step.url + ">";
      for (const std::string& command : step.commands) out += "<br>" + markdown_code(command);
      out += '\n';
    }
    return out + "\nTo accept it: `sluice ignore` with " +
           (group.places == 1
                ? markdown_code(reported_findings(report_, group).front()->fingerprint) +
                      " (this place) or "
                : "") +
           markdown_code("secret:" + group.secret_id) + " (every place)\n\n</details>\n\n";
  }

  void coverage() {
    const Coverage& coverage = report_.coverage;
    std::vector<std::string> parts;
    if (coverage.blobs > 0) {
      parts.push_back(counted(coverage.blobs, "blob", "blobs") + " (" + size_text(coverage.bytes) +
                      ")");
    }
    if (coverage.files > 0) parts.push_back(counted(coverage.files, "file", "files"));
    if (coverage.commits > 0) parts.push_back(counted(coverage.commits, "commit", "commits"));
    std::string scanned = "Scanned ";
    for (size_t i = 0; i < parts.size(); ++i) scanned += (i == 0 ? "" : ", ") + parts[i];
    out_ += (parts.empty() ? "Scanned nothing" : scanned) +
            (coverage.complete ? "; complete." : "; **incomplete**.") + "\n";
    if (report_.target.selection) {
      out_ += "\nOnly " + code(selection_text(*report_.target.selection)) + ".\n";
    }
    list_unread();
    list_suppressed();
    for (size_t i = 0; i < std::min(report_.stale.size(), kMaxNamed); ++i) {
      out_ += "- " + code(stale_words(report_.stale[i])) + "\n";
    }
    if (report_.stale.size() > kMaxNamed) {
      out_ += "- and " +
              counted(report_.stale.size() - kMaxNamed, "more such entry", "more such entries") +
              "\n";
    }
    list_new_suppressions();
  }

  void list_unread() {
    for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
      out_ += std::string("- ") + (is_failure(skipped.reason) ? "**not read**, " : "not opened, ") +
              spaced(reason_name(skipped.reason)) + ": " + counted(skipped.count, "item", "items");
      for (size_t i = 0; i < std::min(skipped.examples.size(), kMaxNamed); ++i) {
        out_ += (i == 0 ? ", such as " : ", ") + code(skipped.examples[i], kMaxExample);
      }
      out_ += '\n';
    }
  }

  void list_suppressed() {
    std::map<std::string, uint64_t> counts;
    for (const Suppression& each : report_.coverage.suppressed) counts[each.by] += each.count;
    for (const auto& [by, count] : counts) {
      const bool is_rule = by == "disabled_rule";
      out_ += "- " +
              (is_rule ? counted(count, "rule", "rules") + " disabled"
                       : counted(count, "finding", "findings") + " not reported, by " +
                             prose(spaced(by))) +
              "\n";
    }
  }

  // What the change under judgement would have suppressed itself: those that cover most first.
  void list_new_suppressions() {
    std::vector<const NewSuppression*> all;
    for (const NewSuppression& each : report_.new_suppressions) all.push_back(&each);
    if (all.empty()) return;
    std::stable_sort(all.begin(), all.end(),
                     [](const auto* a, const auto* b) { return a->findings > b->findings; });
    out_ += "\n**This change adds " + counted(all.size(), "suppression", "suppressions") +
            (all[0]->holds ? "**:\n\n" : "**, which do not hold:\n\n");
    for (size_t i = 0; i < std::min(all.size(), kMaxDetails); ++i) {
      out_ += "- " + prose(spaced(all[i]->by)) + " " + code(all[i]->where, kMaxExample);
      if (all[i]->added) out_ += " by " + code(all[i]->added->author.name, kMaxExample);
      out_ += ", covers " + counted(all[i]->findings, "finding", "findings") + "\n";
    }
    if (all.size() > kMaxDetails) {
      out_ += "- and " + counted(all.size() - kMaxDetails, "more", "more") + "\n";
    }
  }

  const Report& report_;
  const Redactor redactor_;
  const std::vector<const SecretGroup*> secrets_;
  std::string out_;
};

}  // namespace

std::string markdown_report(const Report& report, const ReportOptions& options) {
  return MarkdownWriter(report, options).document();
}

}  // namespace sluice
