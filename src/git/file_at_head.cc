#include "git/file_at_head.h"

#include <utility>

#include "git/file_at_commit.h"
#include "git/head.h"

namespace sluice::git {

std::optional<std::string> file_at_head(const Repository& repository, const Limits& limits,
                                        const std::string& name) {
  const OnUnread ignore = [](const Unread&) {};  // the scan that follows tells what is broken
  const Result<std::optional<ObjectId>> head = read_head(repository);
  if (!head || !*head) return std::nullopt;
  const Result<ObjectStore> store =
      ObjectStore::open(repository.objects_dir(), repository.id_bytes, limits, ignore);
  if (!store) return std::nullopt;
  Result<std::optional<std::string>> text = file_at_commit(*store, **head, name);
  return text ? *std::move(text) : std::nullopt;
}

}  // namespace sluice::git
