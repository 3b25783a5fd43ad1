#include "git/file_at_head.h"

#include "git/commit.h"
#include "git/tree.h"

namespace sluice::git {

std::optional<std::string> file_at_head(const Repository& repository, const Limits& limits,
                                        const std::string& name) {
  const OnUnread ignore = [](const Unread&) {};  // the scan that follows tells what is broken
  const RefSet refs = read_refs(repository, ignore);
  if (!refs.head) return std::nullopt;
  const Result<ObjectStore> store =
      ObjectStore::open(repository.objects_dir(), repository.id_bytes, limits, ignore);
  if (!store) return std::nullopt;
  const Result<Object> head = store->read(*refs.head);
  if (!head || head->type != ObjectType::kCommit) return std::nullopt;
  Commit commit;
  parse_commit(head->bytes, repository.id_bytes, commit);
  const Result<Object> root = store->read(commit.tree);
  if (!root || root->type != ObjectType::kTree) return std::nullopt;
  TreeIterator entries(root->bytes, repository.id_bytes);
  for (TreeEntry entry; entries.next(entry);) {
    if (entry.name != name || !entry.is_blob() || entry.is_symlink()) continue;
    Result<Object> blob = store->read(ObjectId::from_raw(entry.id));
    if (!blob || blob->type != ObjectType::kBlob) return std::nullopt;
    return std::move(blob->bytes);
  }
  return std::nullopt;
}

}  // namespace sluice::git
