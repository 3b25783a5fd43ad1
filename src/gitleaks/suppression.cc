#include "gitleaks/suppression.h"

#include <algorithm>

#include "base/gitleaks_names.h"
#include "gitleaks/go_text.h"

namespace sluice::gitleaks {
namespace {

// A person may have written a path as Windows does.
std::string with_slashes(std::string_view line, bool& is_fingerprint) {
  std::string out(line);
  const auto colons = std::count(out.begin(), out.end(), ':');
  is_fingerprint = colons == 2 || colons == 3;
  if (!is_fingerprint) return out;
  const size_t begin = colons == 3 ? out.find(':') + 1 : 0;
  std::replace(out.begin() + static_cast<ptrdiff_t>(begin),
               out.begin() + static_cast<ptrdiff_t>(out.find(':', begin)), '\\', '/');
  return out;
}

std::string place_of(const Finding& finding, const std::string& rule) {
  return finding.file + ":" + rule + ":" + std::to_string(finding.start_line);
}

bool same_place(const Finding& one, const GitleaksFinding& other) {
  return std::cmp_equal(one.start_line, other.start_line) && one.file == other.file &&
         one.commit == other.commit;
}

bool same_rest(const Finding& one, const GitleaksFinding& other, bool redacted) {
  return one.rule == other.rule && one.description == other.description &&
         std::cmp_equal(one.end_line, other.end_line) &&
         std::cmp_equal(one.start_column, other.start_column) &&
         std::cmp_equal(one.end_column, other.end_column) &&
         (redacted || (one.match == other.match && one.secret == other.secret)) &&
         one.author == other.author && one.email == other.email && one.date == other.date &&
         one.message == other.message && one.entropy == other.entropy;
}

// Our rule and gitleaks' for the same credential describe it in other words and may take more or
// less around the secret.
bool same_secret(const Finding& one, const GitleaksFinding& other, bool redacted) {
  const std::string rule(canonical_rule(other.rule));
  const auto& names = one.also_called;
  if (rule != one.rule && std::find(names.begin(), names.end(), rule) == names.end()) return false;
  return redacted || one.secret.find(other.secret) != std::string::npos ||
         other.secret.find(one.secret) != std::string::npos;
}

}  // namespace

std::string fingerprint_of(const Finding& finding, const std::string& rule) {
  return (finding.commit.empty() ? "" : finding.commit + ":") + place_of(finding, rule);
}

std::vector<std::string> Suppressions::add_ignores(std::string_view text) {
  std::vector<std::string> strange;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    bool is_fingerprint = false;
    ignored_.insert(with_slashes(line, is_fingerprint));
    if (!is_fingerprint) strange.emplace_back(line);
  }
  return strange;
}

void Suppressions::add_baseline(std::vector<GitleaksFinding> findings) {
  baseline_ = std::move(findings);
}

bool Suppressions::is_ignored(const Finding& finding, const std::string& rule) const {
  return ignored_.contains(place_of(finding, rule)) ||
         ignored_.contains(fingerprint_of(finding, rule));
}

bool Suppressions::cover(const Finding& finding, bool redacted) const {
  if (is_ignored(finding, finding.rule)) return true;
  for (const std::string& name : finding.also_called) {
    if (is_ignored(finding, name)) return true;
  }
  return std::any_of(baseline_.begin(), baseline_.end(), [&](const GitleaksFinding& known) {
    return same_place(finding, known) &&
           (same_rest(finding, known, redacted) ||
            (finding.builtin && same_secret(finding, known, redacted)));
  });
}

}  // namespace sluice::gitleaks
