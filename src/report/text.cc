// The report for a person at a terminal: each secret with its life, its places
// and what to do, the worst first; then what was looked at. Made for 100 columns.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

#include "base/escape.h"
#include "findings/exposure_limit.h"
#include "findings/redact.h"
#include "findings/remediation.h"
#include "report/words.h"
#include "sluice/report.h"

namespace sluice {
namespace {

constexpr size_t kColumns = 100;
constexpr size_t kLabelColumns = 12;
constexpr size_t kMaxPlaces = 10;
constexpr size_t kMaxRefs = 3;
constexpr size_t kMaxErrorsShown = 5;  // a reason; all of them with --verbose

enum class Style { kBold, kDim, kRed, kYellow, kCyan, kGreen };

std::string_view code_of(Style style) {
  switch (style) {
    case Style::kBold: return "\x1b[1m";
    case Style::kDim: return "\x1b[2m";
    case Style::kRed: return "\x1b[1;31m";
    case Style::kYellow: return "\x1b[1;33m";
    case Style::kCyan: return "\x1b[36m";
    case Style::kGreen: return "\x1b[32m";
  }
  return "";
}

Style style_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return Style::kRed;
    case Severity::kMedium: return Style::kYellow;
    case Severity::kLow:
    case Severity::kInfo: return Style::kCyan;
  }
  return Style::kRed;
}

// Code points of valid UTF-8: near enough to terminal columns to break lines by.
size_t columns_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
}

// Lines of at most `width` columns, broken at blanks; a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const size_t blank = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, blank);
    if (!lines.back().empty() && columns_of(lines.back()) + 1 + columns_of(word) > width) {
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return lines;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

class TextWriter {
 public:
  TextWriter(const Report& report, const ReportOptions& options)
      : report_(report), options_(options), redactor_(report, options.show_secrets) {}

  std::string document() {
    const std::vector<const SecretGroup*> secrets = reported_secrets(report_);
    for (const SecretGroup* group : secrets) secret(*group);
    summary(secrets);
    return std::move(out_);
  }

 private:
  std::string painted(Style style, std::string_view text) const {
    if (!options_.color || text.empty()) return std::string(text);
    return std::string(code_of(style)).append(text).append("\x1b[0m");
  }

  // Everything of the repository, and of rules that it may hold, goes through here.
  std::string safe(std::string_view raw) const { return escape_for_terminal(redactor_.text(raw)); }

  void line(const std::string& text) { out_.append(text).append("\n"); }

  // "  Label     text", the following lines under the text. `text` is plain and
  // safe; `style` paints it.
  void field(std::string_view label, std::string_view text, std::optional<Style> style = {}) {
    bool first = true;
    for (const std::string& part : wrapped(text, kColumns - kLabelColumns)) {
      start_field(std::exchange(first, false) ? label : "");
      line(style ? painted(*style, part) : part);
    }
  }

  void start_field(std::string_view label) {
    std::string padded = "  " + std::string(label);
    padded.resize(kLabelColumns, ' ');
    out_ += painted(Style::kDim, padded);
  }

  void secret(const SecretGroup& group) {
    const Rule& rule = report_.rules[group.rule];
    const std::vector<const Finding*> findings = reported_findings(report_, group);
    line(painted(style_of(group.severity), upper(severity_name(group.severity))) + "  " +
         painted(Style::kBold, safe(title_of(rule))) + "  " +
         painted(Style::kDim, "[" + safe(rule.id) + "]"));
    std::string grade = std::string(confidence_name(group.confidence)) + " confidence";
    if (group.validity != Validity::kUnknown) {
      grade += ", " + spaced(validity_name(group.validity));
    }
    const std::string shown = escape_for_terminal(redactor_.secret(group));
    start_field("Secret");
    line((shown == "…" ? "redacted" : painted(Style::kBold, shown)) + ", " + grade);
    life(group, findings);
    places(group, findings);
    to_do(group);
    to_ignore(group, findings);
    line("");
  }

  // The first step in a line; all of them with --verbose.
  void to_do(const SecretGroup& group) {
    const Rule& rule = report_.rules[group.rule];
    if (!options_.verbose) {
      if (!rule.remediation.empty()) field("To do", safe(rule.remediation));
      if (!rule.remediation_url.empty()) {
        field(rule.remediation.empty() ? "To do" : "", safe(rule.remediation_url));
      }
      return;
    }
    int number = 0;
    for (const RemediationStep& step : remediation_steps(report_, group)) {
      const std::string mark = std::to_string(++number) + ". ";
      field(number == 1 ? "To do" : "", mark + safe(step.text));
      if (!step.url.empty()) field("", "   " + safe(step.url));
      for (const std::string& command : step.commands) field("", "   $ " + command, Style::kCyan);
    }
  }

  void to_ignore(const SecretGroup& group, const std::vector<const Finding*>& findings) {
    const bool one_place = group.places == 1;
    if (one_place) field("To ignore", findings.front()->fingerprint + "  this place", Style::kDim);
    field(one_place ? "" : "To ignore", "secret:" + group.secret_id + "  every place", Style::kDim);
  }

  std::string commit_words(const CommitFacts& commit) const {
    return utc_day(commit.date) + " in " + short_hex(commit.id) + " by " +
           safe(commit.author.name) + " <" + safe(commit.author.email) + ">";
  }

  void life(const SecretGroup& group, const std::vector<const Finding*>& findings) {
    if (group.introduced) field("Added", commit_words(*group.introduced));
    if (group.removed) field("Removed", commit_words(*group.removed));
    const std::string exposure = exposure_words(group, findings);
    if (!exposure.empty()) field("Exposed", exposure);
  }

  // "412 days, still in HEAD and at main, tag v1.0 and 3 more refs"
  std::string exposure_words(const SecretGroup& group,
                             const std::vector<const Finding*>& findings) const {
    std::vector<std::string> parts;
    if (group.exposure_days) {
      const auto days = static_cast<uint64_t>(std::max<int64_t>(0, *group.exposure_days));
      parts.push_back(days == 0 ? "less than a day" : counted(days, "day", "days"));
    }
    const bool in_head = group.in_head.value_or(false);
    if (in_head) parts.push_back("still in HEAD");
    if (!group.refs.empty()) parts.push_back((in_head ? "at " : "still at ") + refs_words(group));
    if (group.in_head && !in_head && group.refs.empty()) {
      parts.emplace_back(nowhere_words(findings.front()->reach));
    }
    if (is_over_limit(report_, group)) {
      parts.push_back("LONGER than the " +
                      counted(static_cast<uint64_t>(*report_.max_exposure_days), "day", "days") +
                      " that the policy allows");
    }
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
    return out;
  }

  std::string refs_words(const SecretGroup& group) const {
    std::string out;
    const size_t shown = group.refs.size() <= kMaxRefs + 1 ? group.refs.size() : kMaxRefs;
    for (size_t i = 0; i < shown; ++i) {
      out += (i == 0 ? "" : ", ") + safe(short_ref(group.refs[i]));
    }
    const size_t more = group.refs.size() - shown;
    return more == 0 ? out : out + " and " + counted(more, "more ref", "more refs");
  }

  // Of a change, all is on the ref that it ends with, or on its way there.
  bool tells_reach(Reach reach) const {
    const bool is_change = report_.target.selection && report_.target.selection->change;
    return reach != Reach::kHead && reach != Reach::kNone && !(is_change && reach == Reach::kRef);
  }

  std::string place_notes(const Finding& finding, size_t versions) const {
    std::vector<std::string> notes;
    for (const std::string& layer : finding.encoding) notes.push_back(safe(layer));
    if (finding.removed) {
      notes.push_back("until " + utc_day(finding.removed->date));
    } else if (tells_reach(finding.reach)) {
      notes.push_back(std::string(reach_name(finding.reach)));
    } else if (finding.worktree && !finding.commit && group_in_git_) {
      notes.push_back("working tree");
    }
    if (versions > 1) notes.push_back(counted(versions, "version", "versions"));
    std::string out;
    for (const std::string& note : notes) out += (out.empty() ? "" : ", ") + note;
    return out;
  }

  void places(const SecretGroup& group, const std::vector<const Finding*>& findings) {
    group_in_git_ = group.in_head.has_value();
    const std::vector<Place> all = places_of(findings);
    const size_t shown = options_.verbose || all.size() <= kMaxPlaces ? all.size() : kMaxPlaces;
    for (size_t i = 0; i < shown; ++i) {
      const Finding& finding = *all[i].finding;
      start_field(i > 0 ? "" : all.size() == 1 ? "Place" : "Places");
      const std::string notes = place_notes(finding, all[i].versions);
      line(place_text(finding, safe(full_path(finding))) +
           (notes.empty() ? "" : "  " + painted(Style::kDim, notes)));
      if (options_.verbose) details(finding);
    }
    if (shown < all.size()) {
      field("", "… and " + counted(all.size() - shown, "more place", "more places"), Style::kDim);
    }
  }

  void details(const Finding& finding) {
    field("", "fingerprint " + finding.fingerprint, Style::kDim);
    for (const ReasonNote& note : finding.verdict.reasons) {
      char weight[32];
      std::snprintf(weight, sizeof weight, "%+.1f  ", note.weight);
      field("", weight + safe(note.feature) + (note.value.empty() ? "" : " = " + safe(note.value)),
            Style::kDim);
    }
  }

  void summary(const std::vector<const SecretGroup*>& secrets) {
    const Coverage& coverage = report_.coverage;
    line(painted(secrets.empty() ? Style::kGreen : Style::kBold, headline(secrets)));
    std::string scanned = "Scanned";
    std::vector<std::string> parts;
    if (coverage.blobs > 0) {
      parts.push_back(counted(coverage.blobs, "blob", "blobs") + " (" + size_text(coverage.bytes) +
                      ")");
    }
    if (coverage.files > 0) parts.push_back(counted(coverage.files, "file", "files"));
    if (coverage.commits > 0) parts.push_back(counted(coverage.commits, "commit", "commits"));
    if (parts.empty()) parts.push_back("nothing");
    for (size_t i = 0; i < parts.size(); ++i) scanned += (i == 0 ? " " : ", ") + parts[i];
    line(scanned + (coverage.complete ? "; complete." : "."));
    if (coverage.cached > 0) {
      line("Of these, " + counted(coverage.cached, "object", "objects") +
           " had been found clean by an earlier scan and " +
           (coverage.cached == 1 ? "was" : "were") + " not scanned again (--cache).");
    }
    if (report_.target.selection) selected(*report_.target.selection);
    if (!coverage.complete) {
      line(painted(Style::kRed, "INCOMPLETE") +
           ": some things were not read; secrets in them are not listed.");
    }
    unread();
    suppressed();
    stale();
    new_suppressions();
  }

  void stale() {
    size_t shown = 0;
    for (const StaleEntry& each : report_.stale) {
      if (!options_.verbose && shown++ == kMaxErrorsShown) {
        line(painted(Style::kDim, "  … and " +
                                      counted(report_.stale.size() - kMaxErrorsShown,
                                              "more such entry", "more such entries") +
                                      "; `sluice ignore --check` lists them"));
        return;
      }
      line("  " + painted(Style::kYellow, safe(stale_words(each))));
    }
  }

  void selected(const Selected& part) {
    line("Only " + safe(selection_text(part)) + ": " + counted(part.commits, "commit", "commits") +
         "; other history " +
         (part.worktree ? "was not scanned." : "and the working tree were not."));
  }

  std::string headline(const std::vector<const SecretGroup*>& secrets) const {
    if (secrets.empty()) {
      return report_.coverage.complete ? "No secrets found." : "No secrets found in what was read.";
    }
    size_t findings = 0;
    std::map<Severity, size_t, std::greater<>> severities;
    for (const SecretGroup* group : secrets) {
      findings += reported_findings(report_, *group).size();
      ++severities[group->severity];
    }
    std::string grades;
    for (const auto& [severity, count] : severities) {
      const std::string_view name = severity_name(severity);
      grades += (grades.empty() ? "" : ", ") + counted(count, name, name);
    }
    return counted(secrets.size(), "secret", "secrets") + ", " +
           counted(findings, "finding", "findings") + " (" + grades + ").";
  }

  void unread() {
    for (const bool failures : {true, false}) {
      for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
        if (is_failure(skipped.reason) != failures) continue;
        if (failures) {
          failure(skipped);
        } else {
          boundary(skipped);
        }
      }
    }
  }

  void failure(const Coverage::Skipped& skipped) {
    const Style style = report_.coverage.complete ? Style::kDim : Style::kRed;
    line("  " + painted(style, spaced(reason_name(skipped.reason))) + ": " +
         counted(skipped.count, "thing was not read", "things were not read"));
    size_t shown = 0;
    for (const Unread& unread : report_.coverage.errors) {
      if (unread.reason != skipped.reason) continue;
      if (!options_.verbose && shown == kMaxErrorsShown) break;
      ++shown;
      line("    " + safe(unread.where) + (unread.what.empty() ? "" : ": " + safe(unread.what)));
    }
    if (shown > 0 && shown < skipped.count) {
      line(painted(Style::kDim, "    … and " + counted(skipped.count - shown, "more", "more")));
    }
  }

  void boundary(const Coverage::Skipped& skipped) {
    std::string text = spaced(reason_name(skipped.reason)) + ": " +
                       counted(skipped.count, "not opened", "not opened");
    for (size_t i = 0; i < skipped.examples.size(); ++i) {
      const std::string next = (i == 0 ? " (" : ", ") + safe(skipped.examples[i]);
      if (i > 0 && columns_of(text) + columns_of(next) + 6 > kColumns) break;
      text += next;
      const bool last = i + 1 == skipped.examples.size();
      if (last) text += i + 1 < skipped.count ? ", …)" : ")";
    }
    if (!skipped.examples.empty() && !text.ends_with(')')) text += ", …)";
    line("  " + painted(Style::kDim, text));
  }

  void suppressed() {
    for (const Suppression& each : report_.coverage.suppressed) {
      const bool is_rule = each.by == "disabled_rule";
      std::string text = is_rule ? counted(each.count, "rule", "rules") + " disabled"
                                 : counted(each.count, "finding", "findings") +
                                       " not reported, by " + spaced(safe(each.by));
      if (!each.where.empty()) text += " (" + safe(each.where) + ")";
      line("  " + painted(Style::kDim, text));
    }
  }

  // What the change itself would have suppressed. Those that cover a finding are always told.
  void new_suppressions() {
    const std::vector<NewSuppression>& all = report_.new_suppressions;
    if (all.empty()) return;
    line("This change adds " + counted(all.size(), "suppression", "suppressions") +
         (all[0].holds ? ":" : ", which do not hold:"));
    size_t idle = 0;
    for (const NewSuppression& each : all) {
      if (each.findings > 0 || options_.verbose || ++idle <= kMaxPlaces) new_suppression(each);
    }
    if (!options_.verbose && idle > kMaxPlaces) {
      line(painted(Style::kDim,
                   "  … and " + counted(idle - kMaxPlaces, "more that covers", "more that cover") +
                       " nothing here"));
    }
  }

  void new_suppression(const NewSuppression& each) {
    std::string text = spaced(each.by) + " " + safe(each.where);
    if (!each.what.empty() && each.by != "inline") text += " (" + safe(each.what) + ")";
    if (each.added) {
      text += ", added in " + short_hex(each.added->id) + " by " + safe(each.added->author.name) +
              " <" + safe(each.added->author.email) + ">";
    }
    line("  " + text + "; covers " +
         (each.findings == 0 ? "nothing here" : counted(each.findings, "finding", "findings")));
  }

  const Report& report_;
  const ReportOptions& options_;
  const Redactor redactor_;
  bool group_in_git_ = false;
  std::string out_;
};

}  // namespace

std::string text_report(const Report& report, const ReportOptions& options) {
  return TextWriter(report, options).document();
}

}  // namespace sluice
