// Provenance: which commits, authors and paths a hit belongs to, and a secret's
// life. Found after scanning, for hits only, in one pass over the trees.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "git/object_store.h"
#include "git/refs.h"
#include "git/repository.h"
#include "provenance/commit_collector.h"
#include "sluice/finding.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice::provenance {

// An object of the store in which something was found.
struct HitObject {
  ObjectId id;
  git::ObjectType type = git::ObjectType::kBlob;  // kBlob, kCommit or kTag
  // Not every place is of interest: LocateOptions::matters is asked.
  bool by_name = false;
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

// The (path, blob) pairs of the git index, for Reach::kIndex.
struct IndexEntryRef {
  std::string_view path;
  ObjectId blob;
};

// The answers, in two steps: where each hit lies, and then, for whichever hits
// turned out to hold one secret once the paths were judged, that secret's life.
// Immutable but for memory that life() reuses: one thread at a time.
class Located {
 public:
  ~Located();
  Located(Located&&) noexcept;
  Located& operator=(Located&&) noexcept;

  // Of hits[i], by path ascending; never empty: without a path, one with path "".
  const std::vector<Place>& places(size_t hit) const;
  // `holders`: indices into `hits` of the objects that hold the secret, ascending.
  SecretLife life(std::span<const uint32_t> holders) const;
  // One entry a secret. Costs little more for sixty-four secrets than for one.
  std::vector<SecretLife> lives(std::span<const std::vector<uint32_t>> secrets) const;
  uint64_t commits() const;  // read

  struct Impl;
  explicit Located(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

struct LocateOptions {
  unsigned workers = 1;
  // Was given every commit and tag of the store, and is used up. Null: they are read.
  CommitCollector* commits = nullptr;
  // It was given only some, or claims: what it lacks is read. Each claimed commit that an
  // answer may name, or that seems to lack a parent or its tree, is held against the
  // commit itself; if one does not say what was claimed, that is told as kCorrupt, and
  // all commits are read.
  bool some_commits = false;
  // Whether a hit that is by_name matters in a file of this name (the last part of
  // its path); trees that hold it only elsewhere do not count as its holders. Any
  // thread.
  std::function<bool(size_t hit, std::string_view name)> matters = {};
  // A partial clone: what the store lacks was promised by a remote, so no gap is told.
  bool promised = false;
};

// `store`, and what `on_unread` refers to, must outlive the answer: life() reads the
// commits it names. Gaps of reachable history (a parent commit not behind the shallow
// boundary, a tree or blob that a tree names, what a ref names) are told as kMissing,
// each object once, also where there are no hits: a store that lost a blob is not
// clean. Submodules' commits are not this store's.
Result<Located> locate(const git::ObjectStore& store, const git::RefSet& refs,
                       std::span<const HitObject> hits, std::span<const IndexEntryRef> index_paths,
                       const LocateOptions& options, const OnUnread& on_unread);

}  // namespace sluice::provenance
