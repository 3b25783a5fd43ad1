#include "provenance/path_history.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "git/object_set.h"
#include "git/tree.h"

namespace sluice::provenance {
namespace {

// The paths, a part a level.
struct Step {
  std::map<std::string, uint32_t, std::less<>> next;  // numbers of steps
  std::vector<uint32_t> paths;                        // that end here
};

class PathTree {
 public:
  explicit PathTree(std::span<const std::string> paths) : steps_(1) {
    for (uint32_t i = 0; i < paths.size(); ++i) add(paths[i], i);
  }
  const Step& operator[](uint32_t step) const { return steps_[step]; }

 private:
  void add(std::string_view path, uint32_t number) {
    uint32_t at = 0;
    for (;;) {
      const size_t slash = path.find('/');
      const auto [next, fresh] = steps_[at].next.try_emplace(std::string(path.substr(0, slash)),
                                                             static_cast<uint32_t>(steps_.size()));
      at = next->second;
      if (fresh) steps_.emplace_back();
      if (slash == path.npos) break;
      path.remove_prefix(slash + 1);
    }
    steps_[at].paths.push_back(number);
  }

  std::vector<Step> steps_;
};

using Found = std::vector<std::pair<uint32_t, ObjectId>>;
using StepsByTree = std::unordered_map<ObjectId, std::vector<uint32_t>>;  // steps, by tree

template <class T>
void make_distinct(std::vector<T>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

// What one worker came by.
struct Part {
  Found files;
  std::vector<std::pair<ObjectId, uint32_t>> folders;
};

void read_tree(const PathTree& tree, const git::ObjectView& object,
               const std::vector<uint32_t>& steps, Part& part) {
  git::TreeIterator entries(object.bytes, object.id.size);
  git::TreeEntry entry;
  while (entries.next(entry)) {
    for (const uint32_t step : steps) {
      const auto at = tree[step].next.find(entry.name);
      if (at == tree[step].next.end()) continue;
      const Step& next = tree[at->second];
      const ObjectId id = ObjectId::from_raw(entry.id);
      if (entry.is_tree() && !next.next.empty()) part.folders.emplace_back(id, at->second);
      if (!entry.is_blob()) continue;
      for (const uint32_t path : next.paths) part.files.emplace_back(path, id);
    }
  }
}

}  // namespace

std::vector<std::pair<uint32_t, ObjectId>> blobs_at_paths(const git::ObjectStore& store,
                                                          std::span<const ObjectId> roots,
                                                          std::span<const std::string> paths,
                                                          unsigned workers,
                                                          const std::stop_token& stop) {
  const PathTree tree(paths);
  StepsByTree wanted;
  for (const ObjectId& root : roots) wanted.try_emplace(root, 1, 0u);
  Found found;
  while (!wanted.empty() && !stop.stop_requested()) {
    std::vector<ObjectId> ids;
    ids.reserve(wanted.size());
    for (const auto& [id, steps] : wanted) ids.push_back(id);
    const git::ObjectSet set(std::move(ids), store.id_bytes());
    git::Selection selection;
    selection.types = git::only(git::ObjectType::kTree);
    selection.only = set.ids().raw();
    std::vector<Part> parts(std::max(1u, workers));
    const auto sink = [&](unsigned worker, const git::ObjectView& object) {
      const auto at = wanted.find(object.id);
      if (at != wanted.end()) read_tree(tree, object, at->second, parts[worker]);
    };
    (void)store.for_each(
        selection, workers, sink, [](const Unread&) {}, stop);
    wanted.clear();
    for (Part& part : parts) {
      found.insert(found.end(), part.files.begin(), part.files.end());
      for (const auto& [id, step] : part.folders) wanted[id].push_back(step);
    }
    for (auto& [id, steps] : wanted) make_distinct(steps);
    make_distinct(found);
  }
  return found;
}

}  // namespace sluice::provenance
