#include "pipeline/change_scan.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "git/commit.h"
#include "git/reason.h"
#include "git/tree.h"
#include "judge/judge.h"
#include "pipeline/assemble.h"
#include "pipeline/change_base.h"
#include "pipeline/change_news.h"
#include "pipeline/hits.h"
#include "pipeline/prove.h"
#include "pipeline/web_places.h"
#include "provenance/commit_range.h"
#include "provenance/range_files.h"
#include "source/object_list.h"

namespace sluice {
namespace {

using provenance::BroughtFile;
using provenance::RangeCommit;
using provenance::RangeHead;

constexpr uint32_t kNoCommit = UINT32_MAX;
constexpr size_t kMaxNearTrees = 256;

class Scanner {
 public:
  Scanner(const git::Repository& repository, const git::ObjectStore& store,
          std::span<const ObjectId> shallow, const Change& change, const Engine& engine,
          const ChangeOptions& options)
      : repository_(repository),
        store_(store),
        shallow_(shallow.begin(), shallow.end()),
        change_(change),
        engine_(engine),
        options_(options),
        collector_(engine, options.scan, repository.id_bytes, result_.report.coverage, nullptr),
        on_unread_([this](const Unread& unread) { tell(unread); }),
        walk_(store, shallow, on_unread_),
        trees_(store),
        base_(store, engine, options.scan, repository.common_dir) {}

  ChangeScan run() {
    start_report();
    choose();
    find_files();
    std::vector<ObjectId> objects = objects_to_scan();
    const size_t count = objects.size();
    const git::ObjectSet set(std::move(objects), store_.id_bytes());
    scan(set);
    scan_names();
    judge_hits();
    const std::vector<bool> news = find_news();
    add_findings(news);
    if (count > ObjectList::kFewObjects) {
      prove_ids(store_, report().findings, {}, options_.scan.workers, on_unread_);
    }
    finish(count);
    return std::move(result_);
  }

 private:
  Report& report() { return result_.report; }
  bool stopped() const { return options_.scan.stop.stop_requested(); }

  void tell(const Unread& unread) {
    if (repository_.partial && unread.reason == Reason::kMissing) {
      ++promised_;
      return;
    }
    collector_.on_unread()(unread);
  }

  void start_report() {
    report().tool_version = SLUICE_VERSION;
    report().ruleset_sha256 = engine_.ruleset_sha256();
    report().rules = engine_.rules().rules();
    report().now = options_.scan.now;
    Target& target = report().target;
    target.kind = "repository";
    target.path = repository_.work_tree.empty() ? repository_.git_dir : repository_.work_tree;
    target.object_format = repository_.object_format();
  }

  // Which commits and tags.
  void choose() {
    for (const ObjectId& id : change_.known) {
      if (!walk_.add_known(id)) result_.absent.push_back(id);
    }
    walk_.add_known_names(change_.known_names);
    if (change_.quarantined) {
      read_quarantine(*change_.quarantined);
    } else {
      for (const ObjectId& id : change_.heads) walk_.add_head(id);
      walk_.settle(options_.scan.stop);
      commits_ = walk_.commits();
      for (const RangeHead& head : walk_.heads()) add_tags(head);
    }
    for (uint32_t i = 0; i < commits_.size(); ++i) numbers_.emplace(commits_[i].id, i);
    result_.commits = commits_.size();
    const auto shallow = std::count_if(commits_.begin(), commits_.end(),
                                       [](const RangeCommit& commit) { return commit.shallow; });
    if (shallow == 0) return;
    tell({Reason::kShallow,
          "the change reaches " + std::to_string(shallow) +
              " shallow commits, what lies behind them is not here; run: git fetch --unshallow",
          "shallow"});
  }

  void add_tags(const RangeHead& head) {
    for (const ObjectId& tag : head.tags) {
      if (!walk_.is_known_object(tag) && seen_tags_.insert(tag).second) tags_.push_back(tag);
    }
  }

  void read_quarantine(const std::vector<ObjectId>& ids);
  void find_files();
  void add_leftover_trees(provenance::TreeDiff& diff);
  ObjectId tree_of(const ObjectId& commit);
  std::vector<ObjectId> objects_to_scan() const;
  void scan(const git::ObjectSet& objects);
  void scan_names();
  void judge_hits();
  void judge_match(const Hit& hit, const Match& match, const BroughtFile* file);
  std::vector<bool> find_news();
  std::vector<ObjectId> near_trees();
  WholeBase whole_base();
  void add_findings(const std::vector<bool>& news);
  Finding make_finding(const PlacedMatch& candidate);
  std::optional<CommitFacts> facts_of(uint32_t commit);
  void mark_heads();
  void fill_lives();
  void finish(size_t objects);

  const git::Repository& repository_;
  const git::ObjectStore& store_;
  const std::unordered_set<ObjectId> shallow_;
  const Change& change_;
  const Engine& engine_;
  const ChangeOptions& options_;
  ChangeScan result_;
  HitCollector collector_;
  const OnUnread on_unread_;
  std::atomic<uint64_t> promised_ = 0;
  provenance::RangeWalk walk_;
  provenance::TreeReader trees_;
  ChangeBase base_;

  std::vector<ObjectId> pushed_trees_;  // of a quarantine
  std::vector<RangeCommit> commits_;    // parents first
  std::unordered_map<ObjectId, uint32_t> numbers_;
  std::vector<ObjectId> tags_;
  std::unordered_set<ObjectId> seen_tags_;
  std::vector<ObjectId> loose_blobs_;  // that heads name themselves
  provenance::RangeFiles files_;
  struct NameHit {
    Hit hit;
    std::optional<BroughtFile> file;  // none: a ref's name
  };
  std::vector<Hit> hits_;
  std::vector<NameHit> name_hits_;
  std::vector<PlacedMatch> candidates_;
  std::unordered_map<uint32_t, std::optional<CommitFacts>> facts_;
  std::map<std::pair<std::string, std::string>, uint64_t> allowed_;  // by (allowlist, rule id)
};

void Scanner::read_quarantine(const std::vector<ObjectId>& ids) {
  const git::ObjectSet set(ids, store_.id_bytes());
  git::Selection selection;
  selection.types = git::only(git::ObjectType::kCommit) | git::only(git::ObjectType::kTag) |
                    git::only(git::ObjectType::kTree);
  selection.only = set.ids().raw();
  selection.own_only = true;
  std::mutex mutex;
  const auto sink = [&](unsigned, const git::ObjectView& object) {
    const std::lock_guard lock(mutex);
    switch (object.type) {
      case git::ObjectType::kCommit:
        commits_.push_back(
            provenance::parse_range_commit(object.id, object.bytes, shallow_.contains(object.id)));
        break;
      case git::ObjectType::kTag: tags_.push_back(object.id); break;
      case git::ObjectType::kTree: pushed_trees_.push_back(object.id); break;
      case git::ObjectType::kBlob: break;
    }
  };
  (void)store_.for_each(selection, options_.scan.workers, sink, on_unread_, options_.scan.stop);
  provenance::sort_parents_first(commits_);
  std::sort(tags_.begin(), tags_.end());
  std::sort(pushed_trees_.begin(), pushed_trees_.end());
}

// What each commit brings; then what heads name without a commit, and trees that none leads to.
void Scanner::find_files() {
  provenance::TreeDiff diff(trees_, on_unread_);
  for (uint32_t i = 0; i < commits_.size() && !stopped(); ++i) {
    const RangeCommit& commit = commits_[i];
    if (commit.tree.empty()) {
      tell({Reason::kCorrupt, "a commit without a tree", commit.id.hex()});
      continue;
    }
    std::vector<ObjectId> parents;
    for (const ObjectId& parent : commit.parents) {
      if (const ObjectId tree = tree_of(parent); !tree.empty()) parents.push_back(tree);
    }
    diff.add(i, commit.tree, parents);
  }
  for (const RangeHead& head : walk_.heads()) {
    if (head.target.empty() || walk_.is_known_object(head.target)) continue;
    if (head.type == git::ObjectType::kTree) diff.add(kNoCommit, head.target, {});
    if (head.type == git::ObjectType::kBlob) loose_blobs_.push_back(head.target);
  }
  add_leftover_trees(diff);
  files_ = diff.take();
}

// Trees of a quarantine that no commit's difference led to, from those on that no other holds.
void Scanner::add_leftover_trees(provenance::TreeDiff& diff) {
  std::vector<ObjectId> left;
  for (const ObjectId& tree : pushed_trees_) {
    if (!diff.has_read(tree)) left.push_back(tree);
  }
  if (left.empty() || stopped()) return;
  std::unordered_set<ObjectId> inner;
  for (const ObjectId& id : left) {
    const provenance::TreeReader::Tree tree = trees_.read(id, "a pushed tree", on_unread_);
    if (!tree) continue;
    git::TreeIterator entries(*tree, store_.id_bytes());
    git::TreeEntry entry;
    while (entries.next(entry)) {
      if (entry.is_tree()) inner.insert(ObjectId::from_raw(entry.id));
    }
  }
  for (const ObjectId& id : left) {
    if (!inner.contains(id)) diff.add(kNoCommit, id, {});
  }
}

// Of a commit of the change, or of one before it; empty: it cannot be read, which is told.
ObjectId Scanner::tree_of(const ObjectId& commit) {
  if (const auto at = numbers_.find(commit); at != numbers_.end()) return commits_[at->second].tree;
  if (const ObjectId tree = walk_.tree_of(commit); !tree.empty()) return tree;
  const Result<git::Object> object = store_.read(commit);
  if (object && object->type == git::ObjectType::kCommit) {
    return provenance::parse_range_commit(commit, object->bytes, false).tree;
  }
  // Of a range, the walk has told it.
  if (change_.quarantined) {
    tell({object ? Reason::kCorrupt : git::reason_of(object.error()), "a parent commit",
          commit.hex()});
  }
  return {};
}

std::vector<ObjectId> Scanner::objects_to_scan() const {
  if (change_.quarantined) return *change_.quarantined;  // trees among them are passed over
  std::vector<ObjectId> objects = files_.blobs;
  objects.insert(objects.end(), loose_blobs_.begin(), loose_blobs_.end());
  objects.insert(objects.end(), tags_.begin(), tags_.end());
  for (const RangeCommit& commit : commits_) objects.push_back(commit.id);
  return objects;
}

void Scanner::scan(const git::ObjectSet& objects) {
  ObjectList source(store_, objects.ids(), !options_.scan.full_scan);
  if (change_.quarantined) source.in_own_folder();
  source.with_lfs(repository_.common_dir, options_.scan.limits.max_object_bytes);
  (void)collector_.run(source);  // a list of ids is never without an end, nor without a beginning
  hits_ = collector_.take();
}

// Names of new paths, and of new refs.
void Scanner::scan_names() {
  Scratch scratch;
  const auto scan_name = [&](const std::string& name, BlobKind kind) {
    Hit hit{{}, kind, name, {}};
    engine_.scan({.bytes = name, .kind = kind, .path = name}, scratch, hit.matches,
                 options_.scan.min_confidence);
    if (kind == BlobKind::kPath) {
      std::vector<Match> named = engine_.path_matches(name);
      std::move(named.begin(), named.end(), std::back_inserter(hit.matches));
    }
    return hit;
  };
  for (const std::string& name : change_.new_refs) {
    Hit hit = scan_name(name, BlobKind::kRef);
    if (!hit.matches.empty()) name_hits_.push_back({std::move(hit), {}});
  }
  std::vector<bool> seen(files_.paths.size());
  for (const BroughtFile& file : files_.files) {
    if (stopped()) return;
    if (!file.added || seen[file.path]) continue;
    seen[file.path] = true;
    Hit hit = scan_name(files_.paths[file.path], BlobKind::kPath);
    if (!hit.matches.empty()) name_hits_.push_back({std::move(hit), file});
  }
}

void Scanner::judge_hits() {
  // The places of each blob that hit.
  std::unordered_map<ObjectId, std::vector<const BroughtFile*>> places;
  for (const Hit& hit : hits_) places.try_emplace(hit.id);
  for (const BroughtFile& file : files_.files) {
    const auto at = places.find(files_.blobs[file.blob]);
    if (at != places.end()) at->second.push_back(&file);
  }
  for (const Hit& hit : hits_) {
    const std::vector<const BroughtFile*>& files = places[hit.id];
    for (const Match& match : hit.matches) {
      for (const BroughtFile* file : files) judge_match(hit, match, file);
      if (files.empty()) judge_match(hit, match, nullptr);
    }
  }
  for (const NameHit& name : name_hits_) {
    for (const Match& match : name.hit.matches) {
      judge_match(name.hit, match, name.file ? &*name.file : nullptr);
    }
  }
}

void Scanner::judge_match(const Hit& hit, const Match& match, const BroughtFile* file) {
  PlacedMatch candidate;
  candidate.match = &match;
  candidate.kind = hit.kind;
  candidate.blob = hit.id;
  if (file != nullptr) {
    candidate.path = files_.paths[file->path];
    candidate.commit = file->commit;
    candidate.added = file->added;
  } else if (hit.kind == BlobKind::kRef) {
    candidate.path = hit.path;
  } else if (const auto at = numbers_.find(hit.id); at != numbers_.end()) {
    candidate.commit = at->second;
  }
  const Rule& rule = engine_.rules().rules()[match.rule];
  // A rule that looks at the path alone leaves nothing to judge.
  std::optional<Verdict> verdict =
      rule.regex.empty() && hit.kind == BlobKind::kPath
          ? Verdict{rule.confidence, rule.severity, Validity::kUnknown, {}}
          : judge::decide(rule, match, candidate.path);
  if (!verdict || verdict->confidence < options_.scan.min_confidence ||
      verdict->severity < options_.scan.min_severity) {
    return;
  }
  candidate.verdict = *std::move(verdict);
  const std::string commit =
      candidate.commit == kNoCommit ? "" : commits_[candidate.commit].id.hex();
  candidate.allowed_by = engine_.allowed_at(match, candidate.path, commit);
  candidate.suppressed =
      !candidate.allowed_by.empty() || (match.allowed_inline && options_.trust_inline);
  candidates_.push_back(std::move(candidate));
}

std::vector<bool> Scanner::find_news() {
  const bool has_base =
      !change_.known.empty() || !change_.known_names.empty() ||
      std::any_of(commits_.begin(), commits_.end(), [&](const RangeCommit& c) {
        return std::any_of(c.parents.begin(), c.parents.end(),
                           [&](const ObjectId& id) { return !numbers_.contains(id); });
      });
  if (candidates_.empty() || !has_base || options_.all_in_changed_files) {
    return std::vector<bool>(candidates_.size(), true);
  }
  const std::vector<ObjectId> near = near_trees();
  return ChangeNews(
             store_, trees_, base_, commits_, near, [this] { return whole_base(); }, options_.scan)
      .decide(candidates_);
}

// Of known parents and of some known names: where most of what is not new lies.
std::vector<ObjectId> Scanner::near_trees() {
  std::vector<ObjectId> trees;
  std::unordered_set<ObjectId> seen;
  const auto add = [&](const ObjectId& commit) {
    if (trees.size() >= kMaxNearTrees || numbers_.contains(commit)) return;
    const ObjectId tree = walk_.tree_of(commit);
    const ObjectId found = tree.empty() && change_.quarantined ? tree_of(commit) : tree;
    if (!found.empty() && seen.insert(found).second) trees.push_back(found);
  };
  for (const ObjectId& id : change_.known) add(id);
  for (const RangeCommit& commit : commits_) {
    for (const ObjectId& parent : commit.parents) add(parent);
  }
  return trees;
}

WholeBase Scanner::whole_base() {
  if (change_.quarantined) {
    for (const RangeCommit& commit : commits_) {
      for (const ObjectId& parent : commit.parents) {
        if (!numbers_.contains(parent)) walk_.add_known(parent);
      }
    }
  }
  walk_.settle_all(options_.scan.stop);
  return {walk_.known_trees(), walk_.known_texts()};
}

std::optional<CommitFacts> Scanner::facts_of(uint32_t commit) {
  if (commit == kNoCommit) return std::nullopt;
  const auto [at, fresh] = facts_.try_emplace(commit);
  if (!fresh) return at->second;
  const RangeCommit& own = commits_[commit];
  CommitFacts facts{own.id, own.date, {}};
  if (const Result<git::Object> object = store_.read(own.id)) {
    git::Commit parsed;
    git::parse_commit(object->bytes, store_.id_bytes(), parsed);
    facts.author = {std::string(parsed.author.name), std::string(parsed.author.email)};
  }
  at->second = std::move(facts);
  return at->second;
}

Finding Scanner::make_finding(const PlacedMatch& candidate) {
  const Match& match = *candidate.match;
  Finding finding;
  finding.rule = match.rule;
  finding.kind = candidate.kind;
  finding.path = candidate.path;
  finding.location = match.location;
  finding.span = match.secret;
  finding.blob = candidate.blob;
  finding.secret = match.secret_text;
  finding.match = match.match_text;
  finding.verdict = candidate.verdict;
  finding.commit = facts_of(candidate.commit);
  // What no commit brings may be a tag, or what one names; or nothing leads to it.
  const bool named = finding.commit || !change_.quarantined || candidate.kind == BlobKind::kTag ||
                     candidate.kind == BlobKind::kRef;
  finding.reach = named ? Reach::kRef : Reach::kUnreachable;
  // Told also where it is not heeded, for the policy of the change to be judged.
  if (match.allowed_inline && (options_.trust_inline || options_.scan.proposed != nullptr)) {
    finding.suppressed =
        Suppression{"inline", finding.path + ":" + std::to_string(match.location.line), 1};
  }
  return finding;
}

void Scanner::add_findings(const std::vector<bool>& news) {
  for (size_t i = 0; i < candidates_.size(); ++i) {
    const PlacedMatch& candidate = candidates_[i];
    if (!news[i]) continue;
    if (candidate.allowed_by.empty()) {
      report().findings.push_back(make_finding(candidate));
    } else {
      ++allowed_[{candidate.allowed_by, report().rules[candidate.match->rule].id}];
    }
  }
  for (const auto& [key, count] : allowed_) {
    report().coverage.suppressed.push_back({key.first, key.second, count});
  }
}

// Which heads lead to a finding, in one walk over the change.
void Scanner::mark_heads() {
  std::vector<bool> bad(commits_.size());
  std::unordered_set<ObjectId> objects;
  for (const Finding& finding : report().findings) {
    if (finding.suppressed) continue;
    if (finding.commit) {
      bad[numbers_.at(finding.commit->id)] = true;
    } else {
      objects.insert(finding.blob);
    }
  }
  for (size_t i = 0; i < commits_.size(); ++i) {
    for (const ObjectId& parent : commits_[i].parents) {
      const auto at = numbers_.find(parent);
      if (at != numbers_.end() && bad[at->second]) bad[i] = true;
    }
  }
  if (change_.quarantined) {
    for (const ObjectId& id : change_.heads) walk_.add_head(id);
  }
  for (const RangeHead& head : walk_.heads()) {
    const auto at = numbers_.find(head.target);
    bool hit = at != numbers_.end() ? bad[at->second] : objects.contains(head.target);
    for (const ObjectId& tag : head.tags) hit = hit || objects.contains(tag);
    result_.hit.push_back(hit);
  }
}

// The first commit of the change that brings each secret.
void Scanner::fill_lives() {
  for (SecretGroup& group : report().secrets) {
    uint32_t first = kNoCommit;
    for (const size_t index : group.findings) {
      const Finding& finding = report().findings[index];
      if (finding.commit) first = std::min(first, numbers_.at(finding.commit->id));
    }
    group.introduced = facts_of(first);
  }
}

void Scanner::finish(size_t objects) {
  if (stopped()) tell({Reason::kTimeout, "the scan was stopped before its end", "time"});
  if (promised_ != 0) {
    collector_.on_unread()(
        {Reason::kPromised,
         "a partial clone: " + std::to_string(promised_) +
             " objects of the change were never fetched; run: git fetch --refetch --no-filter",
         "objects"});
  }
  Selected& selected = report().target.selection.emplace();
  selected.change = true;
  selected.ranges = change_.described;
  selected.commits = result_.commits;
  selected.objects = objects;
  finish_report(nullptr, options_.scan, report());
  mark_heads();
  fill_lives();
  add_web_places(&repository_, &store_, report().target.path, options_.scan, report());
}

}  // namespace

ChangeScan scan_change(const git::Repository& repository, const git::ObjectStore& store,
                       std::span<const ObjectId> shallow, const Change& change,
                       const Engine& engine, const ChangeOptions& options) {
  return Scanner(repository, store, shallow, change, engine, options).run();
}

}  // namespace sluice
