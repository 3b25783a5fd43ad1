#include "git/file_at_commit.h"

#include <algorithm>
#include <utility>

#include "git/commit.h"
#include "git/tree.h"

namespace sluice::git {
namespace {

Result<Object> read_as(const ObjectStore& store, const ObjectId& id, ObjectType type) {
  Result<Object> object = store.read(id);
  if (object && object->type != type) {
    return Error{ErrorKind::kCorrupt, id.hex() + " is not the kind of object it is named as"};
  }
  return object;
}

std::optional<TreeEntry> find_entry(const Object& tree, uint8_t id_bytes, std::string_view name) {
  TreeIterator entries(tree.bytes, id_bytes);
  for (TreeEntry entry; entries.next(entry);) {
    if (entry.name == name) return entry;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<ObjectId>> find_file(const ObjectStore& store, const ObjectId& commit,
                                          std::string_view path) {
  const Result<Object> object = read_as(store, commit, ObjectType::kCommit);
  if (!object) return object.error();
  Commit parsed;
  parse_commit(object->bytes, store.id_bytes(), parsed);
  ObjectId id = parsed.tree;
  for (;;) {
    const size_t slash = std::min(path.find('/'), path.size());
    const Result<Object> tree = read_as(store, id, ObjectType::kTree);
    if (!tree) return tree.error();
    const std::optional<TreeEntry> entry =
        find_entry(*tree, store.id_bytes(), path.substr(0, slash));
    if (!entry) return std::optional<ObjectId>();
    id = ObjectId::from_raw(entry->id);
    if (slash == path.size()) {
      const bool is_file = entry->is_blob() && !entry->is_symlink();
      return is_file ? std::optional(id) : std::optional<ObjectId>();
    }
    if (!entry->is_tree()) return std::optional<ObjectId>();
    path.remove_prefix(slash + 1);
  }
}

Result<std::optional<std::string>> file_at_commit(const ObjectStore& store, const ObjectId& commit,
                                                  std::string_view path) {
  const Result<std::optional<ObjectId>> id = find_file(store, commit, path);
  if (!id) return id.error();
  if (!*id) return std::optional<std::string>();
  Result<Object> blob = read_as(store, **id, ObjectType::kBlob);
  if (!blob) return std::move(blob).error();
  return std::optional(std::move(blob->bytes));
}

}  // namespace sluice::git
