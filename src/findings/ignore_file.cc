#include "findings/ignore_file.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "base/escape.h"
#include "findings/fingerprint.h"

namespace sluice {
namespace {

constexpr std::string_view kPathPrefix = "path:";
constexpr std::string_view kUntilPrefix = "until=";
constexpr const char* kOwnFiles[] = {".sluiceignore", ".sluice-baseline", ".gitleaksignore"};

// Where " #" starts, else the end. A '#' within a word belongs to the word.
size_t comment_start(std::string_view line) {
  for (size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
    if (at > 0 && kWhitespace.find(line[at - 1]) != kWhitespace.npos) return at;
  }
  return line.size();
}

std::optional<uint64_t> decimal(std::string_view digits, size_t max_digits) {
  if (digits.empty() || digits.size() > max_digits) return std::nullopt;
  uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

// The lower-case form of exactly kIdDigits hex digits.
std::optional<std::string> id_of(std::string_view text) {
  if (text.size() != kIdDigits) return std::nullopt;
  std::string id(text);
  for (char& c : id) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
  }
  return id;
}

// The second after the last of the day YYYY-MM-DD, UTC.
std::optional<int64_t> end_of_day(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  const auto year = decimal(date.substr(0, 4), 4), month = decimal(date.substr(5, 2), 2),
             day = decimal(date.substr(8, 2), 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(static_cast<int>(*year)),
                                             std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*day))};
  if (!calendar.ok()) return std::nullopt;
  const auto next = std::chrono::sys_days(calendar) + std::chrono::days(1);
  return std::chrono::duration_cast<std::chrono::seconds>(next.time_since_epoch()).count();
}

// [commit:]file:rule:line, taken from its end, as a file name may hold a colon.
bool parse_place(std::string_view text, IgnoreEntry& entry) {
  const size_t line_colon = text.rfind(':');
  if (line_colon == text.npos || line_colon == 0) return false;
  const size_t rule_colon = text.rfind(':', line_colon - 1);
  if (rule_colon == text.npos || rule_colon == 0) return false;
  const auto line = decimal(text.substr(line_colon + 1), 18);
  std::string_view file = text.substr(0, rule_colon);
  const std::string_view rule = text.substr(rule_colon + 1, line_colon - rule_colon - 1);
  const size_t commit_colon = file.find(':');
  if (commit_colon != file.npos) {
    entry.commit = ObjectId::from_hex(file.substr(0, commit_colon));
    if (entry.commit) file.remove_prefix(commit_colon + 1);
  }
  if (!line || rule.empty() || file.empty()) return false;
  entry.kind = IgnoreEntry::Kind::kPlace;
  entry.subject = file;
  std::replace(entry.subject.begin(), entry.subject.end(), '\\', '/');
  entry.rule = rule;
  entry.line = *line;
  return true;
}

// Empty: `text` is an entry, now in `entry`. Else what is wrong with it.
std::string parse_subject(std::string_view text, IgnoreEntry& entry) {
  if (const auto id = id_of(text)) {
    entry.kind = IgnoreEntry::Kind::kFingerprint;
    entry.subject = *id;
    return {};
  }
  if (text.starts_with(kPathPrefix)) {
    entry.kind = IgnoreEntry::Kind::kPath;
    entry.subject = trim(text.substr(kPathPrefix.size()), kWhitespace);
    const Result<PathGlob> glob = PathGlob::compile(entry.subject);
    return glob ? std::string() : glob.error().message;
  }
  if (parse_place(text, entry)) return {};
  if (text.starts_with(kSecretPrefix)) {
    const auto id = id_of(trim(text.substr(kSecretPrefix.size()), kWhitespace));
    if (!id) return "'secret:' is followed by 32 hex digits, as a report prints them";
    entry.kind = IgnoreEntry::Kind::kSecret;
    entry.subject = *id;
    return {};
  }
  return "not an entry; write a fingerprint (32 hex digits), secret:ID, path:GLOB or "
         "[commit:]file:rule:line";
}

std::string parse_comment(std::string_view comment, IgnoreEntry& entry) {
  comment = trim(comment, kWhitespace);
  if (comment.starts_with(kUntilPrefix)) {
    comment.remove_prefix(kUntilPrefix.size());
    const size_t end = std::min(comment.find_first_of(kWhitespace), comment.size());
    entry.until = end_of_day(comment.substr(0, end));
    if (!entry.until) return "the date after 'until=' is not a day as YYYY-MM-DD";
    comment = trim(comment.substr(end), kWhitespace);
  }
  entry.reason = comment;
  return {};
}

std::string parse_line(std::string_view line, IgnoreFile::Dialect dialect, IgnoreEntry& entry) {
  if (line.size() > IgnoreFile::kMaxLineBytes) {
    return "longer than " + std::to_string(IgnoreFile::kMaxLineBytes) + " bytes";
  }
  size_t end = line.size();
  if (dialect == IgnoreFile::Dialect::kSluice) {
    end = comment_start(line);
    if (end < line.size()) {
      if (std::string wrong = parse_comment(line.substr(end + 1), entry); !wrong.empty()) {
        return wrong;
      }
    }
  }
  return parse_subject(trim(line.substr(0, end), kWhitespace), entry);
}

}  // namespace

std::string IgnoreEntry::text() const {
  switch (kind) {
    case Kind::kFingerprint: return subject;
    case Kind::kSecret: return std::string(kSecretPrefix) + subject;
    case Kind::kPath: return std::string(kPathPrefix) + subject;
    case Kind::kPlace: break;
  }
  return (commit ? commit->hex() + ":" : "") + subject + ":" + rule + ":" + std::to_string(line);
}

IgnoreFile::IgnoreFile() {
  for (const char* name : kOwnFiles) {
    IgnoreEntry entry;
    entry.kind = IgnoreEntry::Kind::kPath;
    entry.subject = entry.where = name;
    own_files_.push_back(std::move(entry));
  }
}

Result<void> IgnoreFile::add(std::string_view name, std::string_view bytes, Dialect dialect) {
  const std::string shown_name = escape_for_terminal(name);
  std::vector<IgnoreEntry> entries;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  for (uint64_t number = 1; !bytes.empty(); ++number) {
    const size_t newline = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = trim(bytes.substr(0, newline), kWhitespace);
    bytes.remove_prefix(std::min(newline + 1, bytes.size()));
    if (line.empty() || line.starts_with('#')) continue;
    IgnoreEntry entry;
    entry.where = shown_name + ":" + std::to_string(number);
    const std::string wrong = parse_line(line, dialect, entry);
    if (wrong.empty()) {
      entries.push_back(std::move(entry));
    } else if (dialect == Dialect::kGitleaks) {
      warnings_.push_back(entry.where + ": " + wrong);
    } else {
      return Error{ErrorKind::kUsage, entry.where + ": " + wrong};
    }
  }
  for (IgnoreEntry& entry : entries) {
    entries_.push_back(std::move(entry));
    index(entries_.size() - 1);
  }
  return {};
}

void IgnoreFile::index(size_t number) {
  const IgnoreEntry& entry = entries_[number];
  switch (entry.kind) {
    case IgnoreEntry::Kind::kFingerprint: by_id_[entry.subject].push_back(number); break;
    case IgnoreEntry::Kind::kSecret:
      by_id_[std::string(kSecretPrefix) + entry.subject].push_back(number);
      break;
    case IgnoreEntry::Kind::kPath:
      globs_.emplace_back(*PathGlob::compile(entry.subject), number);
      break;
    case IgnoreEntry::Kind::kPlace:
      by_place_[{entry.subject, std::string(canonical_rule(entry.rule)), entry.line}].push_back(
          number);
      break;
  }
}

const IgnoreEntry* IgnoreFile::first_live(const std::vector<size_t>& candidates,
                                          const Finding& finding, int64_t now) const {
  for (const size_t number : candidates) {
    const IgnoreEntry& entry = entries_[number];
    const bool here =
        !entry.commit || (finding.commit.has_value() && finding.commit->id == *entry.commit);
    if (here && !entry.expired(now)) return &entry;
  }
  return nullptr;
}

std::vector<std::string> IgnoreFile::ids_of_finding(const Finding& finding,
                                                    std::string_view rule_id) const {
  if (by_id_.empty()) return {};
  std::vector<std::string> ids = {finding.fingerprint,
                                  std::string(kSecretPrefix) + finding.secret_id};
  for (const IdentityKey& key : keys_) {
    ids.push_back(fingerprint(key, rule_id, finding.secret, finding.path, finding.inner_path));
    ids.push_back(std::string(kSecretPrefix) + secret_id(key, finding.secret));
  }
  return ids;
}

const IgnoreEntry* IgnoreFile::first_by_id(const Finding& finding, std::string_view rule_id,
                                           int64_t now) const {
  for (const std::string& id : ids_of_finding(finding, rule_id)) {
    const auto at = by_id_.find(id);
    if (at == by_id_.end()) continue;
    if (const IgnoreEntry* entry = first_live(at->second, finding, now)) return entry;
  }
  return nullptr;
}

const IgnoreEntry* IgnoreFile::match(const Finding& finding, const RuleNames& rule,
                                     int64_t now) const {
  if (const IgnoreEntry* entry = first_by_id(finding, rule.id, now)) return entry;
  for (const IgnoreEntry& file : own_files_) {
    if (finding.path == file.subject && id_of(finding.secret)) return &file;
  }
  const std::string path = full_path(finding);
  for (const auto& [glob, number] : globs_) {
    if (entries_[number].expired(now)) continue;
    if (glob.matches(finding.path) || glob.matches(path)) return &entries_[number];
  }
  if (by_place_.empty()) return nullptr;
  for (const std::string& file : {finding.path, path}) {
    for (const std::string_view name : gitleaks_names(rule)) {
      const auto at = by_place_.find({file, std::string(name), finding.location.line});
      if (at == by_place_.end()) continue;
      if (const IgnoreEntry* entry = first_live(at->second, finding, now)) return entry;
    }
  }
  return nullptr;
}

std::vector<size_t> IgnoreFile::all_of(const Finding& finding, const RuleNames& rule) const {
  std::vector<size_t> all;
  const auto append = [&](const std::vector<size_t>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  for (const std::string& id : ids_of_finding(finding, rule.id)) {
    if (const auto at = by_id_.find(id); at != by_id_.end()) append(at->second);
  }
  const std::string path = full_path(finding);
  for (const auto& [glob, number] : globs_) {
    if (glob.matches(finding.path) || glob.matches(path)) all.push_back(number);
  }
  if (!by_place_.empty()) {
    for (const std::string_view name : gitleaks_names(rule)) {
      for (const std::string& file : std::set<std::string>{finding.path, path}) {
        const auto at = by_place_.find({file, std::string(name), finding.location.line});
        if (at != by_place_.end()) append(at->second);
      }
    }
  }
  std::erase_if(all, [&](size_t number) {
    const std::optional<ObjectId>& commit = entries_[number].commit;
    return commit && (!finding.commit || finding.commit->id != *commit);
  });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<uint64_t> IgnoreFile::covered(const std::vector<Finding>& findings,
                                          const RuleList& rules) const {
  std::vector<uint64_t> counts(entries_.size());
  if (entries_.empty()) return counts;
  for (const Finding& finding : findings) {
    for (const size_t number : all_of(finding, rules[finding.rule])) ++counts[number];
  }
  return counts;
}

std::vector<Suppression> IgnoreFile::suppress(std::vector<Finding>& findings, const RuleList& rules,
                                              int64_t now) const {
  std::map<const IgnoreEntry*, uint64_t> counts;
  std::unordered_map<std::string, const IgnoreEntry*> placed;  // by fingerprint
  const auto mark = [&](Finding& finding, const IgnoreEntry& entry) {
    finding.suppressed = Suppression{"ignore", entry.where, 1};
    ++counts[&entry];
  };
  for (Finding& finding : findings) {
    if (finding.suppressed) continue;
    const IgnoreEntry* entry = match(finding, rules[finding.rule], now);
    if (entry == nullptr) continue;
    mark(finding, *entry);
    if (entry->kind == IgnoreEntry::Kind::kPlace) placed.emplace(finding.fingerprint, entry);
  }
  for (Finding& finding : findings) {
    const auto at = placed.find(finding.fingerprint);
    if (!finding.suppressed && at != placed.end()) mark(finding, *at->second);
  }
  std::vector<Suppression> result;
  for (const auto& [entry, count] : counts) result.push_back({"ignore", entry->where, count});
  std::sort(result.begin(), result.end(),
            [](const Suppression& a, const Suppression& b) { return a.where < b.where; });
  return result;
}

}  // namespace sluice
