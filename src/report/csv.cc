// One row a finding, for spreadsheets: RFC 4180, every text in quotes, no line break within a
// cell, and no cell that a spreadsheet would take for a formula.
#include <array>
#include <vector>

#include "base/escape.h"
#include "findings/redact.h"
#include "report/markup.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

constexpr std::string_view kHeader =
    "severity,confidence,rule,title,secret,path,inner_path,line,column,end_line,end_column,kind,"
    "reach,in_head,exposure_days,validity,commit,date,author,email,introduced,removed,"
    "suppressed_by,suppressed_where,fingerprint,secret_id,link\r\n";

// What spreadsheets start a formula with; some skip blanks before it, and some read the
// full-width forms alike.
bool is_formula(std::string_view cell) {
  const size_t first = cell.find_first_not_of(' ');
  if (first == cell.npos) return false;
  constexpr std::array<std::string_view, 8> kStarts = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  for (const std::string_view start : kStarts) {
    if (cell.substr(first).starts_with(start)) return true;
  }
  return false;
}

std::string quoted(std::string_view raw) {
  const std::string safe = escape_for_terminal(raw);
  std::string out = "\"";
  if (is_formula(safe)) out += '\'';
  for (const char c : safe) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

class CsvWriter {
 public:
  CsvWriter(const Report& report, const ReportOptions& options)
      : report_(report), redactor_(report, options.show_secrets), groups_(report.findings.size()) {
    for (const SecretGroup& group : report.secrets) {
      for (const size_t index : group.findings) groups_[index] = &group;
    }
  }

  std::string document() {
    out_ = kHeader;
    for (size_t i = 0; i < report_.findings.size(); ++i) row(report_.findings[i], groups_[i]);
    return std::move(out_);
  }

 private:
  void text(std::string_view raw) { cell(quoted(redactor_.text(raw))); }
  void number(uint64_t value) { cell(std::to_string(value)); }
  void cell(const std::string& written) {
    if (!out_.ends_with('\n')) out_ += ',';
    out_ += written;
  }

  void row(const Finding& finding, const SecretGroup* group) {
    const Rule& rule = report_.rules[finding.rule];
    const Location& at = finding.location;
    // Of a secret that is suppressed everywhere, a report that was read tells no life.
    if (finding.suppressed) group = nullptr;
    text(severity_name(finding.verdict.severity));
    text(confidence_name(finding.verdict.confidence));
    text(rule.id);
    text(title_of(rule));
    cell(quoted(redactor_.secret(finding)));
    text(finding.path);
    text(finding.inner_path);
    for (const uint64_t value : {at.line, at.column, at.end_line, at.end_column}) number(value);
    text(kind_name(finding.kind));
    text(reach_name(finding.reach));
    life(group);
    text(validity_name(finding.verdict.validity));
    commit(finding.commit);
    text(group != nullptr && group->introduced ? utc_time(group->introduced->date) : "");
    text(group != nullptr && group->removed ? utc_time(group->removed->date) : "");
    text(finding.suppressed ? finding.suppressed->by : "");
    text(finding.suppressed ? finding.suppressed->where : "");
    text(finding.fingerprint);
    text(finding.secret_id);
    text(is_web_url(finding.link) ? finding.link : "");
    out_ += "\r\n";
  }

  // Of the secret, not of this place.
  void life(const SecretGroup* group) {
    const bool known = group != nullptr;
    text(known && group->in_head ? (*group->in_head ? "true" : "false") : "");
    cell(known && group->exposure_days ? std::to_string(*group->exposure_days) : "");
  }

  void commit(const std::optional<CommitFacts>& commit) {
    text(commit ? commit->id.hex() : "");
    text(commit ? utc_time(commit->date) : "");
    text(commit ? commit->author.name : "");
    text(commit ? commit->author.email : "");
  }

  const Report& report_;
  const Redactor redactor_;
  std::vector<const SecretGroup*> groups_;  // of each finding; null: none
  std::string out_;
};

}  // namespace

std::string csv_report(const Report& report, const ReportOptions& options) {
  return CsvWriter(report, options).document();
}

}  // namespace sluice
