// The repository around a folder, as git run there would open it.
#pragma once

#include <string>
#include <vector>

#include "git/object_store.h"
#include "git/repository.h"
#include "sluice/result.h"
#include "source/git_environment.h"

namespace sluice::gitleaks {

struct OpenRepository {
  GitEnvironment environment;
  git::Repository repository;
  git::ObjectStore store;
  std::string prefix;  // of the folder in the repository, '/' behind it, or empty
};

// kNotFound: there is none. What of its objects cannot be opened goes to `failures`.
Result<OpenRepository> open_around(const std::string& folder, std::vector<std::string>& failures);

}  // namespace sluice::gitleaks
