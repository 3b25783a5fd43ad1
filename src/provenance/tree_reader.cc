#include "provenance/tree_reader.h"

#include <algorithm>
#include <utility>

#include "git/reason.h"

namespace sluice::provenance {

TreeReader::Tree TreeReader::keep(const ObjectId& id, Tree tree) {
  if (recent_bytes_ > kKeptBytes) {
    older_ = std::exchange(recent_, {});
    recent_bytes_ = 0;
  }
  recent_bytes_ += tree->size();
  recent_.emplace(id, tree);
  return tree;
}

TreeReader::Tree TreeReader::read(const ObjectId& id) {
  if (const auto at = recent_.find(id); at != recent_.end()) return at->second;
  if (const auto at = older_.find(id); at != older_.end()) return keep(id, at->second);
  if (failed_.contains(id)) return nullptr;
  Result<git::Object> object = store_.read(id);
  if (object && object->type == git::ObjectType::kTree) {
    return keep(id, std::make_shared<const std::string>(std::move(object->bytes)));
  }
  failed_.emplace(id, object ? Error{ErrorKind::kCorrupt, "not a tree"} : object.error());
  return nullptr;
}

TreeReader::Tree TreeReader::read(const ObjectId& id, const char* what, const OnUnread& on_unread) {
  Tree tree = read(id);
  if (!tree && told_.insert(id).second) {
    on_unread({git::reason_of(failed_.at(id)), what, id.hex()});
  }
  return tree;
}

std::optional<ObjectId> TreeReader::blob_at(const ObjectId& root, std::string_view path) {
  ObjectId at = root;
  for (;;) {
    const size_t slash = path.find('/');
    const bool last = slash == path.npos;
    const std::string_view name = path.substr(0, slash);
    const Tree tree = read(at);
    if (!tree) return std::nullopt;
    git::TreeIterator entries(*tree, id_bytes());
    git::TreeEntry entry;
    bool found = false;
    while (!found && entries.next(entry)) {
      found = entry.name == name && (last ? entry.is_blob() : entry.is_tree());
    }
    if (!found) return std::nullopt;
    at = ObjectId::from_raw(entry.id);
    if (last) return at;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace sluice::provenance
