#include "pipeline/prove.h"

#include <vector>

#include "git/object_stream.h"

namespace sluice {

void prove_ids(const git::ObjectStore& store, std::span<const Finding> findings,
               const git::ObjectSet& proven, unsigned workers, const OnUnread& on_unread) {
  std::vector<ObjectId> ids;
  for (const Finding& finding : findings) {
    if (!finding.blob.empty() && !proven.contains(finding.blob)) ids.push_back(finding.blob);
  }
  if (ids.empty()) return;
  const git::ObjectSet set(std::move(ids), store.id_bytes());
  git::Selection selection;
  selection.only = set.ids().raw();
  const auto compare = [&](const ObjectId& id, const ObjectId& true_id) {
    if (id == true_id) return;
    on_unread({Reason::kCorrupt, "its bytes have the id " + true_id.hex(), id.hex()});
  };
  const auto prove = [&](unsigned, const git::ObjectView& object) {
    compare(object.id, git::hash_object(object.type, object.bytes, store.id_bytes()));
  };
  selection.large = [&](unsigned, const git::LargeObject& object) -> Result<void> {
    const Result<ObjectId> true_id = git::hash_blob(object.stream, store.id_bytes());
    if (!true_id) return true_id.error();
    compare(object.id, *true_id);
    return {};
  };
  // What cannot be read was told by the walk that found it.
  (void)store.for_each(selection, workers, prove, [](const Unread&) {}, {});
}

}  // namespace sluice
