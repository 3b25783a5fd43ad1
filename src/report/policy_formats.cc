// The policy's figures, written: text for a terminal, Markdown, and JSON of schema 1.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/escape.h"
#include "findings/exposure_limit.h"
#include "findings/redact.h"
#include "report/markup.h"
#include "report/policy.h"
#include "report/words.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxRows = 20;  // of a table for people
constexpr size_t kNameColumns = 48;

std::string days_or_dash(const std::optional<int64_t>& days) {
  return days ? std::to_string(*days) : "-";
}

std::string standing_words(const PolicyFigures& figures) {
  std::string words;
  const auto add = [&](uint64_t count, const char* where) {
    if (count == 0) return;
    words += (words.empty() ? "" : ", ") + std::to_string(count) + " " + where;
  };
  add(figures.in_head, "in HEAD");
  add(figures.on_refs, "on other refs");
  add(figures.in_history, "in history only");
  add(figures.in_files, "not committed or in files");
  return words;
}

std::string bucket_name(const PolicyFigures& figures, size_t index) {
  const PolicyFigures::Bucket& bucket = figures.exposure[index];
  if (bucket.up_to_days)
    return "up to " + counted(static_cast<uint64_t>(*bucket.up_to_days), "day", "days");
  return "more than " +
         counted(static_cast<uint64_t>(*figures.exposure[index - 1].up_to_days), "day", "days");
}

// What text and Markdown share: names without secrets and safe, and the choice of rows.
class Figures {
 public:
  explicit Figures(const Report& report)
      : report_(report), redactor_(report, /*show_secrets=*/false), all_(policy_figures(report)) {}

  const PolicyFigures& all() const { return all_; }
  const Report& report() const { return report_; }
  bool has_limit() const { return report_.max_exposure_days.has_value(); }
  uint64_t limit() const { return static_cast<uint64_t>(*report_.max_exposure_days); }

  std::string safe(std::string_view raw) const { return escape_for_terminal(redactor_.text(raw)); }

  std::string headline() const {
    std::string line = counted(all_.unresolved, "secret", "secrets") + " unresolved";
    if (has_limit()) {
      line += ", " + std::to_string(all_.over) + " exposed longer than " +
              counted(limit(), "day", "days");
    }
    if (all_.accepted > 0) line += "; " + std::to_string(all_.accepted) + " accepted";
    return line;
  }

  std::string place(const SecretGroup& group) const {
    const std::vector<const Finding*> findings = reported_findings(report_, group);
    const std::string first = place_text(*findings.front(), safe(full_path(*findings.front())));
    return group.places > 1 ? first + " and " + std::to_string(group.places - 1) + " more" : first;
  }

  std::string owner(const SecretGroup& group) const {
    return group.introduced ? safe(group.introduced->author.name) : "-";
  }

  // Those over the limit; without one, those with the longest exposure.
  std::vector<const SecretGroup*> rows() const {
    std::vector<const SecretGroup*> rows;
    for (const SecretGroup* group : all_.longest) {
      if (group->exposure_days && (!has_limit() || is_over_limit(report_, *group))) {
        rows.push_back(group);
      }
    }
    return rows;
  }

 private:
  const Report& report_;
  const Redactor redactor_;
  const PolicyFigures all_;
};

std::string padded(std::string text, size_t columns, bool left = true) {
  if (text.size() >= columns) return text;
  return left ? text + std::string(columns - text.size(), ' ')
              : std::string(columns - text.size(), ' ') + text;
}

class PolicyTextWriter {
 public:
  explicit PolicyTextWriter(const Report& report) : figures_(report) {}

  std::string document() {
    const PolicyFigures& all = figures_.all();
    line(figures_.headline() + ".");
    if (all.unresolved > 0) line("Standing   " + standing_words(all));
    if (all.longest_days) {
      line("Exposure   median " + days(all.median_days) + ", longest " + days(all.longest_days));
      for (size_t i = 0; i < all.exposure.size(); ++i) {
        line("           " + padded(bucket_name(all, i), 20) +
             std::to_string(all.exposure[i].secrets));
      }
    }
    table("Severity", all.by_severity);
    table("Rule", all.by_rule);
    table("Owner", all.by_owner);
    secrets();
    if (!figures_.report().coverage.complete) {
      line("\nINCOMPLETE: some things were not read; secrets in them are not counted.");
    }
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_.append(text).append("\n"); }
  static std::string days(const std::optional<int64_t>& days) {
    return counted(static_cast<uint64_t>(*days), "day", "days");
  }

  void table(const char* title, const std::vector<PolicyCount>& counts) {
    if (counts.empty()) return;
    line("\n" + padded(title, kNameColumns) + " secrets  places  longest" +
         (figures_.has_limit() ? "  over limit" : ""));
    for (size_t i = 0; i < std::min(counts.size(), kMaxRows); ++i) {
      const PolicyCount& each = counts[i];
      line(padded(figures_.safe(each.name), kNameColumns) + " " +
           padded(std::to_string(each.secrets), 7, false) + "  " +
           padded(std::to_string(each.places), 6, false) + "  " +
           padded(days_or_dash(each.longest_days), 7, false) +
           (figures_.has_limit() ? "  " + padded(std::to_string(each.over), 10, false) : ""));
    }
    more(counts.size());
  }

  void secrets() {
    const std::vector<const SecretGroup*> rows = figures_.rows();
    if (rows.empty()) return;
    line(figures_.has_limit() ? "\nOver the limit" : "\nLongest exposed");
    for (size_t i = 0; i < std::min(rows.size(), kMaxRows); ++i) {
      const SecretGroup& group = *rows[i];
      line("  " + padded(days_or_dash(group.exposure_days), 6, false) + " days  " +
           padded(std::string(severity_name(group.severity)), 8) + "  " +
           figures_.safe(figures_.report().rules[group.rule].id) + "  " + figures_.place(group) +
           "  by " + figures_.owner(group) + "  secret:" + group.secret_id);
    }
    more(rows.size());
  }

  void more(size_t all) {
    if (all > kMaxRows) line("… and " + std::to_string(all - kMaxRows) + " more");
  }

  Figures figures_;
  std::string out_;
};

class PolicyMarkdownWriter {
 public:
  explicit PolicyMarkdownWriter(const Report& report) : figures_(report) {}

  std::string document() {
    const PolicyFigures& all = figures_.all();
    out_ = "## Secrets: policy figures\n\n**" + figures_.headline() + ".** ";
    if (all.unresolved > 0) out_ += standing_words(all) + ".";
    out_ += "\n\n";
    if (!figures_.report().coverage.complete) {
      out_ +=
          "> **Incomplete**: some things were not read, and secrets in them are not counted.\n\n";
    }
    exposure();
    table("Severity", all.by_severity);
    table("Rule", all.by_rule);
    table("Owner", all.by_owner);
    secrets();
    return std::move(out_);
  }

 private:
  void exposure() {
    const PolicyFigures& all = figures_.all();
    if (!all.longest_days) return;
    out_ += "| Exposed | Secrets |\n|---|---:|\n";
    for (size_t i = 0; i < all.exposure.size(); ++i) {
      out_ += "| " + bucket_name(all, i) + " | " + std::to_string(all.exposure[i].secrets) + " |\n";
    }
    out_ += "| median | " + days_or_dash(all.median_days) + " days |\n| longest | " +
            days_or_dash(all.longest_days) + " days |\n\n";
  }

  void table(const char* title, const std::vector<PolicyCount>& counts) {
    if (counts.empty()) return;
    const bool limit = figures_.has_limit();
    out_ += "| " + std::string(title) + " | Secrets | Places | Longest, days |" +
            (limit ? " Over limit |" : "") + "\n|---|---:|---:|---:|" + (limit ? "---:|" : "") +
            "\n";
    for (size_t i = 0; i < std::min(counts.size(), kMaxRows); ++i) {
      const PolicyCount& each = counts[i];
      out_ += "| " + markdown_code(figures_.safe(each.name)) + " | " +
              std::to_string(each.secrets) + " | " + std::to_string(each.places) + " | " +
              days_or_dash(each.longest_days) + " |" +
              (limit ? " " + std::to_string(each.over) + " |" : "") + "\n";
    }
    more(counts.size());
  }

  void secrets() {
    const std::vector<const SecretGroup*> rows = figures_.rows();
    if (rows.empty()) return;
    out_ += figures_.has_limit() ? "### Over the limit\n\n" : "### Longest exposed\n\n";
    out_ +=
        "| Days | Severity | Rule | Where | Brought in by | Secret |\n|---:|---|---|---|---|---|\n";
    for (size_t i = 0; i < std::min(rows.size(), kMaxRows); ++i) {
      const SecretGroup& group = *rows[i];
      out_ += "| " + days_or_dash(group.exposure_days) + " | " +
              std::string(severity_name(group.severity)) + " | " +
              markdown_code(figures_.safe(figures_.report().rules[group.rule].id)) + " | " +
              markdown_code(figures_.place(group)) + " | " + markdown_code(figures_.owner(group)) +
              " | " + markdown_code("secret:" + group.secret_id) + " |\n";
    }
    more(rows.size());
  }

  void more(size_t all) {
    if (all > kMaxRows) out_ += "\n… and " + std::to_string(all - kMaxRows) + " more\n";
    out_ += "\n";
  }

  Figures figures_;
  std::string out_;
};

Json number_or_null(const std::optional<int64_t>& number) {
  return number ? Json(*number) : Json();
}

class PolicyJsonWriter {
 public:
  explicit PolicyJsonWriter(const Report& report) : report_(report), redactor_(report, false) {}

  Json document() const {
    const PolicyFigures all = policy_figures(report_);
    Json exposure = Json::array(), secrets = Json::array();
    for (const PolicyFigures::Bucket& each : all.exposure) {
      exposure.push_back(
          {{"up_to_days", number_or_null(each.up_to_days)}, {"secrets", each.secrets}});
    }
    for (const SecretGroup* group : all.longest) secrets.push_back(secret(*group));
    return {{"schema", 1},
            {"kind", "policy"},
            {"time", utc_time(report_.now)},
            {"target", text(report_.target.path)},
            {"complete", report_.coverage.complete},
            {"max_exposure_days", number_or_null(report_.max_exposure_days)},
            {"secrets_unresolved", all.unresolved},
            {"secrets_accepted", all.accepted},
            {"secrets_over_limit", all.over},
            {"standing",
             {{"in_head", all.in_head},
              {"on_other_refs", all.on_refs},
              {"in_history_only", all.in_history},
              {"in_files", all.in_files}}},
            {"exposure",
             {{"median_days", number_or_null(all.median_days)},
              {"longest_days", number_or_null(all.longest_days)},
              {"buckets", std::move(exposure)}}},
            {"by_severity", counts(all.by_severity)},
            {"by_rule", counts(all.by_rule)},
            {"by_owner", counts(all.by_owner)},
            {"secrets", std::move(secrets)}};
  }

 private:
  std::string text(std::string_view raw) const { return to_valid_utf8(redactor_.text(raw)); }

  Json counts(const std::vector<PolicyCount>& counts) const {
    Json json = Json::array();
    for (const PolicyCount& each : counts) {
      json.push_back({{"name", text(each.name)},
                      {"secrets", each.secrets},
                      {"places", each.places},
                      {"longest_days", number_or_null(each.longest_days)},
                      {"over_limit", each.over}});
    }
    return json;
  }

  Json secret(const SecretGroup& group) const {
    return {{"secret_id", group.secret_id},
            {"rule", text(report_.rules[group.rule].id)},
            {"severity", severity_name(group.severity)},
            {"exposure_days", number_or_null(group.exposure_days)},
            {"over_limit", is_over_limit(report_, group)},
            {"in_head", group.in_head ? Json(*group.in_head) : Json()},
            {"owner", group.introduced ? Json(text(group.introduced->author.email)) : Json()},
            {"introduced", group.introduced ? Json(utc_time(group.introduced->date)) : Json()},
            {"places", group.places}};
  }

  const Report& report_;
  const Redactor redactor_;
};

}  // namespace

std::string policy_text(const Report& report) { return PolicyTextWriter(report).document(); }

std::string policy_markdown(const Report& report) {
  return PolicyMarkdownWriter(report).document();
}

std::string policy_json(const Report& report) {
  return with_visible_controls(PolicyJsonWriter(report).document().dump(
             2, ' ', false, Json::error_handler_t::replace)) +
         "\n";
}

}  // namespace sluice
