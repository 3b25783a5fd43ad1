// Notes: what people noted of commits, which git log shows below their messages.
// Source: git-notes(1); the tree of refs/notes/commits has a file a commit, whose path without
// slashes is the commit's id.
#pragma once

#include <map>
#include <string>

#include "git/refs.h"
#include "patch/object_cache.h"
#include "sluice/oid.h"

namespace sluice::gitleaks {

// One thread.
class Notes {
 public:
  // Borrows both. Notes that cannot be read are none.
  Notes(patch::ObjectCache& cache, const git::RefSet& refs, uint8_t id_bytes);

  // Null: there is none of this commit.
  patch::Bytes of(const ObjectId& commit);

 private:
  patch::ObjectCache& cache_;
  std::map<std::string, ObjectId> by_commit_;  // hex
};

}  // namespace sluice::gitleaks
