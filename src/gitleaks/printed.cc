#include <algorithm>
#include <cstdio>

#include "base/escape.h"
#include "gitleaks/go_text.h"
#include "gitleaks/report.h"

namespace sluice::gitleaks {
namespace {

constexpr size_t kLongestRequired = 40;

// Lines of a secret stay lines; what a terminal would obey does not.
std::string shown(std::string_view text) {
  std::string out;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out += (at == 0 ? "" : "\n") + escape_for_terminal(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string line(std::string_view name, std::string_view value) {
  std::string out(name);
  out.resize(std::max<size_t>(out.size(), 12), ' ');
  return out + " " + shown(value) + "\n";
}

std::string required(const Finding& finding) {
  std::string out;
  for (const RequiredFinding& one : finding.required) {
    std::string secret(trimmed(one.secret));
    if (secret.size() > kLongestRequired) secret = secret.substr(0, kLongestRequired - 3) + "...";
    out += line(out.empty() ? "Required:" : "",
                one.rule + ":" + std::to_string(one.start_line) + ":" + secret);
  }
  return out + "\n";
}

std::string bracketed(const std::vector<std::string>& tags) {
  std::string out = "[";
  for (size_t i = 0; i < tags.size(); ++i) out += (i == 0 ? "" : " ") + tags[i];
  return out + "]";
}

}  // namespace

std::string printed(const Finding& finding) {
  char entropy[32];
  std::snprintf(entropy, sizeof entropy, "%f", static_cast<double>(finding.entropy));
  std::string out = line("Finding:", trimmed(finding.match)) +
                    line("Secret:", trimmed(finding.secret)) + line("RuleID:", finding.rule) +
                    line("Entropy:", entropy);
  if (finding.file.empty()) return out + required(finding);
  if (!finding.tags.empty()) out += line("Tags:", bracketed(finding.tags));
  out += line("File:", finding.file) + line("Line:", std::to_string(finding.start_line));
  if (finding.commit.empty()) {
    return out + line("Fingerprint:", finding.fingerprint) + required(finding);
  }
  out += line("Commit:", finding.commit) + line("Author:", finding.author) +
         line("Email:", finding.email) + line("Date:", finding.date) +
         line("Fingerprint:", finding.fingerprint);
  if (!finding.link.empty()) out += line("Link:", finding.link);
  return out + required(finding);
}

}  // namespace sluice::gitleaks
