#include "patch/commit_table.h"

namespace sluice::patch {

uint32_t CommitTable::number(const ObjectId& id) {
  const auto [at, fresh] = numbers_.emplace(id, static_cast<uint32_t>(nodes_.size()));
  if (fresh) nodes_.emplace_back().id = id;
  return at->second;
}

Result<void> CommitTable::load(uint32_t commit) {
  if (nodes_[commit].loaded) return {};
  const ObjectId id = nodes_[commit].id;
  const Result<Bytes> bytes = objects_.read(id, git::ObjectType::kCommit);
  if (!bytes) {
    return Error{bytes.error().kind, "commit " + id.hex() + ": " + bytes.error().message};
  }
  git::parse_commit(**bytes, id_bytes_, commit_);
  std::vector<uint32_t> parents;
  if (!shallow_.contains(id)) {
    for (const ObjectId& parent : commit_.parents) parents.push_back(number(parent));
  }
  CommitNode& node = nodes_[commit];  // number() may have moved it
  node.tree = commit_.tree;
  node.parents = std::move(parents);
  node.date = commit_.committer.date;
  node.author_date = commit_.author.date;
  node.loaded = true;
  return {};
}

}  // namespace sluice::patch
