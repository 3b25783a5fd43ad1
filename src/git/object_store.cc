#include "git/object_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "git/loose.h"
#include "git/store_files.h"
#include "git/store_walk.h"

namespace sluice::git {

std::string object_header(ObjectType type, uint64_t size) {
  static constexpr const char* kNames[] = {"", "commit ", "tree ", "blob ", "tag "};
  std::string header = kNames[static_cast<size_t>(type)] + std::to_string(size);
  header += '\0';
  return header;
}

ObjectId hash_object(ObjectType type, std::string_view bytes, uint8_t id_bytes) {
  const std::string header = object_header(type, bytes.size());
  const auto as_id = [](const auto& digest) {
    return ObjectId::from_raw({reinterpret_cast<const char*>(digest.data()), digest.size()});
  };
  return id_bytes == 32 ? as_id(sha256({header, bytes})) : as_id(sha1({header, bytes}));
}

struct ObjectStore::Impl {
  StoreFiles files;

  // Objects move while others repack: what is not found is looked for again where
  // there is something new.
  bool is_stale() { return files.is_outdated() && files.refresh(); }
};

ObjectStore::ObjectStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ObjectStore::~ObjectStore() = default;
ObjectStore::ObjectStore(ObjectStore&&) noexcept = default;
ObjectStore& ObjectStore::operator=(ObjectStore&&) noexcept = default;

Result<ObjectStore> ObjectStore::open(const std::string& objects_dir, uint8_t id_bytes,
                                      const StoreOptions& options, const OnUnread& on_unread) {
  struct stat status {};
  if (::lstat(objects_dir.c_str(), &status) != 0) {
    return Error{ErrorKind::kNotFound, "no folder of objects"};
  }
  if (S_ISLNK(status.st_mode)) {
    return Error{ErrorKind::kUnsupported, "the folder of objects is a symlink; it is not followed"};
  }
  if (!S_ISDIR(status.st_mode)) return Error{ErrorKind::kNotFound, "no folder of objects"};
  std::vector<std::string> folders{objects_dir};
  for (std::string& folder : find_alternates(objects_dir, options.alternates, on_unread)) {
    folders.push_back(std::move(folder));
  }
  std::unique_ptr<Impl> impl(
      new Impl{StoreFiles(std::move(folders), id_bytes, options.limits, options.packs_listed)});
  impl->files.refresh();
  for (const Unread& unread : impl->files.take_unread()) on_unread(unread);
  return ObjectStore(std::move(impl));
}

bool ObjectStore::contains(const ObjectId& id) const {
  StoreFiles& files = impl_->files;
  if (id.size != files.id_bytes()) return false;
  return files.is_packed(id) || files.is_loose(id) || (impl_->is_stale() && files.is_packed(id));
}

bool ObjectStore::contains_all(std::span<const ObjectId> ids) const {
  for (const ObjectId& id : ids) impl_->files.expect(id);
  return std::all_of(ids.begin(), ids.end(), [this](const ObjectId& id) { return contains(id); });
}

uint8_t ObjectStore::id_bytes() const { return impl_->files.id_bytes(); }

std::vector<ObjectId> ObjectStore::find_prefix(std::string_view hex_digits) const {
  const StoreFiles& files = impl_->files;
  std::string least(hex_digits), most(hex_digits);
  least.resize(size_t{files.id_bytes()} * 2, '0');
  most.resize(size_t{files.id_bytes()} * 2, 'f');
  const std::optional<ObjectId> first = ObjectId::from_hex(least), last = ObjectId::from_hex(most);
  if (!first || !last || hex_digits.size() > least.size()) return {};
  std::vector<ObjectId> found;
  const auto take = [&](const ObjectId& id) {
    if (*first <= id && id <= *last) found.push_back(id);
  };
  for (const PackFile* file : files.packs()) {
    const Pack* const pack = file->pack();
    if (pack == nullptr) continue;
    const PackIndex& index = pack->index();
    const uint32_t end = index.range(last->bytes[0]).second;
    for (uint32_t at = index.range(first->bytes[0]).first; at < end; ++at) take(index.id(at));
  }
  const auto ignore = [](const Unread&) {};
  for (const std::string& folder : files.folders()) {
    for (const ObjectId& id : list_loose(folder, files.id_bytes(), ignore)) take(id);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<StoredPack> ObjectStore::packs() const {
  std::vector<StoredPack> packs;
  for (const PackFile* file : impl_->files.packs()) {
    packs.push_back({file->path(), file->as_written(), file->identity(), file->index_identity()});
  }
  return packs;
}

std::vector<ObjectId> ObjectStore::loose() const {
  std::vector<ObjectId> ids;
  for (const std::string& folder : impl_->files.folders()) {
    const std::vector<ObjectId> listed =
        list_loose(folder, impl_->files.id_bytes(), [](const Unread&) {});
    ids.insert(ids.end(), listed.begin(), listed.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

bool ObjectStore::is_own(const ObjectId& id) const {
  return id.size == impl_->files.id_bytes() && impl_->files.is_own(id);
}

uint64_t ObjectStore::object_count() const {
  const StoreFiles& files = impl_->files;
  uint64_t count = 0;
  for (const std::string& folder : files.folders()) {
    count += list_loose(folder, files.id_bytes(), [](const Unread&) {}).size();
  }
  for (const PackFile* file : files.packs()) {
    if (const Pack* const pack = file->pack()) count += pack->index().size();
  }
  return count;
}

Result<Object> ObjectStore::read(const ObjectId& id) const {
  if (id.size != impl_->files.id_bytes()) {
    return Error{ErrorKind::kNotFound, "not an id of this repository: " + id.hex()};
  }
  Result<Object> object = impl_->files.read(id, nullptr);
  if (object || object.error().kind != ErrorKind::kNotFound || !impl_->is_stale()) return object;
  return impl_->files.read(id, nullptr);
}

Result<void> ObjectStore::for_each(TypeMask types, unsigned workers, const ObjectSink& sink,
                                   const OnUnread& on_unread, std::stop_token stop) const {
  Selection selection;
  selection.types = types;
  return for_each(selection, workers, sink, on_unread, std::move(stop));
}

Result<void> ObjectStore::for_each(const Selection& selection, unsigned workers,
                                   const ObjectSink& sink, const OnUnread& on_unread,
                                   std::stop_token stop) const {
  walk_store(impl_->files, selection, workers, sink, on_unread, std::move(stop));
  return {};
}

}  // namespace sluice::git
