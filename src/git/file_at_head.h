// One file of HEAD's tree, without a working tree.
#pragma once

#include <optional>
#include <string>

#include "git/object_store.h"
#include "git/repository.h"

namespace sluice::git {

// The bytes of the blob called `name` in the root of HEAD's tree; nullopt where
// there is no HEAD, no such entry, or it cannot be read.
std::optional<std::string> file_at_head(const Repository& repository, const Limits& limits,
                                        const std::string& name);

}  // namespace sluice::git
