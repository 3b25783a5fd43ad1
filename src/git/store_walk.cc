// The order of the steps is what keeps the walk whole while somebody repacks:
// loose files are listed first, packs after them, so that an object that moves
// from the one to the other is in one of the two lists; packs are mapped when
// they are opened and stay readable; a loose file that is gone when its turn
// comes is looked for in packs that are new.
#include "git/store_walk.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/workers.h"
#include "git/loose.h"
#include "git/object_stream.h"
#include "git/pack_walk.h"
#include "git/reason.h"

namespace sluice::git {
namespace {

// Raw ids of one size, ascending.
class IdSet {
 public:
  IdSet(std::string_view raw, uint8_t id_bytes) : raw_(raw), id_bytes_(id_bytes) {}

  size_t size() const { return raw_.size() / id_bytes_; }
  std::string_view operator[](size_t rank) const {
    return raw_.substr(rank * id_bytes_, id_bytes_);
  }
  bool contains(std::string_view id) const {
    size_t low = 0, high = size();
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if ((*this)[middle] < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < size() && (*this)[low] == id;
  }

 private:
  std::string_view raw_;
  uint8_t id_bytes_;
};

// By position: whether the set has the id. `ascends`: the index lists each id once,
// in order.
std::vector<bool> members(const PackIndex& index, const IdSet& set, bool ascends) {
  std::vector<bool> found(index.size());
  // A search takes about as many steps as the index has bits in its size.
  if (ascends && set.size() < index.size() / 32) {
    for (size_t rank = 0; rank < set.size(); ++rank) {
      if (const auto at = index.find(ObjectId::from_raw(set[rank]))) found[*at] = true;
    }
    return found;
  }
  // One pass over both.
  size_t at = 0;
  std::string_view last;
  for (uint32_t position = 0; position < index.size(); ++position) {
    const std::string_view id = index.raw_id(position);
    if (id < last) at = 0;  // a damaged index
    while (at < set.size() && set[at] < id) ++at;
    found[position] = at < set.size() && set[at] == id;
    last = id;
  }
  return found;
}

// A settled pack is not walked for one object in so many, nor for a few.
constexpr size_t kRestShare = 512, kFewObjects = 16;

struct LooseFile {
  ObjectId id;
  size_t folder = 0;
};

class Walk {
 public:
  Walk(StoreFiles& files, const Selection& selection, unsigned workers, const ObjectSink& sink,
       const OnUnread& on_unread, std::stop_token stop)
      : files_(files),
        selection_(selection),
        workers_(workers),
        sink_(sink),
        on_unread_(on_unread),
        stop_(std::move(stop)) {}

  void run() {
    list_loose_files();
    files_.refresh();
    list_packs();
    prepare_packs();
    tell_damage();
    mark_copies();
    apply_selection();
    apply_settled();
    walk_listed();
    walk_unlisted();
    walk_loose();
    read_vanished();
  }

 private:
  void list_loose_files();
  void list_packs();
  void prepare_packs();
  void tell_damage();
  void mark_copies();
  void apply_selection();
  void apply_settled();
  std::optional<size_t> settled_rank(const PackFile* file) const;
  bool is_settled(size_t rank, uint32_t position) const {
    return !walked_settled_[rank].empty() && walked_settled_[rank][position];
  }
  void unsettle(const ObjectId& id);
  bool read_rest(size_t rank);
  void walk_listed();
  void walk_unlisted();
  void walk_loose();
  void walk_loose_file(unsigned worker, size_t rank, Inflater& inflater);
  void read_vanished();

  bool is_selected(std::string_view raw_id) const {
    const uint8_t id_bytes = files_.id_bytes();
    if (selection_.only && !IdSet(*selection_.only, id_bytes).contains(raw_id)) return false;
    return !IdSet(selection_.without, id_bytes).contains(raw_id);
  }
  BaseElsewhere elsewhere(const PackFile* file) const {
    return [this, file](const ObjectId& id) { return files_.read(id, file); };
  }
  std::vector<size_t> walk(std::span<const WalkPack> packs, std::span<const PackFile* const> files);
  void give(unsigned worker, const ObjectId& id, const Object& object) const {
    if (selection_.types.has(object.type)) {
      sink_(worker, {.id = id, .type = object.type, .bytes = object.bytes, .proven = true});
    }
  }

  bool takes_large() const { return selection_.large && selection_.types.has(ObjectType::kBlob); }
  bool give_stream(unsigned worker, const ObjectId& id, unsigned depth,
                   const PackFile* except) const;
  bool is_unwanted_blob(const LooseFile& file) const;
  void stream_loose_file(unsigned worker, const LooseFile& file, bool is_copy) const;

  StoreFiles& files_;
  const Selection& selection_;
  const unsigned workers_;
  const ObjectSink& sink_;
  const OnUnread& on_unread_;
  const std::stop_token stop_;

  std::vector<LooseFile> loose_;  // by id, then by folder
  std::vector<const PackFile*> pack_files_;
  std::vector<PackFile::Prepared> prepared_;   // of pack_files_
  std::vector<const PackFile*> walked_files_;  // those with something to walk
  std::vector<WalkPack> walked_;
  // Of walked_, by position: not to be given, in no copy. Empty: none.
  std::vector<std::vector<bool>> walked_settled_;
  bool repeats_ = false;  // a pack lists an id twice
  std::vector<size_t> gaps_;
  std::mutex mutex_;
  std::vector<ObjectId> vanished_;
};

void Walk::list_loose_files() {
  for (size_t folder = 0; folder < files_.folders().size(); ++folder) {
    if (folder > 0 && selection_.own_only) break;
    for (const ObjectId& id : list_loose(files_.folders()[folder], files_.id_bytes(), on_unread_)) {
      loose_.push_back({id, folder});
    }
  }
  std::stable_sort(loose_.begin(), loose_.end(),
                   [](const LooseFile& a, const LooseFile& b) { return a.id < b.id; });
}

void Walk::list_packs() {
  for (const Unread& unread : files_.take_unread()) on_unread_(unread);
  for (const PackFile* file : files_.packs()) {
    if (file->folder() == 0 || !selection_.own_only) pack_files_.push_back(file);
  }
}

void Walk::prepare_packs() {
  prepared_.resize(pack_files_.size());
  std::vector<size_t> bare;
  for (size_t i = 0; i < pack_files_.size(); ++i) {
    if (pack_files_[i]->pack() == nullptr) bare.push_back(i);
  }
  const auto prepare = [&](size_t i) {
    const PackFile* const file = pack_files_[i];
    if (settled_rank(file)) {
      prepared_[i].pack = file->pack();
      return;
    }
    const unsigned workers = pack_files_.size() < workers_ ? workers_ : 1;
    prepared_[i] = file->prepare(files_.limits(), elsewhere(file), workers);
  };
  parallel_for(workers_, pack_files_.size(), stop_, [&](unsigned, size_t i) {
    if (!std::binary_search(bare.begin(), bare.end(), i)) prepare(i);
  });
  // The bases of what has no index may lie in what has one.
  for (const size_t i : bare) {
    if (!stop_.stop_requested()) prepare(i);
  }
  for (size_t i = 0; i < pack_files_.size(); ++i) {
    if (prepared_[i].pack == nullptr) continue;
    walked_files_.push_back(pack_files_[i]);
    WalkPack walked;
    walked.pack = prepared_[i].pack;
    walked.path = pack_files_[i]->path();
    walked.plan = prepared_[i].plan;
    walked_.push_back(std::move(walked));
    const std::optional<size_t> settled = settled_rank(pack_files_[i]);
    walked_settled_.push_back(settled ? selection_.settled[*settled].positions
                                      : std::vector<bool>());
    repeats_ = repeats_ || prepared_[i].repeats;
  }
}

// Its rank in the selection. A pack that is read otherwise by now is not settled.
std::optional<size_t> Walk::settled_rank(const PackFile* file) const {
  const Pack* const pack = file->as_written();
  for (size_t i = 0; i < selection_.settled.size(); ++i) {
    const SettledPack& settled = selection_.settled[i];
    if (pack != nullptr && settled.pack == pack &&
        settled.positions.size() == pack->index().size()) {
      return i;
    }
  }
  return std::nullopt;
}

// In every copy: one is given, and the others are held against it.
void Walk::unsettle(const ObjectId& id) {
  for (size_t i = 0; i < walked_.size(); ++i) {
    if (walked_settled_[i].empty()) continue;
    if (const auto at = walked_[i].pack->index().find(id)) walked_settled_[i][*at] = false;
  }
}

void Walk::tell_damage() {
  if (stop_.stop_requested()) return;
  for (const PackFile* file : pack_files_) {
    for (const Unread& unread : file->damage()) on_unread_(unread);
    for (const ObjectId& id : file->lost()) {
      if (files_.is_packed(id) || files_.is_loose(id)) continue;
      on_unread_(
          {Reason::kCorrupt, "its pack's index lists it and the pack does not hold it", id.hex()});
    }
  }
}

// Which of several copies is given: the first in the order of the packs, else the
// first folder's loose file.
void Walk::mark_copies() {
  const auto first_holder = [&](const ObjectId& id) -> std::pair<size_t, uint32_t> {
    for (size_t i = 0; i < walked_.size(); ++i) {
      if (const auto position = walked_[i].pack->index().find(id)) return {i, *position};
    }
    return {SIZE_MAX, 0};
  };
  const auto mark = [](std::vector<bool>& set, const WalkPack& walked, uint32_t position) {
    if (set.empty()) set.resize(walked.pack->index().size());
    set[position] = true;
  };
  for (const LooseFile& file : loose_) {
    const auto [pack, position] = first_holder(file.id);
    if (pack != SIZE_MAX) mark(walked_[pack].verify, walked_[pack], position);
    if (pack != SIZE_MAX) unsettle(file.id);
  }
  if (walked_.size() < 2 && !repeats_) return;

  struct Holder {
    std::string_view id;
    size_t pack;
    uint32_t position;
  };
  std::vector<Holder> holders;
  for (unsigned byte = 0; byte < 256; ++byte) {
    holders.clear();
    for (size_t i = 0; i < walked_.size(); ++i) {
      const auto [begin, end] = walked_[i].pack->index().range(static_cast<uint8_t>(byte));
      for (uint32_t at = begin; at < end; ++at) {
        holders.push_back({walked_[i].pack->index().raw_id(at), i, at});
      }
    }
    std::stable_sort(holders.begin(), holders.end(),
                     [](const Holder& a, const Holder& b) { return a.id < b.id; });
    for (size_t i = 0, end = 0; i < holders.size(); i = end) {
      bool settled = true;
      for (end = i; end < holders.size() && holders[end].id == holders[i].id; ++end) {
        settled = settled && is_settled(holders[end].pack, holders[end].position);
      }
      if (end - i < 2) continue;
      if (!settled) unsettle(ObjectId::from_raw(holders[i].id));
      for (size_t at = i; at < end; ++at) {
        WalkPack& walked = walked_[holders[at].pack];
        if (!settled) mark(walked.verify, walked, holders[at].position);
        if (at > i) mark(walked.skip, walked, holders[at].position);
      }
    }
  }
}

// What was not asked for needs no look at its other copies either.
void Walk::apply_selection() {
  if (!selection_.only && selection_.without.empty()) return;
  const uint8_t id_bytes = files_.id_bytes();
  parallel_for(workers_, walked_.size(), stop_, [&](unsigned, size_t i) {
    WalkPack& walked = walked_[i];
    const PackIndex& index = walked.pack->index();
    walked.skip.resize(index.size());
    const bool ascends = walked.plan != nullptr && !walked.plan->suspect && !repeats_;
    const std::vector<bool> without = members(index, IdSet(selection_.without, id_bytes), ascends);
    std::vector<bool> only(index.size(), true);
    if (selection_.only) only = members(index, IdSet(*selection_.only, id_bytes), ascends);
    for (uint32_t position = 0; position < index.size(); ++position) {
      if (only[position] && !without[position]) continue;
      walked.skip[position] = true;
      if (!walked.verify.empty()) walked.verify[position] = false;
    }
  });
}

std::vector<size_t> Walk::walk(std::span<const WalkPack> packs,
                               std::span<const PackFile* const> files) {
  return walk_packs(
      packs,
      {.types = selection_.types,
       .workers = workers_,
       .limits = files_.limits(),
       .rest_walked = selection_.rest_walked,
       .large = selection_.large,
       .other_large = [&](unsigned worker, const ObjectId& id, unsigned depth,
                          size_t except) { return give_stream(worker, id, depth, files[except]); }},
      [&](const ObjectId& id, size_t except) { return files_.read(id, files[except]); },
      [this](unsigned worker, const WalkEntry& entry) {
        sink_(worker, {.id = entry.id,
                       .type = entry.type,
                       .bytes = entry.bytes,
                       .delta = entry.delta_bytes,
                       .base_bytes = entry.base_bytes.size(),
                       .copied = entry.copied,
                       .depth = entry.depth,
                       .is_base = entry.is_base});
      },
      on_unread_, stop_);
}

// What is settled in all its copies is told by the first of them.
void Walk::apply_settled() {
  for (size_t rank = 0; rank < walked_.size(); ++rank) {
    if (walked_settled_[rank].empty()) continue;
    WalkPack& walked = walked_[rank];
    walked.skip.resize(walked.pack->index().size());
    const size_t settled = *settled_rank(walked_files_[rank]);
    for (uint32_t position = 0; position < walked.skip.size(); ++position) {
      if (!walked_settled_[rank][position] || walked.skip[position]) continue;
      walked.skip[position] = true;
      if (selection_.on_settled) selection_.on_settled(settled, position);
    }
  }
}

// Objects of a settled pack one by one, where they are too few to link all its entries
// for. False: the pack is to be walked for what is not in `skip`.
bool Walk::read_rest(size_t rank) {
  WalkPack& walked = walked_[rank];
  std::vector<uint32_t> rest;
  for (uint32_t position = 0; position < walked.skip.size(); ++position) {
    const bool is_copied = !walked.verify.empty() && walked.verify[position];
    if (is_copied) return false;
    if (!walked.skip[position]) rest.push_back(position);
  }
  if (rest.size() > walked.skip.size() / kRestShare + kFewObjects) return false;
  std::vector<char> given(rest.size());
  parallel_for(workers_, rest.size(), stop_, [&](unsigned worker, size_t i) {
    const ObjectId id = walked.pack->index().id(rest[i]);
    const Result<Object> object = files_.read(id, nullptr);
    if (!object) return;
    give(worker, id, *object);
    given[i] = 1;
  });
  // What cannot be read so is the walk's to read, or to tell.
  bool all = true;
  for (size_t i = 0; i < rest.size(); ++i) {
    walked.skip[rest[i]] = given[i] != 0;
    all = all && given[i] != 0;
  }
  return all || stop_.stop_requested();
}

void Walk::walk_listed() {
  if (selection_.settled.empty()) {
    gaps_ = walk(walked_, walked_files_);
    return;
  }
  std::vector<WalkPack> packs;
  std::vector<const PackFile*> files;
  std::vector<size_t> ranks;
  for (size_t rank = 0; rank < walked_.size(); ++rank) {
    const bool settled = settled_rank(walked_files_[rank]).has_value();
    if (settled && read_rest(rank)) continue;
    packs.push_back(walked_[rank]);
    files.push_back(walked_files_[rank]);
    ranks.push_back(rank);
    if (!settled) continue;
    const PackFile::Prepared prepared =
        files.back()->prepare(files_.limits(), elsewhere(files.back()), 1);
    for (const Unread& unread : files.back()->damage()) on_unread_(unread);
    // Not as it was, against all evidence: give all of it.
    if (prepared.pack != packs.back().pack)
      packs.back() = {.pack = prepared.pack, .path = files.back()->path()};
    packs.back().plan = prepared.plan;
  }
  for (const size_t gap : walk(packs, files)) gaps_.push_back(ranks[gap]);
}

// What lies between the entries that an index lists.
void Walk::walk_unlisted() {
  for (const size_t gap : gaps_) {
    if (stop_.stop_requested()) return;
    const PackFile* const file = walked_files_[gap];
    auto unlisted = file->find_unlisted(files_.limits(), elsewhere(file));
    if (!unlisted) continue;
    const PackIndex& index = unlisted->prepared.pack->index();
    for (uint32_t position = 0; position < index.size(); ++position) {
      const ObjectId id = index.id(position);
      if (unlisted->listed[position]) continue;
      unlisted->listed[position] = !is_selected(id.raw()) || files_.read(id, file).has_value();
    }
    WalkPack walked;
    walked.pack = unlisted->prepared.pack;
    walked.path = file->path();
    walked.skip = std::move(unlisted->listed);
    walked.plan = unlisted->prepared.plan;
    walk({&walked, 1}, {&file, 1});
  }
}

void Walk::walk_loose() {
  std::vector<std::optional<Inflater>> inflaters(std::max(1u, workers_));
  parallel_for(workers_, loose_.size(), stop_, [&](unsigned worker, size_t rank) {
    if (!is_selected(loose_[rank].id.raw())) return;
    if (!inflaters[worker]) inflaters[worker].emplace();
    walk_loose_file(worker, rank, *inflaters[worker]);
  });
}

void Walk::walk_loose_file(unsigned worker, size_t rank, Inflater& inflater) {
  const LooseFile& file = loose_[rank];
  // What this walk goes through, not what the store knows of: packs of others may be
  // left out, and what no index lists leaves it to the loose file.
  const bool is_copy = (rank > 0 && loose_[rank - 1].id == file.id) ||
                       std::any_of(walked_.begin(), walked_.end(), [&](const WalkPack& walked) {
                         return walked.pack->index().find(file.id).has_value();
                       });
  const Result<std::optional<Object>> read =
      load_loose(loose_path(files_.folders()[file.folder], file.id),
                 selection_.rest_walked ? selection_.types : kAllTypes,
                 files_.limits().max_object_bytes, inflater);
  if (read) {
    if (!*read) return;
    const Object& object = **read;
    const ObjectId actual = hash_object(object.type, object.bytes, file.id.size);
    if (actual != file.id) {
      on_unread_({Reason::kCorrupt, "its bytes do not have this id", file.id.hex()});
    } else if (is_copy) {
      return;
    }
    give(worker, actual, object);
  } else if (read.error().kind == ErrorKind::kLimit && takes_large()) {
    stream_loose_file(worker, file, is_copy);
  } else if (is_copy || (read.error().kind == ErrorKind::kLimit && is_unwanted_blob(file))) {
    return;  // damaged or gone, and there is another; or not asked for
  } else if (read.error().kind == ErrorKind::kNotFound) {
    const std::lock_guard lock(mutex_);
    vanished_.push_back(file.id);
  } else {
    on_unread_({reason_of(read.error()), read.error().message, file.id.hex()});
  }
}

// Any copy of a large blob but `except`'s, verified; the error of the sink is told.
bool Walk::give_stream(unsigned worker, const ObjectId& id, unsigned depth,
                       const PackFile* except) const {
  bool given = false;
  const Result<void> streamed = files_.stream(id, except, [&](ObjectStream& stream) {
    given = true;
    return selection_.large(worker, {id, depth, stream});
  });
  if (given && !streamed) {
    on_unread_({reason_of(streamed.error()), streamed.error().message, id.hex()});
  }
  return given;
}

// One that was not held to learn its type.
bool Walk::is_unwanted_blob(const LooseFile& file) const {
  const auto nothing = [](ObjectStream&) { return Result<void>(); };
  return !selection_.types.has(ObjectType::kBlob) &&
         stream_loose(loose_path(files_.folders()[file.folder], file.id), nothing).has_value();
}

// As walk_loose_file, for one that is over the limit.
void Walk::stream_loose_file(unsigned worker, const LooseFile& file, bool is_copy) const {
  const std::string path = loose_path(files_.folders()[file.folder], file.id);
  std::optional<ObjectId> actual;
  const Result<void> hashed = stream_loose(path, [&](ObjectStream& stream) -> Result<void> {
    const Result<ObjectId> id = hash_blob(stream, file.id.size);
    if (!id) return id.error();
    actual = *id;
    return {};
  });
  if (actual && *actual != file.id) {
    on_unread_({Reason::kCorrupt, "its bytes do not have this id", file.id.hex()});
  } else if (is_copy) {
    return;
  }
  // Of a damaged one, what comes before the damage.
  const Result<void> given = stream_loose(path, [&](ObjectStream& stream) {
    return selection_.large(worker, {actual.value_or(file.id), 0, stream});
  });
  if (!given) on_unread_({reason_of(given.error()), given.error().message, file.id.hex()});
}

// Loose files that were there when they were listed: a repack may have moved them.
void Walk::read_vanished() {
  if (vanished_.empty() || stop_.stop_requested()) return;
  std::sort(vanished_.begin(), vanished_.end());
  files_.refresh();
  for (const Unread& unread : files_.take_unread()) on_unread_(unread);
  for (const ObjectId& id : vanished_) {
    const Result<Object> object = files_.read(id, nullptr);
    if (object) {
      give(0, id, *object);
    } else if (object.error().kind != ErrorKind::kLimit || !takes_large() ||
               !give_stream(0, id, 0, nullptr)) {
      on_unread_({Reason::kVanished, "it was removed while the scan ran", id.hex()});
    }
  }
}

}  // namespace

void walk_store(StoreFiles& files, const Selection& selection, unsigned workers,
                const ObjectSink& sink, const OnUnread& on_unread, std::stop_token stop) {
  Walk(files, selection, workers, sink, on_unread, std::move(stop)).run();
}

}  // namespace sluice::git
