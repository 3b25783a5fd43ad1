// Selection: the part of a history that a scan was asked to look at.
//
// Let I be the commits that the included names reach and the excluded ones do not.
// With a date, those of I that are older leave it. The excluded commits are those
// that the excluded names reach, and the older ones. Selected are
//   - the commits of I (their text);
//   - every blob in a tree of I that is in no tree of an excluded commit, at any
//     path, of any time;
//   - the tag objects on the way from an included name to what it names, where no
//     excluded name leads over them, and whose date, where one was asked for, is
//     not older;
//   - a tree or blob that a ref names itself.
// All parents of a merge count, and what one commit brings and a later one takes
// away. So the blobs are what `git diff-tree -m -r --root` shows as new of the
// commits of I, less what excluded trees hold: where no parent in I holds a blob at
// its path, some parent differs there. git rev-list --objects gives the same but for
// content that was gone from the excluded tips and came back, which it lists again.
// As in git, a commit of the shallow boundary has no parents.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "git/object_set.h"
#include "git/object_store.h"
#include "git/refs.h"
#include "sluice/result.h"
#include "sluice/source.h"

namespace sluice::provenance {

// What the person asked for. Included names of `refs` and `ranges` add up; where
// neither includes any, `since` looks at every commit of the store, reachable or not.
struct Choice {
  std::vector<std::string> refs;    // globs: git::match_refs
  std::vector<std::string> ranges;  // git::parse_range
  std::optional<int64_t> since;     // committer dates, seconds since the epoch, from this one on
  bool allow_empty = false;         // a range that holds no commit is no error

  bool any() const { return !refs.empty() || !ranges.empty() || since.has_value(); }
};

struct Selection {
  git::ObjectSet objects;      // commits, tags and blobs; all of them, or the gap is told
  std::vector<git::Ref> refs;  // whose names are part of it: those of `refs`, or with `since`
                               // alone all; refs/** only
  uint64_t commits = 0;        // of `objects`
};

// Reads every commit once and every tree twice, whatever the range, in the order of
// the packs. What the selected commits lack (a parent, a tree, a blob) is told as
// kMissing, one of them at the shallow boundary as kShallow; what an excluded commit
// lacks makes the selection larger, and is not told. Stopped early: a part of the
// selection, or none. kUsage: a name that is no
// commit, a glob that names no ref, a range without a commit; the message is one
// line and names it.
Result<Selection> select_history(const git::ObjectStore& store, const git::RefSet& refs,
                                 const Choice& choice, uint8_t id_bytes, unsigned workers,
                                 const OnUnread& on_unread, std::stop_token stop);

}  // namespace sluice::provenance
