// HEAD alone: what read_refs would say of it, without reading every other ref
// and reflog.
#pragma once

#include <optional>

#include "git/repository.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

// The commit that HEAD leads to; nullopt: an unborn branch. kCorrupt: HEAD or
// the ref it names is damaged; kNotFound: no HEAD; kUnsupported: a repository
// that keeps its refs in a reftable; kIo.
Result<std::optional<ObjectId>> read_head(const Repository& repository);

}  // namespace sluice::git
