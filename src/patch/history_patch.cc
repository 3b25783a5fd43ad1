// Two passes. First every commit's tree is compared with its parent's, and renames are
// found: commits are taken in runs, as neighbours share most of their trees. Then the
// changes are taken path by path, newest first: the old version of one change is the new
// version of the next, and in a pack it is a delta of it, so that each version is made
// once and from one that is at hand.
#include "patch/history_patch.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <tuple>

#include "base/workers.h"

namespace sluice::patch {
namespace {

constexpr size_t kRun = 128;   // commits of a run
constexpr size_t kGroup = 64;  // changes of a path that one worker takes at once
constexpr size_t kCommitCache = size_t{24} << 20, kBlobCache = size_t{96} << 20;

struct Change {
  FilePair pair;
  uint32_t commit = 0;  // position in the list
};

class HistoryPatcher {
 public:
  HistoryPatcher(const PatchStore& store, CommitTable& table, std::span<const uint32_t> commits,
                 const DiffOptions& options, const Pathspec& paths, unsigned workers,
                 const OnUnread& on_unread)
      : store_(store),
        table_(table),
        commits_(commits),
        options_(options),
        paths_(paths),
        workers_(workers),
        on_unread_(on_unread) {}

  void find_changes(const std::stop_token& stop) {
    load_parents();
    std::vector<std::vector<Change>> found(workers_);
    std::vector<std::unique_ptr<ObjectCache>> caches(workers_);
    const size_t runs = (commits_.size() + kRun - 1) / kRun;
    parallel_for(workers_, runs, stop, [&](unsigned worker, size_t run) {
      if (!caches[worker]) caches[worker] = make_cache(kCommitCache);
      TreeDiffer differ(*caches[worker], store_.id_bytes, paths_.empty() ? nullptr : &paths_);
      const size_t end = std::min((run + 1) * kRun, commits_.size());
      for (size_t at = run * kRun; at < end; ++at) {
        add_commit(*caches[worker], differ, static_cast<uint32_t>(at), found[worker]);
      }
    });
    for (std::vector<Change>& part : found) {
      changes_.insert(changes_.end(), std::make_move_iterator(part.begin()),
                      std::make_move_iterator(part.end()));
    }
    std::sort(changes_.begin(), changes_.end(), [](const Change& one, const Change& two) {
      return std::tie(one.pair.path, one.commit) < std::tie(two.pair.path, two.commit);
    });
  }

  void give(const PatchSink& sink, const std::stop_token& stop) {
    const std::vector<size_t> starts = group_starts();
    std::vector<std::unique_ptr<ObjectCache>> caches(workers_);
    std::vector<std::unique_ptr<FilePatcher>> patchers(workers_);
    parallel_for(workers_, starts.size() - 1, stop, [&](unsigned worker, size_t group) {
      if (!caches[worker]) {
        caches[worker] = make_cache(kBlobCache);
        patchers[worker] = std::make_unique<FilePatcher>(*caches[worker], options_);
      }
      give_group(worker, *patchers[worker],
                 std::span(changes_).subspan(starts[group], starts[group + 1] - starts[group]),
                 sink);
    });
  }

 private:
  // Before there are threads: a walk that was cut short did not come to all of them.
  void load_parents() {
    for (const uint32_t commit : commits_) {
      for (const uint32_t parent : std::vector<uint32_t>(table_[commit].parents)) {
        // What the walk needed and lacked was told by it.
        if (const Result<void> loaded = table_.load(parent); !loaded) {
          tell(loaded.error(), table_[commit].id.hex());
        }
      }
    }
  }

  std::unique_ptr<ObjectCache> make_cache(size_t bytes) const {
    return std::make_unique<ObjectCache>(store_.store, store_.replaced, store_.limits, bytes);
  }

  void tell(const Error& error, const std::string& where) {
    const Reason reason = error.kind == ErrorKind::kNotFound ? Reason::kMissing
                          : error.kind == ErrorKind::kLimit  ? Reason::kLimit
                                                             : Reason::kCorrupt;
    const std::lock_guard lock(mutex_);
    on_unread_({reason, error.message, where});
  }

  void add_commit(ObjectCache& cache, TreeDiffer& differ, uint32_t position,
                  std::vector<Change>& changes) {
    const CommitNode& commit = table_[commits_[position]];
    std::vector<uint32_t> parents = commit.parents;
    if (parents.size() > 1) {
      if (options_.merges == DiffOptions::Merges::kNothing) return;
      if (options_.merges == DiffOptions::Merges::kFirstParent) parents.resize(1);
    }
    if (parents.empty()) add_pairs(cache, differ, position, ObjectId{}, changes);
    for (const uint32_t parent : parents) {
      if (!table_[parent].loaded) continue;
      add_pairs(cache, differ, position, table_[parent].tree, changes);
    }
  }

  void add_pairs(ObjectCache& cache, TreeDiffer& differ, uint32_t position, const ObjectId& before,
                 std::vector<Change>& changes) {
    const CommitNode& commit = table_[commits_[position]];
    std::vector<FilePair> pairs;
    if (const Result<void> made = differ.diff(before, commit.tree, pairs); !made) {
      tell(made.error(), commit.id.hex());
    }
    find_renames(cache, options_.renames, pairs);
    for (FilePair& pair : pairs) {
      const bool adds = !pair.deleted() && (pair.old_id != pair.new_id || pair.retyped());
      if (adds && options_.shows(pair)) changes.push_back({std::move(pair), position});
    }
  }

  // Groups do not cross paths. The last one's end is added.
  std::vector<size_t> group_starts() const {
    std::vector<size_t> starts;
    for (size_t i = 0; i < changes_.size(); ++i) {
      const bool new_path = i == 0 || changes_[i].pair.path != changes_[i - 1].pair.path;
      if (new_path || i - starts.back() >= kGroup) starts.push_back(i);
    }
    starts.push_back(changes_.size());
    return starts;
  }

  static auto content_key(const FilePair& pair) {
    return std::tie(pair.old_id, pair.new_id, pair.old_mode, pair.new_mode);
  }

  void give_group(unsigned worker, FilePatcher& patcher, std::span<const Change> changes,
                  const PatchSink& sink) {
    std::vector<bool> given(changes.size());
    std::vector<uint32_t> commits;
    for (size_t i = 0; i < changes.size(); ++i) {
      if (given[i]) continue;
      const FilePair& pair = changes[i].pair;
      commits.assign(1, changes[i].commit);
      for (size_t j = i + 1; j < changes.size(); ++j) {
        if (given[j] || content_key(changes[j].pair) != content_key(pair)) continue;
        given[j] = true;
        commits.push_back(changes[j].commit);
      }
      const Result<std::span<const AddedLines>> hunks = patcher.make(pair);
      if (!hunks) {
        tell(hunks.error(), pair.path);
      } else if (!hunks->empty()) {
        sink(worker, {pair, *hunks}, commits);
      }
    }
  }

  const PatchStore& store_;
  CommitTable& table_;
  const std::span<const uint32_t> commits_;
  const DiffOptions& options_;
  const Pathspec& paths_;
  const unsigned workers_;
  const OnUnread& on_unread_;
  std::mutex mutex_;  // over on_unread_
  std::vector<Change> changes_;
};

}  // namespace

void for_each_patch(const PatchStore& store, CommitTable& table, std::span<const uint32_t> commits,
                    const DiffOptions& options, const Pathspec& paths, unsigned workers,
                    const PatchSink& sink, const OnUnread& on_unread, const std::stop_token& stop) {
  HistoryPatcher patcher(store, table, commits, options, paths, std::max(workers, 1u), on_unread);
  patcher.find_changes(stop);
  patcher.give(sink, stop);
}

}  // namespace sluice::patch
