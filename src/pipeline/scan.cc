#include "pipeline/scan.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/escape.h"
#include "git/gaps.h"
#include "git/index.h"
#include "judge/judge.h"
#include "pipeline/assemble.h"
#include "pipeline/audit_cache.h"
#include "pipeline/chosen_history.h"
#include "pipeline/hits.h"
#include "pipeline/prove.h"
#include "pipeline/web_places.h"
#include "provenance/locate.h"
#include "source/history.h"
#include "source/stdin.h"
#include "source/worktree.h"

namespace sluice {
namespace {

Report start_report(const Engine& engine, const ScanOptions& options) {
  Report report;
  report.tool_version = SLUICE_VERSION;
  report.ruleset_sha256 = engine.ruleset_sha256();
  report.rules = engine.rules().rules();
  report.now = options.now;
  return report;
}

void enter(Progress* progress, const char* stage) {
  if (progress != nullptr) progress->stage = stage;
}

// What only a repository has, opened.
struct OpenRepository {
  git::ObjectStore store;
  git::RefSet refs;
  std::vector<git::IndexEntry> index;
  bool index_unread = false;  // which files are tracked is not known
};

Result<OpenRepository> open(const git::Repository& repository, const ScanOptions& options,
                            const OnUnread& on_unread) {
  git::StoreOptions store_options = options.limits;
  store_options.alternates.inside =
      repository.work_tree.empty() ? repository.git_dir : repository.work_tree;
  store_options.alternates.follow_all = options.follow_alternates;
  Result<git::ObjectStore> store = git::ObjectStore::open(
      repository.objects_dir(), repository.id_bytes, store_options, on_unread);
  if (!store) return std::move(store).error();
  OpenRepository opened{*std::move(store), git::read_refs(repository, on_unread), {}};
  Result<std::vector<git::IndexEntry>> index =
      git::read_index(repository.git_dir + "/index", repository.id_bytes);
  if (index) {
    opened.index = *std::move(index);
  } else if (index.error().kind != ErrorKind::kNotFound) {
    opened.index_unread = true;
    on_unread(
        {index.error().kind == ErrorKind::kUnsupported ? Reason::kUnsupported : Reason::kCorrupt,
         index.error().message, "index"});
  }
  return opened;
}

void tell_boundaries(const git::Repository& repository, const OpenRepository& opened,
                     const OnUnread& on_unread) {
  git::tell_replacements(repository, opened.refs, on_unread);
  if (repository.shallow) {
    on_unread({Reason::kShallow,
               "history ends at " + std::to_string(opened.refs.shallow.size()) +
                   " shallow commits; run: git fetch --unshallow",
               "shallow"});
  }
  if (repository.partial) {
    on_unread({Reason::kPromised,
               "a partial clone: objects that were never fetched were not scanned; run: git "
               "fetch --refetch --no-filter",
               "objects"});
  } else {
    git::tell_gaps(opened.store, opened.index, on_unread);
  }
}

// `commits` holds all of them, unless the scan was stopped or was of a part only; what
// it did not come to is then no gap.
Result<provenance::Located> locate_hits(const OpenRepository& opened, const std::vector<Hit>& hits,
                                        provenance::CommitCollector& commits,
                                        const ScanOptions& options, bool partial,
                                        const OnUnread& on_unread) {
  std::vector<provenance::HitObject> objects;
  objects.reserve(hits.size());
  for (const Hit& hit : hits) {
    const bool by_name = std::none_of(hit.matches.begin(), hit.matches.end(), [&](const Match& m) {
      return m.evidence.confidence >= options.min_confidence;
    });
    objects.push_back({hit.id, object_type(hit.kind), by_name});
  }
  const auto matters = [&](size_t hit, std::string_view name) {
    return std::any_of(hits[hit].matches.begin(), hits[hit].matches.end(), [&](const Match& m) {
      return judge::best_confidence(m, name) >= options.min_confidence;
    });
  };
  std::vector<provenance::IndexEntryRef> staged;
  staged.reserve(opened.index.size());
  for (const git::IndexEntry& entry : opened.index) {
    if (entry.mode != git::kModeGitlink) staged.push_back({entry.path, entry.id});
  }
  const bool some = options.stop.stop_requested() || options.choice.any();
  return provenance::locate(
      opened.store, opened.refs, objects, staged,
      {.workers = options.workers,
       .commits = some ? nullptr : &commits,
       .some_commits = options.cache != nullptr && options.cache->left_out().blobs > 0,
       .matters = matters,
       .promised = partial || some},
      on_unread);
}

// What is known of hits' history: found out now, or by the last audit.
class HitHistory {
 public:
  HitHistory(const provenance::Located* located, const AuditAnswers* known)
      : located_(located), known_(known) {}

  const std::vector<provenance::Place>& places(size_t hit) const {
    return known_ != nullptr ? known_->hits[hit].places : located_->places(hit);
  }
  std::vector<provenance::SecretLife> lives(std::span<const std::vector<uint32_t>> secrets) {
    std::vector<provenance::SecretLife> lives(secrets.size());
    if (known_ == nullptr) lives = located_->lives(secrets);
    for (size_t i = 0; i < secrets.size(); ++i) {
      if (known_ == nullptr) {
        asked_.emplace(secrets[i], lives[i]);
      } else if (const auto at = known_->lives.find(secrets[i]); at != known_->lives.end()) {
        lives[i] = at->second;
      } else {
        fell_short_ = true;
      }
    }
    return lives;
  }

  bool fell_short() const { return fell_short_; }
  // For the next audit, of `hits` that are told and of what was asked; nullopt: a life
  // rests on others, too.
  std::optional<AuditAnswers> remember(const std::vector<Hit>& hits,
                                       const std::vector<bool>& is_told) const;

 private:
  const provenance::Located* located_;
  const AuditAnswers* known_;
  std::map<std::vector<uint32_t>, provenance::SecretLife> asked_;
  bool fell_short_ = false;
};

std::optional<AuditAnswers> HitHistory::remember(const std::vector<Hit>& hits,
                                                 const std::vector<bool>& is_told) const {
  AuditAnswers answers;
  answers.any_hits = !hits.empty();
  std::vector<uint32_t> ranks(hits.size());
  for (size_t i = 0; i < hits.size(); ++i) {
    if (!is_told[i]) continue;
    ranks[i] = static_cast<uint32_t>(answers.hits.size());
    answers.hits.push_back({hits[i].id, object_type(hits[i].kind), located_->places(i)});
  }
  for (const auto& [holders, life] : asked_) {
    std::vector<uint32_t> told;
    for (const uint32_t hit : holders) {
      if (!is_told[hit]) return std::nullopt;
      told.push_back(ranks[hit]);
    }
    answers.lives.emplace(std::move(told), life);
  }
  return answers;
}

// Counts what the cache spared the scan as if it had been scanned.
void count_left_out(const LeftOut& left_out, Coverage& coverage, const OnUnread& on_unread) {
  coverage.blobs += left_out.blobs;
  coverage.bytes += left_out.bytes;
  coverage.commits += left_out.commits;
  coverage.cached += left_out.blobs;
  for (const ObjectId& id : left_out.archives) {
    on_unread({Reason::kArchive, "its members were not opened", id.hex()});
  }
}

git::ObjectSet proven_ids(const std::vector<Examined>& examined, uint8_t id_bytes) {
  std::vector<ObjectId> ids;
  for (const Examined& one : examined) {
    if (one.proven) ids.push_back(one.id);
  }
  return {std::move(ids), id_bytes};
}

// Ref names have no object and so no provenance: they become findings at once.
std::vector<Hit> split_names(std::vector<Hit>& hits) {
  const auto objects_end = std::stable_partition(
      hits.begin(), hits.end(), [](const Hit& hit) { return hit.kind != BlobKind::kRef; });
  std::vector<Hit> names(std::make_move_iterator(objects_end), std::make_move_iterator(hits.end()));
  hits.erase(objects_end, hits.end());
  return names;
}

WorktreeOptions worktree_options(const ScanTarget& target, const ScanOptions& options,
                                 const OpenRepository* opened) {
  WorktreeOptions worktree;
  worktree.root = target.path;
  worktree.include_ignored = options.include_ignored;
  worktree.max_file_bytes = options.limits.max_object_bytes;
  if (opened != nullptr) {
    worktree.mode = WorktreeOptions::Mode::kRepository;
    worktree.exclude_path = target.repository->common_dir + "/info/exclude";
    worktree.git_dirs = {target.repository->git_dir, target.repository->common_dir};
    worktree.index = opened->index;
    worktree.include_ignored |= opened->index_unread;
  } else {
    worktree.mode = target.kind == ScanTarget::Kind::kFile ? WorktreeOptions::Mode::kFile
                                                           : WorktreeOptions::Mode::kFolder;
  }
  return worktree;
}

// One archive among files is a boundary; where it is all there is, nothing of
// what the person meant was looked at.
void tell_archive_target(const ScanTarget& target, Coverage& coverage) {
  const bool is_archive = std::any_of(
      coverage.skipped.begin(), coverage.skipped.end(),
      [](const Coverage::Skipped& skipped) { return skipped.reason == Reason::kArchive; });
  if (target.kind != ScanTarget::Kind::kFile || !is_archive) return;
  coverage.add({Reason::kUnsupported,
                "an archive, which this version does not open; unpack it and scan the folder",
                target.shown});
}

void describe(const ScanTarget& target, const OpenRepository* opened, Report& report) {
  report.target.path = target.shown;
  report.target.kind = target.kind == ScanTarget::Kind::kRepository ? "repository"
                       : target.kind == ScanTarget::Kind::kFolder   ? "folder"
                                                                    : "file";
  if (opened == nullptr) return;
  report.target.branch = opened->refs.head_name;
  report.target.head = opened->refs.head;
  report.target.refs = opened->refs.refs.size();
  report.target.object_format = target.repository->object_format();
}

// A file may make a finding of what is not reported in history: its life is history's.
bool rests_on_left_out(const std::vector<Finding>& findings, const AuditCache& cache) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.reach == Reach::kNone && cache.is_left_out_hit(finding.blob);
  });
}

std::optional<Report> distrust(AuditCache& cache) {
  cache.distrust_answers();
  return std::nullopt;
}

// One go. nullopt: the cache's answers do not fit what was found, and were distrusted.
Result<std::optional<Report>> scan_once(const ScanTarget& target, const Engine& engine,
                                        const ScanOptions& options, Progress* progress) {
  Report report = start_report(engine, options);
  const uint8_t id_bytes = target.repository ? target.repository->id_bytes : 20;
  HitCollector collector(engine, options, id_bytes, report.coverage, progress);
  const OnUnread on_unread = collector.on_unread();

  std::optional<OpenRepository> opened;
  if (target.repository) {
    enter(progress, "opening");
    Result<OpenRepository> result = open(*target.repository, options, on_unread);
    if (!result) return std::move(result).error();
    opened = *std::move(result);
  }
  describe(target, opened ? &*opened : nullptr, report);

  if (options.choice.any() && !opened) {
    return Error{ErrorKind::kUsage, escape_for_terminal(target.shown) +
                                        " has no history to choose from: --refs, --range and "
                                        "--since need a repository"};
  }
  std::vector<Hit> objects, names;
  std::vector<Examined> examined;
  std::optional<AuditedRepository> audited;
  std::optional<provenance::Selection> selection;
  provenance::CommitCollector commits(options.workers, id_bytes);
  if (opened && options.history) {
    if (options.choice.any()) {
      enter(progress, "choosing");
      Result<provenance::Selection> chosen =
          choose_history(*target.repository, opened->store, opened->refs, opened->index, options,
                         on_unread, report.target.selection.emplace());
      if (!chosen) return std::move(chosen).error();
      selection = *std::move(chosen);
    } else {
      tell_boundaries(*target.repository, *opened, on_unread);
      collector.collect(&commits);
    }
    enter(progress, "history");
    if (progress != nullptr) {
      progress->expected_blobs =
          selection ? selection->objects.ids().size() : opened->store.object_count();
    }
    HistorySource history(opened->store, selection ? selection->refs : opened->refs.refs,
                          !options.full_scan);
    if (selection) history.only(selection->objects.ids());
    if (options.cache != nullptr) {
      audited.emplace(
          AuditedRepository{*target.repository, opened->store, opened->refs, opened->index});
      options.cache->recognize(*audited);
      history.settled(options.cache->settled(), [&](size_t pack, uint32_t position) {
        options.cache->leave_out(pack, position);
      });
    }
    if (Result<void> done = collector.run(history); !done) return std::move(done).error();
    if (audited) count_left_out(options.cache->left_out(), report.coverage, on_unread);
    examined = collector.take_examined();
    collector.collect(nullptr);
    objects = collector.take();
    names = split_names(objects);
  }

  std::vector<Hit> files;
  const bool has_files = !target.repository || !target.repository->work_tree.empty();
  if (has_files && (options.worktree || !opened)) {
    enter(progress, "files");
    WorktreeSource worktree(worktree_options(target, options, opened ? &*opened : nullptr));
    if (Result<void> done = collector.run(worktree); !done) return std::move(done).error();
    files = collector.take();
    tell_archive_target(target, report.coverage);
  }

  const size_t own = objects.size();
  if (selection) {
    Result<std::vector<Hit>> others =
        hits_elsewhere(opened->store, *selection,
                       std::array<const std::vector<Hit>*, 2>{&objects, &files}, engine, options);
    if (!others) return std::move(others).error();
    std::move(others->begin(), others->end(), std::back_inserter(objects));
  }

  std::optional<provenance::Located> located;
  const AuditAnswers* known = nullptr;
  if (audited && options.cache->has_answers()) {
    known = options.cache->answers(objects, report.coverage.errors);
    if (known == nullptr) return distrust(*options.cache);
  }
  // Without a selection also where nothing was found: it tells what history names
  // and the store lacks.
  const bool is_located = opened && options.history && (!selection || !objects.empty());
  if (is_located && known == nullptr) {
    enter(progress, "provenance");
    Result<provenance::Located> result =
        locate_hits(*opened, objects, commits, options, target.repository->partial, on_unread);
    if (!result) return std::move(result).error();
    located = *std::move(result);
  }
  HitHistory history(located ? &*located : nullptr, known);
  Report elsewhere;
  std::vector<bool> is_told;
  if (is_located) {
    const PlacesOf places = [&](size_t hit) -> const auto& { return history.places(hit); };
    const std::span<const Hit> all = objects;
    is_told = add_history_findings(all.first(own), 0, places, engine, options, report);
    add_history_findings(all.subspan(own), own, places, engine, options, elsewhere);
    prove_ids(opened->store, report.findings, proven_ids(examined, id_bytes), options.workers,
              on_unread);
  }
  enter(progress, "report");
  add_file_findings(names, engine, options, report);
  add_file_findings(files, engine, options, report);
  if (known != nullptr && rests_on_left_out(report.findings, *options.cache)) {
    return distrust(*options.cache);
  }
  std::optional<LifeFacts> life;
  if (!objects.empty() || (known != nullptr && known->any_hits)) {
    const LivesOf lives = [&](std::span<const std::vector<uint32_t>> secrets) {
      return history.lives(secrets);
    };
    life.emplace(LifeFacts{lives, objects, elsewhere.findings});
  }
  finish_report(life ? &*life : nullptr, options, report);
  if (history.fell_short()) return distrust(*options.cache);
  add_web_places(target.repository ? &*target.repository : nullptr,
                 opened ? &opened->store : nullptr, target.path, options, report);
  if (audited) {
    AuditCache::Outcome outcome{.examined = std::move(examined),
                                .reported = {},
                                .answers = {},
                                .secrets = {},
                                .errors = report.coverage.errors,
                                .stopped = options.stop.stop_requested()};
    for (size_t i = 0; i < objects.size(); ++i) {
      if (is_told[i]) outcome.reported.insert(objects[i].id);
    }
    if (known == nullptr) outcome.answers = history.remember(objects, is_told);
    for (const SecretGroup& group : report.secrets) outcome.secrets.push_back(group.secret);
    options.cache->commit(*audited, std::move(outcome));
  }
  return std::optional(std::move(report));
}

}  // namespace

Result<Report> scan(const ScanTarget& target, const Engine& engine, const ScanOptions& options,
                    Progress* progress) {
  // Once more, at the most: answers that were distrusted are not used again.
  for (;;) {
    Result<std::optional<Report>> report = scan_once(target, engine, options, progress);
    if (!report) return std::move(report).error();
    if (*report) return **std::move(report);
  }
}

Result<Report> scan_stdin(const Engine& engine, const ScanOptions& options, Progress* progress) {
  Report report = start_report(engine, options);
  report.target = {.kind = "stdin", .path = "-", .head = {}, .refs = 0, .object_format = {}};
  HitCollector collector(engine, options, 20, report.coverage, progress);
  StdinSource source(options.limits.max_object_bytes);
  if (Result<void> done = collector.run(source); !done) return std::move(done).error();
  add_file_findings(collector.take(), engine, options, report);
  finish_report(nullptr, options, report);
  return report;
}

}  // namespace sluice
