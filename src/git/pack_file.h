// PackFile: one pack of a store, with the best index that can be had for it: its
// own, the multi-pack-index, or one that is made here from the pack.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "git/multi_pack_index.h"
#include "git/pack_indexer.h"
#include "git/pack_plan.h"
#include "git/pack_reader.h"
#include "sluice/result.h"

namespace sluice::git {

// Mapped once, so that a repack during the scan takes nothing away. Any thread.
class PackFile {
 public:
  // `path` is the pack; `stem` is its path without ".pack", empty for what a
  // broken-off transfer left (tmp_pack_…). An index that cannot be read goes to
  // `on_unread`, as does its absence, and is made when a walk needs it. `multi`
  // may be null. kNotFound: the pack is gone; kCorrupt, kUnsupported, kIo.
  static Result<std::unique_ptr<PackFile>> open(const std::string& path, const std::string& stem,
                                                size_t folder, uint8_t id_bytes,
                                                const MultiPackIndex* multi,
                                                const OnUnread& on_unread);

  const std::string& path() const { return path_; }
  size_t folder() const { return folder_; }  // a rank among the store's folders

  // For finding by id. nullptr: it has no index, and no walk has made one so far,
  // so that it does not cost those who only look something up.
  const Pack* pack() const { return current_.load(std::memory_order_acquire); }

  // Where it is read by its own index file, and no walk had cause to make another.
  const Pack* as_written() const {
    return given_ && pack() == &*given_ && !partial_ && !index_file_.bytes().empty() ? pack()
                                                                                     : nullptr;
  }
  const FileIdentity& identity() const { return pack_file_.identity(); }
  const FileIdentity& index_identity() const { return index_file_.identity(); }

  // A pack to be walked, and what shows of it beforehand.
  struct Prepared {
    const Pack* pack = nullptr;  // nullptr: nothing in it can be read
    const PackPlan* plan = nullptr;
    bool repeats = false;  // lists an id twice
  };
  // Links the entries once, for all walks to come. Where pack and index do not
  // agree, an index is made from the pack and takes the other's place.
  Prepared prepare(const Limits& limits, const BaseElsewhere& elsewhere, unsigned workers) const;
  // Once prepared: what was found wrong, and the objects that the index listed and
  // that are not in the pack.
  const std::vector<Unread>& damage() const { return damage_; }
  const std::vector<ObjectId>& lost() const { return lost_; }

  // After a walk met bytes between the listed objects: the same pack by an index
  // that is made from it, and the positions in it that were listed before, to be
  // skipped. nullopt: that index is in use already, or cannot be made.
  struct Unlisted {
    Prepared prepared;
    std::vector<bool> listed;
  };
  std::optional<Unlisted> find_unlisted(const Limits& limits, const BaseElsewhere& elsewhere) const;

 private:
  struct Indexed {
    std::string index;
    Pack pack;
    PackPlan plan;
    bool repeats = false;
  };

  PackFile() = default;
  void find_index(const std::string& stem, const MultiPackIndex* multi, const OnUnread& on_unread);
  bool take_index(const PackIndex& index);
  bool make_index(const Limits& limits, const BaseElsewhere& elsewhere,
                  std::vector<Unread>& damage) const;
  void tell_made(const IndexedPack& made, std::vector<Unread>& damage) const;
  Prepared prepared() const;

  std::string path_, name_;
  size_t folder_ = 0;
  uint8_t id_bytes_ = 20;
  bool unfinished_ = false;  // what a broken-off transfer left
  MappedFile pack_file_, index_file_;
  std::string multi_index_;  // an index of its own, made from the multi-pack-index
  bool partial_ = false;     // which may list less than the pack holds: good for lookups only
  std::optional<Pack> given_;

  mutable std::mutex mutex_;  // over what follows, but for current_
  mutable bool is_prepared_ = false;
  mutable PackPlan given_plan_;
  mutable std::unique_ptr<Indexed> made_;
  mutable std::vector<Unread> damage_;
  mutable std::vector<ObjectId> lost_;
  mutable std::atomic<const Pack*> current_ = nullptr;
};

}  // namespace sluice::git
