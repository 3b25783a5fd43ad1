#include "report/words.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>
#include <tuple>

#include "base/digest.h"
#include "base/escape.h"

namespace sluice {
namespace {

constexpr int64_t kYear0 = -62167219200;        // 0000-01-01T00:00:00Z
constexpr int64_t kYear9999End = 253402300799;  // 9999-12-31T23:59:59Z

// The code points that with_visible_controls rewrites all take 1 to 3 bytes.
uint32_t decode(std::string_view text, size_t at, size_t length) {
  const auto byte = [&](size_t i) {
    return static_cast<uint32_t>(static_cast<uint8_t>(text[at + i]));
  };
  if (length == 1) return byte(0);
  if (length == 2) return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
  if (length == 3) return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
  return 0;
}

bool is_invisible(uint32_t code) {
  return (code >= 0x7f && code < 0xa0) || code == 0x061c || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

// How a version tells of its place: 0 it stands there, 1 it was removed, 2 only what
// was left behind leads to it.
int standing(const Finding& finding) {
  if (finding.removed) return 1;
  switch (finding.reach) {
    case Reach::kNone:
    case Reach::kHead:
    case Reach::kRef:
    case Reach::kIndex:
    case Reach::kWorktree: return 0;
    case Reach::kStash:
    case Reach::kReflog:
    case Reach::kAlternate:
    case Reach::kUnreachable: break;
  }
  return 2;
}

// False where they are equals: the callers' order, by reach, then decides.
bool tells_more(const Finding& one, const Finding& other) {
  if (standing(one) != standing(other)) return standing(one) < standing(other);
  return one.removed && one.removed->date > other.removed->date;
}

}  // namespace

std::string utc_time(int64_t seconds) {
  const std::chrono::sys_seconds time{
      std::chrono::seconds(std::clamp(seconds, kYear0, kYear9999End))};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::optional<int64_t> seconds_of(std::string_view utc_time) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:ddZ";
  if (utc_time.size() != kForm.size()) return std::nullopt;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool fits =
        kForm[i] == 'd' ? utc_time[i] >= '0' && utc_time[i] <= '9' : utc_time[i] == kForm[i];
    if (!fits) return std::nullopt;
  }
  const auto number = [&](size_t at, size_t digits) {
    unsigned value = 0;
    for (const char c : utc_time.substr(at, digits))
      value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(5, 2)),
                                         std::chrono::day(number(8, 2))};
  const int64_t hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + hour * 3600 + minute * 60 + second;
}

std::string utc_day(int64_t seconds) { return utc_time(seconds).substr(0, 10); }

std::string selection_text(const Selected& selected) {
  std::string text;
  if (selected.change) {
    for (const std::string& range : selected.ranges) text += (text.empty() ? "" : ", ") + range;
    return text.empty() ? "a change that is not known" : "what " + text + " brings";
  }
  for (const std::string& range : selected.ranges) text += " --range " + range;
  for (const std::string& refs : selected.refs) text += " --refs " + refs;
  if (selected.since) text += " --since " + utc_time(*selected.since);
  return text.empty() ? text : text.substr(1);
}

std::string_view title_of(const Rule& rule) {
  if (!rule.title.empty()) return rule.title;
  return rule.description.empty() ? rule.id : rule.description;
}

std::string to_uuid(std::string_view bytes) {
  std::string raw(bytes);
  raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x80);
  raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
  std::string hex = to_hex(raw);
  for (const size_t at : {8u, 13u, 18u, 23u}) hex.insert(at, 1, '-');
  return hex;
}

std::string short_hex(const ObjectId& id) { return id.empty() ? "" : id.hex().substr(0, 12); }

std::string place_text(const Finding& finding, const std::string& path) {
  const Location& at = finding.location;
  const std::string position =
      at.line == 0 ? "" : ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  const std::string id = short_hex(finding.blob);
  switch (finding.kind) {
    case BlobKind::kPath: return path + " (its name)";
    case BlobKind::kRef: return "ref " + (path.empty() ? id : path) + " (its name)";
    case BlobKind::kCommit: return (id.empty() ? "the message" : "commit " + id) + position;
    case BlobKind::kTag: return "tag " + id + position;
    case BlobKind::kStdin: return (path.empty() ? "stdin" : path) + position;
    case BlobKind::kConfig:
    case BlobKind::kLfs:
    case BlobKind::kFile: break;
  }
  return (path.empty() ? "blob " + id : path) + position;
}

std::string_view nowhere_words(Reach reach) {
  switch (reach) {
    case Reach::kHead:
    case Reach::kRef: return "in history only, not in the newest commit of any ref";
    case Reach::kIndex: return "only in the index: staged, not yet committed";
    case Reach::kStash: return "only in a stash";
    case Reach::kReflog: return "only in a reflog";
    case Reach::kWorktree: return "only in another worktree";
    case Reach::kAlternate: return "only in an alternate object store";
    case Reach::kUnreachable: return "only in objects that no ref leads to";
    case Reach::kNone: return "only in the working tree: not yet committed";
  }
  return "";
}

std::string size_text(uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  if (bytes < 1000) return counted(bytes, "byte", "bytes");
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", value, kUnits[unit]);
  return text;
}

std::string spaced(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::span<const std::string> listed_refs(const SecretGroup& group) {
  constexpr size_t kMax = 100;
  return std::span(group.refs).first(std::min(group.refs.size(), kMax));
}

std::string short_ref(std::string_view ref) {
  constexpr std::string_view kHeads = "refs/heads/", kRemotes = "refs/remotes/",
                             kTags = "refs/tags/";
  if (ref.starts_with(kHeads)) return std::string(ref.substr(kHeads.size()));
  if (ref.starts_with(kRemotes)) return std::string(ref.substr(kRemotes.size()));
  if (ref.starts_with(kTags)) return "tag " + std::string(ref.substr(kTags.size()));
  return std::string(ref);
}

std::string counted(uint64_t count, std::string_view singular, std::string_view plural) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits.append(" ").append(count == 1 ? singular : plural);
}

std::vector<const SecretGroup*> reported_secrets(const Report& report) {
  std::vector<const SecretGroup*> result;
  for (const SecretGroup& group : report.secrets) {
    if (!reported_findings(report, group).empty()) result.push_back(&group);
  }
  return result;
}

std::vector<const Finding*> reported_findings(const Report& report, const SecretGroup& group) {
  std::vector<const Finding*> result;
  for (const size_t index : group.findings) {
    if (!report.findings[index].suppressed) result.push_back(&report.findings[index]);
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Finding* a, const Finding* b) { return a->reach < b->reach; });
  return result;
}

const NewSuppression* new_suppression_of(const Report& report, const Finding& finding) {
  const bool any =
      finding.new_suppression && *finding.new_suppression < report.new_suppressions.size();
  return any ? &report.new_suppressions[*finding.new_suppression] : nullptr;
}

std::string stale_words(const StaleEntry& entry) {
  if (entry.by == "baseline") {
    return entry.where + ": " + counted(entry.entries, "entry covers", "entries cover") +
           " nothing any more";
  }
  std::string words = entry.where;
  if (entry.expired) words += " has expired and";
  words += entry.findings == 0 ? " covers nothing"
                               : " covered " + counted(entry.findings, "finding", "findings");
  return entry.reason.empty() ? words : words + " (" + entry.reason + ")";
}

bool in_checkout(const Report& report, const Finding& finding) {
  switch (finding.kind) {
    case BlobKind::kCommit:
    case BlobKind::kTag:
    case BlobKind::kRef: return false;
    default: break;
  }
  if (report.target.selection && report.target.selection->change) return true;
  const bool in_head = finding.reach == Reach::kHead && !finding.removed;
  return finding.worktree || in_head || finding.reach == Reach::kIndex ||
         finding.reach == Reach::kNone;
}

size_t secrets_in_history_only(const Report& report) {
  size_t count = 0;
  for (const SecretGroup* group : reported_secrets(report)) {
    const std::vector<const Finding*> findings = reported_findings(report, *group);
    count += std::none_of(findings.begin(), findings.end(),
                          [&](const Finding* each) { return in_checkout(report, *each); });
  }
  return count;
}

std::vector<Place> places_of(const std::vector<const Finding*>& findings) {
  using Key = std::tuple<std::string_view, std::string_view, BlobKind, ObjectId>;
  std::map<Key, size_t> known;
  std::vector<Place> places;
  for (const Finding* finding : findings) {
    // Texts that are no files are told apart by their objects.
    const ObjectId object = finding->path.empty() ? finding->blob : ObjectId();
    const auto [at, fresh] = known.emplace(
        Key{finding->path, finding->inner_path, finding->kind, object}, places.size());
    if (fresh) places.push_back({finding, 0});
    Place& place = places[at->second];
    ++place.versions;
    if (tells_more(*finding, *place.finding)) place.finding = finding;
  }
  return places;
}

std::string with_visible_controls(std::string json) {
  const bool is_plain =
      std::all_of(json.begin(), json.end(), [](char c) { return static_cast<uint8_t>(c) < 0x7f; });
  if (is_plain) return json;
  std::string out;
  out.reserve(json.size());
  char escaped[8];
  size_t copied = 0;
  for (size_t at = 0; at < json.size();) {
    const auto byte = static_cast<uint8_t>(json[at]);
    if (byte < 0x7f) {
      ++at;
      continue;
    }
    const size_t length = std::max<size_t>(1, utf8_length(json, at));
    const uint32_t code = decode(json, at, length);
    if (is_invisible(code)) {
      out.append(json, copied, at - copied);
      std::snprintf(escaped, sizeof escaped, "\\u%04x", code);
      out += escaped;
      copied = at + length;
    }
    at += length;
  }
  return out.append(json, copied);
}

}  // namespace sluice
