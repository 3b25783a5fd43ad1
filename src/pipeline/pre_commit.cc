#include "pipeline/pre_commit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/workers.h"
#include "findings/fingerprint.h"
#include "judge/judge.h"
#include "pipeline/assemble.h"
#include "pipeline/similarity.h"
#include "source/archive_magic.h"
#include "source/lfs_pointer.h"

namespace sluice {
namespace {

// A thread pays from about this many blobs on.
constexpr size_t kBlobsPerWorker = 32;
// Blobs read to compare contents in one run; git compares 1,000 by default, too.
constexpr size_t kMaxComparisons = 1'000;

// A match that the judge keeps at its path.
struct Held {
  Match match;
  Verdict verdict;
  BlobKind kind = BlobKind::kFile;
  std::string allowed_by;  // the allowlist that drops it; empty: none

  bool live() const { return allowed_by.empty() && !match.allowed_inline; }
};

struct StagedChange {
  const StagedBlob* blob = nullptr;
  std::vector<Held> held;
  std::vector<Unread> unread;
  uint64_t blobs = 0, bytes = 0;

  bool has_live() const {
    return std::any_of(held.begin(), held.end(), [](const Held& one) { return one.live(); });
  }
};

// The secrets of a blob of HEAD, whatever rule found them.
struct BaseSecrets {
  std::set<std::string, std::less<>> live, suppressed;
};

class StagedScan {
 public:
  StagedScan(const StagedIndex& staged, const Engine& engine, const PreCommitOptions& options)
      : staged_(staged), engine_(engine), options_(options) {}

  Report run() {
    start_report();
    const OnUnread on_unread = [this](const Unread& unread) { report_.coverage.add(unread); };
    changes_ = staged_.changes(on_unread);
    scan_all();
    find_renames();
    for (const StagedChange& change : scanned_) add_findings(change);
    for (const auto& [key, count] : allowed_) {
      report_.coverage.suppressed.push_back({key.first, key.second, count});
    }
    finish_report(nullptr, options_.scan, report_);
    return std::move(report_);
  }

 private:
  void start_report() {
    const git::Repository& repository = staged_.repository();
    report_.tool_version = SLUICE_VERSION;
    report_.ruleset_sha256 = engine_.ruleset_sha256();
    report_.rules = engine_.rules().rules();
    report_.now = options_.scan.now;
    report_.target.kind = "index";
    report_.target.path = repository.work_tree.empty() ? repository.git_dir : repository.work_tree;
    report_.target.head = staged_.head();
    report_.target.object_format = repository.object_format();
  }

  void scan_all() {
    const size_t count = changes_.blobs.size();
    const auto wanted = static_cast<unsigned>(count / kBlobsPerWorker + 1);
    const unsigned workers = std::max(1u, std::min(options_.scan.workers, wanted));
    scratches_.resize(workers);
    scanned_.resize(count);
    parallel_for(workers, count, options_.scan.stop, [this](unsigned worker, size_t i) {
      scanned_[i].blob = &changes_.blobs[i];
      scan_change(scratches_[worker], scanned_[i]);
    });
    for (size_t i = 0; i < count; ++i) {
      StagedChange& change = scanned_[i];
      if (change.blob == nullptr) {
        change.blob = &changes_.blobs[i];
        change.unread.push_back({Reason::kTimeout, "the scan was stopped", change.blob->path});
      }
      report_.coverage.files += 1;
      report_.coverage.blobs += change.blobs;
      report_.coverage.bytes += change.bytes;
      for (const Unread& unread : change.unread) report_.coverage.add(unread);
    }
  }

  void scan_change(Scratch& scratch, StagedChange& change) const {
    const StagedBlob& blob = *change.blob;
    if (blob.base.empty()) scan_name(scratch, change);
    const Result<std::string> bytes = staged_.blob(blob.id);
    if (!bytes) {
      change.unread.push_back(
          {reason_of(bytes.error()), "a staged blob: " + bytes.error().message, blob.path});
      return;
    }
    if (is_archive(*bytes)) {
      change.unread.push_back({Reason::kArchive, "its members were not opened", blob.path});
    }
    scan_bytes(scratch, {*bytes, BlobKind::kFile, blob.id, blob.path}, change);
    const std::string_view pointer = lfs_pointer_sha256(*bytes);
    if (pointer.empty()) return;
    const Result<std::string> content = staged_.lfs_object(pointer);
    if (content) {
      scan_bytes(scratch, {*content, BlobKind::kLfs, blob.id, blob.path}, change);
    } else {
      const bool absent = content.error().kind == ErrorKind::kNotFound;
      change.unread.push_back({absent ? Reason::kLfsAbsent : reason_of(content.error()),
                               "the content of a Git LFS pointer", blob.path});
    }
  }

  // A path that HEAD has not is content too.
  void scan_name(Scratch& scratch, StagedChange& change) const {
    const std::string& path = change.blob->path;
    scan_matches(scratch, {path, BlobKind::kPath, {}, path}, change);
    for (Match& match : engine_.path_matches(path)) {
      const Rule& written = engine_.rules().rules()[match.rule];
      Held held;
      held.kind = BlobKind::kPath;
      held.match = std::move(match);
      held.verdict = {written.confidence, written.severity, Validity::kUnknown, {}};
      held.allowed_by = engine_.allowed_at(held.match, path, {});
      change.held.push_back(std::move(held));
    }
  }

  void scan_bytes(Scratch& scratch, const Blob& blob, StagedChange& change) const {
    ++change.blobs;
    change.bytes += blob.bytes.size();
    if (scan_matches(scratch, blob, change).truncated) {
      change.unread.push_back(
          {Reason::kLimit, "more matches in one blob than the limit", std::string(blob.path)});
    }
  }

  ScanOutcome scan_matches(Scratch& scratch, const Blob& blob, StagedChange& change) const {
    std::vector<Match> matches;
    const ScanOutcome outcome = engine_.scan(blob, scratch, matches);
    for (Match& match : matches) {
      std::optional<Verdict> verdict =
          judge::decide(engine_.rules().rules()[match.rule], match, blob.path);
      if (!verdict) continue;
      std::string allowed_by(engine_.allowed_at(match, blob.path, {}));
      change.held.push_back(
          {std::move(match), *std::move(verdict), blob.kind, std::move(allowed_by)});
    }
    return outcome;
  }

  Reason reason_of(const Error& error) const {
    switch (error.kind) {
      case ErrorKind::kNotFound:
        return staged_.repository().partial ? Reason::kPromised : Reason::kMissing;
      case ErrorKind::kLimit: return Reason::kLimit;
      case ErrorKind::kUnsupported: return Reason::kUnsupported;
      case ErrorKind::kIo: return Reason::kUnreadable;
      case ErrorKind::kCorrupt:
      case ErrorKind::kUsage: return Reason::kCorrupt;
    }
    return Reason::kCorrupt;
  }

  // What a blob of HEAD holds at `path`. One that cannot be read holds nothing,
  // so that more is reported, not less.
  BaseSecrets base_secrets(const std::string& path, const ObjectId& id, bool renamed) {
    const StagedBlob blob{path, id, id};
    StagedChange base;
    base.blob = &blob;
    scan_change(scratches_[0], base);
    BaseSecrets secrets;
    for (const Held& held : base.held) {
      // An ignore entry covers one path the same before and after, but not the
      // path that a rename leads to.
      const bool live = held.live() && !(renamed && ignored(held, path));
      (live ? secrets.live : secrets.suppressed).insert(held.match.secret_text);
    }
    return secrets;
  }

  bool ignored(const Held& held, const std::string& path) const {
    if (options_.scan.ignores == nullptr) return false;
    std::vector<Finding> finding = {make_finding(held, {path, {}, {}})};
    identify(finding, report_.rules, options_.scan.key);
    return options_.scan.ignores->match(finding[0], report_.rules[held.match.rule],
                                        options_.scan.now) != nullptr;
  }

  // Gives each new path with a finding the removed path it was renamed from:
  // equal blobs first, then the one that most of is kept. A removed path is the
  // source of one new path only: a second one is a copy.
  void find_renames() {
    if (options_.all_in_changed_files) return;
    std::vector<const StagedChange*> targets;
    for (const StagedChange& change : scanned_) {
      if (change.blob->base.empty() && change.has_live()) targets.push_back(&change);
    }
    if (targets.empty() || changes_.removed.empty()) return;
    sources_ = staged_.removed_files(changes_, kMaxRenameSources);
    taken_.resize(sources_.size());
    std::vector<const StagedChange*> changed;
    for (const StagedChange* target : targets) {
      if (!take_equal(*target)) changed.push_back(target);
    }
    size_t comparisons = 0;
    for (const StagedChange* target : changed) take_similar(*target, comparisons);
  }

  // Those of the same file name before others.
  std::vector<size_t> free_sources(const StagedBlob& target) const {
    std::vector<size_t> free;
    for (size_t i = 0; i < sources_.size(); ++i) {
      if (!taken_[i]) free.push_back(i);
    }
    std::stable_partition(free.begin(), free.end(), [&](size_t i) {
      return name_in_folder(sources_[i].path) == name_in_folder(target.path);
    });
    return free;
  }

  void take(const StagedBlob& target, size_t source) {
    taken_[source] = true;
    renamed_from_[target.path] = &sources_[source];
  }

  bool take_equal(const StagedChange& change) {
    for (const size_t i : free_sources(*change.blob)) {
      if (sources_[i].id != change.blob->id) continue;
      take(*change.blob, i);
      return true;
    }
    return false;
  }

  void take_similar(const StagedChange& change, size_t& comparisons) {
    std::optional<Result<std::string>> after;
    std::optional<size_t> best;
    uint64_t best_kept = 0;
    for (const size_t i : free_sources(*change.blob)) {
      if (comparisons++ >= kMaxComparisons) break;
      const Result<std::string> before = staged_.blob(sources_[i].id);
      if (!before || !holds_any(*before, change)) continue;
      if (!after) after = staged_.blob(change.blob->id);
      if (!*after || !keeps_half(*before, **after)) continue;
      const uint64_t kept = kept_bytes(*before, **after);
      if (best && kept <= best_kept) continue;
      best = i;
      best_kept = kept;
    }
    if (best) take(*change.blob, *best);
  }

  // Only a source that holds one of the secrets can carry it.
  static bool holds_any(const std::string& bytes, const StagedChange& change) {
    return std::any_of(change.held.begin(), change.held.end(), [&](const Held& held) {
      return bytes.find(held.match.secret_text) != std::string::npos;
    });
  }

  void add_findings(const StagedChange& change) {
    if (change.held.empty()) return;
    BaseSecrets base;
    const auto source = renamed_from_.find(change.blob->path);
    if (options_.all_in_changed_files) {
      // nothing counts as known
    } else if (source != renamed_from_.end()) {
      base = base_secrets(source->second->path, source->second->id, true);
    } else if (!change.blob->base.empty()) {
      base = base_secrets(change.blob->path, change.blob->base, false);
    }
    for (const Held& held : change.held) add_finding(held, *change.blob, base);
  }

  void add_finding(const Held& held, const StagedBlob& blob, const BaseSecrets& base) {
    if (held.verdict.confidence < options_.scan.min_confidence ||
        held.verdict.severity < options_.scan.min_severity) {
      return;
    }
    const bool known = (held.live() ? base.live : base.suppressed).contains(held.match.secret_text);
    if (known) return;
    if (!held.allowed_by.empty()) {
      ++allowed_[{held.allowed_by, report_.rules[held.match.rule].id}];
      return;
    }
    report_.findings.push_back(make_finding(held, blob));
  }

  static Finding make_finding(const Held& held, const StagedBlob& blob) {
    const Match& match = held.match;
    Finding finding;
    finding.rule = match.rule;
    finding.kind = held.kind;
    finding.path = blob.path;
    finding.location = match.location;
    finding.span = match.secret;
    finding.blob = blob.id;
    finding.reach = Reach::kIndex;
    finding.secret = match.secret_text;
    finding.match = match.match_text;
    finding.verdict = held.verdict;
    if (match.allowed_inline) {
      finding.suppressed =
          Suppression{"inline", finding.path + ":" + std::to_string(match.location.line), 1};
    }
    return finding;
  }

  const StagedIndex& staged_;
  const Engine& engine_;
  const PreCommitOptions& options_;
  Report report_;
  StagedChanges changes_;
  std::vector<StagedChange> scanned_;
  std::vector<Scratch> scratches_;  // one a worker
  std::vector<HeadFile> sources_;   // of renames
  std::vector<bool> taken_;
  std::map<std::string, const HeadFile*, std::less<>> renamed_from_;  // by the new path
  std::map<std::pair<std::string, std::string>, uint64_t> allowed_;   // by (allowlist, rule id)
};

}  // namespace

Report scan_staged(const StagedIndex& staged, const Engine& engine,
                   const PreCommitOptions& options) {
  return StagedScan(staged, engine, options).run();
}

}  // namespace sluice
