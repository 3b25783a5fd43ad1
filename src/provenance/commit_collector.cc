#include "provenance/commit_collector.h"

#include <algorithm>

#include "git/object_set.h"
#include "git/tag.h"

namespace sluice::provenance {

CommitCollector::CommitCollector(unsigned workers, uint8_t id_bytes)
    : id_bytes_(id_bytes), commits_(std::max(1u, workers)), workers_(std::max(1u, workers)) {}

void CommitCollector::add(unsigned worker, const ObjectId& id, git::ObjectType type,
                          std::string_view bytes) {
  Worker& mine = workers_[worker];
  if (type == git::ObjectType::kCommit) {
    git::parse_commit(bytes, id_bytes_, mine.commit);
    commits_.add(worker, id, mine.commit);
  } else if (type == git::ObjectType::kTag) {
    mine.tags.emplace_back(id, git::parse_tag(bytes, id_bytes_).object);
  }
}

void CommitCollector::claim(std::span<const git::GraphCommit> commits,
                            const git::ObjectStore& store) {
  const git::ObjectSet added(commits_.ids(), id_bytes_);
  for (const git::GraphCommit& commit : commits) {
    if (added.contains(commit.id) || !store.contains(commit.id)) continue;
    if (!claimed_.insert(commit.id).second) continue;
    commits_.add(0, commit.id, commit.tree, commit.parents, commit.date);
  }
}

Tags CommitCollector::take_tags() {
  Tags tags;
  for (const Worker& worker : workers_) {
    for (const auto& [id, target] : worker.tags) {
      if (tags.ids.intern(id.raw()) == tags.targets.size()) tags.targets.push_back(target);
    }
  }
  workers_.clear();
  return tags;
}

}  // namespace sluice::provenance
