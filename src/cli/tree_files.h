// TreeFiles: files at the root of one commit, for the configuration that it holds.
#pragma once

#include <optional>
#include <string>

#include "git/object_store.h"
#include "sluice/oid.h"
#include "sluice/result.h"

namespace sluice::cli {

// Borrows the store. Without a commit there is no file.
class TreeFiles {
 public:
  TreeFiles(const git::ObjectStore& store, std::optional<ObjectId> commit)
      : store_(store), commit_(commit) {}

  // nullopt: there is none, or it cannot be read: then error() tells.
  std::optional<std::string> read(const std::string& name);
  // Absent where it cannot be read: reading it tells.
  std::optional<ObjectId> id(const std::string& name) const;

  // The first file that could not be read: without it the scan would not be the one that was
  // asked for.
  const std::optional<Error>& error() const { return error_; }

 private:
  const git::ObjectStore& store_;
  const std::optional<ObjectId> commit_;
  std::optional<Error> error_;
};

}  // namespace sluice::cli
