// Refs: names that lead to objects, read from files and packed-refs.
// Source: gitrepository-layout(5), git-pack-refs(1), reflog lines as git writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/lines.h"
#include "sluice/coverage.h"
#include "sluice/oid.h"
#include "sluice/source.h"

namespace sluice::git {

struct Repository;

struct Ref {
  std::string name;  // full: refs/heads/main; HEAD and pseudo refs by their bare name
  ObjectId target;   // what it points at, not peeled
};

struct RefSet {
  std::optional<ObjectId> head;  // absent: unborn branch
  std::string head_name;         // refs/heads/main, or empty where detached
  std::vector<Ref> refs;         // refs/**, ascending by name; refs/stash among them
  std::vector<Ref> pseudo;       // ORIG_HEAD, FETCH_HEAD, MERGE_HEAD … where present
  std::vector<Ref> worktrees;    // "worktrees/NAME/HEAD" and other worktrees' own refs
  std::vector<ObjectId>
      reflog;  // every id a reflog names (other than refs/stash's), distinct, ascending
  std::vector<ObjectId> stash_log;  // those of logs/refs/stash
  std::vector<ObjectId> shallow;    // the boundary commits
};

inline constexpr uint64_t kMaxRefBytes = uint64_t{64} << 10;  // of one loose ref

// Whether each worktree has its own of that name, which is below refs/. Source: git-worktree(1),
// "REFS".
bool is_per_worktree(std::string_view name);

// Reads all of them; what cannot be read goes to `on_unread`, named by its path
// from git's own folder. A reftable repository is kUnsupported to `on_unread`,
// with an empty set.
RefSet read_refs(const Repository& repository, const OnUnread& on_unread);

// The same of HEAD, refs/** and the shallow boundary alone: no log, which may be long, is read.
RefSet read_tips(const Repository& repository, const OnUnread& on_unread);

// Appends the lines of a packed-refs file to `refs`, in the file's order, peeled
// values (lines that start with '^') left out.
BadLines parse_packed_refs(std::string_view bytes, uint8_t id_bytes, std::vector<Ref>& refs);

}  // namespace sluice::git
