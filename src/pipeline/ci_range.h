// CiRange: the commits that a CI run is about, found in the clone that it has.
//
// A clone of a CI service has what was fetched: often a detached HEAD, remote refs only, and the
// last few commits. What the service names and the clone lacks is an incomplete clone, and never
// taken for an empty change.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/oid.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice {

// A commit as a service or a person names it.
struct CiCommit {
  enum class Kind : uint8_t {
    kId,        // an object id, maybe abbreviated
    kBranch,    // a branch's short name; its remote ref counts before a local one
    kDefault,   // the default branch, whose name is not known
    kRevision,  // what a person typed: gitrevisions(7), else a branch
  };
  Kind kind = Kind::kId;
  std::string name;
};

struct CiChange {
  // What is judged: the first that the clone has.
  std::vector<CiCommit> heads;
  // Where it may start, best first. Of those that the clone has the first that the head adds
  // something to; empty: nothing was there before, and all of the head's history is the change.
  std::vector<CiCommit> bases;
  std::string branch;   // short name of the branch that is judged; empty where it is none
  std::string new_ref;  // full name of a ref that this push created; empty: none
  // The bases stand for a previous state that the service does not tell. A head that adds nothing
  // to them may then be the branch itself, of which nothing was seen.
  bool guessed = false;
  bool whole_if_empty = false;  // no change is meant (a schedule): then all of the head's history
  bool typed = false;           // the base is a person's: one that is wrong is their mistake
};

struct CiRange {
  ObjectId head;                  // as named: maybe an annotated tag's
  ObjectId head_commit;           // peeled
  std::optional<ObjectId> base;   // a commit; absent: the change is all of the head's history
  std::vector<ObjectId> forks;    // the commits of the base's history that the change grew from
  std::vector<ObjectId> commits;  // that the head adds, ascending; empty where there is no base
  std::string shown;              // "main..HEAD", safe
};

// What could not be found, so that the caller can say what its service has to fetch.
struct CiProblem {
  enum class Kind : uint8_t {
    kHeadMissing,  // the clone does not have the head
    kBaseMissing,  // nor any base
    kWrongBase,    // a typed base that is no commit, or to which the head adds nothing
    kOwnBranch,    // the base is the very branch that is judged
    kUnreadable,   // an object on the way could not be read
  };
  Kind kind = Kind::kUnreadable;
  std::string what;      // one line, safe
  std::string revision;  // what to fetch: an id or a branch's short name; raw, may be empty
  bool is_branch = false;
};

struct CiRangeResult {
  std::optional<CiRange> range;
  CiProblem problem;  // where there is no range
};

// `refs` with its shallow boundary (git::read_refs). Nothing is told of a boundary within the
// range: scanning it tells.
CiRangeResult find_ci_range(const git::ObjectStore& store, const git::RefSet& refs,
                            const CiChange& change);

// One commit, peeled. kUsage, in a line that begins with its name: it is not here.
Result<ObjectId> find_ci_commit(const git::ObjectStore& store, const git::RefSet& refs,
                                const CiCommit& named);

}  // namespace sluice
