// Commit objects: headers as views into the object's bytes.
// Source: gitformat-signature(5), git-commit-tree(1), git's ident.c for what counts as a date.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/oid.h"

namespace sluice::git {

// "Name <email> 1704067200 +0100". What is missing or malformed is empty or 0.
struct Signature {
  std::string_view name;   // without surrounding blanks
  std::string_view email;  // between the first < and the next >
  int64_t date = 0;        // seconds since the epoch, 0..kLatestDate
  int utc_offset = 0;      // minutes east of UTC, -1439..1439
};
// The last second of the year 9999, all that RFC 3339 can write. Later ones are 0.
inline constexpr int64_t kLatestDate = 253402300799;

struct Commit {
  ObjectId tree;                  // empty where malformed
  std::vector<ObjectId> parents;  // as written: duplicates stay, malformed lines are left out
  Signature author;
  Signature committer;
};

// `line` is what follows "author " or "tagger ", without the newline.
Signature parse_signature(std::string_view line);

// Reads the headers of a commit of a repository with ids of `id_bytes` (20 or
// 32) into `commit`, whose former content is lost and whose parents' capacity is
// kept. Never fails: a header that is malformed counts as absent, unknown ones
// (gpgsig, mergetag, encoding …) and their continuation lines are skipped.
void parse_commit(std::string_view bytes, uint8_t id_bytes, Commit& commit);

}  // namespace sluice::git
