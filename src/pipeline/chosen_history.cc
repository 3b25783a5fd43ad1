#include "pipeline/chosen_history.h"

#include <atomic>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "source/history.h"

namespace sluice {
namespace {

std::vector<ObjectId> ids_of(const git::ObjectSet& objects) {
  std::vector<ObjectId> ids;
  for (size_t i = 0; i < objects.ids().size(); ++i) {
    ids.push_back(ObjectId::from_raw(objects.ids()[i]));
  }
  return ids;
}

void add_staged(const git::ObjectStore& store, std::span<const git::IndexEntry> index,
                const OnUnread& on_gap, provenance::Selection& selection) {
  std::vector<ObjectId> ids = ids_of(selection.objects);
  for (const git::IndexEntry& entry : index) {
    if (entry.mode == git::kModeGitlink || entry.intent_to_add) continue;
    if (store.contains(entry.id)) {
      ids.push_back(entry.id);
    } else {
      on_gap({Reason::kMissing, "a staged file's content", entry.id.hex()});
    }
  }
  selection.objects = git::ObjectSet(std::move(ids), store.id_bytes());
}

}  // namespace

Result<provenance::Selection> choose_history(const git::Repository& repository,
                                             const git::ObjectStore& store, const git::RefSet& refs,
                                             std::span<const git::IndexEntry> index,
                                             const ScanOptions& options, const OnUnread& on_unread,
                                             Selected& selected) {
  std::atomic<uint64_t> promised = 0;
  const OnUnread on_gap = [&](const Unread& unread) {
    if (repository.partial && unread.reason == Reason::kMissing) {
      ++promised;
    } else {
      on_unread(unread);
    }
  };
  Result<provenance::Selection> selection = provenance::select_history(
      store, refs, options.choice, repository.id_bytes, options.workers, on_gap, options.stop);
  if (!selection) return selection;
  if (options.worktree) add_staged(store, index, on_gap, *selection);
  if (promised != 0) {
    on_unread({Reason::kPromised,
               "a partial clone: " + std::to_string(promised) +
                   " objects of the selected history were never fetched; run: git fetch --refetch "
                   "--no-filter",
               "objects"});
  }
  selected.refs = options.choice.refs;
  selected.ranges = options.choice.ranges;
  selected.since = options.choice.since;
  selected.commits = selection->commits;
  selected.objects = selection->objects.ids().size();
  selected.worktree = options.worktree;
  return selection;
}

Result<std::vector<Hit>> hits_elsewhere(const git::ObjectStore& store,
                                        const provenance::Selection& selection,
                                        std::span<const std::vector<Hit>* const> found,
                                        const Engine& engine, const ScanOptions& options) {
  std::unordered_set<std::string_view> secrets;
  for (const std::vector<Hit>* hits : found) {
    for (const Hit& hit : *hits) {
      for (const Match& match : hit.matches) secrets.insert(match.secret_text);
    }
  }
  if (secrets.empty()) return std::vector<Hit>();
  const std::vector<git::Ref> no_names;
  HistorySource rest(store, no_names, !options.full_scan);
  rest.without(selection.objects.ids());
  // What cannot be read here is no gap in what was to be scanned.
  Coverage unused;
  HitCollector collector(engine, options, store.id_bytes(), unused, nullptr);
  if (Result<void> done = collector.run(rest); !done) return std::move(done).error();
  std::vector<Hit> hits = collector.take();
  for (Hit& hit : hits) {
    std::erase_if(hit.matches,
                  [&](const Match& match) { return !secrets.contains(match.secret_text); });
  }
  std::erase_if(hits, [](const Hit& hit) { return hit.matches.empty(); });
  return hits;
}

}  // namespace sluice
