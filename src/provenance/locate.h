// Provenance: which commits, authors and paths a hit belongs to, and a secret's
// life. Found after scanning, for hits only, in one pass over commits and trees.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice::provenance {

// An object of the store in which something was found.
struct HitObject {
  ObjectId id;
  git::ObjectType type = git::ObjectType::kBlob;  // kBlob, kCommit or kTag
};

// One path a hit blob had. A commit's or tag's own text has one Place with an
// empty path.
struct Place {
  std::string path;
  Reach reach = Reach::kUnreachable;
  std::optional<CommitFacts> commit;  // brought this blob to this path: first in topological order
  std::optional<CommitFacts>
      removed;  // ended it: the last that did; absent while HEAD holds it there
};

struct SecretLife {
  std::optional<CommitFacts> introduced;
  std::optional<CommitFacts> removed;
  bool in_head = false;
  std::vector<std::string> refs;  // full names whose tip holds it, ascending
};

struct Lives {
  std::vector<std::vector<Place>> objects;  // one entry a HitObject; places by path ascending;
                                            // never empty: without a path, one with path ""
  std::vector<SecretLife> secrets;          // one entry a secret
  uint64_t commits = 0;                     // commits read
};

// `secrets[i]` lists the indices into `hits` of the objects that hold secret i.
// `index_paths` are the (path, blob) pairs of the git index (for Reach::kIndex).
struct IndexEntryRef {
  std::string_view path;
  ObjectId blob;
};
Result<Lives> locate(const git::ObjectStore& store, const git::RefSet& refs,
                     std::span<const HitObject> hits,
                     std::span<const std::vector<uint32_t>> secrets,
                     std::span<const IndexEntryRef> index_paths, unsigned workers,
                     const OnUnread& on_unread);

}  // namespace sluice::provenance
