#include "report/json_reader.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "base/escape.h"
#include "findings/group.h"
#include "report/json_node.h"

namespace sluice {
namespace {

constexpr int kSeverities = static_cast<int>(Severity::kCritical) + 1;
constexpr int kConfidences = static_cast<int>(Confidence::kHigh) + 1;
constexpr int kValidities = static_cast<int>(Validity::kExpired) + 1;
constexpr int kJudges = static_cast<int>(JudgeKind::kNone) + 1;
constexpr int kKinds = static_cast<int>(BlobKind::kStdin) + 1;
constexpr int kReaches = static_cast<int>(Reach::kUnreachable) + 1;

Severity severity_of(const JsonNode& node) {
  return node.word(severity_name, kSeverities, Severity::kHigh);
}

Confidence confidence_of(const JsonNode& node) {
  return node.word(confidence_name, kConfidences, Confidence::kMedium);
}

Validity validity_of(const JsonNode& node) {
  return node.word(validity_name, kValidities, Validity::kUnknown);
}

Reason reason_of(const JsonNode& node) {
  if (node.absent()) node.fail("must name a reason");
  return node.word(reason_name, static_cast<int>(kReasonCount), Reason::kCorrupt);
}

ObjectId id_of(const JsonNode& node) {
  const std::string hex = node.text();
  if (hex.empty()) return {};
  const std::optional<ObjectId> id = ObjectId::from_hex(hex);
  if (!id) node.fail("must be an object id, 40 or 64 hex digits");
  return id.value_or(ObjectId());
}

Person person_of(const JsonNode& node) { return {node["name"].text(), node["email"].text()}; }

// As `introduced` and `removed` of a secret have it.
std::optional<CommitFacts> commit_of(const JsonNode& node) {
  if (node.absent()) return std::nullopt;
  return CommitFacts{id_of(node["commit"]), node["date"].time().value_or(0),
                     person_of(node["author"])};
}

// As a finding has it: in three keys of its own.
std::optional<CommitFacts> commit_of(const JsonNode& id, const JsonNode& author,
                                     const JsonNode& date) {
  if (id.absent()) return std::nullopt;
  return CommitFacts{id_of(id), date.time().value_or(0), person_of(author)};
}

std::optional<int64_t> days_of(const JsonNode& node) {
  if (node.absent()) return std::nullopt;
  return static_cast<int64_t>(
      std::min<uint64_t>(node.number(), std::numeric_limits<int64_t>::max()));
}

class Reader {
 public:
  explicit Reader(const JsonNode& document) : document_(document) {}

  Report read() {
    if (document_["schema"].number() != kJsonSchema) {
      document_["schema"].fail("must be 1; this version of sluice reads no other");
    }
    for (const char* key : {"findings", "coverage"}) {
      if (document_[key].absent()) document_[key].fail("is missing: this is no report of sluice");
    }
    document_["rules"].for_each([&](const JsonNode& each) { rule(each); });
    target(document_["target"]);
    coverage(document_["coverage"]);
    document_["findings"].for_each([&](const JsonNode& each) { finding(each); });
    secrets();
    const JsonNode tool = document_["tool"];
    report_.tool_version = tool["version"].text();
    report_.ruleset_sha256 = tool["ruleset_sha256"].text();
    report_.rules_run = tool["rules"].number();
    report_.max_exposure_days = days_of(document_["max_exposure_days"]);
    report_.now = document_["time"].time().value_or(0);
    report_.redacted = document_["redacted"].boolean();
    report_.rules = std::move(rules_);
    return std::move(report_);
  }

 private:
  void rule(const JsonNode& node) {
    Rule rule;
    rule.id = node["id"].text();
    rule.title = node["title"].text();
    rule.description = node["description"].text();
    rule.severity = severity_of(node["severity"]);
    rule.confidence = confidence_of(node["confidence"]);
    rule.judge = node["kind"].word(judge_name, kJudges, JudgeKind::kNone);
    rule.builtin = node["builtin"].boolean();
    rule.path = node["path"].text();
    rule.tags = node["tags"].texts();
    rule.remediation = node["remediation"]["summary"].text();
    rule.remediation_url = node["remediation"]["url"].text();
    rule.references = node["references"].texts();
    add_rule(std::move(rule));
  }

  uint32_t add_rule(Rule rule) {
    const auto [at, fresh] = rule_numbers_.emplace(rule.id, static_cast<uint32_t>(rules_.size()));
    if (fresh) rules_.push_back(std::move(rule));
    return at->second;
  }

  // Of a report that lists no rules: what the finding or the secret tells of its rule.
  uint32_t rule_of(const JsonNode& node) {
    Rule rule;
    rule.id = node["rule"].text();
    if (rule.id.empty()) node["rule"].fail("must name a rule");
    rule.title = node["title"].text();
    rule.severity = severity_of(node["severity"]);
    rule.confidence = confidence_of(node["confidence"]);
    const uint32_t number = add_rule(std::move(rule));
    const JsonNode remediation = node["remediation"];  // only a secret has it
    Rule& known = rules_[number];
    if (known.remediation.empty()) known.remediation = remediation["summary"].text();
    if (known.remediation_url.empty()) known.remediation_url = remediation["url"].text();
    return number;
  }

  void target(const JsonNode& node) {
    Target& target = report_.target;
    target.kind = node["kind"].text();
    target.path = node["path"].text();
    if (const ObjectId head = id_of(node["head"]); !head.empty()) target.head = head;
    target.refs = node["refs"].number();
    target.object_format = node["object_format"].text();
    target.branch = node["branch"].text();
    target.repository = node["repository"].text();
    const JsonNode part = node["selection"];
    if (part.absent()) return;
    Selected& selected = target.selection.emplace();
    selected.refs = part["refs"].texts();
    selected.ranges = part["ranges"].texts();
    selected.since = part["since"].time();
    selected.commits = part["commits"].number();
    selected.objects = part["objects"].number();
    selected.worktree = part["worktree"].boolean();
    selected.change = part["change"].boolean();
  }

  void coverage(const JsonNode& node) {
    Coverage& coverage = report_.coverage;
    coverage.complete = node["complete"].boolean();
    coverage.blobs = node["blobs"].number();
    coverage.bytes = node["bytes"].number();
    coverage.commits = node["commits"].number();
    coverage.files = node["files"].number();
    node["skipped"].for_each([&](const JsonNode& each) {
      coverage.skipped.push_back(
          {reason_of(each["reason"]), each["count"].number(), each["examples"].texts()});
    });
    node["errors"].for_each([&](const JsonNode& each) {
      coverage.errors.push_back(
          {reason_of(each["reason"]), each["what"].text(), each["where"].text()});
    });
    node["suppressed"].for_each([&](const JsonNode& each) {
      coverage.suppressed.push_back(
          {each["by"].text(), each["where"].text(), each["count"].number()});
    });
    node["stale"].for_each([&](const JsonNode& each) {
      report_.stale.push_back({each["by"].text(), each["where"].text(), each["reason"].text(),
                               each["expired"].boolean(), each["findings"].number(),
                               each["entries"].number()});
    });
    node["new_suppressions"].for_each([&](const JsonNode& each) {
      report_.new_suppressions.push_back({each["by"].text(), each["where"].text(),
                                          each["what"].text(),
                                          commit_of(each["commit"], each["author"], each["date"]),
                                          each["findings"].number(), each["holds"].boolean()});
    });
  }

  void finding(const JsonNode& node) {
    Finding& finding = report_.findings.emplace_back();
    place(node, finding);
    finding.rule = rule_of(node);
    finding.verdict.severity = severity_of(node["severity"]);
    finding.verdict.confidence = confidence_of(node["confidence"]);
    finding.verdict.validity = validity_of(node["validity"]);
    node["reasons"].for_each([&](const JsonNode& each) {
      finding.verdict.reasons.push_back(
          {each["feature"].text(), each["value"].text(), each["weight"].real()});
    });
    finding.secret = node["secret"].text();
    finding.match = node["match"].text();
    finding.fingerprint = node["fingerprint"].text();
    finding.secret_id = node["secret_id"].text();
    if (finding.secret_id.empty()) node["secret_id"].fail("must name the secret");
    finding.commit = commit_of(node["commit"], node["author"], node["date"]);
    finding.removed = commit_of(node["removed"], node["removed_author"], node["removed_date"]);
    if (const JsonNode by = node["suppressed"]; !by.absent()) {
      finding.suppressed = Suppression{by["by"].text(), by["where"].text(), 1};
    }
    if (const JsonNode number = node["new_suppression"]; !number.absent()) {
      finding.new_suppression = number.number();
      if (number.number() >= report_.new_suppressions.size()) {
        number.fail("must be an index into coverage.new_suppressions");
      }
    }
  }

  static void place(const JsonNode& node, Finding& finding) {
    finding.path = node["path"].text();
    finding.inner_path = node["inner_path"].text();
    finding.location = {node["line"].number(), node["column"].number(), node["end_line"].number(),
                        node["end_column"].number()};
    finding.span = {node["offset"].number(), node["end_offset"].number()};
    if (finding.span.end < finding.span.begin) node["end_offset"].fail("lies before offset");
    finding.kind = node["kind"].word(kind_name, kKinds, BlobKind::kFile);
    finding.reach = node["reach"].word(reach_name, kReaches, Reach::kNone);
    finding.blob = id_of(node["blob"]);
    finding.worktree = node["worktree"].boolean();
    finding.encoding = node["encoding"].texts();
    finding.link = node["link"].text();
  }

  void secrets() {
    std::unordered_map<std::string_view, std::vector<size_t>> members;
    for (std::vector<size_t>& each : by_secret(report_.findings)) {
      const std::string_view id = report_.findings[each.front()].secret_id;
      members.emplace(id, std::move(each));
    }
    for (const char* key : {"secrets", "accepted_secrets"}) {
      document_[key].for_each([&](const JsonNode& each) {
        const std::string id = each["secret_id"].text();
        const auto at = members.find(id);
        if (at == members.end()) return;
        secret(each, std::move(at->second));
        members.erase(at);
      });
    }
    std::vector<std::vector<size_t>> unlisted;
    for (auto& [id, findings] : members) unlisted.push_back(std::move(findings));
    std::sort(unlisted.begin(), unlisted.end());
    report_.rules = rules_;  // make_group orders by their ids
    for (std::vector<size_t>& each : unlisted) {
      report_.secrets.push_back(make_group(std::move(each), report_));
    }
    sort_secrets(report_);
  }

  void secret(const JsonNode& node, std::vector<size_t> findings) {
    SecretGroup& group = report_.secrets.emplace_back();
    group.secret_id = node["secret_id"].text();
    group.rule = rule_of(node);
    group.severity = severity_of(node["severity"]);
    group.confidence = confidence_of(node["confidence"]);
    group.validity = validity_of(node["validity"]);
    group.secret = node["secret"].text();
    group.introduced = commit_of(node["introduced"]);
    group.removed = commit_of(node["removed"]);
    if (const JsonNode in_head = node["in_head"]; !in_head.absent()) {
      group.in_head = in_head.boolean();
    }
    group.exposure_days = days_of(node["exposure_days"]);
    group.places = node["places"].number();
    group.refs = node["refs"].texts();
    group.findings = std::move(findings);
  }

  const JsonNode& document_;
  Report report_;
  std::vector<Rule> rules_;
  std::unordered_map<std::string, uint32_t> rule_numbers_;
};

}  // namespace

Result<Report> read_json_report(std::string_view name, std::string_view bytes) {
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorKind::kUsage, escape_for_terminal(name) + ": " + what};
  };
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const nlohmann::json json =
      nlohmann::json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return wrong("not valid JSON; a report is what `-f json` writes");
  JsonProblem problem;
  const JsonNode document(json, problem);
  Report report = Reader(document).read();
  if (!problem.text.empty()) return wrong(problem.text);
  return report;
}

}  // namespace sluice
