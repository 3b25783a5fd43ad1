// Loose objects: one zlib-compressed file an object, objects/ab/cdef….
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/inflate.h"
#include "git/object_store.h"
#include "git/object_stream.h"

namespace sluice::git {

// `file` is the whole file: one zlib stream of "blob 12\0" and the 12 bytes.
// kCorrupt, kLimit (more than `max_bytes`: told by its header, before it is inflated).
Result<Object> parse_loose(std::string_view file, uint64_t max_bytes, Inflater& inflater);

// Gives `sink` the blob in the file at `path`, whatever its id and size. The sink's
// error; kNotFound, kCorrupt, kIo, kLimit (it is no blob, and those are read whole).
Result<void> stream_loose(const std::string& path,
                          const std::function<Result<void>(ObjectStream&)>& sink);

std::string loose_path(const std::string& objects_dir, const ObjectId& id);

// Reads the file at `path`, whatever its id; nullopt: its header says that it is of none of
// `types`, and nothing more of it was looked at. kNotFound, kCorrupt, kLimit, kIo.
Result<std::optional<Object>> load_loose(const std::string& path, TypeMask types,
                                         uint64_t max_bytes, Inflater& inflater);

// Reads one and verifies its bytes against `id`. kNotFound, kCorrupt, kLimit, kIo.
Result<Object> read_loose(const std::string& objects_dir, const ObjectId& id, uint64_t max_bytes,
                          Inflater& inflater);

// The ids of all loose objects, ascending. Names that are no id (tmp_obj_…) are
// not objects; a folder that cannot be listed goes to `on_unread`.
std::vector<ObjectId> list_loose(const std::string& objects_dir, uint8_t id_bytes,
                                 const OnUnread& on_unread);

}  // namespace sluice::git
