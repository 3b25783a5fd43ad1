#include "git/object_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/file_reader.h"
#include "base/mapped_file.h"
#include "base/workers.h"
#include "git/delta.h"
#include "git/loose.h"
#include "git/pack_reader.h"
#include "git/pack_walk.h"

namespace sluice::git {
namespace {

struct OpenPack {
  std::string path;
  MappedFile pack_file, index_file;
  Pack pack;
};

Error corrupt(const char* what) { return {ErrorKind::kCorrupt, what}; }

Error too_large(uint64_t max_bytes) {
  return {ErrorKind::kLimit, "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
}

// The stems ("…/pack/pack-12ab") of all files with `suffix`, ascending.
std::vector<std::string> list_stems(const std::string& pack_dir, std::string_view suffix) {
  std::vector<std::string> stems;
  std::error_code failed;
  for (std::filesystem::directory_iterator it(pack_dir, failed), end; !failed && it != end;
       it.increment(failed)) {
    const std::string path = it->path().string();
    if (path.ends_with(suffix)) stems.push_back(path.substr(0, path.size() - suffix.size()));
  }
  std::sort(stems.begin(), stems.end());
  return stems;
}

Result<OpenPack> open_pack(const std::string& stem, uint8_t id_bytes) {
  Result<MappedFile> index_file = MappedFile::open(stem + ".idx");
  if (!index_file) return index_file.error();
  Result<MappedFile> pack_file = MappedFile::open(stem + ".pack");
  if (!pack_file) return pack_file.error();
  const Result<Pack> pack = Pack::open(pack_file->bytes(), index_file->bytes(), id_bytes);
  if (!pack) return pack.error();
  return OpenPack{stem + ".pack", std::move(*pack_file), std::move(*index_file), *pack};
}

void report_alternates(const std::string& objects_dir, const OnUnread& on_unread) {
  const std::string path = objects_dir + "/info/alternates";
  const Result<std::string> text = read_file(path);
  if (!text) {
    if (text.error().kind != ErrorKind::kNotFound) {
      on_unread({reason_of(text.error()), "the list of alternate object folders", path});
    }
    return;
  }
  if (text->find_first_not_of(" \r\n\t") == std::string::npos) return;
  on_unread({Reason::kUnsupported, "alternates are not followed by this version", path});
}

}  // namespace

ObjectId hash_object(ObjectType type, std::string_view bytes, uint8_t id_bytes) {
  static constexpr const char* kNames[] = {"", "commit ", "tree ", "blob ", "tag "};
  std::string header = kNames[static_cast<size_t>(type)] + std::to_string(bytes.size());
  header += '\0';
  const auto as_id = [](const auto& digest) {
    return ObjectId::from_raw({reinterpret_cast<const char*>(digest.data()), digest.size()});
  };
  return id_bytes == 32 ? as_id(sha256({header, bytes})) : as_id(sha1({header, bytes}));
}

struct ObjectStore::Impl {
  static constexpr size_t kNoPack = SIZE_MAX;

  std::string objects_dir;
  uint8_t id_bytes = 20;
  Limits limits;
  std::vector<OpenPack> packs;  // by file name

  // One entry of one pack.
  struct Place {
    size_t pack = 0;
    uint64_t offset = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };

  void open_packs(const OnUnread& on_unread);
  std::optional<Place> find(const ObjectId& id, size_t except = kNoPack) const;
  Result<Object> read_packed(Place place, Inflater& inflater) const;
  Result<Object> read_verified(const ObjectId& id, size_t except) const;
  Result<void> inflate(const Pack& pack, const PackEntry& entry, Inflater& inflater,
                       std::string& out) const;
  std::vector<WalkPack> plan_walk(const OnUnread& on_unread) const;
  void walk_loose(TypeMask types, unsigned workers, const ObjectSink& sink,
                  const OnUnread& on_unread, std::stop_token stop) const;
};

void ObjectStore::Impl::open_packs(const OnUnread& on_unread) {
  const std::string pack_dir = objects_dir + "/pack";
  struct stat status {};
  if (::lstat(pack_dir.c_str(), &status) != 0) return;
  if (!S_ISDIR(status.st_mode)) {
    return on_unread(
        {Reason::kUnsupported, "the folder of packs is not a folder of its own", pack_dir});
  }
  if (::access(pack_dir.c_str(), R_OK | X_OK) != 0) {
    return on_unread({Reason::kUnreadable, "the folder of packs", pack_dir});
  }
  const std::vector<std::string> stems = list_stems(pack_dir, ".pack");
  for (const std::string& stem : list_stems(pack_dir, ".idx")) {
    if (!std::binary_search(stems.begin(), stems.end(), stem)) {
      on_unread({Reason::kMissing, "the pack of this index", stem + ".idx"});
    }
  }
  for (const std::string& stem : stems) {
    Result<OpenPack> opened = open_pack(stem, id_bytes);
    if (opened) {
      packs.push_back(std::move(*opened));
    } else if (opened.error().kind == ErrorKind::kNotFound) {
      on_unread(
          {Reason::kMissing, "the .idx of this pack (git index-pack makes it)", stem + ".pack"});
    } else {
      on_unread({reason_of(opened.error()), opened.error().message, stem + ".pack"});
    }
  }
}

std::optional<ObjectStore::Impl::Place> ObjectStore::Impl::find(const ObjectId& id,
                                                                size_t except) const {
  for (size_t i = 0; i < packs.size(); ++i) {
    if (i == except) continue;
    const PackIndex& index = packs[i].pack.index();
    if (const auto position = index.find(id)) return Place{i, index.offset(*position)};
  }
  return std::nullopt;
}

Result<void> ObjectStore::Impl::inflate(const Pack& pack, const PackEntry& entry,
                                        Inflater& inflater, std::string& out) const {
  if (Result<void> fits = pack.check_size(entry, pack.end(), limits.max_object_bytes); !fits) {
    return fits;
  }
  out.resize(entry.size);
  const Result<uint64_t> end = pack.inflate(entry, pack.end(), inflater, out.data());
  if (!end) return end.error();
  return {};
}

// Down the chain of bases to a whole object, then up again by the deltas.
Result<Object> ObjectStore::Impl::read_packed(Place place, Inflater& inflater) const {
  std::vector<std::pair<size_t, PackEntry>> deltas;
  std::set<Place> seen;
  Object object;
  for (;;) {
    if (!seen.insert(place).second) return corrupt("its delta bases form a cycle");
    if (deltas.size() > limits.max_delta_depth) {
      return Error{ErrorKind::kLimit, "its chain of deltas is longer than the limit of " +
                                          std::to_string(limits.max_delta_depth)};
    }
    const Pack& pack = packs[place.pack].pack;
    const Result<PackEntry> entry = pack.entry(place.offset);
    if (!entry) return entry.error();
    if (!entry->is_delta()) {
      object.type = static_cast<ObjectType>(entry->kind);
      if (Result<void> base = inflate(pack, *entry, inflater, object.bytes); !base) {
        return base.error();
      }
      break;
    }
    deltas.emplace_back(place.pack, *entry);
    if (entry->kind == PackEntry::kOffsetDelta) {
      place.offset = entry->base_offset;
      continue;
    }
    const ObjectId base_id = ObjectId::from_raw(entry->base_id);
    if (const auto position = pack.index().find(base_id)) {
      place.offset = pack.index().offset(*position);
    } else if (const auto other = find(base_id)) {
      place = *other;
    } else {
      Result<Object> loose = read_loose(objects_dir, base_id, limits.max_object_bytes, inflater);
      if (!loose)
        return Error{loose.error().kind, "its delta base " + base_id.hex() + " was not read"};
      object = std::move(*loose);
      break;
    }
  }
  std::string delta, result;
  for (size_t i = deltas.size(); i-- > 0;) {
    const auto& [pack, entry] = deltas[i];
    if (Result<void> read = inflate(packs[pack].pack, entry, inflater, delta); !read) {
      return read.error();
    }
    DeltaReader reader(delta);
    if (reader.result_size() > limits.max_object_bytes) return too_large(limits.max_object_bytes);
    result.resize(reader.result_size());
    if (!apply_delta(object.bytes, reader, result.data())) return corrupt("its delta is damaged");
    object.bytes.swap(result);
  }
  return object;
}

// The first copy that has the id's bytes; else the first copy's error.
Result<Object> ObjectStore::Impl::read_verified(const ObjectId& id, size_t except) const {
  std::optional<Inflater> inflater;
  std::optional<Error> error;
  for (size_t i = 0; i < packs.size(); ++i) {
    if (i == except) continue;
    const auto position = packs[i].pack.index().find(id);
    if (!position) continue;
    if (!inflater) inflater.emplace();
    Result<Object> object = read_packed({i, packs[i].pack.index().offset(*position)}, *inflater);
    if (object && hash_object(object->type, object->bytes, id.size) == id) return object;
    if (!error) error = object ? corrupt("its bytes do not have this id") : object.error();
  }
  // Most questions are for an object that is not loose: no decompressor for them.
  if (::access(loose_path(objects_dir, id).c_str(), F_OK) == 0) {
    if (!inflater) inflater.emplace();
    Result<Object> object = read_loose(objects_dir, id, limits.max_object_bytes, *inflater);
    if (object || !error) return object;
  }
  if (error) return *error;
  return Error{ErrorKind::kNotFound, "no object " + id.hex()};
}

// Which of several packs gives an object that more than one holds: the first.
std::vector<WalkPack> ObjectStore::Impl::plan_walk(const OnUnread& on_unread) const {
  std::vector<WalkPack> walk;
  bool distinct = packs.size() < 2;
  for (const OpenPack& open : packs) walk.push_back({&open.pack, open.path, {}});
  for (WalkPack& pack : walk) {
    const PackIndex& index = pack.pack->index();
    bool ascending = true;
    for (uint32_t i = 1; i < index.size() && ascending; ++i) {
      ascending = index.raw_id(i - 1) < index.raw_id(i);
    }
    if (!ascending) {
      distinct = false;
      on_unread({Reason::kCorrupt, "the ids of its index do not ascend", pack.path});
    }
  }
  if (distinct) return walk;

  for (WalkPack& pack : walk) pack.skip.resize(pack.pack->index().size());
  struct Holder {
    std::string_view id;
    size_t pack;
    uint32_t position;
  };
  std::vector<Holder> holders;
  for (unsigned byte = 0; byte < 256; ++byte) {
    holders.clear();
    for (size_t i = 0; i < walk.size(); ++i) {
      const auto [begin, end] = walk[i].pack->index().range(static_cast<uint8_t>(byte));
      for (uint32_t at = begin; at < end; ++at) {
        holders.push_back({walk[i].pack->index().raw_id(at), i, at});
      }
    }
    std::stable_sort(holders.begin(), holders.end(),
                     [](const Holder& a, const Holder& b) { return a.id < b.id; });
    for (size_t i = 1; i < holders.size(); ++i) {
      if (holders[i].id == holders[i - 1].id)
        walk[holders[i].pack].skip[holders[i].position] = true;
    }
  }
  return walk;
}

void ObjectStore::Impl::walk_loose(TypeMask types, unsigned workers, const ObjectSink& sink,
                                   const OnUnread& on_unread, std::stop_token stop) const {
  std::vector<ObjectId> ids = list_loose(objects_dir, id_bytes, on_unread);
  std::erase_if(ids, [this](const ObjectId& id) { return find(id).has_value(); });
  std::vector<std::optional<Inflater>> inflaters(std::max(1u, workers));
  parallel_for(workers, ids.size(), stop, [&](unsigned worker, size_t i) {
    if (!inflaters[worker]) inflaters[worker].emplace();
    const Result<Object> object =
        read_loose(objects_dir, ids[i], limits.max_object_bytes, *inflaters[worker]);
    if (!object) {
      const bool gone = object.error().kind == ErrorKind::kNotFound;
      on_unread({gone ? Reason::kVanished : reason_of(object.error()), object.error().message,
                 ids[i].hex()});
    } else if (types.has(object->type)) {
      sink(worker, {.id = ids[i], .type = object->type, .bytes = object->bytes});
    }
  });
}

ObjectStore::ObjectStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ObjectStore::~ObjectStore() = default;
ObjectStore::ObjectStore(ObjectStore&&) noexcept = default;
ObjectStore& ObjectStore::operator=(ObjectStore&&) noexcept = default;

Result<ObjectStore> ObjectStore::open(const std::string& objects_dir, uint8_t id_bytes,
                                      const Limits& limits, const OnUnread& on_unread) {
  struct stat status {};
  if (::lstat(objects_dir.c_str(), &status) != 0) {
    return Error{ErrorKind::kNotFound, "no folder of objects"};
  }
  if (S_ISLNK(status.st_mode)) {
    return Error{ErrorKind::kUnsupported, "the folder of objects is a symlink; it is not followed"};
  }
  if (!S_ISDIR(status.st_mode)) return Error{ErrorKind::kNotFound, "no folder of objects"};
  auto impl = std::make_unique<Impl>();
  impl->objects_dir = objects_dir;
  impl->id_bytes = id_bytes;
  impl->limits = limits;
  impl->open_packs(on_unread);
  report_alternates(objects_dir, on_unread);
  return ObjectStore(std::move(impl));
}

uint8_t ObjectStore::id_bytes() const { return impl_->id_bytes; }

bool ObjectStore::contains(const ObjectId& id) const {
  return id.size == impl_->id_bytes &&
         (impl_->find(id) || ::access(loose_path(impl_->objects_dir, id).c_str(), F_OK) == 0);
}

std::vector<ObjectId> ObjectStore::find_prefix(std::string_view hex_digits) const {
  std::string least(hex_digits), most(hex_digits);
  least.resize(size_t{impl_->id_bytes} * 2, '0');
  most.resize(size_t{impl_->id_bytes} * 2, 'f');
  const std::optional<ObjectId> first = ObjectId::from_hex(least), last = ObjectId::from_hex(most);
  if (!first || !last || hex_digits.size() > least.size()) return {};
  std::vector<ObjectId> found;
  const auto take = [&](const ObjectId& id) {
    if (*first <= id && id <= *last) found.push_back(id);
  };
  for (const OpenPack& open : impl_->packs) {
    const PackIndex& index = open.pack.index();
    const uint32_t end = index.range(last->bytes[0]).second;
    for (uint32_t at = index.range(first->bytes[0]).first; at < end; ++at) take(index.id(at));
  }
  const auto ignore = [](const Unread&) {};
  for (const ObjectId& id : list_loose(impl_->objects_dir, impl_->id_bytes, ignore)) take(id);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

uint64_t ObjectStore::object_count() const {
  uint64_t count = list_loose(impl_->objects_dir, impl_->id_bytes, [](const Unread&) {}).size();
  for (const OpenPack& open : impl_->packs) count += open.pack.index().size();
  return count;
}

Result<Object> ObjectStore::read(const ObjectId& id) const {
  if (id.size != impl_->id_bytes) {
    return Error{ErrorKind::kNotFound, "not an id of this repository: " + id.hex()};
  }
  return impl_->read_verified(id, Impl::kNoPack);
}

Result<void> ObjectStore::for_each(TypeMask types, unsigned workers, const ObjectSink& sink,
                                   const OnUnread& on_unread, std::stop_token stop) const {
  const std::vector<WalkPack> packs = impl_->plan_walk(on_unread);
  walk_packs(
      packs, {types, workers, impl_->limits},
      [this](const ObjectId& id, size_t except) { return impl_->read_verified(id, except); },
      [&sink](unsigned worker, const WalkEntry& entry) {
        sink(worker, {.id = entry.id,
                      .type = entry.type,
                      .bytes = entry.bytes,
                      .delta = entry.delta_bytes,
                      .base_bytes = entry.base_bytes.size(),
                      .depth = entry.depth,
                      .is_base = entry.is_base});
      },
      on_unread, stop);
  impl_->walk_loose(types, workers, sink, on_unread, stop);
  return {};
}

}  // namespace sluice::git
