#include "provenance/history_objects.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/workers.h"
#include "git/object_set.h"

namespace sluice::provenance {

Result<HistoryObjects> read_history_objects(const git::ObjectStore& store,
                                            const WantedBlobs& wanted, const LocateOptions& options,
                                            const OnUnread& on_unread) {
  const unsigned workers = std::max(options.workers, 1u);
  std::optional<HitTreesBuilder> trees;
  const auto begin_trees = [&] {
    Exists exists;
    if (!options.promised) exists = [&store](const ObjectId& id) { return store.contains(id); };
    trees.emplace(wanted.blobs, store.id_bytes(), workers, TreeLimits{}, std::move(exists));
    if (!options.matters) return;
    trees->want_by_name([&](uint32_t blob, std::string_view name) {
      const uint32_t hit = wanted.hit_by_name[blob];
      return hit == kNone || options.matters(hit, name);
    });
  };
  begin_trees();
  if (!options.promised) {
    trees->presume_all([&](std::span<const ObjectId> ids) { return store.contains_all(ids); });
  }
  CommitCollector read(workers, store.id_bytes());
  CommitCollector& commits = options.commits != nullptr ? *options.commits : read;
  git::Selection selection;
  selection.types = git::only(git::ObjectType::kTree);
  selection.rest_walked = true;  // by the scan
  git::ObjectSet known;
  if (options.commits == nullptr || options.some_commits) {
    selection.types =
        selection.types | git::only(git::ObjectType::kCommit) | git::only(git::ObjectType::kTag);
    known = git::ObjectSet(commits.commits(), store.id_bytes());
    selection.without = known.ids().raw();
  }
  const auto sink = [&](unsigned worker, const git::ObjectView& object) {
    if (object.type == git::ObjectType::kTree) {
      trees->add(worker, object, on_unread);
    } else {
      commits.add(worker, object.id, object.type, object.bytes);
    }
  };
  if (Result<void> done = store.for_each(selection, workers, sink, on_unread, {}); !done) {
    return done.error();
  }
  if (!options.promised && !trees->presumed_rightly()) {
    begin_trees();
    selection.types = git::only(git::ObjectType::kTree);
    selection.rest_walked = true;
    // What was told above may be told again; coverage counts it once.
    if (Result<void> done = store.for_each(selection, workers, sink, on_unread, {}); !done) {
      return done.error();
    }
  }
  bool is_cyclic = false;
  const auto on_cycle = [&](const Unread& unread) {
    is_cyclic = true;
    if (commits.claimed().empty()) on_unread(unread);
  };
  trees->merge();
  HistoryObjects objects;
  parallel_for(workers, 2, {}, [&](unsigned, size_t part) {
    if (part == 0) {
      objects.trees = trees->build(on_unread);
    } else {
      objects.graph = commits.build_graph(on_cycle);
    }
  });
  objects.tags = commits.take_tags();
  objects.claimed = commits.claimed();
  objects.is_refuted = is_cyclic && !objects.claimed.empty();
  return objects;
}

}  // namespace sluice::provenance
