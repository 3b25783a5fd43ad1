#include "findings/baseline.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/ascii.h"
#include "base/digest.h"
#include "base/escape.h"

namespace sluice {
namespace {

constexpr size_t kHexDigits = 32;  // of a fingerprint and of a key
constexpr std::string_view kKeyWord = "key ";
constexpr std::string_view kHead =
    "# What sluice found before and does not report: `sluice baseline --help`.\n";
// Shorter ones would be found within others by chance.
constexpr size_t kMinOverlap = 8;

bool is_hex(std::string_view text) {
  return text.size() == kHexDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_merge_mark(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") ||
         line.starts_with(">>>>>>>") || line.starts_with("|||||||");
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// As gitleaks wrote it, in the form of Finding::path; an absolute one stays absolute.
std::string plain_path(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  while (path.starts_with("./")) path.erase(0, 2);
  return path;
}

bool is_same_file(std::string_view written, std::string_view path) {
  if (written == path) return true;
  return written.starts_with('/') && written.size() > path.size() && written.ends_with(path) &&
         written[written.size() - path.size() - 1] == '/';
}

// What gitleaks' --redact leaves: all, a part, or nothing at all of the secret.
struct Redaction {
  bool is_redacted = false;
  std::string_view head;
};

Redaction redaction_of(std::string_view secret) {
  if (secret.empty() || secret == "REDACTED") return {true, {}};
  if (secret.ends_with("...")) return {true, secret.substr(0, secret.size() - 3)};
  return {};
}

// The two programs may disagree on where a secret starts and ends.
bool is_same_secret(std::string_view one, std::string_view other) {
  if (one == other) return true;
  if (one.size() < other.size()) std::swap(one, other);
  return other.size() >= kMinOverlap && one.find(other) != one.npos;
}

bool covers(const GitleaksFinding& old, const Finding& finding, const RuleNames& rule) {
  const Redaction redaction = redaction_of(old.secret);
  if (!redaction.is_redacted) return is_same_secret(old.secret, finding.secret);
  const bool is_of_rule = goes_by(rule, old.rule) || (redaction.head.size() >= 4 &&
                                                      finding.secret.starts_with(redaction.head));
  const uint64_t line = finding.location.line;
  const bool is_there = old.start_line == 0 ||  // a rule on the path alone
                        (old.start_line <= line && line <= std::max(old.start_line, old.end_line));
  const bool is_of_commit =
      old.commit.empty() || (finding.commit && finding.commit->id.hex() == old.commit);
  return is_of_rule && is_there && is_of_commit;
}

}  // namespace

Result<void> Baseline::add(std::string_view name, std::string_view bytes, bool in_merge) {
  const std::string shown = escape_for_terminal(name);
  return looks_like_gitleaks_report(bytes) ? add_gitleaks(shown, bytes)
                                           : add_lines(shown, bytes, in_merge);
}

Result<void> Baseline::add_lines(std::string_view name, std::string_view bytes, bool in_merge) {
  std::vector<Entry> entries;
  std::vector<IdentityKey> keys;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  for (uint64_t number = 1; !bytes.empty(); ++number) {
    const size_t newline = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = trim(bytes.substr(0, newline));
    bytes.remove_prefix(std::min(newline + 1, bytes.size()));
    if (line.empty() || line.starts_with('#')) continue;
    const std::string where = std::string(name) + ":" + std::to_string(number);
    if (is_hex(line)) {
      entries.push_back({std::string(line), where, files_.size(), 0});
    } else if (line.starts_with(kKeyWord) && is_hex(trim(line.substr(kKeyWord.size())))) {
      keys.push_back({std::string(trim(line.substr(kKeyWord.size()))), false});
    } else if (is_merge_mark(line)) {
      if (in_merge) continue;
      return Error{ErrorKind::kUsage,
                   where +
                       ": an unfinished merge; run: sluice baseline prune (keeps what both "
                       "sides have, under one key)"};
    } else {
      return Error{ErrorKind::kUsage,
                   where + ": neither 'key' nor a fingerprint, each of 32 hex digits"};
    }
  }
  for (Entry& entry : entries) {
    by_fingerprint_.emplace(entry.fingerprint, entries_.size());
    entries_.push_back(std::move(entry));
  }
  std::move(keys.begin(), keys.end(), std::back_inserter(keys_));
  files_.emplace_back(name);
  return {};
}

Result<void> Baseline::add_gitleaks(std::string_view name, std::string_view bytes) {
  Result<std::vector<GitleaksFinding>> findings = read_gitleaks_report(name, bytes);
  if (!findings) return std::move(findings).error();
  for (size_t i = 0; i < findings->size(); ++i) {
    GitleaksFinding& old = (*findings)[i];
    old.file = plain_path(std::move(old.file));
    by_file_name_[std::string(file_name(old.file))].push_back(entries_.size());
    entries_.push_back(
        {{}, std::string(name) + "[" + std::to_string(i) + "]", files_.size(), gitleaks_.size()});
    gitleaks_.push_back(std::move(old));
  }
  files_.emplace_back(name);
  return {};
}

std::optional<IdentityKey> Baseline::key() const {
  if (keys_.empty()) return std::nullopt;
  return keys_.front();
}

const Baseline::Entry* Baseline::match(const Finding& finding, const RuleNames& rule) const {
  if (!by_fingerprint_.empty()) {
    const auto entry_under = [&](const IdentityKey& key) -> const Entry* {
      const auto at = by_fingerprint_.find(
          fingerprint(key, rule.id, finding.secret, finding.path, finding.inner_path));
      return at == by_fingerprint_.end() ? nullptr : &entries_[at->second];
    };
    for (const IdentityKey& key : keys_) {
      if (const Entry* entry = entry_under(key)) return entry;
    }
    if (const Entry* entry = entry_under(builtin_identity_key())) return entry;
  }
  return gitleaks_.empty() ? nullptr : match_gitleaks(finding, rule);
}

const Baseline::Entry* Baseline::match_gitleaks(const Finding& finding,
                                                const RuleNames& rule) const {
  const std::string path = full_path(finding);
  const auto candidates = by_file_name_.find(std::string(file_name(path)));
  if (candidates == by_file_name_.end()) return nullptr;
  for (const size_t number : candidates->second) {
    const GitleaksFinding& old = gitleaks_[entries_[number].gitleaks];
    if (is_same_file(old.file, path) && covers(old, finding, rule)) return &entries_[number];
  }
  return nullptr;
}

std::vector<const Baseline::Entry*> Baseline::match_all(const std::vector<Finding>& findings,
                                                        const RuleList& rules) const {
  using Place = std::tuple<uint32_t, std::string_view, std::string_view, std::string_view>;
  const auto place_of = [](const Finding& finding) {
    return Place{finding.rule, finding.secret, finding.path, finding.inner_path};
  };
  std::vector<const Entry*> matched(findings.size(), nullptr);
  if (entries_.empty()) return matched;
  std::map<Place, const Entry*> by_place;
  for (size_t i = 0; i < findings.size(); ++i) {
    matched[i] = match(findings[i], rules[findings[i].rule]);
    if (matched[i] != nullptr) by_place.emplace(place_of(findings[i]), matched[i]);
  }
  for (size_t i = 0; i < findings.size(); ++i) {
    if (matched[i] != nullptr) continue;
    const auto same = by_place.find(place_of(findings[i]));
    if (same != by_place.end()) matched[i] = same->second;
  }
  return matched;
}

std::vector<Suppression> Baseline::suppress(std::vector<Finding>& findings,
                                            const RuleList& rules) const {
  std::vector<uint64_t> counts(files_.size());
  const std::vector<const Entry*> matched = match_all(findings, rules);
  for (size_t i = 0; i < findings.size(); ++i) {
    if (matched[i] == nullptr || findings[i].suppressed) continue;
    findings[i].suppressed = Suppression{"baseline", matched[i]->where, 1};
    ++counts[matched[i]->file];
  }
  std::vector<Suppression> result;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) result.push_back({"baseline", files_[i], counts[i]});
  }
  return result;
}

Result<IdentityKey> new_identity_key() {
  std::array<char, kHexDigits / 2> bytes;
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return Error{ErrorKind::kIo, "the system gave no random bytes for a key"};
  }
  return IdentityKey{to_hex({bytes.data(), bytes.size()}), false};
}

std::string baseline_text(const IdentityKey& key, std::vector<std::string> fingerprints) {
  std::sort(fingerprints.begin(), fingerprints.end());
  fingerprints.erase(std::unique(fingerprints.begin(), fingerprints.end()), fingerprints.end());
  std::string text(kHead);
  text.append(kKeyWord).append(key.bytes).append("\n");
  for (const std::string& each : fingerprints) text.append(each).append("\n");
  return text;
}

}  // namespace sluice
