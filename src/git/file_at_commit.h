// One file of a commit's tree, without a working tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "git/object_store.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::git {

// The blob called `path` ("dir/name", relative, from the root) in the tree of `commit`. nullopt:
// no such entry, or it is a folder, a submodule or a symlink, which nobody follows. kNotFound,
// kCorrupt, kLimit: the commit or a tree on the way could not be read.
Result<std::optional<ObjectId>> find_file(const ObjectStore& store, const ObjectId& commit,
                                          std::string_view path);

// Its bytes; nullopt where find_file has none. The same errors, of the blob too.
Result<std::optional<std::string>> file_at_commit(const ObjectStore& store, const ObjectId& commit,
                                                  std::string_view path);

}  // namespace sluice::git
