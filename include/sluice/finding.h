// What matching and judging produce, from the inside out: Evidence, Match,
// Verdict, Finding, SecretGroup, Report. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/blob.h"
#include "sluice/coverage.h"
#include "sluice/oid.h"
#include "sluice/rule.h"

namespace sluice {

enum class Validity : uint8_t {
  kUnknown,
  kChecksumValid,
  kStructureValid,
  kChecksumInvalid,
  kEncrypted,
  kExpired,
};
std::string_view validity_name(Validity validity);

enum class Strength : uint8_t { kRandom, kHuman, kWeak };
std::string_view strength_name(Strength strength);

// One thing that spoke for (weight > 0) or against (weight < 0) a finding.
struct ReasonNote {
  std::string feature;
  std::string value;
  double weight = 0;
};

// What the first half of the judge saw in the blob; it knows no path. Kept with
// the match, so that the second half can decide once the paths are known.
struct Evidence {
  std::string key;      // full key name of an assignment, else empty
  bool quoted = false;  // the value is a quoted literal
  bool in_comment = false;
  bool machine_made = false;  // minified, generated or data-like surroundings
  bool in_record = false;     // {"name": …, "value": …}, a flag, SQL: a credential's own place
  Strength strength = Strength::kRandom;
  Validity validity = Validity::kUnknown;
  Confidence confidence = Confidence::kMedium;  // before the path is known
  std::optional<Severity> severity;             // where the secret tells more than its rule
  std::vector<ReasonNote> reasons;
};

// One confirmed and locally judged match in one blob.
struct Match {
  uint32_t rule = 0;            // index into RuleSet::rules()
  Span match;                   // all that the rule's pattern took
  Span secret;                  // lies within match
  Location location;            // of the secret
  std::string match_text;       // at most kMaxMatchText bytes
  std::string secret_text;      // whole
  bool allowed_inline = false;  // the line says sluice:allow or gitleaks:allow
  Evidence evidence;
};
inline constexpr size_t kMaxMatchText = 1024;

struct Verdict {
  Confidence confidence = Confidence::kMedium;
  Severity severity = Severity::kHigh;
  Validity validity = Validity::kUnknown;
  std::vector<ReasonNote> reasons;
};

struct Person {
  std::string name;
  std::string email;
};

// A commit as a report tells it. `date` is the committer date, seconds since
// the epoch, UTC.
struct CommitFacts {
  ObjectId id;
  int64_t date = 0;
  Person author;
};

// A suppression that the change under judgement brings itself: its head has it, what is trusted
// (the policy of the base) has not.
struct NewSuppression {
  std::string by;                    // "inline", "ignore", "baseline", "allowlist", "disabled_rule"
                                     // or "config" (rules that it rewrites)
  std::string where;                 // file:line or file, in the head's tree; raw
  std::string what;                  // the entry, the rule's id, the allowlist's name; raw
  std::optional<CommitFacts> added;  // where history tells
  uint64_t findings = 0;             // of the change, that it covers
  bool holds = true;                 // false: they count all the same
};

// What leads to the bytes, the first that holds.
enum class Reach : uint8_t {
  kNone,  // outside git
  kHead,
  kRef,
  kIndex,
  kStash,
  kReflog,
  kWorktree,  // another worktree's HEAD or refs
  kAlternate,
  kUnreachable,
};
std::string_view reach_name(Reach reach);  // "" for kNone

// One secret at one place: one (rule, secret, kind, path, inner_path, blob, span).
struct Finding {
  uint32_t rule = 0;  // index into Report::rules
  BlobKind kind = BlobKind::kFile;
  std::string path;        // relative to the target; empty where it has none
  std::string inner_path;  // outer!inner…
  Location location;
  Span span;  // of the secret
  ObjectId blob;
  Reach reach = Reach::kNone;
  bool worktree = false;               // the working tree holds this blob at this path
  std::optional<CommitFacts> commit;   // brought this blob to this path
  std::optional<CommitFacts> removed;  // ended it
  std::vector<std::string> encoding;   // layers, outermost first
  std::string secret;                  // raw: reporters redact
  std::string match;                   // raw, at most kMaxMatchText bytes
  std::string secret_id;               // 32 hex digits
  std::string fingerprint;             // 32 hex digits
  Verdict verdict;
  std::optional<Suppression> suppressed;
  // Index into Report::new_suppressions: what of the change itself covers it. That holds where
  // `suppressed` is set; where it is not, the finding counts in spite of it.
  std::optional<size_t> new_suppression;
  std::string link;  // where the web shows it, https; empty where not known
};
std::string_view kind_name(BlobKind kind);
// path, or path!inner_path; raw. Empty for what has no path.
std::string full_path(const Finding& finding);

// All findings of one secret, its life and its places.
struct SecretGroup {
  std::string secret_id;
  uint32_t rule = 0;  // the most severe finding's
  Severity severity = Severity::kHigh;
  Confidence confidence = Confidence::kMedium;
  Validity validity = Validity::kUnknown;
  std::string secret;  // raw
  std::optional<CommitFacts> introduced;
  std::optional<CommitFacts> removed;
  std::optional<bool> in_head;           // absent outside git
  std::optional<int64_t> exposure_days;  // absent outside git
  uint64_t places = 0;                   // distinct (path, inner_path)
  std::vector<std::string> refs;         // full names, sorted
  std::vector<size_t> findings;          // indices into Report::findings, ascending
};

}  // namespace sluice
