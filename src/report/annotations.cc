// GitHub: ::error file=F,line=L,endLine=E,col=C,title=T::MESSAGE, percent-encoded as
// actions/runner's ActionCommand.cs reads it. Azure: ##vso[task.logissue type=error;…]MESSAGE,
// where percent signs are %AZP25 (azure-pipelines-task-lib, taskcommand.ts).
#include "report/annotations.h"

#include <utility>
#include <vector>

#include "base/escape.h"
#include "findings/redact.h"
#include "report/words.h"

namespace sluice {
namespace {

struct AnnotatedPlace {
  std::string file;  // safe to show; empty: none
  Location location;
};

struct Annotation {
  enum class Level : uint8_t { kError, kWarning, kNotice };
  Level level = Level::kError;
  std::optional<AnnotatedPlace> place;
  std::string title, message;  // plain, safe to show
};

std::string encoded(std::string_view text, std::string_view special, std::string_view percent) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += percent;
    } else if (special.find(c) != special.npos) {
      const auto byte = static_cast<uint8_t>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out;
}

std::string for_github(const Annotation& each) {
  const auto property = [](std::string_view text) { return encoded(text, "\r\n:,", "%25"); };
  constexpr const char* kNames[] = {"error", "warning", "notice"};
  std::string line = std::string("::") + kNames[static_cast<int>(each.level)] + " ";
  if (each.place && !each.place->file.empty()) {
    const Location& at = each.place->location;
    line += "file=" + property(each.place->file) + ",line=" + std::to_string(at.line);
    if (at.end_line >= at.line) line += ",endLine=" + std::to_string(at.end_line);
    // GitHub takes columns of one line only.
    if (at.end_line == at.line) line += ",col=" + std::to_string(at.column);
    line += ",";
  }
  return line + "title=" + property(each.title) + "::" + encoded(each.message, "\r\n", "%25") +
         "\n";
}

std::string for_azure(const Annotation& each) {
  const auto property = [](std::string_view text) { return encoded(text, "\r\n;]", "%AZP25"); };
  // There is no notice.
  const bool is_error = each.level == Annotation::Level::kError;
  std::string line = std::string("##vso[task.logissue type=") + (is_error ? "error" : "warning");
  if (each.place && !each.place->file.empty()) {
    const Location& at = each.place->location;
    line += ";sourcepath=" + property(each.place->file) + ";linenumber=" + std::to_string(at.line) +
            ";columnnumber=" + std::to_string(at.column);
  }
  return line + "]" + encoded(each.title + ": " + each.message, "\r\n", "%AZP25") + "\n";
}

class AnnotationWriter {
 public:
  AnnotationWriter(const Report& report, AnnotationStyle style)
      : report_(report), style_(style), redactor_(report, false) {}

  std::string lines() {
    findings();
    new_suppressions();
    incomplete();
    return std::move(out_);
  }

 private:
  std::string safe(std::string_view raw) const { return escape_for_terminal(redactor_.text(raw)); }

  void add(const Annotation& each) {
    out_ += style_ == AnnotationStyle::kGitHub ? for_github(each) : for_azure(each);
  }

  // A path that holds a secret, or what no log should, is no place: its service would not know it.
  bool is_showable(const std::string& path) const { return safe(path) == path; }

  void findings() {
    size_t count = 0;
    for (const SecretGroup* group : reported_secrets(report_)) {
      for (const Place& place : places_of(reported_findings(report_, *group))) {
        if (++count < kMaxAnnotations) add(of_finding(*place.finding));
        if (count == kMaxAnnotations) last_ = place.finding;
      }
    }
    if (count == kMaxAnnotations) add(of_finding(*last_));
    if (count > kMaxAnnotations) {
      add({Annotation::Level::kError,
           {},
           "sluice",
           "and " + counted(count - kMaxAnnotations + 1, "more place", "more places") +
               " with a secret, which the report names"});
    }
  }

  Annotation of_finding(const Finding& finding) const {
    const Rule& rule = report_.rules[finding.rule];
    Annotation each;
    const bool has_line = finding.kind == BlobKind::kFile || finding.kind == BlobKind::kLfs;
    if (has_line && is_showable(finding.path))
      each.place = AnnotatedPlace{finding.path, finding.location};
    each.title = "sluice: " + safe(title_of(rule));
    each.message = safe(title_of(rule)) + " " + safe(redactor_.secret(finding)) + where(finding);
    if (finding.commit) {
      each.message += ", added in " + short_hex(finding.commit->id) + " by " +
                      safe(finding.commit->author.name);
    }
    each.message += " (" + safe(rule.id) + ", " +
                    std::string(confidence_name(finding.verdict.confidence)) + " confidence).";
    if (!rule.remediation.empty()) each.message += " " + safe(rule.remediation);
    if (const NewSuppression* by = new_suppression_of(report_, finding)) {
      each.message += " The change itself would suppress it (" + safe(by->by) + " " +
                      safe(by->where) + "), which does not hold.";
    }
    return each;
  }

  std::string where(const Finding& finding) const {
    switch (finding.kind) {
      case BlobKind::kCommit: return " in the text of a commit";
      case BlobKind::kTag: return " in the text of a tag";
      case BlobKind::kRef: return " in the name of a ref";
      case BlobKind::kPath: return " in the name of a file";
      default: break;
    }
    return " in " + safe(full_path(finding)) + ":" + std::to_string(finding.location.line);
  }

  void new_suppressions() {
    size_t count = 0;
    for (const NewSuppression& each : report_.new_suppressions) {
      if (++count > kMaxAnnotations - 1 && report_.new_suppressions.size() > kMaxAnnotations) {
        add({Annotation::Level::kNotice,
             {},
             "sluice",
             "and " +
                 counted(report_.new_suppressions.size() - count + 1, "more suppression",
                         "more suppressions") +
                 " that this change adds, which the report names"});
        return;
      }
      add(of_suppression(each));
    }
  }

  Annotation of_suppression(const NewSuppression& each) const {
    Annotation notice;
    notice.level = Annotation::Level::kNotice;
    notice.place = place_of(each.where);
    notice.title = "sluice: this change adds a suppression";
    notice.message = safe(each.by) + " " + safe(each.where);
    if (!each.what.empty() && each.by != "inline") notice.message += " (" + safe(each.what) + ")";
    if (each.added) {
      notice.message += ", added in " + short_hex(each.added->id) + " by " +
                        safe(each.added->author.name) + " <" + safe(each.added->author.email) + ">";
    }
    notice.message +=
        "; covers " + (each.findings == 0 ? std::string("nothing here")
                                          : counted(each.findings, "finding", "findings"));
    if (!each.holds) notice.message += ", but does not hold";
    return notice;
  }

  // Of "file:line" or "file".
  std::optional<AnnotatedPlace> place_of(const std::string& where) const {
    if (!is_showable(where)) return std::nullopt;
    const size_t colon = where.rfind(':');
    const std::string digits = colon == where.npos ? "" : where.substr(colon + 1);
    const bool has_line = !digits.empty() && digits.size() < 10 &&
                          digits.find_first_not_of("0123456789") == digits.npos;
    if (!has_line) return AnnotatedPlace{where, {1, 1, 1, 1}};
    const uint64_t line = std::stoull(digits);
    return AnnotatedPlace{where.substr(0, colon), {line, 1, line, 1}};
  }

  void incomplete() {
    if (report_.coverage.complete) return;
    std::string what = "the scan is incomplete";
    for (const Coverage::Skipped& skipped : report_.coverage.skipped) {
      if (!is_failure(skipped.reason)) continue;
      what += "; " + std::to_string(skipped.count) + " " + std::string(reason_name(skipped.reason));
    }
    for (const Unread& unread : report_.coverage.errors) {
      if (unread.what.empty()) continue;
      what += ": " + safe(unread.what);
      break;
    }
    add({Annotation::Level::kWarning, {}, "sluice: incomplete", what});
  }

  const Report& report_;
  const AnnotationStyle style_;
  const Redactor redactor_;
  const Finding* last_ = nullptr;
  std::string out_;
};

}  // namespace

std::string annotations(const Report& report, AnnotationStyle style) {
  return AnnotationWriter(report, style).lines();
}

std::string stop_commands(std::string_view token, AnnotationStyle style) {
  if (style != AnnotationStyle::kGitHub) return {};
  return "::stop-commands::" + std::string(token) + "\n";
}

std::string resume_commands(std::string_view token, AnnotationStyle style) {
  if (style != AnnotationStyle::kGitHub) return {};
  return "::" + std::string(token) + "::\n";
}

}  // namespace sluice
