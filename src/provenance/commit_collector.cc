#include "provenance/commit_collector.h"

#include <algorithm>

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
