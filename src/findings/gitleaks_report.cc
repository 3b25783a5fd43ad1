#include "findings/gitleaks_report.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "base/escape.h"

namespace sluice {
namespace {

using Json = nlohmann::json;

std::string_view without_mark(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return bytes;
}

std::string text(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

uint64_t count(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number_unsigned() ? at->get<uint64_t>() : 0;
}

GitleaksFinding finding_of(const Json& object) {
  GitleaksFinding finding;
  finding.rule = text(object, "RuleID");
  finding.description = text(object, "Description");
  finding.start_line = count(object, "StartLine");
  finding.end_line = count(object, "EndLine");
  finding.start_column = count(object, "StartColumn");
  finding.end_column = count(object, "EndColumn");
  finding.match = text(object, "Match");
  finding.secret = text(object, "Secret");
  finding.file = text(object, "File");
  finding.symlink_file = text(object, "SymlinkFile");
  finding.commit = text(object, "Commit");
  const auto entropy = object.find("Entropy");
  if (entropy != object.end() && entropy->is_number()) finding.entropy = entropy->get<float>();
  finding.author = text(object, "Author");
  finding.email = text(object, "Email");
  finding.date = text(object, "Date");
  finding.message = text(object, "Message");
  const auto tags = object.find("Tags");
  if (tags != object.end() && tags->is_array()) {
    for (const Json& tag : *tags) {
      if (tag.is_string()) finding.tags.push_back(tag.get<std::string>());
    }
  }
  finding.fingerprint = text(object, "Fingerprint");
  return finding;
}

}  // namespace

bool looks_like_gitleaks_report(std::string_view bytes) {
  bytes = without_mark(bytes);
  const size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != bytes.npos && bytes[first] == '[';
}

Result<std::vector<GitleaksFinding>> read_gitleaks_report(std::string_view name,
                                                          std::string_view bytes) {
  const auto wrong = [&](const char* what) {
    return Error{ErrorKind::kUsage, escape_for_terminal(name) + ": " + what +
                                        "; a baseline of gitleaks is its JSON report"};
  };
  bytes = without_mark(bytes);
  const Json report = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
  if (report.is_discarded()) return wrong("not valid JSON");
  if (!report.is_array()) return wrong("not a JSON array");
  std::vector<GitleaksFinding> findings;
  findings.reserve(report.size());
  for (const Json& element : report) {
    if (!element.is_object()) return wrong("an element is no object");
    findings.push_back(finding_of(element));
  }
  return findings;
}

}  // namespace sluice
