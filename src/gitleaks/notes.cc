#include "gitleaks/notes.h"

#include <algorithm>
#include <vector>

#include "git/commit.h"
#include "patch/tree_diff.h"

namespace sluice::gitleaks {

Notes::Notes(patch::ObjectCache& cache, const git::RefSet& refs, uint8_t id_bytes) : cache_(cache) {
  const auto ref = std::find_if(refs.refs.begin(), refs.refs.end(), [](const git::Ref& one) {
    return one.name == "refs/notes/commits";
  });
  if (ref == refs.refs.end()) return;
  const Result<patch::Bytes> bytes = cache.read(ref->target, git::ObjectType::kCommit);
  if (!bytes) return;
  git::Commit commit;
  git::parse_commit(**bytes, id_bytes, commit);
  std::vector<patch::FilePair> files;
  // What was listed before a damaged folder counts.
  (void)patch::TreeDiffer(cache, id_bytes, nullptr).diff(ObjectId{}, commit.tree, files);
  for (patch::FilePair& file : files) {
    std::erase(file.path, '/');
    by_commit_.emplace(std::move(file.path), file.new_id);
  }
}

patch::Bytes Notes::of(const ObjectId& commit) {
  const auto found = by_commit_.find(commit.hex());
  if (found == by_commit_.end()) return nullptr;
  Result<patch::Bytes> note = cache_.read(found->second, git::ObjectType::kBlob);
  return note ? *std::move(note) : nullptr;
}

}  // namespace sluice::gitleaks
