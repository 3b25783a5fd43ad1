#include "git/store_files.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "git/delta.h"
#include "git/loose.h"
#include "git/object_stream.h"
#include "git/reason.h"

namespace sluice::git {
namespace {

constexpr std::string_view kPackSuffix = ".pack", kIndexSuffix = ".idx";

Error too_large(uint64_t max_bytes) {
  return {ErrorKind::kLimit, "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
}

// When a folder last changed; 0: it is not there.
int64_t change_time(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return 0;
  return int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

// As git names what it is still writing.
bool is_unfinished(std::string_view name) {
  return name.starts_with("tmp_pack_") ||
         (name.starts_with(".tmp-") && name.ends_with(kPackSuffix));
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::binary_search(names.begin(), names.end(), name);
}

}  // namespace

StoreFiles::StoreFiles(std::vector<std::string> folders, uint8_t id_bytes, const Limits& limits,
                       std::function<void()> listed)
    : folders_(std::move(folders)),
      id_bytes_(id_bytes),
      limits_(limits),
      listed_(std::move(listed)),
      changed_ns_(folders_.size()) {
  lists_.push_back(std::make_unique<Packs>());
  packs_ = lists_.back().get();
}

StoreFiles::Listing StoreFiles::list(size_t folder) {
  Listing listing;
  const std::string path = folders_[folder] + "/pack";
  listing.changed_ns = change_time(path);
  const auto unread = [&](Reason reason, const char* what) {
    if (known_.insert(path).second) unread_.push_back({reason, what, path});
  };
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return listing;
  if (!S_ISDIR(status.st_mode)) {
    unread(Reason::kUnsupported, "the folder of packs is not a folder of its own");
    return listing;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(path.c_str()), &::closedir);
  if (!opened) {
    unread(Reason::kUnreadable, "the folder of packs");
    return listing;
  }
  while (const dirent* entry = ::readdir(opened.get())) listing.names.emplace_back(entry->d_name);
  std::sort(listing.names.begin(), listing.names.end());
  return listing;
}

// True: a file was gone before it could be opened.
bool StoreFiles::open_new(size_t folder, Packs& packs) {
  const std::string pack_dir = folders_[folder] + "/pack/";
  const Listing listing = list(folder);
  if (listed_) listed_();
  MappedFile multi_file;
  std::optional<MultiPackIndex> multi;
  const auto multi_index = [&]() -> const MultiPackIndex* {
    const std::string path = pack_dir + "multi-pack-index";
    if (multi || !has_name(listing.names, "multi-pack-index") || known_.contains(path)) {
      return multi ? &*multi : nullptr;
    }
    Result<MappedFile> file = MappedFile::open(path);
    if (!file) return nullptr;
    multi_file = *std::move(file);
    Result<MultiPackIndex> opened = MultiPackIndex::open(multi_file.bytes(), id_bytes_);
    if (opened) return &multi.emplace(*std::move(opened));
    known_.insert(path);
    unread_.push_back({reason_of(opened.error()), opened.error().message, path});
    return nullptr;
  };
  const OnUnread on_unread = [this](const Unread& one) { unread_.push_back(one); };
  bool vanished = false;
  for (const std::string& name : listing.names) {
    const std::string path = pack_dir + name;
    const bool unfinished = is_unfinished(name);
    if (name.ends_with(kIndexSuffix) && !known_.contains(path)) {
      const std::string stem = name.substr(0, name.size() - kIndexSuffix.size());
      if (has_name(listing.names, stem + std::string(kPackSuffix))) continue;
      known_.insert(path);
      unread_.push_back({Reason::kMissing, "the pack of this index", path});
    }
    if ((!unfinished && !name.ends_with(kPackSuffix)) || known_.contains(path)) continue;
    const std::string stem = name.substr(0, name.size() - kPackSuffix.size());
    const bool indexed = has_name(listing.names, stem + std::string(kIndexSuffix));
    Result<std::unique_ptr<PackFile>> opened =
        PackFile::open(path, unfinished && !indexed ? "" : pack_dir + stem, folder, id_bytes_,
                       indexed || unfinished ? nullptr : multi_index(), on_unread);
    if (!opened && opened.error().kind == ErrorKind::kNotFound) {
      vanished = true;
      continue;
    }
    known_.insert(path);
    if (opened) {
      packs.push_back(opened->get());
      files_.push_back(*std::move(opened));
    } else {
      unread_.push_back({reason_of(opened.error()), opened.error().message, path});
    }
  }
  changed_ns_[folder].store(listing.changed_ns, std::memory_order_relaxed);
  return vanished;
}

bool StoreFiles::refresh() {
  const std::lock_guard lock(mutex_);
  auto packs = std::make_unique<Packs>(this->packs());
  const size_t before = packs->size();
  for (size_t folder = 0; folder < folders_.size(); ++folder) {
    if (!open_new(folder, *packs) || !open_new(folder, *packs)) continue;
    unread_.push_back({Reason::kVanished, "packs are removed as fast as they are listed",
                       folders_[folder] + "/pack"});
  }
  if (packs->size() == before) return false;
  packs_.store(packs.get(), std::memory_order_release);
  lists_.push_back(std::move(packs));
  return true;
}

std::vector<Unread> StoreFiles::take_unread() {
  const std::lock_guard lock(mutex_);
  return std::exchange(unread_, {});
}

bool StoreFiles::is_outdated() const {
  for (size_t i = 0; i < folders_.size(); ++i) {
    if (change_time(folders_[i] + "/pack") != changed_ns_[i].load(std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

std::optional<StoreFiles::Place> StoreFiles::find(const ObjectId& id) const {
  for (const PackFile* file : packs()) {
    const Pack* const pack = file->pack();
    if (pack == nullptr) continue;
    if (const auto position = pack->index().find(id)) {
      return Place{file, pack->index().offset(*position)};
    }
  }
  return std::nullopt;
}

bool StoreFiles::is_packed(const ObjectId& id) const {
  return std::any_of(packs().begin(), packs().end(), [&id](const PackFile* file) {
    return file->pack() != nullptr && file->pack()->index().find(id);
  });
}

void StoreFiles::expect(const ObjectId& id) const {
  for (const PackFile* file : packs()) {
    if (file->pack() != nullptr) file->pack()->index().expect(id);
  }
}

bool StoreFiles::is_loose(const ObjectId& id) const {
  return std::any_of(folders_.begin(), folders_.end(), [&](const std::string& folder) {
    return ::access(loose_path(folder, id).c_str(), F_OK) == 0;
  });
}

bool StoreFiles::is_own(const ObjectId& id) const {
  for (const PackFile* file : packs()) {
    const Pack* const pack = file->pack();
    if (file->folder() == 0 && pack != nullptr && pack->index().find(id)) return true;
  }
  return ::access(loose_path(folders_[0], id).c_str(), F_OK) == 0;
}

Result<void> StoreFiles::inflate(const Pack& pack, const PackEntry& entry, Inflater& inflater,
                                 std::string& out) const {
  if (Result<void> fits = pack.check_size(entry, pack.end(), limits_.max_object_bytes); !fits) {
    return fits;
  }
  out.resize(entry.size);
  const Result<uint64_t> end =
      pack.inflate(entry, pack.latest_end(entry), inflater, out.data(), out.size());
  if (!end) return end.error();
  return {};
}

// Down the chain of bases to a whole object, then up again by the deltas. With
// `last_delta`, the one that makes the object itself is not applied but given there.
Result<Object> StoreFiles::read_packed(Place place, Inflater& inflater,
                                       std::string* last_delta) const {
  std::vector<std::pair<const Pack*, PackEntry>> deltas;
  std::set<Place> seen;
  Object object;
  for (;;) {
    if (!seen.insert(place).second) return corrupt_error("its delta bases form a cycle");
    if (deltas.size() > limits_.max_delta_depth) {
      return Error{ErrorKind::kLimit, "its chain of deltas is longer than the limit of " +
                                          std::to_string(limits_.max_delta_depth)};
    }
    const Pack& pack = *place.file->pack();
    const Result<PackEntry> entry = pack.entry(place.offset);
    if (!entry) return entry.error();
    if (!entry->is_delta()) {
      object.type = static_cast<ObjectType>(entry->kind);
      if (Result<void> base = inflate(pack, *entry, inflater, object.bytes); !base) {
        return base.error();
      }
      break;
    }
    deltas.emplace_back(&pack, *entry);
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
      Result<Object> loose = Error{ErrorKind::kNotFound, ""};
      for (size_t i = 0; i < folders_.size() && !loose; ++i) {
        loose = read_loose(folders_[i], base_id, limits_.max_object_bytes, inflater);
      }
      if (!loose) {
        return Error{loose.error().kind, "its delta base " + base_id.hex() + " was not read"};
      }
      object = *std::move(loose);
      break;
    }
  }
  std::string delta, result;
  for (size_t i = deltas.size(); i-- > 0;) {
    const auto& [pack, entry] = deltas[i];
    if (Result<void> read = inflate(*pack, entry, inflater, delta); !read) return read.error();
    if (i == 0 && last_delta != nullptr) {
      last_delta->swap(delta);
      break;
    }
    DeltaReader reader(delta);
    if (reader.result_size() > limits_.max_object_bytes) return too_large(limits_.max_object_bytes);
    result.resize(reader.result_size());
    if (!apply_delta(object.bytes, reader, result.data()))
      return corrupt_error("its delta is damaged");
    object.bytes.swap(result);
  }
  return object;
}

Result<Object> StoreFiles::read(const ObjectId& id, const PackFile* except) const {
  std::optional<Inflater> inflater;
  std::optional<Error> error;
  for (const PackFile* file : packs()) {
    const Pack* const pack = file->pack();
    if (file == except || pack == nullptr) continue;
    const auto position = pack->index().find(id);
    if (!position) continue;
    if (!inflater) inflater.emplace();
    Result<Object> object = read_packed({file, pack->index().offset(*position)}, *inflater);
    if (object && hash_object(object->type, object->bytes, id.size) == id) return object;
    if (!error) error = object ? corrupt_error("its bytes do not have this id") : object.error();
  }
  // Most questions are for an object that is not loose: no decompressor for them.
  for (const std::string& folder : folders_) {
    if (::access(loose_path(folder, id).c_str(), F_OK) != 0) continue;
    if (!inflater) inflater.emplace();
    Result<Object> object = read_loose(folder, id, limits_.max_object_bytes, *inflater);
    if (object) return object;
    if (!error) error = object.error();
  }
  if (error) return *error;
  return Error{ErrorKind::kNotFound, "no object " + id.hex()};
}

Result<void> StoreFiles::stream_packed(Place place, const StreamSink& sink) const {
  const Pack& pack = *place.file->pack();
  const Result<PackEntry> entry = pack.entry(place.offset);
  if (!entry) return entry.error();
  if (!entry->is_delta()) {
    if (auto fits = pack.check_size(*entry, pack.end(), UINT64_MAX); !fits) return fits;
    if (entry->kind != PackEntry::kBlob) return too_large(limits_.max_object_bytes);
    const std::string_view in = pack.bytes().substr(entry->stream, pack.end() - entry->stream);
    WholeStream stream(ZlibReader(in), entry->size);
    return sink(stream);
  }
  Inflater inflater;
  std::string delta;
  const Result<Object> base = read_packed(place, inflater, &delta);
  if (!base) return base.error();
  if (base->type != ObjectType::kBlob) return too_large(limits_.max_object_bytes);
  const auto stream = DeltaStream::open(base->bytes, delta, limits_.max_object_bytes);
  if (!stream) return stream.error();
  return sink(**stream);
}

Result<void> StoreFiles::stream(const ObjectId& id, const PackFile* except,
                                const StreamSink& sink) const {
  using Copy = std::function<Result<void>(const StreamSink&)>;
  std::vector<Copy> copies;
  for (const PackFile* file : packs()) {
    const Pack* const pack = file->pack();
    if (file == except || pack == nullptr) continue;
    const auto position = pack->index().find(id);
    if (!position) continue;
    copies.emplace_back([this, place = Place{file, pack->index().offset(*position)}](
                            const StreamSink& to) { return stream_packed(place, to); });
  }
  for (const std::string& folder : folders_) {
    copies.emplace_back(
        [path = loose_path(folder, id)](const StreamSink& to) { return stream_loose(path, to); });
  }
  std::optional<Error> error;
  for (const Copy& copy : copies) {
    Result<void> holds = copy([&](ObjectStream& stream) -> Result<void> {
      const Result<ObjectId> actual = hash_blob(stream, id.size);
      if (!actual) return actual.error();
      if (*actual != id) return corrupt_error("its bytes do not have this id");
      return {};
    });
    if (holds) return copy(sink);
    if (!error && holds.error().kind != ErrorKind::kNotFound) error = std::move(holds).error();
  }
  if (error) return *error;
  return Error{ErrorKind::kNotFound, "no object " + id.hex()};
}

}  // namespace sluice::git
