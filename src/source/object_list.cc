#include "source/object_list.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "base/workers.h"
#include "git/reason.h"
#include "source/archive_magic.h"
#include "source/history.h"
#include "source/lfs_pointer.h"

namespace sluice {
namespace {

// A thread pays from about this many objects on.
constexpr size_t kObjectsPerWorker = 32;

}  // namespace

Result<void> ObjectList::for_each(unsigned workers, const BlobSink& sink, const OnUnread& on_unread,
                                  std::stop_token stop) {
  // What pointers stand for comes last: between blobs it would break their chains of edits.
  std::mutex mutex;
  std::vector<Pointer> pointers;
  const BlobSink give = [&](unsigned worker, const Blob& blob) {
    sink(worker, blob);
    if (lfs_dir_.empty() || blob.kind != BlobKind::kFile || blob.part) return;
    const std::string_view name = lfs_pointer_sha256(blob.bytes);
    if (name.empty()) return;
    const std::lock_guard lock(mutex);
    pointers.push_back({blob.id, std::string(name)});
  };
  Result<void> done = objects_.size() <= few_ ? read_each(workers, give, on_unread, stop)
                                              : walk(objects_, workers, give, on_unread, stop);
  if (!done) return done;
  for (const Pointer& pointer : pointers) {
    if (stop.stop_requested()) break;
    give_lfs(pointer, sink, on_unread);
  }
  return {};
}

Result<void> ObjectList::read_each(unsigned workers, const BlobSink& sink,
                                   const OnUnread& on_unread, const std::stop_token& stop) {
  std::mutex mutex;
  std::vector<ObjectId> large;
  const size_t count = objects_.size();
  const auto wanted = static_cast<unsigned>(count / kObjectsPerWorker + 1);
  parallel_for(std::min(workers, wanted), count, stop, [&](unsigned worker, size_t i) {
    const ObjectId id = ObjectId::from_raw(objects_[i]);
    const Result<git::Object> object = store_.read(id);
    if (!object && object.error().kind == ErrorKind::kLimit) {
      const std::lock_guard lock(mutex);
      large.push_back(id);
      return;
    }
    if (!object) {
      const bool missing = object.error().kind == ErrorKind::kNotFound;
      on_unread({git::reason_of(object.error()),
                 missing ? "an object of the change" : object.error().message, id.hex()});
      return;
    }
    if (object->type == git::ObjectType::kTree) return;
    Blob blob{.bytes = object->bytes, .kind = blob_kind(object->type), .id = id};
    blob.proven = true;
    sink(worker, blob);
    if (object->type == git::ObjectType::kBlob && is_archive(object->bytes)) {
      on_unread({Reason::kArchive, "its members were not opened", id.hex()});
    }
  });
  if (large.empty()) return {};
  const git::ObjectSet set(std::move(large), store_.id_bytes());
  return walk(set.ids(), workers, sink, on_unread, stop);
}

Result<void> ObjectList::walk(git::SortedIds objects, unsigned workers, const BlobSink& sink,
                              const OnUnread& on_unread, const std::stop_token& stop) {
  for (size_t i = 0; i < objects.size(); ++i) {
    const ObjectId id = ObjectId::from_raw(objects[i]);
    if (!store_.contains(id)) on_unread({Reason::kMissing, "an object of the change", id.hex()});
  }
  const std::vector<git::Ref> no_names;
  HistorySource source(store_, no_names, edits_);
  source.only(objects);
  if (own_only_) source.in_own_folder();
  return source.for_each(workers, sink, on_unread, stop);
}

void ObjectList::give_lfs(const Pointer& pointer, const BlobSink& sink,
                          const OnUnread& on_unread) const {
  const Result<std::string> content = read_lfs_object(lfs_dir_, pointer.sha256, lfs_max_bytes_);
  if (content) {
    sink(0, {.bytes = *content, .kind = BlobKind::kLfs, .id = pointer.id});
    return;
  }
  const bool absent = content.error().kind == ErrorKind::kNotFound;
  on_unread({absent ? Reason::kLfsAbsent : git::reason_of(content.error()),
             "the content of a Git LFS pointer", pointer.id.hex()});
}

}  // namespace sluice
