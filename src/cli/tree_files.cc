#include "cli/tree_files.h"

#include <utility>

#include "base/escape.h"
#include "git/file_at_commit.h"

namespace sluice::cli {

std::optional<std::string> TreeFiles::read(const std::string& name) {
  if (!commit_) return std::nullopt;
  Result<std::optional<std::string>> text = git::file_at_commit(store_, *commit_, name);
  if (text) return *std::move(text);
  if (!error_) {
    error_ = Error{text.error().kind, escape_for_terminal(name) + " of " + commit_->hex() + ": " +
                                          text.error().message};
  }
  return std::nullopt;
}

std::optional<ObjectId> TreeFiles::id(const std::string& name) const {
  if (!commit_) return std::nullopt;
  const Result<std::optional<ObjectId>> id = git::find_file(store_, *commit_, name);
  return id ? *id : std::nullopt;
}

}  // namespace sluice::cli
