// Coverage: what a scan looked at and what it could not look at. An unread
// thing is a result, not a log line: it is counted, named and changes the exit
// code.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

enum class Reason : uint8_t {
  // Failures: the scan is incomplete.
  kCorrupt,
  kUnreadable,
  kMissing,  // neither promised nor behind the shallow boundary
  kLimit,
  kTimeout,
  kVanished,
  kUnsupported,  // a format this version does not read
  kShallow,      // only for a scan with history
  kPromised,     // likewise
  // Boundaries: told, and a failure only under --require-complete.
  kEncrypted,
  kArchive,  // a compressed container whose members were not opened
  kLfsAbsent,
  kSubmoduleAbsent,
  kAlternateOutside,
  kSpecialFile,
  kSymlinkOutside,
  kNestedRepository,  // a target of its own
  kUnfinishedPack,    // what a broken-off transfer left, which git does not see
  kReplaced,          // refs/replace or grafts show git other objects than were scanned
  kIgnored,
};
inline constexpr size_t kReasonCount = static_cast<size_t>(Reason::kIgnored) + 1;

std::string_view reason_name(Reason reason);  // "corrupt", "lfs_absent", …
bool is_failure(Reason reason);

// One thing that was not read. `where` is a path, an object id or a ref, raw:
// reporters escape it.
struct Unread {
  Reason reason = Reason::kCorrupt;
  std::string what;
  std::string where;
};

// What narrowed the scan: who dropped findings, where that is written, how many.
struct Suppression {
  std::string by;     // "inline", "allowlist", "ignore", "baseline", "disabled_rule"
  std::string where;  // file:line, or the rule that holds the allowlist
  uint64_t count = 0;
};

struct Coverage {
  struct Skipped {
    Reason reason = Reason::kIgnored;
    uint64_t count = 0;
    std::vector<std::string> examples;  // at most kMaxExamples
  };
  static constexpr size_t kMaxExamples = 5;

  uint64_t blobs = 0, bytes = 0, commits = 0, files = 0;
  // Of these, objects that an earlier scan had found clean and that were not scanned
  // again. Not in machine formats: their reports do not depend on a cache.
  uint64_t cached = 0;
  // One entry a reason, in the order of Reason; only those that happened.
  std::vector<Skipped> skipped;
  // Every failure, at most kMaxErrors of them; sorted by (reason, where, what).
  static constexpr size_t kMaxErrors = 1000;
  std::vector<Unread> errors;
  std::vector<Suppression> suppressed;
  bool complete = true;

  void add(const Unread& unread);
  // Sorts, so that a report is the same for any number of threads.
  void finish();
};

}  // namespace sluice
